import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { drifts } from '../../../test/recount.ts';
import { testCare } from '../../../test/town.care.ts';
import { type Body, testTown, type Who } from '../../../test/town.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';

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
  assert.equal((await read(id)).version, made.body.version, 'a look changes nothing that a form holds');
  await program.settle();
  const auditor = await sampleStaff(runtime, 'auditor8', [{ role: 'audit_admin' }]);
  const entries = `/api/audit/entries?category=look&subject=${id}`;
  const [entry] = (await ask(bearer(await tokenFor(runtime, auditor)), 'GET', entries)).body.items;
  assert.deepEqual([entry.what, entry.actor_name], ['查看责任人电话', 'walker8 同志']);
  assert.match(entry.subject_name, /^老\*+$/, 'of people the auditor reads the masked name');
});

test('who has an area and no unit may answer where they see its people: a grid worker, not an agent of the hotline', async () => {
  const id = await enrolled();
  for (const [name, role] of [
    ['grid8', 'grid_worker'],
    ['agent8', 'hotline_agent'],
  ] as const)
    ids.set(name, await sampleStaff(runtime, name, [{ role, areaId: place.east }]));
  const { items } = (await ask(east, 'GET', `/api/care/${id}/holders?q=8`)).body;
  const found = new Map(items.map((item: Body) => [item.name, item.units]));
  assert.deepEqual([found.get('grid8 同志'), found.has('agent8 同志')], ['', false]);
  const add = (name: string) =>
    ask(east, 'POST', `/api/care/${id}/duties`, { role: 'grid_worker', account: ids.get(name) });
  assert.deepEqual([(await add('grid8')).status, (await add('agent8')).status], [201, 422]);
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

test('a visit made without signal is kept when the duty or the care ended before it came, not one made after', async () => {
  const entered = async (name: string) => bearer(await tokenFor(runtime, ids.get(name)!));
  const [id, over] = [await enrolled(), await enrolled()];
  const duty = { role: 'doctor', account: ids.get('doctor8') };
  for (const each of [id, over]) await ask(east, 'POST', `/api/care/${each}/duties`, duty);
  const at = program.clock.now().toISOString();
  const [{ id: ended }] = (await read(id)).duties;
  assert.equal((await ask(east, 'DELETE', `/api/care/${id}/duties/${ended}`)).status, 200);
  assert.equal(
    (await ask(east, 'PATCH', `/api/care/${over}`, { version: 2, end: '随子女生活' })).status,
    200,
  );
  program.clock.set(new Date(program.clock.now().getTime() + 86_400_000));
  // A day later everybody has to sign in again.
  const [again, onlooker] = [await entered('doctor8'), await entered('city8')];
  for (const each of [id, over]) {
    assert.equal((await visited(again, each)).status, 404);
    assert.equal((await visited(again, each, { at })).status, 201);
    assert.equal((await visited(onlooker, each, { at })).status, 403);
    assert.equal((await ask(again, 'GET', `/api/care/${each}`)).status, 404);
  }
  const long = new Date(Date.parse(at) - 3 * 86_400_000).toISOString();
  assert.equal((await visited(again, id, { at: long })).status, 404, 'before the duty began');
});
