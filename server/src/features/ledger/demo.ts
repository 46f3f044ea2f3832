import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { readPeople } from '../resident/index.ts';
import { tagPeople } from './segment/tags.ts';

const CHUNK = 500;

/** Tags the women of the fictional city whose screening is on record, as a clerk would who has the hospital's list. */
export async function loadDemoTags(runtime: Runtime): Promise<void> {
  const women = await run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<{ id: string }>`
      select id from resident_person where sex = '2' and state = 'present'
        and birth between ${runtime.clock.now()}::date - interval '66 years' and ${runtime.clock.now()}::date - interval '34 years'`.execute(
      db,
    );
    return rows.map(({ id }) => id);
  });
  for (let at = 0; at < women.length; at += CHUNK) {
    const people = await readPeople(runtime, SYSTEM, women.slice(at, at + CHUNK), { items: ['screened_on'] });
    const add = people.flatMap(({ id, values }) => (values.screened_on === undefined ? [] : [id]));
    await tagPeople(runtime, SYSTEM, 'screened', { add });
  }
}
