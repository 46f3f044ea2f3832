import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromWgs84, gcj02ToBd09, type Position, toWgs84, wgs84ToGcj02 } from './coordinates.ts';

const metres = (a: Position, b: Position) =>
  Math.hypot((a[0] - b[0]) * 111_320 * Math.cos((a[1] * Math.PI) / 180), (a[1] - b[1]) * 111_320);
const china = fc.tuple(
  fc.double({ min: 75, max: 134, noNaN: true }),
  fc.double({ min: 5, max: 52, noNaN: true }),
);

test('GCJ-02 in Beijing is where the published example says', () => {
  // The example of the widely published implementations: Tiananmen area 116.404, 39.915.
  assert.ok(metres(wgs84ToGcj02([116.404, 39.915]), [116.41024449916938, 39.91640428150164]) < 0.01);
  assert.ok(metres(gcj02ToBd09([116.404, 39.915]), [116.41036949371029, 39.92133699351021]) < 0.01);
});

test('in Wuhan the shift is hundreds of metres, so mixing the systems would be seen', () => {
  const shifted = metres([114.4, 30.4], wgs84ToGcj02([114.4, 30.4]));
  assert.ok(shifted > 300 && shifted < 900, `${shifted}`);
});

test('a round trip through GCJ-02 and BD-09 stays within a millimetre, far below the promised metre', () => {
  fc.assert(
    fc.property(china, fc.constantFrom('gcj02' as const, 'bd09' as const), (position, system) => {
      assert.ok(metres(position, toWgs84(fromWgs84(position, system), system)) < 0.001);
    }),
  );
});

test('outside mainland China GCJ-02 is WGS-84', () => {
  assert.deepEqual(wgs84ToGcj02([-71.06, 42.36]), [-71.06, 42.36]);
  assert.deepEqual(toWgs84([-71.06, 42.36], 'gcj02'), [-71.06, 42.36]);
});
