import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { wallClock } from './calendar.clock.ts';
import { calendarFaults } from './calendar.faults.ts';
import { addWorking, opening, workingBetween, workingDayAfter } from './calendar.time.ts';
import { type CalendarDefinition, compileCalendar, dayNumber, weekdayOf } from './calendar.ts';

const office: CalendarDefinition = {
  name: '机关工作时间',
  timezone: 'Asia/Shanghai',
  week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['09:00-12:00', '14:00-17:00']])),
  national: 'CN',
};
const at = (text: string, zone = 'Asia/Shanghai'): number => DateTime.fromSQL(text, { zone }).toMillis();
const said = (moment: number, zone = 'Asia/Shanghai'): string =>
  DateTime.fromMillis(moment, { zone }).toFormat('yyyy-MM-dd HH:mm');
const HOUR = 3_600_000;

test('the notices of the State Council hold: National Day 2026 is free, the Saturday after makes up for it', () => {
  const calendar = compileCalendar(office);
  const spans = (date: string) => calendar.spans(dayNumber(date)).map((span) => span.map((m) => said(m)));
  assert.deepEqual(spans('2026-10-01'), []);
  assert.deepEqual(spans('2026-10-10'), [
    ['2026-10-10 09:00', '2026-10-10 12:00'],
    ['2026-10-10 14:00', '2026-10-10 17:00'],
  ]);
  assert.deepEqual(spans('2026-10-11'), [], 'a usual Sunday');
  assert.equal(said(opening(calendar, at('2026-09-30 17:00'))), '2026-10-08 09:00');
});

test("a city's own days go before the nation's, and holidays are known as far as the notices go", () => {
  const days = [
    { date: '2026-10-10', working: false, name: '本市调整' },
    { date: '2026-10-01', working: true, hours: ['08:00-10:00'] },
  ];
  const calendar = compileCalendar({ ...office, days });
  assert.deepEqual(calendar.spans(dayNumber('2026-10-10')), []);
  assert.equal(said(opening(calendar, at('2026-09-30 18:00'))), '2026-10-01 08:00');
  assert.equal(said(calendar.horizon).slice(5), '01-01 00:00');
  const { national: _, ...plain } = office;
  assert.equal(compileCalendar(plain).horizon, Number.POSITIVE_INFINITY);
  assert.equal(said(compileCalendar({ ...plain, horizon: '2026-06-30' }).horizon), '2026-07-01 00:00');
});

test('hours stay on the wall clock when a zone changes to summer time', () => {
  const zone = 'America/New_York';
  const calendar = compileCalendar({
    name: 'x',
    timezone: zone,
    week: { 7: ['01:00-24:00'], 1: ['08:30-17:00'] },
  });
  // On 2015-03-08 the hour from two to three does not exist.
  const spring = dayNumber('2015-03-08');
  const [[from, to]] = calendar.spans(spring) as [[number, number]];
  assert.equal((to - from) / HOUR, 22);
  assert.equal(said(opening(calendar, at('2015-03-09 00:00', zone)), zone), '2015-03-09 08:30');
  assert.equal(calendar.dayOf(at('2015-03-08 23:59', zone)), spring);
});

test('the quick wall clock is the one of the library, also around each change to and from summer time', () => {
  for (const zone of ['America/New_York', 'Europe/London', 'Asia/Shanghai', 'Australia/Lord_Howe']) {
    const wall = wallClock(zone);
    const calendar = compileCalendar({ ...office, timezone: zone });
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2014, 11, 1) / 1000, max: Date.UTC(2016, 2, 1) / 1000 }),
        (seconds) => {
          const local = DateTime.fromSeconds(seconds, { zone });
          assert.equal(wall.ahead(seconds * 1000), local.offset * 60_000);
          assert.equal(calendar.hourOf(seconds * 1000), local.hour);
          assert.equal(weekdayOf(calendar.dayOf(seconds * 1000)), local.weekday);
          const { year, month, day, hour, minute, second } = local;
          const there = DateTime.fromObject({ year, month, day, hour, minute, second }, { zone }).toMillis();
          const ms = ((hour * 60 + minute) * 60 + second) * 1000;
          assert.equal(wall.moment(Date.UTC(year, month - 1, day) / 86_400_000, ms), there);
        },
      ),
      { numRuns: 2000 },
    );
  }
});

const span = fc
  .tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 48 }))
  .filter(([from, to]) => from < to);
