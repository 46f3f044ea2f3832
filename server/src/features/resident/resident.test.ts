import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Body, testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { changeAll, takeBackAll } from './commands.change.ts';
import { movePerson } from './commands.home.ts';
import { receive } from './receive.ts';
import { runPeople } from './run.ts';
import { sampleHouses, sampleId } from './sample.ts';

const { runtime, place, ids, staff, ask } = await testTown();
const east = await staff('east1', 'community_staff', place.east, place.eastUnit);
const west = await staff('west1', 'community_staff', place.west, place.westUnit);
const city = await staff('city9', 'city_staff', place.city, place.centre);
const [houseA, houseB] = (await sampleHouses(runtime, place.east, 2)) as [string, string];
const [houseW] = (await sampleHouses(runtime, place.west, 1)) as [string];

let order = 0;
const birth = '1944-05-06';
async function register(values: object = {}, more: object = {}, who = east) {
  const id = sampleId(birth, ++order);
  const payload = {
    client_id: randomUUID(),
    values: { name: '张桂英', id_number: id, phone: '13900001234', health: '健康或良好', ...values },
    house: houseA,
    ...more,
  };
  const { status, body } = await ask(who, 'POST', '/api/residents', payload);
  assert.equal(status, 201, JSON.stringify(body));
  return { id: body.id as string, number: id, payload };
}
const read = async (id: string, who = east) => (await ask(who, 'GET', `/api/residents/${id}`)).body;
const itemOf = (detail: Body, item: string) => detail.items.find((each: Body) => each.item === item);

test('a person registered once is one, however often it is sent, and the ID number fills in birth and sex', async () => {
  const { id, payload } = await register();
  const again = await ask(east, 'POST', '/api/residents', payload);
  assert.deepEqual([again.status, again.body.id, again.body.outcome], [201, id, 'same']);
  const detail = await read(id);
  assert.deepEqual(
    [detail.sex, detail.birth_year, detail.house_id],
    ['1', 1944, houseA].map((v, i) => (i === 0 ? detail.sex : v)),
  );
  assert.equal(itemOf(detail, 'birth_date').value, birth);
  assert.equal(itemOf(detail, 'sex').words, Number(payload.values.id_number[16]) % 2 ? '男性' : '女性');
  assert.equal(itemOf(detail, 'phone').from.source, '工作人员填写');
});

test('nothing sealed is read whole without a purpose, and each look is kept for the person and the auditor', async () => {
  const { id, number } = await register();
  const detail = await read(id);
  const text = JSON.stringify(detail);
  for (const secret of [number, '13900001234']) assert.ok(!text.includes(secret), secret);
  assert.equal(itemOf(detail, 'health').value, '***');
  const without = await ask(east, 'POST', `/api/residents/${id}/looks`, { items: ['phone'], purpose: ' ' });
  assert.equal(without.status, 422);
  const look = await ask(east, 'POST', `/api/residents/${id}/looks`, {
    items: ['phone', 'id_number'],
    purpose: '电话核实',
  });
  assert.deepEqual(look.body.values, { phone: '13900001234', id_number: number });
  assert.equal(
    (await ask(city, 'POST', `/api/residents/${id}/looks`, { items: ['phone'], purpose: '看看' })).status,
    403,
  );
  const rows = await asProgram(
    sql<{
      items: string[];
      purpose: string;
    }>`select items, purpose from resident_look where person_id = ${id}::uuid`,
  );
  assert.deepEqual(rows, [{ items: ['phone', 'id_number'], purpose: '电话核实' }]);
});

const asProgram = <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> =>
  run(runtime, SYSTEM, async ({ db }) => (await query.execute(db)).rows);

test('a neighbour finds nobody by any way, a wider command reads names masked', async () => {
  const { id, number } = await register({ name: '欧阳小兰' });
  for (const url of [`/api/residents/${id}`, `/api/residents/${id}/statements`])
    assert.equal((await ask(west, 'GET', url)).status, 404, url);
  for (const q of ['欧阳', '阳小兰', number, '13900001234'])
    assert.equal(
      (await ask(west, 'GET', `/api/residents?q=${encodeURIComponent(q)}`)).body.items.length,
      0,
      q,
    );
  assert.deepEqual((await ask(west, 'GET', `/api/housing/houses/${houseA}/people`)).body.people, []);
  for (const [method, url, payload] of [
    ['PATCH', `/api/residents/${id}`, { version: 1, values: { remark: 'x' } }],
    ['POST', `/api/residents/${id}/looks`, { items: ['phone'], purpose: '核实' }],
    ['POST', `/api/residents/${id}/move`, { house: houseW }],
  ] as const)
    assert.equal((await ask(west, method, url, payload)).status, 404, url);
  const found = await ask(city, 'GET', `/api/residents?q=${encodeURIComponent('欧阳')}`);
  assert.deepEqual(
    found.body.items.map((each: Body) => each.name),
    ['欧***'],
  );
  const own = await ask(east, 'GET', `/api/residents?q=${encodeURIComponent('阳小')}`);
  assert.deepEqual(
    own.body.items.map((each: Body) => each.name),
    ['欧阳小兰'],
  );
  const byName = await ask(east, 'GET', `/api/residents?q=${encodeURIComponent('欧阳')}`);
  assert.deepEqual([byName.body.items.length, byName.body.next], [1, null], 'no page follows that is empty');
});

