import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { box, housingStage, roomIn } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { type Context, run } from '../../platform/runtime.ts';
import type { SheetRow, SheetTarget, SheetValues } from '../../platform/sheet/target.ts';
import { loadActor, unitRegistry } from '../account/index.ts';
import { floorOf } from './rules.matrix.ts';
import { buildingSheet } from './sheet.building.ts';
import { estateSheet } from './sheet.estate.ts';
import { houseSheet } from './sheet.house.ts';

const { runtime, people, done, building, withRooms, WEST } = await housingStage();
const COMMUNITY = '429901001001';
const actors = {
  west: (await loadActor(runtime.db, people.west, 'program'))!,
  property: (await loadActor(runtime.db, people.property, 'program'))!,
  city: (await loadActor(runtime.db, people.city, 'program'))!,
};

/** What becomes of rows: their outcome, or the code of what is wrong. */
async function handed(
  target: SheetTarget,
  all: readonly SheetValues[],
  {
    how = 'write',
    who = 'west',
    said = {},
  }: { how?: 'write' | 'foresee'; who?: keyof typeof actors; said?: SheetValues } = {},
) {
  const session = await target.open(runtime, actors[who], said);
  const rows = all.map((values, i): SheetRow => ({ row: i + 2, values, hash: JSON.stringify(values) }));
  const judged = await target.prepare(session, rows);
  const plans = judged.flatMap((each) => ('plan' in each ? [each.plan] : []));
  const verdicts = await run(runtime, SYSTEM, (ctx: Context) =>
    target[how]({ ...ctx, actor: actors[who] }, session, plans),
  );
  return judged.map((each) => {
    if (!('plan' in each)) return each.faults[0]!.code;
    const { outcome, faults } = verdicts.shift()!;
    return faults?.[0]?.code ?? outcome;
  });
}
/** A trial foresees what the writing says. */
async function both(target: SheetTarget, all: readonly SheetValues[], expected: string[], more: object = {}) {
  assert.deepEqual(await handed(target, all, { ...more, how: 'foresee' }), expected, 'foreseen');
  assert.deepEqual(await handed(target, all, more), expected, 'written');
}
const counts = async () =>
  (
    await run(runtime, SYSTEM, ({ db }) =>
      sql`select (select count(*)::int from source_statement) as statements, (select count(*)::int from event) as events,
        (select count(*)::int from housing_building) as buildings, (select count(*)::int from housing_house) as houses`.execute(
        db,
      ),
    )
  ).rows[0];

test('estates, buildings and houses come from tables, each on the one before it; the same again changes nothing', async () => {
  const company = (await unitRegistry(runtime)).all().find(({ kind }) => kind === 'property')!;
  const estates: SheetValues[] = [
    {
      name: '听涛花园',
      community: COMMUNITY,
      address: '滨江路8号',
      property_name: company.name,
      committee: true,
      committee_until: '2027-06-30',
    },
  ];
  const buildings: SheetValues[] = [
    {
      name: '3栋',
      estate_name: '听涛花园',
      kind: '01',
      floors: 6,
      address: '滨江路8号3栋',
      address_code: 'B3',
      ...WEST,
    },
    { name: '4号楼', estate_name: '听涛 花园', floors: 11, source_key: '77' },
  ];
  const houses: SheetValues[] = [
    {
      building_code: 'B3',
      unit: '2',
      number: '502室',
      area_m2: 88.888,
      house_kind: '02',
      address_code: 'H502',
    },
    { building_name: '3幢', estate_name: '听涛花园', unit: '2单元', number: 'B103', use: '车库' },
    { building_code: '77', number: '1203', floor: 12 },
  ];
  await both(estateSheet, estates, ['new']);
  await both(buildingSheet, buildings, ['new', 'new']);
  await both(houseSheet, houses, ['new', 'new', 'new']);
  const before = await counts();
  await both(estateSheet, estates, ['same']);
  await both(buildingSheet, buildings, ['same', 'same']);
  await both(houseSheet, houses, ['same', 'same', 'same']);
  assert.deepEqual(await counts(), before, 'nothing said twice');

  const [estate] = (await done('west', 'GET', '/estates')).items;
  assert.deepEqual([estate.name, estate.buildings, estate.houses], ['听涛花园', 2, 3]);
  const detail = await done('west', 'GET', `/estates/${estate.id}`);
  assert.deepEqual(
    [detail.property.id, detail.committee],
    [company.id, { stand: 'elected', until: '2027-06-30' }],
  );
  const { items } = await done('west', 'GET', '/buildings');
  const third = await done(
    'west',
    'GET',
    `/buildings/${items.find(({ name }: { name: string }) => name === '3栋').id}`,
  );
  assert.deepEqual([third.kind, third.area.name, third.floors, third.units], ['residential', '西网格', 6, 1]);
  const room = roomIn(third, '502', '2单元');
  const house = await done('west', 'GET', `/houses/${room.id}`);
  assert.deepEqual(
    [house.floor, house.area_m2, house.address, house.address_code, house.items],
    [5, 88.89, '滨江路8号3栋2单元502室', 'H502', { house_kind: '02' }],
  );
  assert.deepEqual(
    [roomIn(third, 'B103', '2单元').floor, roomIn(third, 'B103', '2单元').use],
    [-1, 'garage'],
  );
});

