import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCalendar } from './calendar.ts';
import { clockStarting, clockWords, computedAgain, pausedAt, relimited, resumedAt } from './clocks.ts';
import { parseLimit } from './deadline.ts';
import type { LadderDefinition } from './ladder.schema.ts';
import type { Limits } from './limits.ts';
import { parseMatterType } from './parse.ts';

const calendar = {
  code: 'standard',
  version: 1,
  calendar: compileCalendar({
    name: '标准',
    timezone: 'Asia/Shanghai',
    week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['09:00-12:00', '14:00-17:00']])),
  }),
};
const now = new Date('2026-11-23T10:00:00+08:00');
const limits: Limits = {
  category: null,
  type: { handle: '3wd', accept: '2h', sign: '3wh', resolve: '5d' },
  adjust: {
    urgent: { handle: '50%', accept: '30m', sign: '50%', resolve: '50%' },
    assigned: { handle: '80%' },
    D: { handle: '10d', sign: '200%' },
  },
  urgency: 'ordinary',
  level: 'A',
  calendar,
};
const starting = (kind: 'handle' | 'accept' | 'sign' | 'resolve', more: Partial<Limits>, source = 'type') =>
  clockStarting('c', { kind, limit: [source, 'type'], action: null }, { ...limits, ...more }, now)!;
const words = (...asked: Parameters<typeof starting>) => {
  const clock = starting(...asked);
  return clockWords(clock.limits, clock.pauses);
};

test('urgency halves a limit or gives another, and the words say which', () => {
  assert.match(words('accept', {}), /^2 紧急工作时（事项类型）/);
  assert.match(
    words('accept', { urgency: 'urgent' }),
    /^30 分钟（事项类型 2 紧急工作时，应急件另定为 30 分钟）/,
  );
  assert.match(words('sign', { urgency: 'urgent' }), /^90 工作分钟（事项类型 3 工作时，应急件减半）/);
  assert.match(words('resolve', { urgency: 'urgent' }), /^60 紧急工作时（事项类型 5 自然日，应急件减半）/);
  assert.match(words('handle', { urgency: 'assigned' }), /^3 工作日（事项类型 3 工作日，交办件按 80%）/);
});

test('a share of a working day is rounded up, and never nothing', () => {
  assert.equal(starting('handle', { urgency: 'urgent' }).limits.limit, '2wd', 'half of three days');
  const one = { type: { handle: '1wd' }, urgency: 'urgent' };
  assert.equal(starting('handle', one).limits.limit, '1wd');
});

test('the level comes first and urgency has the last word', () => {
  assert.equal(starting('handle', { level: 'D' }).limits.limit, '10d');
  const both = starting('handle', { level: 'D', urgency: 'urgent' });
  assert.equal(both.limits.limit, '5d', 'half of what the level allows');
  assert.deepEqual(both.limits.adjusted, [
    { by: 'D', to: '10d' },
    { by: 'urgent', to: '50%' },
  ]);
  assert.match(words('sign', { level: 'D', urgency: 'urgent' }), /3 工作时，市一级按 200%，应急件减半/);
});

test('the limit of an urgent condition is the urgent one already; that of any other is shortened', () => {
  const condition = { category: '2ud', urgency: 'urgent' };
  assert.equal(starting('handle', { ...condition, categoryUrgent: true }, 'category').limits.limit, '2ud');
  assert.equal(starting('handle', condition, 'category').limits.limit, '1ud');
});

test('what becomes urgent is counted again from its start with its pauses, at the level at which it began', () => {
  const began = {
    ...starting('handle', { level: 'D' }),
    pauses: [{ from: '2026-11-23T11:00:00+08:00', to: '2026-11-24T11:00:00+08:00' }],
  };
  const urgent = relimited(began, { limit: ['type'] }, { ...limits, level: 'A', urgency: 'urgent' }, now);
  assert.equal(urgent.limits.limit, '5d');
  assert.deepEqual(
    urgent.due_at,
    new Date('2026-11-29T10:00:00+08:00'),
    'five days and the one it stood still',
  );
  const ordinary = relimited(urgent, { limit: ['type'] }, { ...limits, urgency: 'ordinary' }, now);
  assert.equal(ordinary.limits.limit, '10d');
  assert.equal(ordinary.limits.adjusted?.length, 1);
});