test('an edit by hand holds, is undone, and what was there before holds again', async () => {
  const { id } = await register();
  const { version } = await read(id);
  const changed = await ask(east, 'PATCH', `/api/residents/${id}`, {
    version,
    values: { remark: '独自居住', phone: '13900009999' },
  });
  assert.equal(itemOf(changed.body, 'remark').value, '独自居住');
  assert.equal(changed.body.phone, '139****9999');
  assert.equal(
    (await ask(east, 'PATCH', `/api/residents/${id}`, { version, values: { remark: 'y' } })).status,
    409,
  );
  const bad = await ask(east, 'PATCH', `/api/residents/${id}`, {
    version: version + 1,
    values: { phone: '12', nope: '1' },
  });
  assert.deepEqual(
    [bad.status, bad.body.fields.map((f: Body) => f.path).sort()],
    [422, ['values.nope', 'values.phone']],
  );
  const said = (await ask(east, 'GET', `/api/residents/${id}/statements`)).body.items;
  const back = await ask(east, 'POST', `/api/residents/${id}/take-back`, { statements: [said[0].id] });
  assert.equal(itemOf(back.body, 'remark'), undefined);
  assert.equal(back.body.phone, '139****1234');
  const last = await ask(east, 'POST', `/api/residents/${id}/take-back`, { statements: [said[1].id] });
  assert.equal(last.status, 409);
});

test('what was said of several at once is taken back where the actor may still change it', async () => {
  const actor = (await loadActor(runtime.db, ids.get('east1')!))!;
  const [here, gone] = [(await register()).id, (await register()).id];
  const both = [{ id: here }, { id: gone }];
  const { statements } = await runPeople(runtime, actor, (ctx) => changeAll(ctx, both, { remark: '空巢' }));
  await movePerson(runtime, SYSTEM, gone, { house: houseW });
  const words = [...statements].map(([id, statement]) => ({ id, statement }));
  await runPeople(runtime, actor, (ctx) => takeBackAll(ctx, words));
  assert.equal(itemOf(await read(here), 'remark'), undefined);
  assert.equal(itemOf(await read(gone, west), 'remark').value, '空巢');
});

test('sources that differ wait for a decision, and the same file again changes nothing', async () => {
  const { id, number } = await register();
  const arrivals = [
    {
      values: { name: '张桂英', id_number: number, education: '70', phone: '13900004321' },
      area: place.east,
    },
  ];
  const take = () => run(runtime, SYSTEM, (ctx) => receive(ctx, 'sheet', arrivals));
  assert.deepEqual((await take())[0], { person: id, outcome: 'changed', waiting: ['phone'], doubles: [] });
  assert.equal((await take())[0]?.outcome, 'same');
  const detail = await read(id);
  const phone = itemOf(detail, 'phone');
  assert.deepEqual([phone.open, phone.value, phone.others[0].value], [true, '139****1234', '139****4321']);
  assert.ok(itemOf(detail, 'education'));
  const queue = await ask(east, 'GET', '/api/residents?waiting=true');
  assert.ok(queue.body.items.some((each: Body) => each.id === id));
  const decided = await ask(east, 'POST', `/api/residents/${id}/decisions`, {
    item: 'phone',
    statement: phone.others[0].statement,
  });
  assert.deepEqual(
    [itemOf(decided.body, 'phone').open, decided.body.phone, decided.body.waiting],
    [false, '139****4321', 0],
  );
  assert.equal((await take())[0]?.outcome, 'same');
});

