import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueLook, dueWords } from './care.ts';

test('a due day is said in days of China, whatever the clock of the device says', () => {
  // 00:30 on 23 November in China, still the 22nd in Greenwich.
  const now = new Date('2026-11-22T16:30:00Z');
  assert.deepEqual(
    ['2026-11-20', '2026-11-22', '2026-11-23', '2026-11-24', '2026-12-03'].map((day) => dueWords(day, now)),
    ['逾期 3 天', '逾期 1 天', '今天走访', '明天走访', '10 天后走访'],
  );
  assert.deepEqual(
    ['2026-11-22', '2026-11-23', '2026-11-24'].map((day) => dueLook(day, now)),
    ['overdue', 'due_soon', 'calm'],
  );
});
