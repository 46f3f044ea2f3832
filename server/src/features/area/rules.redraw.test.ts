import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeGridCode } from './rules.redraw.ts';

const community = '429998001001';

test('the next free code fills the first gap and never says one that was ever used', () => {
  assert.equal(freeGridCode(community, []), '429998001001001');
  assert.equal(freeGridCode(community, ['429998001001001', '429998001001003']), '429998001001002');
  assert.equal(freeGridCode(community, ['429998001002001']), '429998001001001');
});

test('when all 999 are taken there is none to suggest', () => {
  const all = Array.from({ length: 999 }, (_, i) => community + String(i + 1).padStart(3, '0'));
  assert.equal(freeGridCode(community, all), undefined);
  assert.equal(freeGridCode(community, all.slice(0, -1)), '429998001001999');
});
