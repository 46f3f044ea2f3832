import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heaps } from './pins.ts';

const at = (spot: { x: number; y: number }) => spot;

test('pins that would cover each other become one; no two that are left touch', () => {
  const spots = Array.from({ length: 60 }, (_, i) => ({ x: (i * 97) % 390, y: (i * 53) % 600 }));
  const found = heaps(spots, at);
  assert.equal(found.flat().length, spots.length, 'none is lost');
  assert.ok(found.length > 5 && found.length < 30);
  for (const [i, [one]] of found.entries())
    for (const [other] of found.slice(0, i))
      assert.ok(Math.abs(one!.x - other!.x) >= 148 || Math.abs(one!.y - other!.y) >= 51);
});

test('large print needs more room, and far apart each keeps its own', () => {
  const pair = [
    { x: 100, y: 100 },
    { x: 100, y: 160 },
  ];
  assert.equal(heaps(pair, at).length, 2);
  assert.equal(heaps(pair, at, 24).length, 1);
});
