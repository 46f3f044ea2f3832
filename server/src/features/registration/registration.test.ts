import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Body, testTown, type Who } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, sampleResident, tokenFor } from '../account/sample.ts';
import { movePerson, receive } from '../resident/index.ts';
import { sampleHouses, sampleId } from '../resident/sample.ts';

const { program, runtime, place, staff, ask, rows } = await testTown();
const grid = randomUUID();
await run(runtime, SYSTEM, ({ db }) =>
  sql`insert into area (id, parent_id, code, name, level, path, created_at) values (${grid}::uuid, ${place.east}::uuid, '429998001001001',
    '东一网格', 'grid', ${[place.city, place.east, grid]}::uuid[], now())`.execute(db),
);
const east = await staff('east5', 'grid_worker', place.east, place.eastUnit);
const west = await staff('west5', 'grid_worker', place.west, place.westUnit);
const home = async (phone: string) =>
  bearer(await tokenFor(runtime, await sampleResident(runtime, phone), 'resident'));
const wang = await home('13800001111');
const li = await home('13800002222');
const [house, other] = (await sampleHouses(runtime, place.east, 2)) as [string, string];
const [{ building }] = (await rows(
  `select building_id as building from housing_house where id = '${house}'`,
)) as [Body];

let order = 0;
const member = (name: string, kin: string, more: object = {}) => ({
  name,
  kin,
  id_number: sampleId('1980-01-01', ++order),
  phone: '13800001111',
  ...more,
});
const submit = (who: Who, members: object[], more: object = {}) =>
  ask(who, 'POST', '/api/registrations', {
    client_id: randomUUID(),
    building,
    house,
    relation: 'owner',
    members,
    ...more,
  });
const accepted = async (id: string, who = east, more: object = {}) =>
  ask(who, 'POST', `/api/registrations/${id}/accept`, { version: 1, ...more });

test('a code leads to doors and questions, to nobody who lives behind them', async () => {
  const { status, body } = await ask({}, 'GET', `/api/registration-place?building=${building}`);
  assert.deepEqual(
    [status, body.houses.length, body.items.some((item: Body) => item.code === 'id_number')],
    [200, 2, true],
  );
  assert.equal((await ask({}, 'GET', `/api/registration-place?building=${randomUUID()}`)).status, 404);
});

test('a household fills itself in, a worker accepts it, and the one who said "this is me" sees the own record and who looked', async () => {
  const me = member('王建国', '02');
  const made = await submit(wang, [
    { self: true, values: me },
    { self: false, values: member('陈秀英', '10') },
  ]);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id } = made.body;
  assert.equal(
    (await rows(`select from resident_person`)).length,
    0,
    'nobody is in the registry before it was checked',
  );
  const [stored] = await rows(`select sealed from registration`);
  assert.ok(!stored.sealed.toString('latin1').includes(me.id_number));
  for (const who of [west, wang])
    assert.notEqual((await ask(who, 'GET', `/api/registrations/${id}`)).status, 200);
  const seen = (await ask(east, 'GET', `/api/registrations/${id}`)).body;
  assert.deepEqual([seen.members.length, seen.members[0].person], [2, null]);
  const looks = () => rows(`select data from event where kind = 'person.looked'`);
  const said = ({ members }: Body) =>
    members[0].fields.find(({ item }: Body) => item === 'id_number').said as string;
  assert.ok(said(seen).includes('*') && !JSON.stringify(seen.members).includes('13800001111'));
  assert.deepEqual(await looks(), [], 'nothing whole was shown, nobody looked');
  const whole = await ask(
    east,
    'GET',
    `/api/registrations/${id}?purpose=${encodeURIComponent('核对户口簿')}`,
  );
  assert.equal(said(whole.body), me.id_number);
  assert.deepEqual(
    (await looks()).map(({ data }: Body) => [data.registration, data.purpose]),
    [[id, '核对户口簿']],
  );
  assert.equal((await accepted(id, west)).status, 404);
  assert.equal((await accepted(id)).status, 204);
  assert.equal((await accepted(id)).status, 409);
  const own = (await ask(wang, 'GET', '/api/me/record')).body.record;
  const field = (code: string) => own.fields.find((each: Body) => each.item === code);
  assert.deepEqual(
    [field('id_number').value, field('id_number').source, own.address !== null],
    [me.id_number, '居民自报', true],
  );
  await ask(east, 'POST', `/api/residents/${own.id}/looks`, { items: ['phone'], purpose: '电话回访' });
  assert.equal((await ask(wang, 'GET', `/api/residents/${own.id}/looks`)).body.items[0].purpose, '电话回访');
  assert.equal((await ask(li, 'GET', `/api/residents/${own.id}/looks`)).status, 404);
  assert.equal((await ask(li, 'GET', '/api/me/record')).body.record, null);
  const [{ sealed }] = (await rows(`select sealed from registration where id = '${id}'`)) as [Body];
  assert.equal(runtime.sealer.open(sealed), '', 'what was taken in stands in the registry alone');
});