const clock = (half: number) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;
/** One or two spans a day that do not meet. */
const hours = fc.array(span, { minLength: 0, maxLength: 2 }).map((spans) => {
  const [first, second] = spans.toSorted(([a], [b]) => a - b);
  if (!first) return [];
  const all = second && second[0] > first[1] ? [first, second] : [first];
  return all.map(([from, to]) => `${clock(from)}-${clock(to)}`);
});
const definition: fc.Arbitrary<CalendarDefinition> = fc
  .record({
    timezone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'UTC'),
    week: fc.dictionary(fc.constantFrom('1', '2', '3', '4', '5', '6', '7'), hours, { minKeys: 1 }),
    days: fc.uniqueArray(fc.record({ day: fc.integer({ min: 0, max: 60 }), working: fc.boolean() }), {
      maxLength: 6,
      selector: ({ day }) => day,
    }),
  })
  .map(({ timezone, week, days }) => ({
    name: '随机',
    timezone,
    week,
    days: days.map(({ day, working }) => ({
      date: new Date(Date.UTC(2015, 1, 1 + day)).toISOString().slice(0, 10),
      working,
    })),
  }))
  .filter((made) => calendarFaults(made, Date.UTC(2015, 1, 1)).length === 0);
const moment = fc
  .integer({ min: Date.UTC(2015, 1, 1) / 60_000, max: Date.UTC(2015, 3, 1) / 60_000 })
  .map((m) => m * 60_000);

test('working time added and working time counted are the same, and adding in two steps is adding at once', () => {
  fc.assert(
    fc.property(definition, moment, fc.nat(40 * 60), fc.nat(40 * 60), (made, from, a, b) => {
      const calendar = compileCalendar(made);
      const [first, second] = [a * 60_000, b * 60_000];
      const end = addWorking(calendar, from, first);
      assert.equal(workingBetween(calendar, from, end), first);
      assert.equal(workingBetween(calendar, from, addWorking(calendar, end, second)), first + second);
      assert.ok(addWorking(calendar, from, first + second) >= end);
    }),
    { numRuns: 300 },
  );
});

test('working time equals a count of working minutes, one by one', () => {
  fc.assert(
    fc.property(definition, moment, fc.integer({ min: 1, max: 6000 }), (made, from, length) => {
      const calendar = compileCalendar(made);
      let minutes = 0;
      for (let i = 0; i < length; i += 1) {
        const now = from + i * 60_000;
        const spans = calendar.spans(calendar.dayOf(now));
        if (spans.some(([start, end]) => start <= now && now < end)) minutes += 1;
      }
      assert.equal(workingBetween(calendar, from, from + length * 60_000), minutes * 60_000);
    }),
    { numRuns: 60 },
  );
});

test('the nth working day has work, and n-1 days with work lie before it', () => {
  fc.assert(
    fc.property(definition, moment, fc.integer({ min: 1, max: 40 }), (made, from, count) => {
      const calendar = compileCalendar(made);
      const day = calendar.dayOf(from);
      const last = workingDayAfter(calendar, day, count);
      const worked = Array.from({ length: last - day }, (_, i) => calendar.spans(day + 1 + i).length > 0);
      assert.equal(worked.filter(Boolean).length, count);
      assert.ok(worked.at(-1));
    }),
    { numRuns: 200 },
  );
});

test('what cannot be a calendar is refused at its place, in words', () => {
  const faults = (change: Partial<CalendarDefinition>) =>
    calendarFaults({ ...office, ...change }, at('2026-11-22 10:00')).map(({ path }) => path);
  assert.deepEqual(faults({}), []);
  assert.deepEqual(faults({ week: {}, national: undefined }), ['week']);
  assert.deepEqual(
    faults({ week: { 1: [] } }),
    ['week'],
    'no day with work: make-up days have no hours either',
  );
  assert.deepEqual(faults({ week: { 8: ['09:00-10:00'] } }), ['week.8']);
  assert.deepEqual(faults({ week: { 1: ['12:00-09:00'] } }), ['week.1.0']);
  assert.deepEqual(faults({ week: { 1: ['09:00-12:00', '11:00-15:00'] } }), ['week.1.1']);
  assert.deepEqual(faults({ week: { 1: ['9-12'] } }), ['week.1.0']);
  assert.deepEqual(faults({ timezone: '北京' }), ['timezone']);
  assert.deepEqual(faults({ horizon: '2026-02-30' }), ['horizon']);
  assert.deepEqual(faults({ days: [{ date: '2026-13-01', working: true }] }), ['days.0.date']);
  const twice = { date: '2026-12-01', working: true };
  assert.deepEqual(faults({ days: [twice, twice] }), ['days.1.date']);
});
