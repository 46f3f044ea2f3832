import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCoverage } from './coverage.ts';
import { findCrossing } from './geometry.crossing.ts';
import { cutBoundary } from './geometry.cut.ts';
import { areaOf, type Boundary, boxOf, type Pair, polygonsOf } from './geometry.ts';
import { seededRandom, tiling } from './sample.ts';

/** About 100 m by 100 m at the sample's place, in hundredths of that. */
const at = (x: number, y: number): Pair => [114 + x * 0.00001045, 30 + y * 0.00000902];
const polygon = (...points: [number, number][]): Boundary => ({
  type: 'Polygon',
  coordinates: [[...points, points[0]!].map(([x, y]) => at(x, y))],
});
const line = (...points: [number, number][]): Pair[] => points.map(([x, y]) => at(x, y));
const square = polygon([0, 0], [100, 0], [100, 100], [0, 100]);
const faultOf = (boundary: Boundary, ...points: [number, number][]): string => {
  const cut = cutBoundary(boundary, line(...points));
  return cut.ok ? 'cut' : cut.fault;
};
function partsOf(boundary: Boundary, ...points: [number, number][]): [Boundary, Boundary] {
  const cut = cutBoundary(boundary, line(...points));
  assert.ok(cut.ok, cut.ok ? '' : cut.fault);
  return cut.parts;
}
const shareOf = (part: Boundary, whole: Boundary) => areaOf(part) / areaOf(whole);

test('a line across a grid makes two parts, the larger first, that add up to it', () => {
  const [large, small] = partsOf(square, [30, -20], [30, 120]);
  assert.ok(Math.abs(shareOf(large, square) - 0.7) < 1e-6);
  assert.ok(Math.abs(shareOf(small, square) - 0.3) < 1e-6);
});

test('a line with bends is kept bend by bend in both parts', () => {
  const [large, small] = partsOf(square, [-20, 50], [40, 50], [40, 20], [70, 20], [70, 120]);
  for (const part of [large, small])
    for (const bend of line([40, 50], [40, 20], [70, 20]))
      assert.ok(polygonsOf(part)[0]![0]!.some(([x, y]) => x === bend[0] && y === bend[1]));
  assert.ok(Math.abs(areaOf(large) + areaOf(small) - areaOf(square)) < 1e-3);
});

test('a line that comes in and goes out over one and the same side cuts off a pocket', () => {
  const [, pocket] = partsOf(square, [20, -20], [20, 40], [60, 40], [60, -20]);
  assert.ok(Math.abs(shareOf(pocket, square) - 0.16) < 1e-6);
  const [, back] = partsOf(square, [60, -20], [60, 40], [20, 40], [20, -20]);
  assert.ok(Math.abs(shareOf(back, square) - 0.16) < 1e-6, 'also drawn the other way round');
});

test('an end a little inside is carried on to the edge, one well inside is refused', () => {
  const [large] = partsOf(square, [30, 12], [30, 90]);
  assert.ok(Math.abs(shareOf(large, square) - 0.7) < 1e-6);
  assert.equal(faultOf(square, [30, -20], [30, 50]), 'ends_inside');
  assert.equal(faultOf(square, [50, 50], [50, 51]), 'ends_inside');
});

test('a line from corner to corner goes through both and adds no corner', () => {
  const [one, other] = partsOf(square, [-10, -10], [110, 110]);
  assert.equal(polygonsOf(one)[0]![0]!.length, 4);
  assert.equal(polygonsOf(other)[0]![0]!.length, 4);
});

test('what does not make two parts is refused with the reason', () => {
  const horseshoe = polygon([0, 0], [100, 0], [100, 100], [70, 100], [70, 30], [30, 30], [30, 100], [0, 100]);
  assert.equal(faultOf(square, [200, 0], [200, 100]), 'outside');
  assert.equal(faultOf(horseshoe, [-20, 60], [120, 60]), 'many_parts');
  assert.equal(faultOf(square, [0.3, -20], [0.3, 120]), 'sliver');
  assert.equal(
    faultOf(square, [-20, 50], [80, 50], [80, 80], [50, 80], [50, 20], [120, 20]),
    'crosses_itself',
  );
  assert.equal(faultOf(square, [50, 50], [50, 50]), 'ends_inside');
});

test('a hole stays with its part and is not cut; an island goes with the nearer part', () => {
  const outer = polygonsOf(square)[0]![0]!;
  const hole = polygonsOf(polygon([60, 40], [80, 40], [80, 60], [60, 60]))[0]![0]!;
  const holed: Boundary = { type: 'Polygon', coordinates: [outer, hole] };
  assert.equal(faultOf(holed, [70, -20], [70, 120]), 'hole');
  const [large, small] = partsOf(holed, [30, -20], [30, 120]);
  assert.equal(polygonsOf(large)[0]!.length, 2);
  assert.equal(polygonsOf(small)[0]!.length, 1);
  const island = polygonsOf(polygon([-60, 0], [-40, 0], [-40, 30], [-60, 30]))[0]!;
  const [, west] = partsOf({ type: 'MultiPolygon', coordinates: [[outer], island] }, [30, -20], [30, 120]);
  assert.equal(polygonsOf(west).length, 2);
});

test('cut at random, grids of a tiling leave neither gap nor overlap and no part crosses itself', () => {
  const { grids } = tiling({ seed: 7, count: 9, columns: 3, edgeVertices: 6 });
  const random = seededRandom(11);
  let cuts = 0;
  for (let turn = 0; turn < 200; turn++) {
    const grid = grids[Math.floor(random() * grids.length)]!;
    const { minX, minY, maxX, maxY } = boxOf(grid.geometry);
    const x = () => minX + (maxX - minX) * (0.2 + random() * 0.6);
    const cut = cutBoundary(grid.geometry, [
      [x(), minY - 0.001],
      [x(), (minY + maxY) / 2],
      [x(), maxY + 0.001],
    ]);
    if (!cut.ok) continue;
    cuts += 1;
    assert.ok(cut.parts.every((part) => polygonsOf(part).every((rings) => !findCrossing(rings))));
    const areas = [
      ...grids.filter((other) => other !== grid),
      ...cut.parts.map((geometry, i) => ({ id: `p${i}`, geometry })),
    ];
    const report = checkCoverage(
      areas.map(({ id, geometry }) => ({
        code: id,
        name: id,
        level: 'grid',
        parent: null,
        boundary: geometry,
      })),
    );
    assert.deepEqual([report.overlaps, report.unchecked], [[], []]);
    assert.ok(Math.abs(areaOf(cut.parts[0]) + areaOf(cut.parts[1]) - areaOf(grid.geometry)) < 0.01);
  }
  assert.ok(cuts > 150, `${cuts}`);
});