test('what a source says otherwise holds when it is its own later word, and waits when somebody else said the first', async () => {
  const drawn = await withRooms('west', '画楼', { point: undefined, outline: box(114.4061, 30.4061) });
  const row = { name: '画楼', address_code: 'HUA', grid: '429901001001001', lng: 114.4079, lat: 30.4079 };
  await both(buildingSheet, [row], ['changed']);
  await both(buildingSheet, [row], ['same']);
  const own = await done('west', 'GET', `/buildings/${drawn.id}`);
  assert.deepEqual(
    [own.address_code, own.lng, own.lat],
    ['HUA', drawn.lng, drawn.lat],
    'the outline says where it stands',
  );
  await both(buildingSheet, [{ ...row, floors: 9 }], ['waiting']);
  await both(buildingSheet, [{ ...row, floors: 9 }], ['same']);
  assert.equal((await done('west', 'GET', `/buildings/${drawn.id}`)).floors, 6);
  // The rooms were made by a scheme and carry no word of their own.
  await both(houseSheet, [{ building_code: 'HUA', unit: '1', number: '301', area_m2: 70 }], ['changed']);
  await both(houseSheet, [{ building_code: 'HUA', unit: '1', number: '301', area_m2: 71 }], ['changed']);
  await both(houseSheet, [{ building_code: 'HUA', unit: '1', number: '301', area_m2: 99 }], ['waiting'], {
    said: { source: 'housing', said_on: '2026-01-05' },
  });
  assert.equal((await done('west', 'GET', `/buildings/${drawn.id}`)).houses, 24, 'no door twice');
  const renamed = await done('west', 'GET', `/buildings/${drawn.id}`);
  await both(buildingSheet, [{ ...row, address: '新路1号' }], ['changed']);
  const { id } = roomIn(renamed, '301');
  assert.equal(
    (await done('west', 'GET', `/houses/${id}`)).address,
    '新路1号1单元301室',
    'its houses go along',
  );
});

test('rows that cannot be placed, or are not the importer’s, are refused with why', async () => {
  await both(
    estateSheet,
    [
      { name: '无名苑' },
      { name: '东苑', community: '429901001002' },
      { name: '西苑', community: '429901001001001' },
      { name: '西苑', community: COMMUNITY, property_name: '没有的公司' },
    ],
    ['required', 'outside_reach', 'unknown_area', 'unknown_unit'],
  );
  await building('west', '双楼');
  await both(
    buildingSheet,
    [
      { name: '无处楼' },
      { name: '邻居楼', lng: 114.415, lat: 30.405 },
      { name: '半点楼', lng: 114.405 },
      { name: '某楼', estate_name: '没有的小区' },
      { name: '某楼', grid: '没有的网格' },
      { name: '高楼', floors: 6.5, ...WEST },
      { name: '双楼', address_code: 'S1', ...WEST },
      { name: '双楼', address_code: 'S1', floors: 6, ...WEST },
    ],
    [
      'in_no_grid',
      'outside_reach',
      'required',
      'unknown_estate',
      'unknown_area',
      'bad_number',
      'changed',
      'repeated_row',
    ],
  );
  await both(
    houseSheet,
    [
      { number: '101' },
      { building_name: '没有的楼', number: '101' },
      { building_code: 'S1', number: '门卫室' },
      { building_code: 'S1', number: '101', use: '宫殿' },
      { building_code: 'S1', number: '101', floor: 0 },
      { building_code: 'S1', number: '101', address_code: 'H502' },
      { building_code: 'S1', number: '门卫室', floor: 1 },
    ],
    ['required', 'unknown_building', 'required', 'unknown_use', 'bad_number', 'other_door', 'new'],
  );
  await both(houseSheet, [{ building_code: 'S1', number: '102' }], ['outside_reach'], { who: 'property' });
  await both(houseSheet, [{ building_code: 'B3', unit: '2', number: '503' }], ['new'], { who: 'property' });
});

test('a building outside all grids, with its rooms, is the city’s alone, and listed as such', async () => {
  const row = { name: '江心楼', address_code: 'JX', lng: 114.9, lat: 30.9 };
  await both(buildingSheet, [row], ['in_no_grid']);
  await both(buildingSheet, [row], ['new'], { who: 'city' });
  const room = { building_code: 'JX', number: '101' };
  await both(houseSheet, [room], ['outside_reach']);
  await both(houseSheet, [room], ['new'], { who: 'city' });
  const { items } = await done('city', 'GET', '/buildings?unplaced=true');
  const found = items.find(({ name }: { name: string }) => name === '江心楼');
  assert.deepEqual([found?.houses, found?.area], [1, null]);
  assert.ok(
    !(await done('west', 'GET', '/buildings')).items.some(({ id }: { id: string }) => id === found.id),
  );
});

test('a door says on which floor it is', () => {
  assert.deepEqual(['502', '1203', 'B102', '12', '99901', '门卫'].map(floorOf), [
    5,
    12,
    -1,
    null,
    null,
    null,
  ]);
});
