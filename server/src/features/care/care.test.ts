import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadDefaultPack } from '../../packs/default.ts';
import { SYSTEM } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from '../account/sample.ts';
import { changePerson, movePerson, receive } from '../resident/index.ts';
import { remind } from './jobs.ts';

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
const east = await staff('east4', 'community_staff', place.east, place.eastUnit);
const walker = await staff('walker4', 'grid_worker', place.east, place.eastUnit);
const west = await staff('west4', 'community_staff', place.west, place.westUnit);
const doctor = await staff('doctor4', 'department_staff', place.west, place.westUnit);
const city = await staff('city4', 'city_staff', place.city, place.centre);

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
/** What the kept counts must come to, counted from the people themselves. */
async function countsAgree(): Promise<void> {
  const read = async (who: Record<string, string>) => (await ask(who, 'GET', '/api/care-counts')).body;
  const rows = await run(
    runtime,
    SYSTEM,
    async ({ db }) =>
      (
        await sql<Body>`select count(*)::int as people, (count(*) filter (where next_due < ${days(0)}::date))::int as overdue,
        (count(*) filter (where next_due = ${days(0)}::date))::int as today from care_person where ended_on is null`.execute(
          db,
        )
      ).rows,
  );
  const { people, overdue, today } = await read(city);
  assert.deepEqual({ people, overdue, today }, rows[0]);
}

test('a visit moves the next one on by the level, counts once however often it is sent, and only ways that count do', async () => {
  const id = await enrolled('1');
  const read = async () => (await ask(east, 'GET', `/api/care/${id}`)).body;
  assert.equal((await read()).next_due, days(0));
  const client_id = randomUUID();
  for (const _ of [1, 2])
    assert.equal((await visited(walker, id, { client_id, point: { lng: 114.3, lat: 30.5 } })).status, 201);
  const after = await read();
  assert.deepEqual([after.next_due, after.visits, after.visits_list.length], [days(7), 1, 1]);
  assert.deepEqual([after.visits_list[0].text, after.visits_list[0].point.lng], ['血压正常', 114.3]);
  await visited(walker, id, { way: 'phone' });
  await visited(walker, id, { result: 'absent' });
  assert.deepEqual([(await read()).next_due, (await read()).visits], [days(7), 3]);
  await countsAgree();
  const stored = await run(
    runtime,
    SYSTEM,
    async ({ db }) =>
      (await sql<Body>`select * from care_visit where person_id = ${id}::uuid`.execute(db)).rows,
  );
  assert.ok(!JSON.stringify(stored).includes('血压'), 'what was found stands sealed');
});

test('a visit made without signal counts from when it was; one of last year, or of tomorrow, does not count so', async () => {
  const id = await enrolled('2');
  const at = new Date(program.clock.now().getTime() - 3 * 86_400_000).toISOString();
  await visited(walker, id, { at });
  assert.equal((await ask(east, 'GET', `/api/care/${id}`)).body.next_due, days(27));
  const old = await visited(walker, id, { at: '2025-01-01T00:00:00Z' });
  assert.deepEqual([old.status, old.body.fields[0].path], [422, 'at']);
  await visited(walker, id, { at: '2030-01-01T00:00:00Z' });
  assert.equal((await ask(east, 'GET', `/api/care/${id}`)).body.next_due, days(30));
});

test('levels, ends and moves keep the counts right, and care goes with the person', async () => {
  const [a, b, c] = [await enrolled('1'), await enrolled('2'), await enrolled('3')];
  await visited(walker, b);
  await ask(east, 'PATCH', `/api/care/${b}`, { version: 2, level: '3' });
  assert.equal((await ask(east, 'GET', `/api/care/${b}`)).body.next_due, days(90));
  assert.equal((await ask(east, 'PATCH', `/api/care/${b}`, { version: 2, level: '1' })).status, 409);
  assert.equal((await ask(east, 'PATCH', `/api/care/${c}`, { version: 1, end: '随子女生活' })).status, 200);
  await countsAgree();
  await movePerson(runtime, SYSTEM, a, { house: null, why: 'left' });
  await program.settle();
  assert.ok((await ask(east, 'GET', `/api/care/${a}`)).body.ended_on);
  await countsAgree();
  assert.equal((await ask(east, 'POST', '/api/care', { person: b, level: '1', kind: '01' })).status, 409);
});

test('a neighbour finds nothing; who answers for the person sees that one and no other, until the duty ends', async () => {
  const [id, other] = [await enrolled(), await enrolled()];
  for (const who of [west, doctor]) {
    assert.equal((await ask(who, 'GET', `/api/care/${id}`)).status, 404);
    assert.equal((await visited(who, id)).status, 404);
  }
  assert.equal(
    (await ask(walker, 'POST', `/api/care/${id}/duties`, { role: 'doctor', username: 'doctor4' })).status,
    403,
  );
  const on = await ask(east, 'POST', `/api/care/${id}/duties`, { role: 'doctor', username: 'doctor4' });
  assert.equal(on.status, 201, JSON.stringify(on.body));
  const [mine] = (await ask(doctor, 'GET', '/api/care/mine')).body.items;
  const { person: seen } = (await ask(doctor, 'GET', `/api/care/${id}`)).body;
  assert.deepEqual([mine.id, /^老人\d+$/.test(mine.person.name), seen.name], [id, true, mine.person.name]);
  assert.equal((await visited(doctor, id)).status, 201);
  assert.equal((await ask(doctor, 'POST', `/api/care/${other}/call`)).status, 404);
  assert.equal((await ask(doctor, 'POST', `/api/care/${id}/call`)).body.code, 'no_value');
  await changePerson(runtime, SYSTEM, { id, values: { phone: '19900004321' } });
  assert.equal((await ask(doctor, 'POST', `/api/care/${id}/call`)).body.phone, '19900004321');
  const looks = await run(runtime, SYSTEM, async ({ db }) => {
    const found =
      await sql<Body>`select account_id, items, purpose from resident_look where person_id = ${id}::uuid`;
    return (await found.execute(db)).rows;
  });
  assert.deepEqual(looks, [
    { account_id: ids.get('doctor4'), items: ['phone'], purpose: '关爱走访，电话联系' },
  ]);
  assert.equal((await ask(doctor, 'GET', `/api/care/${other}`)).status, 404);
  assert.equal((await ask(east, 'DELETE', `/api/care/${id}/duties/${on.body.duties[0].id}`)).status, 200);
  assert.deepEqual((await ask(doctor, 'GET', '/api/care/mine')).body.items, []);
  assert.equal((await ask(doctor, 'GET', `/api/care/${id}`)).status, 404);
});

test('each morning everybody is told once how many are due and late, and nobody a name', async () => {
  await enrolled();
  program.clock.set(new Date(program.clock.now().getTime() + 2 * 86_400_000));
  for (const _ of [1, 2]) await remind(runtime);
  const messages = await run(
    runtime,
    SYSTEM,
    async ({ db }) =>
      (await sql<Body>`select account_id, title, body from message where template like 'care-%'`.execute(db))
        .rows,
  );
  const to = (name: string) => messages.filter((each) => each.account_id === ids.get(name));
  assert.deepEqual([to('walker4').length, to('east4').length, to('west4').length], [1, 1, 0]);
  assert.match(to('walker4')[0].title, /位关爱对象走访逾期/);
  assert.ok(!JSON.stringify(messages).includes('老人'));
});
