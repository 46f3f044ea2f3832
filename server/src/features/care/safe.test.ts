import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { drifts } from '../../../test/recount.ts';
import { loadDefaultPack } from '../../packs/default.ts';
import { SYSTEM } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from '../account/sample.ts';
import { receive } from '../resident/index.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await loadDefaultPack(runtime);
const place = await samplePlace(runtime);
const ids = new Map<string, string>();
const staff = async (name: string, role: string, areaId: string, unitId: string) => {
  const id = await sampleStaff(runtime, name, [{ role, areaId, unitId }]);
  ids.set(name, id);
  return bearer(await tokenFor(runtime, id));
};
const east = await staff('east8', 'community_staff', place.east, place.eastUnit);
const walker = await staff('walker8', 'grid_worker', place.east, place.eastUnit);
const doctor = await staff('doctor8', 'department_staff', place.west, place.westUnit);
const city = await staff('city8', 'city_staff', place.city, place.centre);

// biome-ignore lint/suspicious/noExplicitAny: whatever was answered.
type Body = any;
async function ask(headers: Record<string, string>, method: string, url: string, payload?: object) {
  const answer = await program.http.inject({
    method: method as 'GET',
    url,
    headers,
    ...(payload && { payload }),
  });
  return { status: answer.statusCode, body: (answer.body ? answer.json() : null) as Body };
}
let order = 0;
const person = async (): Promise<string> =>
  (
    await run(runtime, SYSTEM, (ctx) =>
      receive(ctx, 'sheet', [
        {
          values: { name: `老人${++order}`, birth_date: '1940-01-01' },
          sourceKey: `c${order}`,
          area: place.east,
        },
      ]),
    )
  )[0]!.person;
async function enrolled(level = '2'): Promise<string> {
  const id = await person();
  const { status, body } = await ask(east, 'POST', '/api/care', { person: id, level, kind: '01' });
  assert.equal(status, 201, JSON.stringify(body));
  return id;
}
const visited = (who: Record<string, string>, id: string, more: object = {}) =>
  ask(who, 'POST', `/api/care/${id}/visits`, {
    ...{
      client_id: randomUUID(),
      at: program.clock.now().toISOString(),
      way: 'home',
      result: 'well',
      text: '血压正常',
    },
    ...more,
  });
const days = (n: number): string => dayOf(new Date(program.clock.now().getTime() + n * 86_400_000));

test('who only looks over an area reads when visits are due, not what was found nor why', async () => {
  const id = await enrolled();
  await ask(east, 'PATCH', `/api/care/${id}`, { version: 1, why: '术后卧床' });
  await visited(walker, id, { point: { lng: 114.3, lat: 30.5 } });
  const { body } = await ask(city, 'GET', `/api/care/${id}`);
  assert.deepEqual(
    [body.visits, body.why, body.visits_list[0].text, body.visits_list[0].point],
    [1, '***', '***', null],
  );
  assert.equal((await ask(walker, 'GET', `/api/care/${id}`)).body.visits_list[0].text, '血压正常');
});

test('two who take the same person into care at once count one; no day stays behind with nobody in it', async () => {
  const id = await person();
  const body = { person: id, level: '2', kind: '01' };
  const both = await Promise.all([1, 2].map(() => ask(east, 'POST', '/api/care', body)));
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
  await visited(walker, id);
  assert.deepEqual(await drifts(runtime), []);
  assert.deepEqual(
    await run(
      runtime,
      SYSTEM,
      async ({ db }) => (await sql<Body>`select * from care_count where people = 0`.execute(db)).rows,
    ),
    [],
  );
});

test('the care of a record that goes into another goes along, with its visits and whoever answers', async () => {
  const [id, kept] = [await enrolled('1'), await person()];
  await visited(walker, id);
  await ask(east, 'POST', `/api/care/${id}/duties`, { role: 'doctor', username: 'doctor8' });
  const merged = await ask(east, 'POST', '/api/resident-merges', { keep: kept, gone: id });
  assert.equal(merged.status, 201, JSON.stringify(merged.body));
  await program.settle();
  const { status, body } = await ask(doctor, 'GET', `/api/care/${kept}`);
  assert.deepEqual(
    [status, body.level, body.ended_on, body.next_due, body.visits_list.length],
    [200, '1', null, days(7), 1],
  );
  assert.deepEqual(await drifts(runtime), []);
});
