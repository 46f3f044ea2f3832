import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCalendar } from './calendar.ts';
import { clockStarting, clockWords, dueOf, extendedTo, pausedAt, resumedAt } from './clocks.ts';
import type { Limits } from './limits.ts';

const calendar = {
  code: 'standard',
  version: 2,
  calendar: compileCalendar({
    name: '标准',
    timezone: 'Asia/Shanghai',
    week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['09:00-12:00', '14:00-17:00']])),
    national: 'CN',
  }),
};
const limits = (category: string | null, type: Limits['type'] = {}): Limits => ({ category, type, calendar });
const at = (text: string): Date => new Date(`${text}:00+08:00`);
// A Monday.
const now = at('2026-11-23T10:00');
const handle = { kind: 'handle' as const, limit: ['category', 'type'], action: null };
const starting = (given: Limits) => clockStarting('c1', handle, given, now);

test('the first source with a limit counts, and the clock remembers all it was computed from', () => {
  const byCategory = starting(limits('4wh', { handle: '3d' }))!;
  assert.deepEqual(byCategory.due_at, at('2026-11-23T16:00'));
  assert.deepEqual(byCategory.limits, {
    source: 'category',
    limit: '4wh',
    calendar: 'standard',
    calendar_version: 2,
    action: null,
  });
  assert.deepEqual(starting(limits(null, { handle: '3d' }))!.due_at, at('2026-11-26T10:00'));
  assert.equal(starting(limits(null)), null, 'where nobody has set a limit no clock runs');
  assert.throws(() => starting(limits('soon')), /not a limit/);
});

test('a pause takes working time from a limit in working time, and from any other all of it', () => {
  const [from, to] = [at('2026-11-23T11:00'), at('2026-11-24T10:00')];
  const working = resumedAt(pausedAt(starting(limits('4wh'))!, from), calendar, to);
  assert.deepEqual(working.due_at, at('2026-11-24T15:00'), 'five working hours later');
  const natural = resumedAt(pausedAt(starting(limits('4h'))!, from), calendar, to);
  assert.deepEqual(natural.due_at, at('2026-11-24T13:00'), '23 hours later');
  assert.deepEqual(pausedAt(pausedAt(working, from), to), pausedAt(working, from), 'paused once');
  assert.deepEqual(resumedAt(working, calendar, at('2026-11-25T10:00')), working, 'resumed once');
});

test('a policy of the day it is resumed keeps its pauses', () => {
  const paused = pausedAt(starting(limits('4wh'))!, at('2026-11-23T11:00'));
  const later = { ...calendar, version: 3 };
  const resumed = resumedAt(paused, later, at('2026-11-23T12:00'));
  assert.equal(resumed.limits.calendar_version, 3);
  assert.equal(resumed.pauses.length, 1);
  assert.deepEqual(resumed.due_at, at('2026-11-23T17:00'));
});

test('an extension goes to the end of its day; what is suspended after it is due later still', () => {
  const extended = extendedTo(starting(limits('1wd'))!, '2026-11-30', calendar, now);
  assert.deepEqual(extended.due_at, new Date('2026-11-30T23:59:59+08:00'));
  const resumed = resumedAt(pausedAt(extended, at('2026-11-24T10:00')), calendar, at('2026-11-25T10:00'));
  assert.deepEqual(resumed.due_at, new Date('2026-12-01T23:59:59+08:00'));
});

test('any due time is found again from what is kept, and told in words', () => {
  const clock = resumedAt(
    pausedAt(starting(limits('4wh'))!, at('2026-11-23T11:00')),
    calendar,
    at('2026-11-23T15:00'),
  );
  const kept = JSON.parse(JSON.stringify(clock));
  assert.deepEqual(dueOf({ ...kept, started_at: new Date(kept.started_at) }, calendar, now), clock.due_at);
  assert.equal(
    clockWords(clock.limits, clock.pauses),
    '4 工作时（类别的立案条件），按工作日历第 2 版，暂停 1 次',
  );
});
