import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { demoCity, demoResidents } from '../../../../packs/demo/city.ts';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { publishBoundaries } from './commands.boundaries.ts';
import { saveClusters } from './commands.cluster.ts';
import { importAreas } from './commands.import.ts';
import { importPlaces } from './commands.place.ts';
import { changeAreas } from './context.ts';
import { gridAt } from './place.ts';
import { placeOfAddress, searchPlaces } from './queries.place.ts';
import { areaTree } from './tree.ts';

const { runtime } = await testProgram(await emptyTemplate());
const city = demoCity();
const rows = city.areas.map(({ parentCode, ...area }) => ({ ...area, parent: parentCode }));

test('the demo city is imported without gap, overlap or orphan, and again without any change', async () => {
  const first = await changeAreas(runtime, SYSTEM, async (ctx) => {
    const areas = await importAreas(ctx, rows.toReversed());
    const boundaries = city.areas.flatMap(({ code, boundary }) =>
      boundary ? [{ code, geometry: boundary }] : [],
    );
    await saveClusters(ctx, city.clusters);
    return { areas, published: await publishBoundaries(ctx, { note: '首次划定', boundaries }) };
  });
  assert.equal(first.areas.created, rows.length);
  assert.equal(first.published.version, 1);
  assert.deepEqual(first.published.report.counts, {
    gaps: 0,
    overlaps: 0,
    outside: 0,
    without_parent: 0,
    without_boundary: 0,
    boundary_without_area: 0,
    unchecked: 0,
  });
  const again = await changeAreas(runtime, SYSTEM, (ctx) => importAreas(ctx, rows));
  assert.deepEqual([again.created, again.changed, again.moved], [0, 0, 0]);
  assert.equal(again.unchanged, rows.length);
});

test('the path begins at the city and ends with the area itself; a province has none', async () => {
  const areas = await areaTree(runtime);
  const grid = areas.byCode('429998001001001')!;
  assert.deepEqual(
    grid.path.map((id) => areas.get(id)!.level),
    ['city', 'district', 'street', 'community', 'grid'],
  );
  assert.equal(grid.path.at(-1), grid.id);
  assert.deepEqual(areas.byCode('420000')!.path, []);
  assert.ok(grid.clusterId);
});

test('a building is found by its address in every usual way of writing it', async () => {
  const kindOf = (compound: string | null) => (compound ? 'residence' : 'building');
  const places = city.buildings.map((one) => ({ ...one, kind: kindOf(one.compound) }));
  const compounds = city.compounds.map((one) => ({
    ...one,
    kind: 'compound',
    lng: one.point[0],
    lat: one.point[1],
  }));
  await changeAreas(runtime, SYSTEM, (ctx) => importPlaces(ctx, [...places, ...compounds]));
  const areas = await areaTree(runtime);
  const home = city.buildings.find((one) => one.name === '融安雅苑4栋')!;
  const district = areas.ancestor(areas.byCode(home.code)!.id, 'district')!.name;
  for (const text of [
    '桂园路48号融安雅苑4栋',
    `滨江市${district}桂园路48号融安雅苑4栋2单元301室`,
    '融安雅苑四栋二单元',
    '融安雅苑 4 号楼',
    '融安雅苑4-2-301',
    '我家住在融安雅苑4幢楼上漏水',
  ]) {
    const found = await placeOfAddress(runtime.db, text);
    assert.equal(found?.name, '融安雅苑4栋', text);
    assert.equal(areas.get(found!.area_id)!.code, home.code);
  }
  assert.equal((await placeOfAddress(runtime.db, '融安雅苑94栋'))?.name, '融安雅苑');
  assert.equal((await placeOfAddress(runtime.db, '桂园路48号'))?.area_id, areas.byCode(home.code)!.id);
  assert.equal(await placeOfAddress(runtime.db, '桂园路9999号'), null);
  assert.equal(await placeOfAddress(runtime.db, '4栋2单元'), null);
  assert.equal((await searchPlaces(runtime, { q: '融安雅' }))[0]?.name, '融安雅苑');
});

test('where residents of the city say they live is found, in the right grid', async () => {
  const areas = await areaTree(runtime);
  for (const { address, code } of demoResidents(city, 7, 300))
    for (const text of [address, `滨江市${address}`, address.replace(/^.*?\d+号/, '')]) {
      const found = await placeOfAddress(runtime.db, text);
      assert.equal(found && areas.get(found.area_id)!.code, code, text);
    }
});

test('a point in a building is in the grid that the plan gave it', async () => {
  const areas = await areaTree(runtime);
  for (const one of city.buildings.filter((_, i) => i % 50 === 0)) {
    const found = await gridAt(runtime, one.lng, one.lat);
    const node = areas.get(found.grid!)!;
    assert.ok(node.code === one.code || node.kind === 'special', `${one.name} ${node.code} ${one.code}`);
    assert.equal(found.version, 1);
  }
});

test('each import is one event, however many rows it has', async () => {
  const { rows: events } = await sql<{ kind: string; count: number }>`
    select kind, count(*) from event where kind like 'area.%' group by kind order by kind`.execute(
    runtime.db,
  );
  const counts = Object.fromEntries(events.map((row) => [row.kind, row.count]));
  assert.equal(counts['area.imported'], 1);
  assert.equal(counts['area.boundaries-published'], 1);
  assert.equal(counts['area.places-imported'], 1);
});
