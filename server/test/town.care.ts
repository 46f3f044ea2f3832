import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { dayOf } from '../src/platform/day.ts';
import type { Body, Town, Who } from './town.ts';

const DAY = 86_400_000;

/** Old people in care in a town: taken into it by a community, and visited. */
export function testCare({ program, ask, person }: Town, community: Who) {
  let order = 0;
  const elder = () => person({ name: `老人${++order}`, birth_date: '1940-01-01' });
  const enrolled = async (level = '2'): Promise<string> => {
    const id = await elder();
    const { status, body } = await ask(community, 'POST', '/api/care', { person: id, level, kind: '01' });
    assert.equal(status, 201, JSON.stringify(body));
    return id;
  };
  const visited = (who: Who, id: string, more: object = {}) =>
    ask(who, 'POST', `/api/care/${id}/visits`, {
      ...{ client_id: randomUUID(), at: program.clock.now().toISOString() },
      ...{ way: 'home', result: 'well', text: '血压正常', ...more },
    });
  const read = async (id: string, who = community): Promise<Body> =>
    (await ask(who, 'GET', `/api/care/${id}`)).body;
  /** The day so many days from now. */
  const days = (n: number): string => dayOf(new Date(program.clock.now().getTime() + n * DAY));
  return { elder, enrolled, visited, read, days };
}
