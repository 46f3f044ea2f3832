import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code39 } from './code39.ts';

test('a number becomes five bars a sign between two stars', () => {
  const { bars, width } = code39('1-0');
  assert.equal(bars.length, 5 * 5);
  assert.equal(width, 5 * 15 + 4);
  assert.deepEqual(bars.slice(5, 10), [
    { x: 16, width: 3 },
    { x: 20, width: 1 },
    { x: 24, width: 1 },
    { x: 26, width: 1 },
    { x: 28, width: 3 },
  ]);
});

test('every sign has three wide elements of nine', () => {
  for (const sign of '0123456789-') assert.equal(code39(sign).width, 3 * 15 + 2, sign);
});
