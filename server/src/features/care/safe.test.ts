import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { drifts } from '../../../test/recount.ts';
import { testCare } from '../../../test/town.care.ts';
import { type Body, testTown, type Who } from '../../../test/town.ts';

const town = await testTown();
const { program, runtime, place, ids, staff, ask, rows } = town;
const east = await staff('east8', 'community_staff', place.east, place.eastUnit);
const walker = await staff('walker8', 'grid_worker', place.east, place.eastUnit);
const doctor = await staff('doctor8', 'department_staff', place.west, place.westUnit);
const city = await staff('city8', 'city_staff', place.city, place.centre);
const { elder, enrolled, visited, read, days } = testCare(town, east);

test('who only looks over an area reads when visits are due, not what was found nor why', async () => {
  const id = await enrolled();
  await ask(east, 'PATCH', `/api/care/${id}`, { version: 1, why: '术后卧床' });
  await visited(walker, id, { point: { lng: 114.3, lat: 30.5 } });
  const body = await read(id, city);
  assert.deepEqual(
    [body.visits, body.kind_name, body.why, body.visits_list[0].text, body.visits_list[0].point],
    [1, '***', '***', '***', null],
  );
  assert.equal((await read(id, walker)).visits_list[0].text, '血压正常');
});

test('two who take the same person into care at once count one; no day stays behind with nobody in it', async () => {
  const id = await elder();
  const body = { person: id, level: '2', kind: '01' };
  const both = await Promise.all([1, 2].map(() => ask(east, 'POST', '/api/care', body)));
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
  await visited(walker, id);
  assert.deepEqual(await drifts(runtime), []);
  assert.deepEqual(await rows('select * from care_count where people = 0'), []);
});

test('the care of a record that goes into another goes along, with its visits and whoever answers', async () => {
  const [id, kept] = [await enrolled('1'), await elder()];
  await visited(walker, id);
  await ask(east, 'POST', `/api/care/${id}/duties`, { role: 'doctor', account: ids.get('doctor8') });
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

test('who may answer is found by name and unit, nearest first; whoever has no account is reached by phone, and asking for it stays in the log', async () => {
  const id = await enrolled();
  await staff('admin8', 'system_admin', place.city, place.centre);
  const found = async (q: string) =>
    (await ask(east, 'GET', `/api/care/${id}/holders?q=${encodeURIComponent(q)}`)).body.items.map(
      ({ name }: Body) => name,
    );
  const all = await found('');
  assert.deepEqual([all.indexOf('admin8 同志'), all.at(-1)], [-1, 'doctor8 同志']);
  assert.ok(all.indexOf('walker8 同志') < all.indexOf('city8 同志'), 'the nearest first');
  assert.deepEqual(await found('doctor'), ['doctor8 同志']);
  assert.deepEqual(await found('西社区居委会'), ['doctor8 同志']);
  const add = (body: object) => ask(east, 'POST', `/api/care/${id}/duties`, body);
  const refused = await add({ role: 'pair', account: ids.get('admin8') });
  assert.deepEqual([refused.status, refused.body.fields[0].path], [422, 'account']);
  assert.equal((await add({ role: 'police', name: '陈警官' })).body.fields[0].path, 'phone');
  const made = await add({ role: 'police', name: '陈警官', phone: '19900001234' });
  const [{ id: duty, phone }] = made.body.duties;
  assert.equal(phone, '199****1234');
  const call = (who: Who) => ask(who, 'POST', `/api/care/${id}/duties/${duty}/call`);
  assert.equal((await call(walker)).body.phone, '19900001234');
  assert.deepEqual([(await call(city)).status, (await call(doctor)).status], [403, 404]);
  const told = await rows(`select data from event where kind = 'care.duty-called' and subject = '${id}'`);
  assert.deepEqual(told, [{ data: { person: id, duty } }]);
});

test('when care ends nobody answers for the person any more', async () => {
  const id = await enrolled();
  await ask(east, 'POST', `/api/care/${id}/duties`, { role: 'doctor', account: ids.get('doctor8') });
  const { version } = await read(id, doctor);
  assert.equal((await ask(east, 'PATCH', `/api/care/${id}`, { version, end: '已随子女居住' })).status, 200);
  assert.equal((await ask(doctor, 'GET', `/api/care/${id}`)).status, 404);
});

test('the log of care says levels and days, and nothing of why, of what kind, or of what was found', async () => {
  const id = await enrolled('1');
  const { version } = await read(id);
  await ask(east, 'PATCH', `/api/care/${id}`, { version, kind: '02', why: '术后卧床' });
  await visited(walker, id, { result: 'needs', text: '情绪低落' });
  const told = await rows(
    `select kind, data from event where subject = '${id}' and kind like 'care.%' order by seq`,
  );
  assert.deepEqual(
    told.map(({ kind, data }) => [kind, Object.keys(data).sort()]),
    [
      ['care.enrolled', ['level', 'person']],
      ['care.changed', ['due', 'level', 'person']],
      ['care.visited', ['due', 'person', 'visit']],
    ],
  );
});

test('a visit whose answer was lost is kept once, also when the care ended meanwhile; what was done before the end is kept too', async () => {
  const id = await enrolled('1');
  const client_id = randomUUID();
  const sent = await Promise.all([1, 2, 3].map(() => visited(walker, id, { client_id })));
  assert.deepEqual(
    sent.map(({ status, body }) => [status, body.next_due]),
    Array(3).fill([201, days(7)]),
  );
  const { version, visits } = await read(id);
  assert.equal(visits, 1);
  await ask(east, 'PATCH', `/api/care/${id}`, { version, end: '随子女生活' });
  const again = await visited(walker, id, { client_id });
  assert.deepEqual([again.status, again.body.id], [201, client_id]);
  const at = new Date(program.clock.now().getTime() - 3_600_000).toISOString();
  assert.equal((await visited(walker, id, { at })).status, 201);
  const ended = await read(id);
  assert.deepEqual([ended.visits, ended.next_due], [2, days(7)]);
  const other = await visited(east, id, { client_id });
  assert.deepEqual([other.status, other.body.fields[0].path], [422, 'client_id']);
  assert.deepEqual(await drifts(runtime), []);
  program.clock.set(new Date(program.clock.now().getTime() + 16 * 3_600_000));
  assert.equal((await visited(walker, id)).body.code, 'ended');
});
