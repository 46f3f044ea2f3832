import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { compileCalendar } from './calendar.ts';
import type { RunningClock } from './clocks.ts';
import { ladderFaults } from './ladder.faults.ts';
import type { LadderDefinition } from './ladder.schema.ts';
import { type Ladders, nextMoment, rungAfter, rungMoved } from './ladder.ts';
import { parseLadder } from './parse.ts';

const text = readFileSync(
  new URL('../../../../packs/default/ladders/standard.yaml', import.meta.url),
  'utf8',
);
const standard = () => parseLadder(text).value as LadderDefinition;
const newest = { code: 'standard', version: 1, definition: standard() };
const ladders: Ladders = { newest, at: () => newest };
// Monday to Friday, 09:00 to 17:00: a working day of eight hours.
const calendar = compileCalendar({
  name: '八小时',
  timezone: 'Asia/Shanghai',
  week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['09:00-17:00']])),
});
const shanghai = (moment: string) => new Date(`2026-${moment}:00+08:00`);

/** Ten working hours from Monday 09:00: due on Tuesday at 11:00. */
const clock = (changes: Partial<RunningClock> = {}): RunningClock => ({
  id: '',
  kind: 'handle',
  started_at: shanghai('11-23T09:00'),
  due_at: shanghai('11-24T11:00'),
  limits: {
    source: 'type',
    limit: '10wh',
    calendar: 'standard',
    calendar_version: 1,
    action: null,
    ladder: 1,
  },
  pauses: [],
  rung: 0,
  next_at: null,
  ...changes,
});
const next = (changes: Partial<RunningClock> = {}) => nextMoment(clock(changes), ladders, calendar);

test('a warning comes at its share of the counted time, the other rungs after the due time by the calendar', () => {
  assert.deepEqual(next(), shanghai('11-23T17:00'), '80 % of ten working hours');
  assert.deepEqual(next({ rung: 1 }), shanghai('11-24T11:00'));
  assert.deepEqual(next({ rung: 2 }), shanghai('11-24T15:00'));
  assert.deepEqual(next({ rung: 3 }), shanghai('11-25T11:00'));
  assert.deepEqual(next({ rung: 4 }), shanghai('11-26T11:00'));
});

test('time that did not count moves the warning, and what comes after the due time too', () => {
  const pause = (from: string, to: string) => ({
    from: shanghai(from).toISOString(),
    to: shanghai(to).toISOString(),
  });
  const early = [pause('11-23T10:00', '11-23T12:00')];
  assert.deepEqual(next({ pauses: early, due_at: shanghai('11-24T13:00') }), shanghai('11-24T11:00'));
  const late = [pause('11-24T12:00', '11-24T13:00')];
  assert.deepEqual(next({ pauses: late, rung: 2 }), shanghai('11-24T16:00'));
});

test('the last rung repeats from where the time has come to, not as often as it was missed', () => {
  assert.deepEqual(next({ rung: 5 }), shanghai('11-27T11:00'));
  assert.deepEqual(next({ rung: 6 }), shanghai('11-30T11:00'), 'over the weekend');
  const month = shanghai('12-28T12:00');
  const rung = rungAfter(clock({ rung: 5 }), ladders, calendar, month);
  assert.deepEqual(next({ rung }), shanghai('12-29T11:00'));
  assert.equal(
    rungAfter(clock({ rung: 1 }), ladders, calendar, month),
    2,
    'those before are not passed over',
  );
});

test('of years that were missed each repetition is counted once, not all of them for each', () => {
  let days = 0;
  const spans = (day: number) => {
    days += 1;
    return calendar.spans(day);
  };
  const counting = { ...calendar, spans };
  const asked = (years: number) => {
    days = 0;
    rungAfter(clock({ rung: 5 }), ladders, counting, new Date(Date.UTC(2026 + years, 11, 1)));
    return days;
  };
  const [two, eight] = [asked(2), asked(8)];
  assert.ok(eight < 8 * two, `${two} days were looked at for two years, ${eight} for eight`);
});

