import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CoverageArea, checkCoverage } from './coverage.ts';
import { areaOf, type Boundary, contains, metresPerLat, metresPerLng, type Pair } from './geometry.ts';
import { tiling } from './sample.ts';

const at = (x: number, y: number): Pair => [114 + x / metresPerLng(30), 30 + y / metresPerLat(30)];
const box = (x: number, y: number, w: number, h: number): Boundary => ({
  type: 'Polygon',
  coordinates: [[at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h), at(x, y)]],
});
const area = (code: string, boundary: Boundary | null, more: Partial<CoverageArea> = {}): CoverageArea => ({
  code,
  name: code,
  level: 'grid',
  parent: 'P',
  boundary,
  ...more,
});
const parent = (boundary: Boundary | null = box(0, 0, 400, 200)) =>
  area('P', boundary, { level: 'community', parent: null });
const within = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < expected * 0.002, `${value}`);
const findings = (areas: CoverageArea[]) => {
  const { gaps, overlaps, outside } = checkCoverage(areas);
  return { gaps, overlaps, outside };
};
const clean = { gaps: [], overlaps: [], outside: [] };

test('areas are true square metres', () => {
  within(areaOf(box(0, 0, 400, 200)), 80_000);
});

test('children that tile their parent give an empty report, with or without the vertices of their neighbours', () => {
  assert.deepEqual(
    findings([parent(), area('a', box(0, 0, 200, 200)), area('b', box(200, 0, 200, 200))]),
    clean,
  );
  const halves = [area('b', box(200, 0, 200, 100)), area('c', box(200, 100, 200, 100))];
  assert.deepEqual(findings([parent(), area('a', box(0, 0, 200, 200)), ...halves]), clean);
});

test('a gap is found with its size and a point in it', () => {
  const { gaps, overlaps } = findings([
    parent(),
    area('a', box(0, 0, 200, 200)),
    area('b', box(220, 0, 180, 200)),
  ]);
  assert.equal(overlaps.length, 0);
  assert.equal(gaps.length, 1);
  assert.equal(gaps[0]!.parent, 'P');
  within(gaps[0]!.area_m2, 4000);
  assert.ok(contains(box(200, 0, 20, 200), ...gaps[0]!.point));
});

test('an overlap is found once, with both codes', () => {
  const { gaps, overlaps } = findings([
    parent(),
    area('a', box(0, 0, 210, 200)),
    area('b', box(200, 0, 200, 200)),
  ]);
  assert.equal(gaps.length, 0);
  assert.deepEqual(
    overlaps.map(({ a, b }) => [a, b]),
    [['a', 'b']],
  );
  within(overlaps[0]!.area_m2, 2000);
});

test('the same ground twice and a small grid inside another are overlaps although no edges cross', () => {
  assert.equal(
    findings([parent(), area('a', box(0, 0, 400, 200)), area('b', box(0, 0, 400, 200))]).overlaps.length,
    1,
  );
  assert.equal(
    findings([parent(), area('a', box(0, 0, 400, 200)), area('b', box(50, 50, 50, 50))]).overlaps.length,
    1,
  );
});

test('an overlap that enters and leaves through common vertices is found', () => {
  const kite: Boundary = {
    type: 'Polygon',
    coordinates: [[at(0, 0), at(200, 200), at(-900, 900), at(0, 0)]],
  };
  const { overlaps } = findings([area('a', box(0, 0, 200, 200)), area('b', kite)]);
  assert.equal(overlaps.length, 1);
});

test('a child that leaves its parent is named', () => {
  const { outside } = findings([parent(), area('a', box(0, 0, 400, 200)), area('b', box(400, 0, 10, 200))]);
  assert.deepEqual(
    outside.map(({ code }) => code),
    ['b'],
  );
  within(outside[0]!.area_m2, 2000);
});

test('a special grid inside others is no overlap, but two special grids on one place are', () => {
  const ordinary = [parent(), area('a', box(0, 0, 400, 200))];
  const hospital = area('h', box(100, 50, 50, 50), { kind: 'special' });
  assert.deepEqual(findings([...ordinary, hospital]), clean);
  const mall = area('m', box(120, 50, 50, 50), { kind: 'special' });
  assert.deepEqual(
    findings([...ordinary, hospital, mall]).overlaps.map(({ a, b }) => [a, b]),
    [['h', 'm']],
  );
});

test('pieces of at most the tolerance are drawing noise', () => {
  const areas = [parent(), area('a', box(0, 0, 200, 200)), area('b', box(200.004, 0, 199.996, 200))];
  assert.deepEqual(findings(areas), clean);
  assert.equal(checkCoverage(areas, { tolerance_m2: 0.1 }).gaps.length, 1);
});

test('orphans: an unknown parent, a missing parent, a missing boundary, a boundary without area', () => {
  const city = area('C', null, { level: 'city', parent: null });
  const lost = [area('x', box(0, 0, 1, 1), { parent: 'Q' }), area('y', box(5, 0, 1, 1), { parent: null })];
  assert.deepEqual(checkCoverage([city, ...lost], { strays: ['z'] }).orphans, {
    withoutParent: [
      { code: 'x', parent: 'Q' },
      { code: 'y', parent: null },
    ],
    withoutBoundary: ['C'],
    boundaryWithoutArea: ['z'],
  });
});

test('11,000 grids are checked for overlaps in seconds', () => {
  const { grids } = tiling({ seed: 3, count: 11_000, columns: 107, edgeVertices: 16 });
  const areas = grids.map((grid) => area(grid.id, grid.geometry, { parent: null }));
  const begin = performance.now();
  assert.equal(checkCoverage(areas).overlaps.length, 0);
  assert.ok(performance.now() - begin < 20_000, `${performance.now() - begin} ms`);
});
