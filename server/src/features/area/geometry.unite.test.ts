import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutBoundary } from './geometry.cut.ts';
import { areaOf, type Boundary, boxOf, type Pair, polygonsOf } from './geometry.ts';
import { uniteBoundaries } from './geometry.unite.ts';
import { seededRandom, tiling } from './sample.ts';

const { grids } = tiling({ seed: 3, count: 9, columns: 3, edgeVertices: 6 });
const shape = (i: number): Boundary => grids[i]!.geometry;
function united(...boundaries: Boundary[]): Boundary {
  const result = uniteBoundaries(boundaries);
  assert.ok(result.ok, JSON.stringify(result).slice(0, 80));
  return result.boundary;
}
const total = (boundaries: Boundary[]) => boundaries.reduce((sum, each) => sum + areaOf(each), 0);

test('neighbours become one polygon without holes whose size is theirs together', () => {
  const all = grids.map(({ geometry }) => geometry);
  for (const some of [[shape(0), shape(1)], [shape(4), shape(1), shape(7)], all]) {
    const one = united(...some);
    assert.deepEqual([polygonsOf(one).length, polygonsOf(one)[0]!.length], [1, 1]);
    assert.ok(Math.abs(areaOf(one) - total(some)) < 0.1);
  }
});

test('one that lies apart or only meets in a corner is named', () => {
  assert.deepEqual(uniteBoundaries([shape(0), shape(1), shape(8)]), { ok: false, fault: 'apart', at: 2 });
  assert.deepEqual(uniteBoundaries([shape(0), shape(4)]), { ok: false, fault: 'apart', at: 1 });
  assert.ok(
    uniteBoundaries([shape(0), shape(8), shape(4), shape(1), shape(5)]).ok,
    'in whatever order they are named',
  );
});

test('what was cut is whole again, also with a neighbour that knows nothing of the cut', () => {
  const random = seededRandom(5);
  for (let turn = 0; turn < 60; turn++) {
    const { minX, minY, maxX, maxY } = boxOf(shape(4));
    const x = () => minX + (maxX - minX) * (0.3 + random() * 0.4);
    const cut = cutBoundary(shape(4), [
      [x(), minY - 0.001],
      [x(), maxY + 0.001],
    ]);
    if (!cut.ok) continue;
    const whole = united(...cut.parts);
    assert.ok(Math.abs(areaOf(whole) - areaOf(shape(4))) < 0.01);
    assert.deepEqual([polygonsOf(whole).length, polygonsOf(whole)[0]!.length], [1, 1]);
    for (const [i, part] of cut.parts.entries()) {
      const north = united(part, shape(7));
      assert.deepEqual([polygonsOf(north).length, polygonsOf(north)[0]!.length], [1, 1], `${turn} ${i}`);
    }
  }
});

test('a border drawn a centimetre off on one side is still a common border', () => {
  const moved = ([x, y]: Pair): Pair => [x + 1e-7, y - 1e-7];
  const off: Boundary = {
    type: 'Polygon',
    coordinates: polygonsOf(shape(1))[0]!.map((ring) => ring.map(moved)),
  };
  const one = united(shape(0), off);
  assert.deepEqual([polygonsOf(one).length, polygonsOf(one)[0]!.length], [1, 1]);
});

test('neighbours without a corner in common have a common border all the same', () => {
  const box = (west: number, south: number, east: number, north: number): Boundary => {
    const at = (x: number, y: number): Pair => [114 + x * 1e-5, 30 + y * 1e-5];
    const corners = [at(west, south), at(east, south), at(east, north), at(west, north)];
    return { type: 'Polygon', coordinates: [[...corners, corners[0]!]] };
  };
  const one = united(box(0, 0, 100, 100), box(100, 30, 200, 170));
  assert.deepEqual([polygonsOf(one).length, polygonsOf(one)[0]!.length], [1, 1]);
  const touching = uniteBoundaries([box(0, 0, 100, 100), box(100, 100, 200, 170)]);
  assert.deepEqual(touching, { ok: false, fault: 'apart', at: 1 });
});
