import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadDefaultPack } from '../../packs/default.ts';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { type Context, run } from '../../platform/runtime.ts';
import type { SheetRow, SheetValues } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { samplePlace, sampleStaff } from '../account/sample.ts';
import { registryItems } from '../dictionary/index.ts';
import { sampleGroups } from '../dictionary/sample.ts';
import { sampleHouses, sampleId } from './sample.ts';
import { personSheet } from './sheet.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await loadDefaultPack(runtime);
await sampleGroups(runtime);
const place = await samplePlace(runtime);
const relations = [{ role: 'community_staff', areaId: place.east, unitId: place.eastUnit }];
const east = (await loadActor(runtime.db, await sampleStaff(runtime, 'east1', relations)))!;
const [houseA, houseB] = (await sampleHouses(runtime, place.east, 2)) as [string, string];
const [houseW] = (await sampleHouses(runtime, place.west, 1)) as [string];
const [houseN] = (await sampleHouses(runtime, null, 1)) as [string];
for (const [id, code] of Object.entries({ [houseA]: 'HA', [houseB]: 'HB', [houseW]: 'HW', [houseN]: 'HN' }))
  await run(runtime, SYSTEM, ({ db }) =>
    sql`update housing_house set address_code = ${code} where id = ${id}::uuid`.execute(db),
  );

let made = 0;
const someone = (more: SheetValues = {}): SheetValues => ({
  name: `甲${++made}`,
  id_number: sampleId('1950-02-03', made),
  home_code: 'HA',
  ...more,
});
const rowsOf = (all: readonly SheetValues[]): SheetRow[] =>
  all.map((values, i) => ({ row: i + 2, values, hash: JSON.stringify(values) }));

/** What becomes of rows: their outcome, or the code of what is wrong. */
async function handed(
  all: readonly SheetValues[],
  how: 'write' | 'foresee' = 'write',
  constants: SheetValues = {},
  actor: Actor = east,
) {
  const session = await personSheet.open(runtime, actor, constants);
  const judged = await personSheet.prepare(session, rowsOf(all));
  const plans = judged.flatMap((each) => ('plan' in each ? [each.plan] : []));
  const work = (ctx: Context) => personSheet[how]({ ...ctx, actor }, session, plans);
  const verdicts = await run(runtime, SYSTEM, work);
  return judged.map((each) => {
    if (!('plan' in each)) return each.faults[0]!.code;
    const { outcome, faults = [] } = verdicts.shift()!;
    return outcome === 'refused' ? `refused ${faults[0]!.field}` : outcome;
  });
}

async function homesOf(id: SheetValues): Promise<string[]> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ said: string }>`
      select h.kind || ' ' || o.address_code as said from resident_person p join resident_home h on h.person_id = p.id and h.to_on is null
      join housing_house o on o.id = h.house_id
      where p.id_print = ${runtime.sealer.fingerprint(String(id.id_number))}::bytea order by 1`.execute(db),
  );
  return rows.map(({ said }) => said);
}

test('a row becomes a person with a home; the same again is the same, another source that differs waits', async () => {
  const one = someone({ nation: '01' });
  assert.deepEqual(await handed([one], 'foresee'), ['new']);
  assert.deepEqual(await handed([one]), ['new']);
  assert.deepEqual(await homesOf(one), ['lives HA']);
  for (const how of ['foresee', 'write'] as const) assert.deepEqual(await handed([one], how), ['same']);
  const other = { ...one, nation: '02' };
  for (const how of ['foresee', 'write'] as const)
    assert.deepEqual(await handed([other], how, { source: 'police' }), ['waiting']);
  const another = someone();
  await handed([another]);
  for (const how of ['foresee', 'write'] as const)
    assert.deepEqual(await handed([{ ...another, workplace: '某厂' }], how), ['changed']);
});

test('rows outside the reach, with an unknown house, tie or area, or against their own ID number are refused by cell', async () => {
  assert.deepEqual(
    await handed([
      someone({ home_code: 'HW' }),
      someone({ home_code: '没有' }),
      someone({ home_tie: '朋友' }),
      someone({ home_code: 'HN', home_area: '没有这里' }),
      someone({ home_code: 'HN', home_area: '西社区' }),
      someone({ birth_date: '1950-02-04' }),
    ]),
    ['outside_reach', 'unknown_house', 'unknown_tie', 'unknown_area', 'outside_reach', 'id_differs'],
  );
  assert.deepEqual(await handed([someone({ home_code: '没有' })], 'write', { home_missing: 'keep' }), [
    'new',
  ]);
});