test('the own record is corrected through the worker, and the old word can be read in its story', async () => {
  const { record } = (await ask(wang, 'GET', '/api/me/record')).body;
  const correct = (values: object) =>
    ask(wang, 'POST', '/api/me/record/corrections', { client_id: randomUUID(), values });
  assert.equal((await correct({ health: '健康' })).status, 422);
  const made = await correct({ phone: '13800003333' });
  const seen = (await ask(east, 'GET', `/api/registrations/${made.body.id}`)).body;
  assert.deepEqual(
    [seen.kind, seen.members[0].person, seen.members[0].fields[0].differs],
    ['correction', record.id, true],
  );
  const whole = (purpose: string) =>
    ask(east, 'GET', `/api/registrations/${made.body.id}?purpose=${encodeURIComponent(purpose)}`);
  assert.equal((await whole('  ')).body.fields?.[0].path, 'purpose', 'blanks are no purpose');
  assert.equal((await whole('电话核实更正')).body.members[0].fields[0].said, '13800003333');
  const looks = (await ask(wang, 'GET', `/api/residents/${record.id}/looks`)).body.items as Body[];
  const look = looks.find(({ purpose }) => purpose !== '电话回访')!;
  assert.deepEqual([look.purpose, look.items.length], ['电话核实更正', 1], 'the person sees who looked');
  assert.equal((await accepted(made.body.id)).status, 204);
  const now = (await ask(wang, 'GET', '/api/me/record')).body.record.fields.find(
    (each: Body) => each.item === 'phone',
  );
  assert.equal(now.value, '13800003333');
});

test('values that cannot be are refused at their field, all at once; what was refused is wiped', async () => {
  const bad = await submit(li, [{ self: true, values: { name: '', kin: '02', id_number: '1', nope: 'x' } }]);
  assert.deepEqual(bad.body.fields.map((each: Body) => each.path).sort(), [
    'members.0.values.id_number',
    'members.0.values.name',
    'members.0.values.nope',
  ]);
  const made = await submit(li, [{ self: true, values: member('李四', '02') }], { house: other });
  assert.equal(
    (await ask(east, 'POST', `/api/registrations/${made.body.id}/refuse`, { version: 1, reason: '房号不对' }))
      .status,
    204,
  );
  const [mine] = (await ask(li, 'GET', '/api/me/registrations')).body.items;
  assert.deepEqual([mine.state, mine.reason], ['refused', '房号不对']);
  const [{ sealed }] = (await rows(`select sealed from registration where id = '${made.body.id}'`)) as [Body];
  assert.equal(runtime.sealer.open(sealed), '');
  assert.equal((await rows(`select from resident_person where name = '李四'`)).length, 0);
});

test('sent twice it is one, withdrawn it is gone, and nobody piles them up', async () => {
  const values = member('赵六', '02');
  const client_id = randomUUID();
  for (const _ of [1, 2])
    assert.equal((await submit(li, [{ self: true, values }], { client_id })).status, 201);
  assert.equal((await ask(wang, 'POST', `/api/registrations/${client_id}/withdraw`)).status, 404);
  assert.equal((await ask(li, 'POST', `/api/registrations/${client_id}/withdraw`)).status, 204);
  assert.equal((await accepted(client_id)).status, 409);
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++)
    statuses.push((await submit(li, [{ self: true, values: member('赵六', '02') }])).status);
  assert.deepEqual(statuses, [201, 201, 201, 201, 201, 409]);
});

test("whoever gives a stranger's ID number gets neither the record nor, through the worker, a look at it", async () => {
  const stranger = { name: '远方人', id_number: sampleId('1971-02-03', ++order), education: '60' };
  const id = await run(runtime, SYSTEM, async (ctx) => {
    const [received] = await receive(ctx, 'police', [{ values: stranger, area: place.west }]);
    return received!.person;
  });
  const thief = await home('13800006661');
  const made = await submit(thief, [{ self: true, values: { ...stranger, kin: '02', education: '70' } }]);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const seen = (await ask(east, 'GET', `/api/registrations/${made.body.id}`)).body.members[0];
  assert.equal(seen.person, null);
  assert.ok(seen.fields.every((field: Body) => field.known === null && !field.differs));
  assert.ok(seen.warnings[0].includes('其他区域'));
  assert.equal((await accepted(made.body.id)).status, 204);
  assert.equal((await ask(thief, 'GET', '/api/me/record')).body.record, null);
  assert.equal((await ask(thief, 'GET', `/api/residents/${id}/looks`)).status, 404);
});

