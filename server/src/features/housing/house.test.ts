import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { housingStage, type Json, roomIn } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { refreshBuildingStates } from './commands.states.ts';
import { registerHouseStates, registerHouseUse } from './uses.ts';

const { runtime, people, ask, done, withRooms } = await housingStage();
type Who = keyof typeof people;

test('a house is found by a part of its address, in words and in strokes, only by who answers for its ground', async () => {
  await withRooms('grid', '桃源小区8栋', { address: '光明街7号桃源小区8栋' });
  const found = async (who: Who, q: string) =>
    (await done(who, 'GET', `/houses?q=${encodeURIComponent(q)}`)).items.map((house: Json) => house.address);
  const address = '光明街7号桃源小区8栋2单元502室';
  for (const q of ['桃源小区8栋2单元502', '桃源8-2-502', '光明街 桃源 2单元502室'])
    assert.deepEqual(await found('grid', q), [address]);
  assert.equal((await found('grid', '桃源 502')).length, 2);
  assert.equal((await found('grid', '桃源小区')).length, 24);
  assert.deepEqual(await found('east', '桃源小区8栋2单元502'), []);
  assert.equal((await found('grid', "桃'源 & \\502")).length, 2, 'marks are no part of an address');
});

test('a list of houses is paged without a gap or a repeat', async () => {
  const { id } = await withRooms('grid', '翻页楼');
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await done(
      'grid',
      'GET',
      `/houses?q=${encodeURIComponent('翻页楼')}&limit=7${cursor && `&cursor=${cursor}`}`,
    );
    seen.push(...page.items.map((house: Json) => house.id));
    cursor = page.next;
  }
  const all = (await done('grid', 'GET', `/houses?building=${id}`)).items.map((house: Json) => house.id);
  assert.deepEqual(seen, all);
  assert.equal(new Set(seen).size, 24);
});

test('two houses become one and one becomes two; the one that goes on is the same house, a taken door is refused', async () => {
  const detail = await withRooms('grid', '合并楼');
  const [first, second] = [roomIn(detail, '301'), roomIn(detail, '302')];
  const merge = { version: 1, with: [second.id], number: '301-302' };
  await done('grid', 'POST', `/houses/${first.id}/merge`, merge);
  const gone = await done('grid', 'GET', `/houses/${second.id}`);
  assert.deepEqual([gone.retired, gone.became], [true, [{ id: first.id, number: '301-302' }]]);
  const { ids } = await done('grid', 'POST', `/houses/${first.id}/split`, {
    version: 2,
    numbers: ['301', '302', '303'],
  });
  assert.equal(ids[0], first.id);
  const after = await done('grid', 'GET', `/buildings/${detail.id}`);
  const floor = after.matrix.houses.filter((house: Json) => house.floor === 3 && house.unit === first.unit);
  assert.deepEqual(
    floor.map((house: Json) => [house.number, house.position]),
    [
      ['301', 1],
      ['302', 2],
      ['303', 3],
    ],
  );
  assert.equal(after.houses, 25);
  const taken = await ask('grid', 'POST', `/buildings/${detail.id}/houses`, {
    client_id: randomUUID(),
    unit: '1单元',
    number: '303',
    floor: 3,
  });
  assert.equal(taken.body.fields[0].code, 'door_taken');
  const neighbour = await ask('grid', 'POST', `/houses/${first.id}/merge`, {
    version: 3,
    with: [randomUUID()],
    number: '9',
  });
  assert.equal(neighbour.body.fields[0].code, 'unknown_house');
});

test('each change says who gave it: a statement and an event of the house', async () => {
  const house = roomIn(await withRooms('grid', '来源楼'), '101');
  await done('grid', 'PATCH', `/houses/${house.id}`, {
    version: 1,
    use: 'commercial',
    area_m2: 88.5,
    items: { owner_kind: '私有' },
  });
  const { rows } =
    await sql<Json>`select source, values, deliberate, actor from source_statement where subject = ${house.id}::uuid`.execute(
      runtime.db,
    );
  assert.deepEqual(rows, [
    {
      source: 'manual',
      values: { use: 'commercial', area_m2: 88.5, owner_kind: '私有' },
      deliberate: true,
      actor: people.grid,
    },
  ]);
  const events = await sql<Json>`select kind, data from event where subject = ${house.id}::uuid`.execute(
    runtime.db,
  );
  assert.deepEqual(
    events.rows.map((event) => event.kind),
    ['house.changed'],
  );
  assert.ok(!JSON.stringify(events.rows).includes('私有'), 'no value stands in the log');
});

test('who knows the people colours the houses, and may refuse that one ends', async () => {
  const estate = await done('west', 'POST', '/estates', {
    ...{ client_id: randomUUID(), name: '状态苑', area: '429901001001' },
  });
  const detail = await withRooms('grid', '状态楼', { estate: estate.id });
  await withRooms('grid', '无人登记楼', { estate: estate.id });
  const [house, free] = [roomIn(detail, '101').id, roomIn(detail, '102').id];
  registerHouseStates(runtime, {
    ofHouses: async (_, ids) =>
      new Map(ids.includes(house) ? [[house, { state: 'let', people: 3, care: true }]] : []),
    ofBuildings: async (_, ids) => new Map(ids.map((id) => [id, { let: 1, unknown: 23, care: 1 }])),
  });
  registerHouseUse(runtime, async (_, ids) => (ids.includes(house) ? '还登记有 3 人' : null));
  const seen = roomIn(await done('grid', 'GET', `/buildings/${detail.id}`), '101');
  assert.deepEqual([seen.state, seen.people, seen.care], ['let', 3, true]);
  const refused = await ask('grid', 'POST', `/houses/${house}/retire`, { version: 1, reason: '拆除' });
  assert.deepEqual([refused.status, refused.body.code], [409, 'house_in_use']);
  assert.equal(
    (await ask('grid', 'POST', `/houses/${free}/retire`, { version: 1, reason: '拆除' })).status,
    200,
  );
  assert.equal(
    (await ask('grid', 'POST', `/buildings/${detail.id}/retire`, { version: detail.version, reason: '拆除' }))
      .body.code,
    'house_in_use',
  );
  await run(runtime, SYSTEM, (ctx) => refreshBuildingStates(ctx, [detail.id]));
  assert.deepEqual((await done('grid', 'GET', `/buildings/${detail.id}`)).states, {
    let: 1,
    unknown: 23,
    care: 1,
  });
  const { houses, states } = await done('grid', 'GET', `/estates/${estate.id}`);
  assert.deepEqual([houses, states], [47, { let: 1, unknown: 46, care: 1 }], 'what adds up to the houses');
});