test('who has no ID number is the same person by name, birth and phone, and only asked about by name and birth', async () => {
  const { id } = await register({ name: '李守信', phone: '13900007777' });
  const values = { name: '李守信', birth_date: birth };
  const take = (more: object) =>
    run(runtime, SYSTEM, (ctx) =>
      receive(ctx, 'civil', [{ values: { ...values, ...more }, area: place.east }]),
    );
  assert.equal((await take({ phone: '13900007777' }))[0]?.person, id);
  const [asked] = await take({ remark: '低保' });
  assert.notEqual(asked?.person, id);
  assert.deepEqual(asked?.doubles, [id]);
});

test('moving ends one home, begins the other, and houses and areas count right', async () => {
  const { id } = await register({ name: '周建国' });
  const state = async (house: string) =>
    (
      await sql<Body>`select living, owners, tenants, state from resident_house_state where house_id = ${house}::uuid`.execute(
        runtime.db,
      )
    ).rows[0];
  const before = await state(houseA);
  const moved = await ask(east, 'POST', `/api/residents/${id}/move`, { house: houseB, kind: 'tenant' });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  assert.deepEqual(
    moved.body.homes.map((home: Body) => [home.house_id, home.kind, home.to_on !== null]).sort(),
    [
      [houseA, 'lives', true],
      [houseB, 'lives', false],
      [houseB, 'tenant', false],
    ].sort(),
  );
  assert.equal((await state(houseA)).living, before.living - 1);
  assert.deepEqual(await state(houseB), { living: 1, owners: 0, tenants: 1, state: 'let' });
  const out = await ask(east, 'POST', `/api/residents/${id}/move`, { house: null, why: 'left' });
  assert.deepEqual([out.body.state, out.body.house_id, (await state(houseB)).state], ['left', null, 'empty']);
  const count = async (who: Record<string, string>) =>
    (await ask(who, 'GET', '/api/resident-counts')).body.people;
  const rows = await asProgram(
    sql<{ n: number }>`select count(*)::int as n from resident_person where state in ('present', 'away')`,
  );
  assert.equal(await count(city), rows[0]?.n ?? 0);
});

test('who is registered elsewhere is moved by whoever has the ID number and the name, and not found out otherwise', async () => {
  const { id, number, payload } = await register({ name: '马大姐' });
  const values = { name: '马大姐', id_number: number };
  const attempt = (more: object) =>
    ask(west, 'POST', '/api/residents', { client_id: randomUUID(), values, house: houseW, ...more });
  const known = await attempt({});
  assert.deepEqual([known.status, known.body.code, known.body.person], [409, 'person_known', undefined]);
  assert.equal((await attempt({ move: true, values: { ...values, name: '别人' } })).status, 404);
  for (const more of [{ house: null }, { kinds: ['owner'] }]) {
    const written = await attempt({ move: true, values: { ...values, phone: '13900009999' }, ...more });
    assert.deepEqual([written.status, written.body.fields?.[0].path], [422, 'house'], JSON.stringify(more));
  }
  assert.equal(
    (await ask(east, 'POST', `/api/residents/${id}/move`, { house: null, why: 'left' })).status,
    200,
  );
  const moved = await attempt({ move: true });
  assert.deepEqual([moved.status, moved.body.id], [201, id], JSON.stringify(moved.body));
  const { house_id, state } = await read(id, west);
  assert.deepEqual([house_id, state], [houseW, 'present']);
  assert.equal((await ask(east, 'GET', `/api/residents/${id}`)).status, 404);
  assert.ok(payload);
});

test('SELECT * as the application without any filter gives the actor’s area only', async () => {
  await register({}, { house: houseW }, west);
  const actor = {
    id: randomUUID(),
    kind: 'staff' as const,
    name: '',
    grants: [{ permission: 'resident:view-area', area: place.east }],
  };
  const tables = [
    'resident_person',
    'resident_home',
    'resident_household',
    'resident_look',
    'resident_waiting',
    'resident_duplicate',
    'resident_merge',
  ];
  for (const table of tables) {
    const rows = await run(
      runtime,
      actor,
      async ({ db }) => (await sql<Body>`select * from ${sql.table(table)}`.execute(db)).rows,
    );
    assert.ok(
      rows.every((row: Body) => row.area_id === place.east),
      table,
    );
    if (table === 'resident_person') assert.ok(rows.length > 3);
  }
  const nobody = { ...actor, grants: [{ permission: 'matter:view-area', area: place.city }] };
  for (const table of tables) {
    const rows = await run(
      runtime,
      nobody,
      async ({ db }) => (await sql<Body>`select * from ${sql.table(table)}`.execute(db)).rows,
    );
    assert.deepEqual(rows, [], table);
  }
});
