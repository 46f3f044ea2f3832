import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { box, housingStage, type Json } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { changeAreas, placeOfAddress, publishBoundaries } from '../area/index.ts';
import { propertyUnitAt } from './queries.place.ts';

const { program, runtime, ask, done, building, withRooms, idOf, WEST } = await housingStage();

test('a building finds its grid by its outline, has its rooms by a scheme, and is found by the matter that names its address', async () => {
  const estate = await done('west', 'POST', '/estates', {
    client_id: randomUUID(),
    name: '锦绣花园',
    area: '429901001001',
  });
  const detail = await withRooms('grid', '锦绣花园3栋', {
    address: '和平路12号锦绣花园3栋',
    estate: estate.id,
    outline: box(114.404, 30.404),
    point: undefined,
  });
  assert.equal(detail.area.name, '西网格');
  assert.equal(detail.area_by, 'place');
  assert.equal(detail.matrix.houses.length, 24);
  assert.deepEqual(detail.matrix.floors, [6, 5, 4, 3, 2, 1]);
  assert.deepEqual(
    detail.matrix.units.map((unit: Json) => unit.name),
    ['1单元', '2单元'],
  );
  const place = await placeOfAddress(runtime.db, '和平路12号锦绣花园3栋2单元的灯坏了');
  assert.equal(place?.area_id, detail.area.id);
  const counted = await done('west', 'GET', `/estates/${estate.id}`);
  assert.deepEqual([counted.buildings, counted.houses], [1, 24]);
});

test('a building called otherwise gives its houses their new address, and is found by it', async () => {
  const detail = await withRooms('grid', '旧名楼', { address: '旧路1号' });
  await done('grid', 'PATCH', `/buildings/${detail.id}`, { version: detail.version, address: '新路2号' });
  const { items } = await done('grid', 'GET', `/houses?q=${encodeURIComponent('新路2号 2单元602')}`);
  assert.deepEqual(
    items.map((house: Json) => house.address),
    ['新路2号2单元602室'],
  );
});

test('making rooms again makes none; more floors add theirs, and the same submission of a building makes one', async () => {
  const first = await withRooms('grid', '重复楼');
  const scheme = { version: first.version, units: 2, floors: 7, rooms: 2, numbering: 'by-unit' };
  assert.deepEqual(await done('grid', 'POST', `/buildings/${first.id}/rooms`, scheme), { made: 4, kept: 24 });
  const stale = await ask('grid', 'POST', `/buildings/${first.id}/rooms`, scheme);
  assert.deepEqual([stale.status, stale.body.code], [409, 'stale']);
  const body = { client_id: randomUUID(), name: '两次楼', kind: 'other', floors: 1, point: WEST };
  assert.deepEqual(
    await done('grid', 'POST', '/buildings', body),
    await done('grid', 'POST', '/buildings', body),
  );
  const many = { version: first.version + 1, units: 60, floors: 100, rooms: 100, numbering: 'plain' };
  assert.equal(
    (await ask('grid', 'POST', `/buildings/${first.id}/rooms`, many)).body.fields[0].code,
    'too_many_rooms',
  );
});

test('a house in no grid is kept for the city and listed as such; others cannot put one there', async () => {
  const nowhere = { lng: 114.5, lat: 30.5 };
  const refused = await ask('grid', 'POST', '/buildings', {
    client_id: randomUUID(),
    name: '荒野楼',
    kind: 'other',
    floors: 1,
    point: nowhere,
  });
  assert.deepEqual([refused.status, refused.body.fields[0].code], [422, 'in_no_grid']);
  const beside = await ask('grid', 'POST', '/buildings', {
    client_id: randomUUID(),
    name: '邻居楼',
    kind: 'other',
    floors: 1,
    point: { lng: 114.415, lat: 30.405 },
  });
  assert.equal(beside.status, 403);
  const kept = await building('city', '荒野楼', { point: nowhere });
  const listed = async (who: 'city' | 'grid') =>
    (await done(who, 'GET', '/buildings?unplaced=true')).items.map(({ id }: { id: string }) => id);
  assert.deepEqual([await listed('city'), await listed('grid')], [[kept.id], []]);
});

test('when grids are drawn anew buildings go to the grid that now holds them, with their houses; one set by hand stays', async () => {
  const moved = await withRooms('grid', '划界楼', { point: { lng: 114.4095, lat: 30.4085 } });
  const fixed = await building('grid', '指定楼', {
    point: { lng: 114.4095, lat: 30.4086 },
    area: '429901001001001',
  });
  const rect = (x1: number, x2: number) => ({
    type: 'Polygon',
    coordinates: [
      [
        [x1, 30.4],
        [x2, 30.4],
        [x2, 30.41],
        [x1, 30.41],
        [x1, 30.4],
      ],
    ],
  });
  await changeAreas(runtime, SYSTEM, (ctx) =>
    publishBoundaries(ctx, {
      note: '调整',
      boundaries: [
        { code: '429901001001001', geometry: rect(114.4, 114.409) as never },
        { code: '429901001002001', geometry: rect(114.409, 114.42) as never },
      ],
    }),
  );
  await program.settle();
  assert.equal((await ask('grid', 'GET', `/buildings/${moved.id}`)).status, 404);
  const there = await done('east', 'GET', `/buildings/${moved.id}`);
  assert.equal(there.area.name, '东网格');
  const areas =
    await sql<Json>`select distinct area_id from housing_house where building_id = ${moved.id}::uuid`.execute(
      runtime.db,
    );
  assert.deepEqual(areas.rows, [{ area_id: there.area.id }]);
  assert.equal((await done('grid', 'GET', `/buildings/${fixed.id}`)).area.name, '西网格');
});

test('a property company sees and changes its own estates only, and what happens there is its', async () => {
  const company = await idOf('account_unit', 'property');
  const estate = await done('west', 'POST', '/estates', {
    client_id: randomUUID(),
    name: '物业小区',
    area: '429901001001',
    property_unit: company,
  });
  const own = await withRooms('grid', '物业小区1栋', {
    estate: estate.id,
    outline: box(114.402, 30.402),
    point: undefined,
  });
  const other = await building('grid', '别家楼');
  assert.equal((await ask('property', 'GET', `/buildings/${own.id}`)).status, 200);
  assert.equal((await ask('property', 'GET', `/buildings/${other.id}`)).status, 404);
  assert.equal(
    (await ask('property', 'PATCH', `/buildings/${own.id}`, { version: own.version, floors: 7 })).status,
    200,
  );
  assert.equal(await propertyUnitAt(runtime, 114.4021, 30.4021), company);
  assert.equal(await propertyUnitAt(runtime, 114.4025, 30.4021), company, 'the yard beside it');
  assert.equal(await propertyUnitAt(runtime, 114.4065, 30.4065), null);
  const wrong = await ask('west', 'PATCH', `/estates/${estate.id}`, {
    version: 1,
    property_unit: await idOf('account_unit', 'water'),
  });
  assert.equal(wrong.body.fields[0].code, 'unknown_unit');
});
