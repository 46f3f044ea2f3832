import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CoverageArea } from './coverage.ts';
import { checkBeside } from './report.beside.ts';
import { checkBoundaries } from './report.ts';
import { tiling } from './sample.ts';

test('many areas are checked in a thread of their own, with the same findings, while others go on', async () => {
  const { grids } = tiling({ seed: 3, count: 4000, columns: 64, edgeVertices: 8 });
  const areas = grids.map(
    ({ id, geometry }, i): CoverageArea => ({
      code: id,
      name: id,
      level: 'grid',
      parent: 'P',
      // One grid drawn twice: an overlap to find.
      boundary: i === 1 ? grids[0]!.geometry : geometry,
    }),
  );
  let turns = 0;
  const turning = setInterval(() => turns++, 5);
  const beside = await checkBeside(areas, ['x']);
  clearInterval(turning);
  assert.ok(turns > 3, `the program had ${turns} turns meanwhile`);
  assert.deepEqual(beside, checkBoundaries(areas, ['x']));
  assert.equal(beside.counts.overlaps, 1);
});
