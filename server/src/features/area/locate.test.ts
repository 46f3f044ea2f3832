import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Boundary, contains, metresPerLat, metresPerLng, type Pair, polygonsOf } from './geometry.ts';
import { buildGridIndex, EDGE_M, type GridShape } from './locate.ts';
import { tiling } from './sample.ts';

const KX = metresPerLng(30);
const KY = metresPerLat(30);
const at = (x: number, y: number): Pair => [114 + x / KX, 30 + y / KY];
const square = (x: number, y: number, size: number): Pair[] => [
  at(x, y),
  at(x + size, y),
  at(x + size, y + size),
  at(x, y + size),
  at(x, y),
];
const grid = (id: string, geometry: Boundary, kind: GridShape['kind'] = 'ordinary'): GridShape => ({
  id,
  kind,
  geometry,
});
const polygon = (...rings: Pair[][]): Boundary => ({ type: 'Polygon', coordinates: rings });

/** Brute force written another way: distance by dense sampling of each edge, containment by the plain function. */
function bruteForce(grids: GridShape[], lng: number, lat: number) {
  const [kx, ky] = [metresPerLng(lat), metresPerLat(lat)];
  return grids.map(({ id, geometry }) => {
    let near = Infinity;
    for (const ring of polygonsOf(geometry).flat())
      for (let i = 1; i < ring.length; i++)
        for (let s = 0; s <= 400; s++) {
          const x = ring[i - 1]![0] + ((ring[i]![0] - ring[i - 1]![0]) * s) / 400;
          const y = ring[i - 1]![1] + ((ring[i]![1] - ring[i - 1]![1]) * s) / 400;
          near = Math.min(near, Math.hypot((x - lng) * kx, (y - lat) * ky));
        }
    return { id, inside: contains(geometry, lng, lat), near };
  });
}

const { grids } = tiling({ seed: 7, count: 36, columns: 6, edgeVertices: 8 });
const index = buildGridIndex(grids);
const cellPoint = fc.tuple(
  fc.double({ min: 0.2, max: 5.8, noNaN: true }),
  fc.double({ min: 0.2, max: 5.8, noNaN: true }),
);
const toDegrees = ([u, v]: [number, number]): Pair => [114 + u * 0.003125, 30 + v * 0.0027];

test('in a tiling every interior point is in exactly one grid, and the index finds that grid', () => {
  fc.assert(
    fc.property(cellPoint, (uv) => {
      const [lng, lat] = toDegrees(uv);
      const holders = grids.filter((one) => contains(one.geometry, lng, lat));
      assert.equal(holders.length, 1);
      assert.equal(index.locate(lng, lat).grid, holders[0]!.id);
    }),
    { numRuns: 2000 },
  );
});

test('a point exactly on a shared vertex or edge still has exactly one grid', () => {
  for (const { geometry } of grids.filter((_, k) => k % 6 > 0 && k % 6 < 5 && k > 6 && k < 29))
    for (const [lng, lat] of polygonsOf(geometry).flat(2)) {
      assert.equal(grids.filter((one) => contains(one.geometry, lng, lat)).length, 1);
      const found = index.locate(lng, lat);
      assert.ok(found.grid);
      assert.equal(found.candidates[0]?.distance_m, 0);
    }
});

test('the neighbours named are those that a brute-force search finds within 15 m', () => {
  fc.assert(
    fc.property(cellPoint, (uv) => {
      const [lng, lat] = toDegrees(uv);
      const found = index.locate(lng, lat);
      const named = new Map(found.candidates.map((one) => [one.id, one.distance_m]));
      for (const { id, inside, near } of bruteForce(grids, lng, lat)) {
        if (inside) continue;
        if (near < EDGE_M - 0.2)
          assert.ok(Math.abs((named.get(id) ?? Infinity) - near) < 0.3, `${id} ${near}`);
        if (near > EDGE_M + 0.2) assert.ok(!named.has(id), `${id} ${near}`);
      }
    }),
    { numRuns: 150 },
  );
});

test('distances are true metres: 10 m east of a border at latitude 30 is 10 m, not 10 m at the equator', () => {
  const pair = buildGridIndex([
    grid('west', polygon(square(0, 0, 300))),
    grid('east', polygon(square(300, 0, 300))),
  ]);
  assert.deepEqual(pair.locate(...at(310, 150)), {
    grid: 'east',
    special: null,
    ordinary: 'east',
    candidates: [{ id: 'west', distance_m: 10 }],
  });
  assert.deepEqual(pair.locate(...at(314.8, 150)).candidates, [{ id: 'west', distance_m: 14.8 }]);
  assert.deepEqual(pair.locate(...at(315.2, 150)).candidates, []);
});

test('a special grid inside an ordinary one wins, and the ordinary one is named near its edge only', () => {
  const both = buildGridIndex([
    grid('ordinary', polygon(square(0, 0, 600))),
    grid('hospital', polygon(square(200, 200, 100)), 'special'),
  ]);
  const middle = both.locate(...at(250, 250));
  assert.deepEqual(middle, { grid: 'hospital', special: 'hospital', ordinary: 'ordinary', candidates: [] });
  assert.deepEqual(both.locate(...at(205, 250)).candidates, [{ id: 'ordinary', distance_m: 5 }]);
  assert.deepEqual(both.locate(...at(195, 250)), {
    grid: 'ordinary',
    special: null,
    ordinary: 'ordinary',
    candidates: [{ id: 'hospital', distance_m: 5 }],
  });
});

test('holes and multipolygons count: a hole is outside, each part is inside', () => {
  const parts: Boundary = {
    type: 'MultiPolygon',
    coordinates: [[square(0, 0, 100), square(40, 40, 20)], [square(500, 0, 100)]],
  };
  const one = buildGridIndex([grid('parts', parts)]);
  assert.equal(one.locate(...at(20, 50)).grid, 'parts');
  assert.equal(one.locate(...at(50, 50)).grid, null);
  assert.equal(one.locate(...at(550, 50)).grid, 'parts');
  assert.equal(one.locate(...at(300, 50)).grid, null);
});

test('outside all grids the answer is null with what lies within 200 m, nearest first', () => {
  const pair = buildGridIndex([
    grid('a', polygon(square(0, 0, 300))),
    grid('b', polygon(square(0, 300, 300))),
  ]);
  assert.deepEqual(pair.locate(...at(-100, 200)), {
    grid: null,
    special: null,
    ordinary: null,
    candidates: [
      { id: 'a', distance_m: 100 },
      { id: 'b', distance_m: 141.4 },
    ],
  });
  assert.deepEqual(pair.locate(...at(-201, 150)).candidates, []);
  assert.deepEqual(buildGridIndex([]).locate(114, 30).grid, null);
});

test('where two ordinary grids overlap the smaller one answers and the other is named', () => {
  const pair = buildGridIndex([
    grid('large', polygon(square(0, 0, 600))),
    grid('small', polygon(square(0, 0, 100))),
  ]);
  const found = pair.locate(...at(50, 50));
  assert.equal(found.grid, 'small');
  assert.deepEqual(found.candidates, [{ id: 'large', distance_m: 0 }]);
});
