import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { type CalendarDefinition, compileCalendar, type Interval } from './calendar.ts';
import {
  deadline,
  LIMIT_UNITS,
  type Limit,
  type LimitUnit,
  limitEnd,
  limitWords,
  parseLimit,
  united,
} from './deadline.ts';

const office: CalendarDefinition = {
  name: '机关工作时间',
  timezone: 'Asia/Shanghai',
  week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['09:00-12:00', '14:00-17:00']])),
  national: 'CN',
};
const calendar = compileCalendar(office);
const at = (text: string): number => DateTime.fromSQL(text, { zone: 'Asia/Shanghai' }).toMillis();
const said = (moment: number): string =>
  DateTime.fromMillis(moment, { zone: 'Asia/Shanghai' }).toFormat('yyyy-MM-dd HH:mm');
const end = (limit: string, start: string, made = calendar): string =>
  said(limitEnd(made, parseLimit(limit)!, at(start)));

test('each unit of GB/T 30428.8 has its own way of counting', () => {
  // Friday, 2026-11-20, 16:00: one working hour is left before the weekend.
  assert.equal(end('90m', '2026-11-20 16:00'), '2026-11-20 17:30');
  assert.equal(end('4h', '2026-11-20 16:00'), '2026-11-20 20:00', '紧急工作时 round the clock');
  assert.equal(end('1ud', '2026-11-20 16:00'), '2026-11-21 16:00');
  assert.equal(end('4wh', '2026-11-20 16:00'), '2026-11-23 12:00');
  assert.equal(end('1wd', '2026-11-20 16:00'), '2026-11-23 16:00');
  assert.equal(end('2d', '2026-11-20 16:00'), '2026-11-22 16:00');
});

test('what comes outside working hours begins when work begins, and noon is not worked', () => {
  assert.equal(end('2wh', '2026-11-21 10:00'), '2026-11-23 11:00', 'a Saturday');
  assert.equal(end('2wh', '2026-11-23 11:00'), '2026-11-23 15:00');
  assert.equal(end('1wd', '2026-11-23 12:30'), '2026-11-24 14:00', 'begins at two');
  assert.equal(
    end('3wh', '2026-11-23 09:00'),
    '2026-11-23 12:00',
    'the end of a span is its end, not the next beginning',
  );
  assert.equal(
    end('2wd', '2026-09-29 10:00'),
    '2026-10-08 10:00',
    'the holiday of eight days is not counted',
  );
});

test('a city may let working days end at closing time and natural days begin at opening', () => {
  const strict = compileCalendar({ ...office, workDayEnds: 'closing', naturalDayBegins: 'opening' });
  assert.equal(end('1wd', '2026-11-23 10:00', strict), '2026-11-24 17:00');
  assert.equal(end('2d', '2026-11-21 10:00', strict), '2026-11-25 09:00');
});

test('a working day shorter than the first ends within its hours', () => {
  const short = compileCalendar({
    ...office,
    days: [{ date: '2026-11-24', working: true, hours: ['10:00-11:00'] }],
  });
  assert.equal(end('1wd', '2026-11-23 16:00', short), '2026-11-24 11:00');
  assert.equal(end('1wd', '2026-11-23 09:30', short), '2026-11-24 10:00');
});

test('a pause moves the due time while it lasts, by what it took and not by more', () => {
  const due = (pauses: Interval[], now: string) =>
    said(
      deadline(calendar, { limit: parseLimit('2wh')!, start: at('2026-11-23 09:00'), pauses }, at(now)).due,
    );
  const open: Interval = [at('2026-11-23 10:00'), Number.POSITIVE_INFINITY];
  assert.equal(due([], '2026-11-23 09:30'), '2026-11-23 11:00');
  assert.equal(due([open], '2026-11-23 10:30'), '2026-11-23 11:30');
  assert.equal(due([open], '2026-11-23 11:00'), '2026-11-23 12:00');
  // A night of suspension takes no working time.
  assert.equal(
    due([[at('2026-11-23 10:00'), at('2026-11-24 09:00')]], '2026-11-24 10:00'),
    '2026-11-24 10:00',
  );
  assert.equal(
    due([[at('2026-11-23 17:00'), at('2026-11-24 09:00')]], '2026-11-24 10:00'),
    '2026-11-23 11:00',
    'too late',
  );
});

test('what is due beyond the known holidays is provisional', () => {
  const inputs = (limit: string) => ({
    limit: parseLimit(limit)!,
    start: at('2026-12-25 10:00'),
    pauses: [],
  });
  const known = compileCalendar({ ...office, horizon: '2026-12-31' });
  assert.equal(deadline(known, inputs('3wd'), 0).provisional, false);
  assert.equal(deadline(known, inputs('10wd'), 0).provisional, true);
});

test('limits are a whole number above zero and a unit', () => {
  assert.equal(limitWords(parseLimit('4wh')!), '4 工作时');
  for (const bad of ['0wh', '-1d', '1.5h', 'h', '3', '2xx', '', '1 d', '9999999m'])
    assert.equal(parseLimit(bad), null, bad);
});

const limits = fc.record({
  value: fc.integer({ min: 1, max: 30 }),
  unit: fc.constantFrom(...(Object.keys(LIMIT_UNITS) as LimitUnit[])),
}) as fc.Arbitrary<Limit>;
const moment = fc
  .integer({ min: at('2026-01-01 00:00') / 60_000, max: at('2026-12-01 00:00') / 60_000 })
  .map((m) => m * 60_000);
const pauses = fc.array(fc.tuple(moment, fc.integer({ min: 0, max: 20 * 1440 })), { maxLength: 5 });

test('a later start is never due earlier, a larger limit never earlier, and nothing is due before it begins', () => {
  fc.assert(
    fc.property(limits, moment, fc.nat(5000), (limit, start, later) => {
      const due = limitEnd(calendar, limit, start);
      assert.ok(due > start);
      assert.ok(limitEnd(calendar, limit, start + later * 60_000) >= due);
      assert.ok(limitEnd(calendar, { ...limit, value: limit.value + 1 }, start) >= due);
    }),
    { numRuns: 400 },
  );
});

test('overlapping pauses count once, in any order, and one more never brings the due time forward', () => {
  fc.assert(
    fc.property(limits, moment, pauses, (limit, start, drawn) => {
      const intervals = drawn.map(([from, length]): Interval => [from, from + length * 60_000]);
      const due = (given: readonly Interval[]) =>
        deadline(calendar, { limit, start, pauses: given }, Number.POSITIVE_INFINITY).due;
      const whole = due(intervals);
      assert.equal(due(intervals.toReversed()), whole);
      assert.equal(due([...intervals, ...intervals]), whole);
      assert.ok(whole >= due(intervals.slice(1)));
      const flat = united(intervals);
      assert.ok(flat.every(([, to], i) => i + 1 === flat.length || to < flat[i + 1]![0]));
    }),
    { numRuns: 400 },
  );
});
