import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CELL_ZOOM,
  cellAt,
  cellsOf,
  EXTENT,
  isTile,
  project,
  SPOTS,
  spotOf,
  spotsIn,
  stretchOf,
  type TileAt,
  toTile,
} from './rules.tile.ts';

const tileOf = (lng: number, lat: number, z: number): TileAt => {
  const [u, v] = project(lng, lat);
  return { z, x: Math.floor(u * 2 ** z), y: Math.floor(v * 2 ** z) };
};
const lng = fc.double({ min: 73, max: 135, noNaN: true });
const lat = fc.double({ min: 18, max: 53, noNaN: true });

test('a known place lies in its known tile', () => {
  assert.deepEqual(tileOf(114.4, 30.5, 13), { z: 13, x: 6699, y: 3366 });
});

test('wherever a point lies, its cell is in the stretch of each tile above it, and in that of no tile beside', () => {
  fc.assert(
    fc.property(lng, lat, fc.integer({ min: 0, max: 16 }), (x, y, z) => {
      const cells = cellsOf({ minX: x, maxX: x, minY: y, maxY: y });
      assert.equal(cells.length, 1);
      const at = tileOf(x, y, z);
      const within = (tile: TileAt) => {
        const [first, last] = stretchOf(tile);
        return cells[0]! >= first && cells[0]! <= last;
      };
      assert.ok(isTile(at) && within(at));
      if (z > 0 && z <= CELL_ZOOM) assert.ok(!within({ ...at, x: at.x === 0 ? 1 : at.x - 1 }));
      const [px, py] = toTile(at)(x, y);
      assert.ok(px >= 0 && px <= EXTENT && py >= 0 && py <= EXTENT);
    }),
  );
});

test('an outline lies in every cell that its box touches', () => {
  fc.assert(
    fc.property(lng, lat, fc.double({ min: 0, max: 0.02, noNaN: true }), (x, y, size) => {
      const cells = new Set(cellsOf({ minX: x, maxX: x + size, minY: y, maxY: y + size }));
      for (const share of [0, 0.3, 0.7, 1])
        assert.ok(cells.has(stretchOf(tileOf(x + size * share, y + size * (1 - share), CELL_ZOOM))[0]));
    }),
  );
});

test('the spot of a place lies in one of its cells, less than eight metres from it', () => {
  fc.assert(
    fc.property(lng, lat, (x, y) => {
      const { key, spot } = spotOf(x, y);
      assert.deepEqual([key], cellsOf({ minX: x, maxX: x, minY: y, maxY: y }));
      const [column, row] = cellAt(key);
      const [u, v] = project(x, y).map((at) => at * 2 ** CELL_ZOOM) as [number, number];
      const back = [column + Math.floor(spot / SPOTS) / SPOTS, row + (spot % SPOTS) / SPOTS] as const;
      assert.ok(u >= back[0] && u - back[0] < 1 / SPOTS, `${u} ${back[0]}`);
      assert.ok(v >= back[1] && v - back[1] < 1 / SPOTS, `${v} ${back[1]}`);
    }),
  );
});

test('the spot of a place is among those of every box that holds it, and of no box far from it', () => {
  const has = (box: Parameters<typeof spotsIn>[0], { key, spot }: ReturnType<typeof spotOf>) =>
    spotsIn(box).some((range) => {
      const [column, row] = [Math.floor(spot / SPOTS), spot % SPOTS];
      const [[left, right], [top, bottom]] = [range.columns, range.rows];
      return range.key === key && column >= left && column <= right && row >= top && row <= bottom;
    });
  const size = fc.double({ min: 0, max: 0.02, noNaN: true });
  fc.assert(
    fc.property(lng, lat, size, size, (x, y, before, after) => {
      const box = { minX: x - before, maxX: x + after, minY: y - after, maxY: y + before };
      assert.ok(has(box, spotOf(x, y)));
      assert.ok(!has(box, spotOf(box.maxX + 0.001, y)) && !has(box, spotOf(x, box.minY - 0.001)));
    }),
  );
});
