import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { testCare } from '../../../test/town.care.ts';
import { type Body, testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { changePerson, movePerson } from '../resident/index.ts';
import { sampleHouses } from '../resident/sample.ts';
import { remind } from './jobs.reminders.ts';

const town = await testTown();
const { program, runtime, place, ids, staff, ask, rows } = town;
const east = await staff('east4', 'community_staff', place.east, place.eastUnit);
const walker = await staff('walker4', 'grid_worker', place.east, place.eastUnit);
const west = await staff('west4', 'community_staff', place.west, place.westUnit);
const doctor = await staff('doctor4', 'department_staff', place.west, place.westUnit);
const city = await staff('city4', 'city_staff', place.city, place.centre);
const { enrolled, visited, read, days } = testCare(town, east);

/** What the kept counts must come to, counted from the people themselves. */
async function countsAgree(): Promise<void> {
  const [counted] =
    await rows(`select count(*)::int as people, (count(*) filter (where next_due < '${days(0)}'))::int as overdue,
    (count(*) filter (where next_due = '${days(0)}'))::int as today from care_person where ended_on is null`);
  const { people, overdue, today } = (await ask(city, 'GET', '/api/care-counts')).body;
  assert.deepEqual({ people, overdue, today }, counted);
}

test('a visit moves the next one on by the level, counts once however often it is sent, and only ways that count do', async () => {
  const id = await enrolled('1');
  assert.equal((await read(id)).next_due, days(0));
  const client_id = randomUUID();
  for (const _ of [1, 2])
    assert.equal((await visited(walker, id, { client_id, point: { lng: 114.3, lat: 30.5 } })).status, 201);
  const after = await read(id);
  assert.deepEqual([after.next_due, after.visits, after.visits_list.length], [days(7), 1, 1]);
  assert.deepEqual([after.visits_list[0].text, after.visits_list[0].point.lng], ['血压正常', 114.3]);
  await visited(walker, id, { way: 'phone' });
  await visited(walker, id, { result: 'absent' });
  const { next_due, visits } = await read(id);
  assert.deepEqual([next_due, visits], [days(7), 3]);
  await countsAgree();
  const stored = await rows(`select * from care_visit where person_id = '${id}'`);
  assert.equal(stored.length, 3);
  assert.ok(!JSON.stringify(stored).includes('血压'), 'what was found stands sealed');
});

test('a visit made without signal counts from when it was; one of last year, or of tomorrow, does not count so', async () => {
  const id = await enrolled('2');
  const at = new Date(program.clock.now().getTime() - 3 * 86_400_000).toISOString();
  await visited(walker, id, { at });
  assert.equal((await read(id)).next_due, days(27));
  const old = await visited(walker, id, { at: '2025-01-01T00:00:00Z' });
  assert.deepEqual([old.status, old.body.fields[0].path], [422, 'at']);
  await visited(walker, id, { at: '2030-01-01T00:00:00Z' });
  assert.equal((await read(id)).next_due, days(30));
});

test('levels, ends and moves keep the counts right, and care goes with the person', async () => {
  const [a, b, c] = [await enrolled('1'), await enrolled('2'), await enrolled('3')];
  await visited(walker, b);
  await ask(east, 'PATCH', `/api/care/${b}`, { version: 2, level: '3' });
  assert.equal((await read(b)).next_due, days(90));
  assert.equal((await ask(east, 'PATCH', `/api/care/${b}`, { version: 2, level: '1' })).status, 409);
  assert.equal((await ask(east, 'PATCH', `/api/care/${c}`, { version: 1, end: '随子女生活' })).status, 200);
  await countsAgree();
  await movePerson(runtime, SYSTEM, a, { house: null, why: 'left' });
  await program.settle();
  assert.ok((await read(a)).ended_on);
  await countsAgree();
  assert.equal((await ask(east, 'POST', '/api/care', { person: b, level: '1', kind: '01' })).status, 409);
});

test('who is visited next comes first, whatever the area, page after page', async () => {
  const ids = [await enrolled('1'), await enrolled('1'), await enrolled('1')];
  const [far] = (await sampleHouses(runtime, place.west, 1)) as [string];
  await movePerson(runtime, SYSTEM, ids[1]!, { house: far });
  await program.settle();
  for (const [at, ago] of [20, 15, 10].entries()) {
    const day = new Date(program.clock.now().getTime() - ago * 86_400_000).toISOString();
    await visited(at === 1 ? west : east, ids[at]!, { at: day });
  }
  const seen: Body[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await ask(city, 'GET', `/api/care?limit=2&cursor=${encodeURIComponent(cursor)}`);
    seen.push(...body.items);
    if (!body.next) break;
    cursor = body.next;
  }
  const due = seen.map(({ next_due }) => next_due as string);
  assert.deepEqual(due, due.toSorted());
  assert.deepEqual(
    seen.filter(({ id }) => ids.includes(id as string)).map(({ id }) => id),
    ids,
  );
  await visited(west, ids[1]!);
});

test('a neighbour finds nothing; who answers for the person sees that one and no other, until the duty ends', async () => {
  const [id, other] = [await enrolled(), await enrolled()];
  for (const who of [west, doctor]) {
    assert.equal((await ask(who, 'GET', `/api/care/${id}`)).status, 404);
    assert.equal((await visited(who, id)).status, 404);
  }
  const duty = { role: 'doctor', account: ids.get('doctor4') };
  assert.equal((await ask(walker, 'POST', `/api/care/${id}/duties`, duty)).status, 403);
  const on = await ask(east, 'POST', `/api/care/${id}/duties`, duty);
  assert.equal(on.status, 201, JSON.stringify(on.body));
  const [mine] = (await ask(doctor, 'GET', '/api/care/mine')).body.items;
  const { person: seen } = (await ask(doctor, 'GET', `/api/care/${id}`)).body;
  assert.deepEqual([mine.id, /^老人\d+$/.test(mine.person.name), seen.name], [id, true, mine.person.name]);
  assert.equal((await visited(doctor, id)).status, 201);
  assert.equal((await ask(doctor, 'POST', `/api/care/${other}/call`)).status, 404);
  assert.equal((await ask(doctor, 'POST', `/api/care/${id}/call`)).body.code, 'no_value');
  await changePerson(runtime, SYSTEM, { id, values: { phone: '19900004321' } });
  assert.equal((await ask(doctor, 'POST', `/api/care/${id}/call`)).body.phone, '19900004321');
  const looks = await rows(`select account_id, items, purpose from resident_look where person_id = '${id}'`);
  assert.deepEqual(looks, [
    { account_id: ids.get('doctor4'), items: ['phone'], purpose: '关爱走访，电话联系' },
  ]);
  assert.equal((await ask(doctor, 'GET', `/api/care/${other}`)).status, 404);
  assert.equal((await ask(east, 'DELETE', `/api/care/${id}/duties/${on.body.duties[0].id}`)).status, 200);
  assert.deepEqual((await ask(doctor, 'GET', '/api/care/mine')).body.items, []);
  assert.equal((await ask(doctor, 'GET', `/api/care/${id}`)).status, 404);
});

test('each morning everybody is told once how many are due and late, and nobody a name', async () => {
  const cared = await enrolled();
  await ask(east, 'POST', `/api/care/${cared}/duties`, { role: 'doctor', account: ids.get('doctor4') });
  await ask(east, 'POST', `/api/care/${cared}/duties`, { role: 'pair', account: ids.get('walker4') });
  program.clock.set(new Date(program.clock.now().getTime() + 2 * 86_400_000));
  for (const _ of [1, 2]) await remind(runtime);
  const messages = await rows(`select account_id, title, body from message where template like 'care-%'`);
  const to = (name: string) => messages.filter((each) => each.account_id === ids.get(name));
  assert.deepEqual([to('walker4').length, to('east4').length, to('west4').length], [1, 1, 0]);
  const [{ late }] = await rows(
    `select count(*)::int as late from care_person where ended_on is null and next_due < '${days(0)}'`,
  );
  assert.ok(late > 1);
  for (const [name, n] of [
    ['walker4', late],
    ['east4', late],
    ['doctor4', 1],
  ] as const)
    assert.match(to(name)[0].title, new RegExp(`^${n} 位关爱对象走访逾期`), name);
  assert.ok(!JSON.stringify(messages).includes('老人'));
});