test('a due time that moved later takes the clock back to what lies ahead, one that moved earlier leaves it', () => {
  const at = (rung: number, due: string, now: string, more: Partial<RunningClock> = {}) =>
    rungMoved(clock({ rung, due_at: shanghai(due), ...more }), ladders, calendar, shanghai(now));
  const longer = { limits: { ...clock().limits, limit: '30wh' } };
  assert.equal(at(2, '11-26T15:00', '11-24T12:00', longer), 0, 'pressed already, it is warned again');
  assert.equal(at(4, '11-26T15:00', '11-26T11:00', longer), 1, 'the warning has passed by the new limit too');
  assert.equal(
    at(5, '11-26T15:00', '11-27T12:00', longer),
    5,
    'late by the new limit too, nothing is done twice',
  );
  assert.equal(at(1, '11-23T15:00', '11-24T09:00'), 1, 'nothing is passed over');
  assert.equal(at(0, '11-23T15:00', '12-24T09:00'), 0);
  assert.equal(at(9, '11-26T15:00', '11-24T12:00', longer), 0, 'however often it was told already');
});

test('wherever a due time moves: nothing ahead is taken for done, nothing undone is passed over', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: -400, max: 400 }),
      fc.integer({ min: 1, max: 900 }),
      (rung, moved, passed) => {
        const due_at = new Date(clock().due_at.getTime() + moved * 3_600_000);
        const now = new Date(clock().started_at.getTime() + passed * 3_600_000);
        const after = rungMoved(clock({ rung, due_at }), ladders, calendar, now);
        assert.ok(after <= rung);
        if (due_at <= now) return assert.equal(after, rung);
        const done = Array.from({ length: after }, (_, i) => next({ rung: i, due_at })!);
        assert.ok(
          done.every((at) => at <= now),
          'what counts as done has passed',
        );
        if (after < rung) assert.ok(next({ rung: after, due_at })! > now, 'it stands at what lies ahead');
      },
    ),
  );
});

test('the timer of an automatic action has no ladder', () => {
  const limits = { ...clock().limits, action: 'archive' };
  assert.deepEqual(next({ limits }), shanghai('11-24T11:00'));
});

test('the shipped ladder has nothing to complain about', () => {
  assert.deepEqual(parseLadder(text).findings, []);
  assert.deepEqual(ladderFaults(standard()), []);
});

// biome-ignore lint/suspicious/noExplicitAny: a ladder is broken on purpose, also in its types
type Loose = any;
const cases: [string, RegExp, (ladder: Loose) => void][] = [
  ['rungs out of order', /早于上一级/, (l) => void l.default.reverse()],
  ['a list that never raises', /没有提级/, (l) => void l.default.splice(4, 1)],
  ['a list that ends in silence', /此后再无人过问/, (l) => void delete l.default[5].repeat],
  ['a repetition in the middle', /只有最后一级/, (l) => void Object.assign(l.default[2], { repeat: '1wd' })],
  [
    'a warning after the time is over',
    /预警须在到期之前/,
    (l) => void Object.assign(l.default[1], { do: 'warn' }),
  ],
  [
    'a card before the time is over',
    /到期之前只能预警/,
    (l) => void Object.assign(l.default[0], { do: 'yellow' }),
  ],
  [
    'an answer to what is no card',
    /不能写回复时限/,
    (l) => void Object.assign(l.default[1], { reply: '1wd' }),
  ],
  ['cards that never become higher ones', /没有升级/, (l) => void l.kinds.reply.splice(1, 1)],
  ['no word on unanswered cards', /没有写督办回复时限/, (l) => void delete l.kinds.reply],
  [
    'becoming a higher card where there is none',
    /不能用 climb/,
    (l) => void Object.assign(l.default[2], { do: 'climb' }),
  ],
];
for (const [what, says, breakIt] of cases)
  test(`a ladder with ${what} is refused`, () => {
    const ladder = standard();
    breakIt(ladder);
    const faults = ladderFaults(ladder);
    assert.ok(
      faults.some(({ message }) => says.test(message)),
      JSON.stringify(faults),
    );
  });

test('a span of zero and a word that is none are refused with their path', () => {
  const zero = stringify({ ...standard(), cards: { notice: '0wd', yellow: '1wd', red: '4wh' } });
  assert.deepEqual(
    parseLadder(zero).findings.map(({ path }) => path),
    ['cards.notice'],
  );
  assert.ok(parseLadder(text.replace('do: urge', 'do: shout')).findings.length > 0);
});