test('a house in no grid takes people of the area that the row or the importer names', async () => {
  const one = someone({ home_code: 'HN', home_area: '东社区' });
  assert.deepEqual(await handed([one, someone({ home_code: 'HN' })]), ['new', 'new']);
  assert.deepEqual(await homesOf(one), ['lives HN']);
});

test('a house is found by building and door too, however they are written', async () => {
  const one = someone({ home_code: null, home_building: '1幢', home_number: '101室' });
  delete one.home_code;
  // Four buildings are called 1 栋 here: which is meant nobody can say.
  assert.deepEqual(await handed([one]), ['ambiguous_building']);
  await run(runtime, SYSTEM, ({ db }) =>
    sql`update housing_building set name = '8 栋' where id = (select building_id from housing_house where id = ${houseA}::uuid)`.execute(
      db,
    ),
  );
  assert.deepEqual(await handed([{ ...one, home_building: '8号楼' }]), ['new']);
  assert.deepEqual(await homesOf(one), ['lives HA']);
});

test('an address in one cell is the home, stays as words, and is judged by what is said of houses not found', async () => {
  const { home_code: _, ...one } = someone({ home_address: '8号楼101室', home_building: null });
  assert.deepEqual(await handed([one]), ['new']);
  assert.deepEqual(await homesOf(one), ['lives HA']);
  const { home_code: __, ...other } = someone({ home_address: '外地某处' });
  assert.deepEqual(await handed([other]), ['unknown_house']);
  assert.deepEqual(await handed([other], 'write', { home_missing: 'keep' }), ['new']);
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ said: string }>`select items->>'residence_address' as said from resident_person
      where name in (${one.name}, ${other.name}) order by name`.execute(db),
  );
  assert.deepEqual(
    rows.map(({ said }) => said),
    ['8号楼101室', '外地某处'],
  );
});

test('one person owns several houses and lives in one: each row is a thing of its own', async () => {
  const one = someone();
  const owns = ['HA', 'HB'].map((home_code) => ({ ...one, home_code, home_tie: '产权人' }));
  assert.equal(new Set([one, ...owns].map((values) => personSheet.key(values))).size, 3);
  assert.equal(personSheet.key(one), personSheet.key({ ...one, home_code: 'HB' }));
  await handed([one, ...owns]);
  assert.deepEqual(await homesOf(one), ['lives HA', 'owner HA', 'owner HB']);
});

test('without an ID number the source’s own key tells who is meant, and several new people of one file are one batch', async () => {
  const [first, ...more] = Array.from({ length: 30 }, (_, i) => ({
    name: `乙${i}`,
    source_key: `K${i}`,
    birth_date: '1960-01-01',
    home_code: 'HB',
  }));
  assert.ok((await handed([first!, ...more])).every((outcome) => outcome === 'new'));
  assert.deepEqual(await handed([{ ...first!, name: '乙零' }]), ['changed']);
});

test('items of sensitive groups are columns only for whoever may see them', async () => {
  assert.ok((await registryItems(runtime)).find('person', '感染途径'), 'the group is on');
  const codes = async (actor: Actor) => (await personSheet.fields(runtime, actor)).map(({ code }) => code);
  assert.ok((await codes(east)).includes('name') && !(await codes(east)).includes('aids_route'));
  const trusted = {
    ...east,
    grants: [...east.grants, { permission: 'resident:group-aids', area: place.east }],
  };
  assert.ok((await codes(trusted)).includes('aids_route'));
});

test('an item of a sensitive group is written where the importer keeps the group, on no record elsewhere', async () => {
  const grants = ['resident:import', 'resident:view-area'].flatMap((permission) => [
    { permission, area: place.east },
    { permission, area: place.west },
  ]);
  const keeper = { ...east, grants: [...grants, { permission: 'resident:group-aids', area: place.east }] };
  const help = (more: SheetValues) => someone({ aids_help: '定期随访', ...more });
  const elsewhere = someone({ home_code: 'HW' });
  const rows = [
    help({}),
    help({ home_code: 'HW' }),
    someone(),
    { ...elsewhere, ...help({}), name: elsewhere.name!, id_number: elsewhere.id_number! },
  ];
  await handed([elsewhere], 'write', {}, keeper);
  for (const how of ['foresee', 'write'] as const)
    assert.deepEqual(await handed(rows, how, {}, keeper), [
      'new',
      'outside_reach',
      'new',
      'refused aids_help',
    ]);
  const everywhere = {
    ...keeper,
    grants: [...grants, { permission: 'resident:group-aids', area: place.city }],
  };
  assert.deepEqual(await handed(rows, 'write', {}, everywhere), ['same', 'new', 'same', 'changed']);
});