test('a house behind another code, or a code of no grid, is refused; who waits longest comes first', async () => {
  const chen = await home('13800006666');
  const [far] = (await sampleHouses(runtime, place.west, 1)) as [string];
  const members = [{ self: false, values: member('陈七', '02') }];
  const [near] = (await sampleHouses(runtime, grid, 1)) as [string];
  const byGrid = (at: string, code: string = grid) =>
    submit(chen, members, { building: undefined, grid: code, house: at });
  const elsewhere = await byGrid(far);
  assert.equal(elsewhere.body.fields?.[0].path, 'house', JSON.stringify(elsewhere.body));
  assert.equal((await byGrid(far, place.city)).status, 404);
  const made: string[] = [];
  for (const _ of [1, 2, 3]) {
    program.clock.advance(1000);
    made.push((await byGrid(near)).body.id);
  }
  const mine = (await ask(chen, 'GET', '/api/me/registrations')).body.items as Body[];
  assert.deepEqual(
    mine.map(({ id }) => id),
    made.toReversed(),
  );
  const page = async (cursor = '') =>
    (await ask(east, 'GET', `/api/registrations?limit=2&cursor=${cursor}`)).body as Body;
  const seen: string[] = [];
  for (let at = await page(); ; at = await page(at.next)) {
    seen.push(...at.items.map(({ id }: Body) => id));
    if (!at.next) break;
  }
  assert.deepEqual(seen.slice(-3), made);
  for (const id of made) await ask(chen, 'POST', `/api/registrations/${id}/withdraw`);
});

test('whoever scanned the code of the grid and chose a house goes with its building too', async () => {
  const yang = await home('13800007771');
  const [near] = (await sampleHouses(runtime, grid, 1)) as [string];
  const members = [{ self: false, values: member('杨九', '02') }];
  const { id } = (await submit(yang, members, { building: undefined, grid, house: near })).body;
  const subject = (await rows(`select building_id from housing_house where id = '${near}'`))[0].building_id;
  await run(runtime, SYSTEM, async (ctx) => {
    await sql`update housing_building set area_id = ${place.west}::uuid where id = ${subject}::uuid`.execute(
      ctx.db,
    );
    record(ctx, {
      ...{ subjectKind: 'building', subject, kind: 'building.placed', audience: 'staff', scopes: [] },
      ...{ data: {}, prevHash: null },
    });
    await ctx.flush();
  });
  await program.settle();
  assert.equal((await ask(east, 'GET', `/api/registrations/${id}`)).status, 404);
  assert.equal((await ask(west, 'GET', `/api/registrations/${id}`)).status, 200);
});

test('whoever checks is warned when another phone says "this is me"', async () => {
  const values = member('周八', '02', { phone: '13800007777' });
  await run(runtime, SYSTEM, (ctx) => receive(ctx, 'police', [{ values, area: place.east }]));
  const warned = async (phone: string) => {
    const made = await submit(await home(phone), [{ self: true, values }]);
    return (await ask(east, 'GET', `/api/registrations/${made.body.id}`)).body.members[0]
      .warnings as string[];
  };
  assert.ok((await warned('13800008888')).some((text) => text.includes('先核实是不是本人')));
  assert.deepEqual(await warned('13800007777'), []);
});

test('who has moved away is corrected by nobody of the old place', async () => {
  const { record } = (await ask(wang, 'GET', '/api/me/record')).body;
  const made = await ask(wang, 'POST', '/api/me/record/corrections', {
    client_id: randomUUID(),
    values: { phone: '13800005555' },
  });
  const [far] = (await sampleHouses(runtime, place.west, 1)) as [string];
  await movePerson(runtime, SYSTEM, record.id, { house: far });
  assert.equal((await accepted(made.body.id)).status, 403);
});

test('who is erased leaves nothing handed in behind', async () => {
  const { record } = (await ask(wang, 'GET', '/api/me/record')).body;
  const eraser = await staff('eraser5', 'street_staff', place.city, place.centre);
  const done = await ask(eraser, 'POST', `/api/residents/${record.id}/erase`, { reason: '本人书面申请' });
  assert.equal(done.status, 201, JSON.stringify(done.body));
  assert.deepEqual((await ask(wang, 'GET', '/api/me/registrations')).body.items, []);
});

test('one submission sent several times at one moment is one, and its number is nobody else’s', async () => {
  const [chen, zhou] = [await home('13700006661'), await home('13700006662')];
  for (let i = 0; i < 6; i++) {
    const client_id = randomUUID();
    const values = member('陈一', '01');
    const send = (who: Who) => submit(who, [{ self: false, values }], { client_id });
    const sent = await Promise.all([send(chen), send(chen), send(chen)]);
    assert.deepEqual(
      sent.map(({ status, body }) => [status, body.id]),
      sent.map(() => [201, client_id]),
    );
    const stranger = await send(zhou);
    assert.deepEqual(
      [stranger.status, stranger.body.fields?.[0].code],
      [422, 'taken'],
      JSON.stringify(stranger.body),
    );
    assert.equal((await ask(chen, 'POST', `/api/registrations/${client_id}/withdraw`)).status, 204);
  }
});
