import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { uuidv7 } from '../../platform/ids.ts';
import { cover, dayOfMoment, momentOf, timeWords, windowsBefore } from './rules.search.ts';

test('the buckets of a stretch hold each of its days once and no other day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 18_000, max: 22_000 }),
      fc.integer({ min: 0, max: 1500 }),
      (from, length) => {
        const words = new Set(cover(from, from + length));
        for (let day = from - 600; day < from + length + 600; day += 1) {
          const met = timeWords(day * 86_400_000).filter((word) => words.has(word)).length;
          assert.equal(met, day >= from && day < from + length ? 1 : 0, String(day));
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('the stretches follow each other without a gap from the newest day to the beginning, few words each', () => {
  for (const to of [20_000, 20_479, 20_480, 20_481, 20_555]) {
    const windows = windowsBefore(to);
    assert.equal(windows[0]!.to, to);
    for (const [i, window] of windows.slice(1).entries()) assert.equal(window.to, windows[i]!.from);
    assert.equal(windows.at(-1)!.from, null);
    for (const { from, to: end } of windows) if (from !== null) assert.ok(cover(from, end).length <= 24);
  }
});

test('an id tells the day it was made on', () => {
  const at = new Date('2026-03-02T23:59:59.999Z');
  assert.equal(momentOf(uuidv7(at)), at.getTime());
  assert.equal(dayOfMoment(momentOf(uuidv7(at))), dayOfMoment(at.getTime()));
});