test('a limit of nothing is none, in a type as in a share', () => {
  for (const text of ['0h', '0%', '-1d', '1.5wd', '2x', '00m']) assert.equal(parseLimit(text), null, text);
  const broken = (line: string) =>
    parseMatterType(
      `code: x\nname: x\nlimits: { accept: 2h }\nadjust: { urgent: { accept: ${line} } }\n`,
    ).findings.filter(({ path }) => path.includes('adjust'));
  for (const text of ['0%', '0h', '5', '1000000h']) assert.ok(broken(text).length > 0, text);
  assert.equal(broken('50%').length, 0);
});

test('a category’s limit is that of handling: the whole is due after it and what the other steps may take', () => {
  const whole = (more: Partial<Limits>) => {
    const start = { kind: 'resolve' as const, limit: ['category', 'type'], besides: '2wd', action: null };
    return clockStarting('c', start, { ...limits, ...more }, now)!;
  };
  const category = whole({ category: '4wh' });
  assert.deepEqual(
    category.due_at,
    new Date('2026-11-25T16:00:00+08:00'),
    'four working hours and two working days',
  );
  assert.match(clockWords(category.limits, []), /^4 工作时（类别的立案条件），另加其他环节 2 工作日/);
  assert.deepEqual(
    [whole({ category: '2h', categoryUrgent: true }).limits].map((each) => [each.limit, each.besides]),
    [['2h', '1wd']],
    'urgent already, and the rest halved',
  );
  assert.equal(whole({ category: '2wd', own: { resolve: '6wd' } }).limits.besides, undefined);
  assert.equal(whole({}).limits.besides, undefined, 'the type’s own is of the whole');
  const paused = pausedAt(category, new Date('2026-11-24T10:00:00+08:00'));
  const resumed = resumedAt(paused, calendar, new Date('2026-11-25T10:00:00+08:00'));
  assert.deepEqual(
    resumed.due_at,
    new Date('2026-11-26T16:00:00+08:00'),
    'a pause in the second part counts once',
  );
  assert.deepEqual(computedAgain(resumed, calendar, resumed.due_at), resumed.due_at);
  const moved = relimited(category, { limit: ['category', 'type'], besides: '2wd' }, limits, now);
  assert.deepEqual([moved.limits.limit, moved.limits.besides], ['5d', undefined]);
});

test('who gets more time by a correction is warned of the new limit, also while the clock stands still', () => {
  const definition = {
    name: '阶梯',
    cards: { notice: '2wd', yellow: '1wd', red: '4wh' },
    default: [
      { at: '80%', do: 'warn' },
      { at: 'due', do: 'urge' },
      { at: '+4wh', do: 'yellow' },
      { at: '+1wd', do: 'escalate', repeat: '1wd' },
    ],
  } as LadderDefinition;
  const newest = { code: 'standard', version: 1, definition };
  const laddered = { ...limits, calendar: { ...calendar, ladders: { newest, at: () => newest } } };
  const handle = { kind: 'handle', limit: ['category', 'type'], action: null } as const;
  const began = clockStarting(
    'c',
    { ...handle, limit: [...handle.limit] },
    { ...laddered, category: '2wh' },
    now,
  )!;
  const late = { ...began, rung: 2 };
  const noon = new Date('2026-11-23T17:00:00+08:00');
  const by = { limit: [...handle.limit] };
  const given = relimited(late, by, laddered, noon);
  assert.equal(given.rung, 0);
  assert.ok(given.next_at! > noon && given.next_at! < given.due_at, 'it will be warned before it is due');
  const weekLater = new Date('2026-11-30T17:00:00+08:00');
  const still = relimited(pausedAt(late, noon), by, laddered, weekLater);
  assert.deepEqual([still.rung, still.next_at], [0, null], 'time that does not count brings nothing nearer');
  const shorter = relimited(given, by, { ...laddered, category: '2wh' }, noon);
  assert.deepEqual(
    [shorter.rung, shorter.next_at! < noon],
    [0, true],
    'what is over now is handled at once, in order',
  );
});
