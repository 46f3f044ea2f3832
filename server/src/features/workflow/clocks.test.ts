import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockDue, limitMs } from './clocks.ts';

const now = new Date('2026-11-22T00:00:00Z');
const handle = { kind: 'handle' as const, limit: ['category', 'type'], action: null };

test('a limit is minutes, hours or days and nothing else', () => {
  assert.deepEqual(['30m', '4h', '2d'].map(limitMs), [1_800_000, 14_400_000, 172_800_000]);
  for (const wrong of ['', '4', '0h', '1w', '-1d', '1.5h'])
    assert.throws(() => limitMs(wrong), /not a limit/);
});

test('the first source with a limit counts, and the clock remembers which', () => {
  const byCategory = clockDue(handle, { category: '2h', type: { handle: '3d' } }, now);
  assert.equal(byCategory?.dueAt.toISOString(), '2026-11-22T02:00:00.000Z');
  assert.deepEqual(byCategory?.inputs, { source: 'category', limit: '2h', basis: 'natural' });
  const byType = clockDue(handle, { category: null, type: { handle: '3d' } }, now);
  assert.equal(byType?.dueAt.toISOString(), '2026-11-25T00:00:00.000Z');
});

test('where nobody has set a limit no clock runs', () => {
  assert.equal(clockDue(handle, { category: null, type: {} }, now), null);
});
