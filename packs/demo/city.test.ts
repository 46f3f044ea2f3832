import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readAreaCode, suggestedParent } from '../../server/src/features/area/codes.ts';
import { tilesExactly } from '../../server/src/features/area/coverage.quick.ts';
import { checkCoverage } from '../../server/src/features/area/coverage.ts';
import { areaOf, contains } from '../../server/src/features/area/geometry.ts';
import { buildGridIndex } from '../../server/src/features/area/locate.ts';
import { demoCity, demoResidents } from './city.ts';

const begin = performance.now();
const city = demoCity();
const took = performance.now() - begin;
const byCode = new Map(city.areas.map((area) => [area.code, area]));
const level = (name: string) => city.areas.filter((area) => area.level === name);
const ordinary = level('grid').filter((grid) => grid.kind === 'ordinary');

test('the city has the agreed divisions and is made in under three seconds', () => {
  assert.ok(took < 3000, `${took} ms`);
  assert.deepEqual(
    level('city').map(({ code, name }) => [code, name]),
    [['429900', '滨江市(示例)']],
  );
  assert.deepEqual(
    level('district').map(({ code }) => code),
    ['429998', '429999'],
  );
  assert.equal(level('street').length, 6);
  assert.equal(level('community').length, 24);
  assert.ok(ordinary.length >= 280 && ordinary.length <= 320, `${ordinary.length}`);
  assert.ok(city.buildings.length > 2700 && city.buildings.length < 3600, `${city.buildings.length}`);
});

test('codes read as their level, hang under the area their code suggests and are unique', () => {
  assert.equal(byCode.size, city.areas.length);
  for (const area of city.areas) {
    const reading = readAreaCode(area.code);
    assert.ok(
      reading.ok && reading.value.level === area.level && reading.value.code === area.code,
      area.code,
    );
    assert.equal(area.parentCode, suggestedParent(area.code));
    if (area.parentCode)
      assert.ok(city.areas.indexOf(byCode.get(area.parentCode)!) < city.areas.indexOf(area));
  }
});

test('children tile their parent exactly at every level: the report is empty even at a hundredth of a square metre', () => {
  const areas = city.areas.map((area) => ({ ...area, parent: area.parentCode }));
  assert.deepEqual(checkCoverage(areas, { tolerance_m2: 0.01 }), {
    gaps: [],
    overlaps: [],
    outside: [],
    orphans: { withoutParent: [], withoutBoundary: [], boundaryWithoutArea: [] },
    unchecked: [],
  });
  for (const parent of city.areas.filter((area) => area.boundary && area.level !== 'grid')) {
    const children = city.areas.filter((area) => area.parentCode === parent.code && area.kind === 'ordinary');
    assert.ok(
      tilesExactly(
        parent.boundary!,
        children.map((child) => child.boundary!),
      ),
      parent.code,
    );
  }
});

test('grids are of a moderate size', () => {
  for (const grid of ordinary) {
    const size = areaOf(grid.boundary!);
    assert.ok(size > 15_000 && size < 400_000, `${grid.code} ${size}`);
  }
});

test('every building is found in its own grid by the index, and a special grid wins', () => {
  const index = buildGridIndex(
    level('grid').map((grid) => ({ id: grid.code, kind: grid.kind, geometry: grid.boundary! })),
  );
  const special = new Set<string>();
  for (const { code, lng, lat, name } of city.buildings) {
    const found = index.locate(lng, lat);
    assert.equal(found.ordinary, code, name);
    if (found.special) special.add(found.special);
  }
  assert.equal(special.size, level('grid').length - ordinary.length);
});

test('no building stands over the border of its grid or in the water', () => {
  for (const building of city.buildings)
    for (const [lng, lat] of building.outline) {
      assert.ok(
        contains(byCode.get(building.code)!.boundary!, lng, lat),
        `${building.name} leaves ${building.code}`,
      );
      for (const { name, ring } of city.water)
        assert.ok(
          !contains({ type: 'Polygon', coordinates: [ring] }, lng, lat),
          `${building.name} in ${name}`,
        );
    }
});

test('addresses are unique, so a resident is found by address', () => {
  const addresses = city.buildings.map((building) => building.address);
  assert.equal(new Set(addresses).size, addresses.length);
  const streets = new Set(city.roads.map((road) => road.name));
  for (const address of addresses) assert.ok(streets.has(address.replace(/\d+号.*$/, '')), address);
  const compounds = new Set(city.compounds.map((compound) => compound.name));
  assert.equal(compounds.size, city.compounds.length);
  for (const resident of demoResidents(city, 5, 500))
    assert.equal(
      city.buildings.filter(
        (one) => resident.address.startsWith(`${one.address}`) && one.code === resident.code,
      ).length >= 1,
      true,
    );
});

test('the property company of a compound is an organisation of the demo and serves that community', () => {
  const text = readFileSync(new URL('organisations.yaml', import.meta.url), 'utf8');
  const { units }: { units: { name: string; area: { from?: number; to?: number } }[] } = parse(text);
  const communities = level('community').map((community) => community.code);
  for (const compound of city.compounds) {
    const order = communities.indexOf(compound.code.slice(0, 12)) + 1;
    const { area } = units.find((unit) => unit.name === compound.company)!;
    assert.ok(area.from! <= order && order <= area.to!, compound.name);
  }
});

test('every grid belongs to exactly one service cluster of its community', () => {
  const members = city.clusters.flatMap((cluster) => cluster.grids);
  assert.deepEqual(members.toSorted(), ordinary.map((grid) => grid.code).toSorted());
  for (const { parentCode, grids } of city.clusters)
    for (const grid of grids) assert.equal(byCode.get(grid)!.parentCode, parentCode);
});

test('the same seed gives the same city, another seed another one that tiles as well', () => {
  assert.deepEqual(demoCity(), city);
  const other = demoCity(7);
  assert.notDeepEqual(other.areas, city.areas);
  const areas = other.areas.map((area) => ({ ...area, parent: area.parentCode }));
  const { gaps, overlaps, outside } = checkCoverage(areas);
  assert.deepEqual({ gaps, overlaps, outside }, { gaps: [], overlaps: [], outside: [] });
});
