import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCalendar } from './calendar.ts';
import {
  clockStarting,
  computedAgain,
  dueOf,
  extendedTo,
  pausedAt,
  recounted,
  relimited,
  resumedAt,
} from './clocks.ts';
import type { Limits } from './limits.ts';

/** Cases in which other systems are known to fail, each as its own test. */

const week = Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['08:00-12:00', '13:00-17:00']]));
const calendarWith = (version: number, days: { date: string; working: boolean }[] = []) => ({
  code: 'standard',
  version,
  calendar: compileCalendar({ name: '标准', timezone: 'Asia/Shanghai', week, days }),
});
const calendar = calendarWith(1);
const at = (text: string): Date => new Date(`${text}:00+08:00`);
const starting = (limit: string, from: Date) => {
  const limits: Limits = { category: null, type: { handle: limit }, calendar };
  return clockStarting('c1', { kind: 'handle', limit: ['type'], action: null }, limits, from)!;
};
const again = (clock: ReturnType<typeof starting>, by = calendar) => {
  const { due_at: _, ...kept } = JSON.parse(JSON.stringify(clock));
  return computedAgain({ ...kept, started_at: new Date(kept.started_at) }, by, clock.due_at);
};

test('two hours from 8:00, standing still from 9:00: at 9:30 it would be due at 10:30, at 10:00 at 11:00', () => {
  const paused = pausedAt(starting('2wh', at('2026-11-23T08:00')), at('2026-11-23T09:00'));
  assert.deepEqual(dueOf(paused, calendar, at('2026-11-23T09:30')), at('2026-11-23T10:30'));
  assert.deepEqual(dueOf(paused, calendar, at('2026-11-23T10:00')), at('2026-11-23T11:00'));
  assert.deepEqual(again(paused), at('2026-11-23T10:00'), 'what is kept is what it was when it stopped');
});

test('what comes out of a standstill has as much time left as it had when it went in', () => {
  const paused = pausedAt(starting('8wh', at('2026-11-23T08:00')), at('2026-11-23T11:00'));
  const resumed = resumedAt(paused, calendar, at('2026-12-21T08:00'));
  assert.deepEqual(resumed.due_at, at('2026-12-21T14:00'), 'five working hours were left');
  assert.deepEqual(again(resumed), resumed.due_at);
});

test('another policy keeps what was paused, whether the clock runs or stands still when it comes', () => {
  const [from, to] = [at('2026-11-23T10:00'), at('2026-11-24T10:00')];
  const resumed = resumedAt(pausedAt(starting('8wh', at('2026-11-23T08:00')), from), calendar, to);
  const longer: Limits = { category: null, type: { handle: '16wh' }, calendar };
  const running = relimited(resumed, { limit: ['type'] }, longer, to);
  assert.deepEqual(running.due_at, at('2026-11-25T17:00'), 'sixteen hours and the eight of the pause');
  const standing = relimited(pausedAt(resumed, to), { limit: ['type'] }, longer, at('2026-11-26T10:00'));
  assert.equal(standing.pauses.length, 2);
  assert.deepEqual(standing.due_at, at('2026-11-25T17:00'));
  const later = resumedAt(standing, calendar, at('2026-11-25T10:00'));
  assert.deepEqual(later.due_at, at('2026-11-26T17:00'), 'and the second pause on top');
  assert.deepEqual(again(later), later.due_at);
});

test('each move is on record with its cause, and the first one tells what was due at the beginning', () => {
  const begun = starting('1wd', at('2026-11-23T10:00'));
  const holiday = calendarWith(2, [{ date: '2026-11-24', working: false }]);
  const moved = recounted(begun, holiday, at('2026-11-23T11:00'));
  const extended = extendedTo(moved, '2026-11-30', holiday, at('2026-11-23T12:00'));
  const paused = pausedAt(extended, at('2026-11-24T10:00'));
  const resumed = resumedAt(paused, holiday, at('2026-11-25T10:00'));
  assert.deepEqual(
    resumed.limits.moves!.map(({ why }) => why),
    ['calendar', 'extended', 'resumed'],
  );
  assert.equal(resumed.limits.moves![0]!.from, begun.due_at.toISOString());
  assert.equal(resumed.limits.moves!.at(-1)!.to, resumed.due_at.toISOString());
  assert.deepEqual(again(resumed, holiday), resumed.due_at);
});

test('overlapping pauses count once, and one that ended before the start not at all', () => {
  const clock = starting('4wh', at('2026-11-23T08:00'));
  const pauses = [
    { from: at('2026-11-20T08:00').toISOString(), to: at('2026-11-20T12:00').toISOString() },
    { from: at('2026-11-23T09:00').toISOString(), to: at('2026-11-23T11:00').toISOString() },
    { from: at('2026-11-23T10:00').toISOString(), to: at('2026-11-23T12:00').toISOString() },
  ];
  assert.deepEqual(dueOf({ ...clock, pauses }, calendar, at('2026-11-23T12:00')), at('2026-11-23T16:00'));
});

test('a server clock that is set back lengthens and shortens nothing', () => {
  const paused = pausedAt(starting('4h', at('2026-11-23T08:00')), at('2026-11-23T10:00'));
  const back = resumedAt(paused, calendar, at('2026-11-23T09:00'));
  assert.deepEqual(back.due_at, at('2026-11-23T12:00'));
  const extended = extendedTo(
    starting('4h', at('2026-11-23T08:00')),
    '2026-11-30',
    calendar,
    at('2026-11-23T10:00'),
  );
  const early = resumedAt(pausedAt(extended, at('2026-11-23T11:00')), calendar, at('2026-11-23T10:30'));
  assert.deepEqual(early.due_at, extended.due_at);
});
