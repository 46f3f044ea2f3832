import type { PublishedCalendar } from './calendar.store.ts';
import { deadline, limitWords, parseLimit } from './deadline.ts';
import type { ClockStart } from './decision.ts';
import type { CardLevel } from './ladder.schema.ts';
import { nextMoment, rungMoved } from './ladder.ts';
import { type Adjusted, adjusted, adjustedWords, type Limits } from './limits.ts';

/** Everything beside start and pauses that a due time was computed from: it can be explained and computed again. */
export interface ClockInputs {
  source: string;
  limit: string;
  /** What comes after it for the other steps, where the limit is that of handling alone. */
  besides?: string;
  /** The usual limit, where level or urgency made another of it, and what did. */
  usual?: string;
  adjusted?: Adjusted[];
  /** The level (A–D) at which it began: raising a matter later changes nothing of a clock that runs. */
  level?: string;
  calendar: string;
  calendar_version: number;
  /** The automatic action it is the timer of. */
  action: string | null;
  /** The version of the ladder (督办阶梯) it climbs when nobody answers. */
  ladder?: number;
  /** Of a card's reply (督办回复): the card, and the task that it is due with. */
  card?: { id: string; level: CardLevel };
  task?: string;
  /** The day to whose end it was extended (延期), as approved, and when that was. */
  extended_to?: string;
  extended_at?: string;
  /** Every time that its due time was moved, and by what: the first of them starts from what it was due at the beginning. */
  moves?: DueMove[];
}

/** Why a due time moved: an extension, the end of a pause, another version of the calendar, another class or urgency. */
export type MoveReason = 'extended' | 'resumed' | 'calendar' | 'limit';

export interface DueMove {
  at: string;
  why: MoveReason;
  from: string;
  to: string;
}

/** An interval that does not count; without an end it still lasts. */
export interface Pause {
  from: string;
  to?: string;
}

/** A clock that has not stopped. */
export interface RunningClock {
  id: string;
  kind: string;
  started_at: Date;
  due_at: Date;
  limits: ClockInputs;
  pauses: Pause[];
  /** The rung of its ladder that it comes to next, and when; never while it stands still. */
  rung: number;
  next_at: Date | null;
}

const namesOf = ({ code, version }: PublishedCalendar) => ({ calendar: code, calendar_version: version });

type Found = Pick<ClockInputs, 'source' | 'limit' | 'besides' | 'usual' | 'adjusted' | 'level'>;

/** The first source that has a limit, and what level and urgency make of it. */
function limitOf(start: Pick<ClockStart, 'kind' | 'limit' | 'besides'>, limits: Limits): Found | null {
  const own = limits.own?.[start.kind];
  if (own)
    return {
      source: limits.ownSource ?? 'routing',
      limit: own,
      ...(limits.level && { level: limits.level }),
    };
  for (const source of start.limit) {
    const usual =
      source === 'category' ? limits.category : source === 'type' ? limits.type[start.kind] : source;
    if (!usual) continue;
    const { limit, by } = adjusted(usual, start.kind, source, limits);
    // A share is of both parts, and an urgent condition hurries the other steps too; another limit for the whole says it all.
    const parts = source === 'category' && by.every(({ to }) => to.endsWith('%')) ? start.besides : undefined;
    const hurried = limits.categoryUrgent ? { ...limits, urgency: 'urgent' } : limits;
    const besides = parts && adjusted(parts, start.kind, 'type', hurried).limit;
    return {
      source,
      limit,
      ...(besides && { besides }),
      ...(by.length > 0 && { usual, adjusted: by }),
      ...(limits.level && { level: limits.level }),
    };
  }
  return null;
}

/** Milliseconds of the pauses that began at or after a moment. */
function pausedSince(pauses: readonly Pause[], since: string | undefined, now: Date): number {
  const counted = pauses.filter(({ from }) => !since || Date.parse(from) >= Date.parse(since));
  return counted.reduce(
    (sum, { from, to }) => sum + (to ? Date.parse(to) : now.getTime()) - Date.parse(from),
    0,
  );
}

/**
 * When a clock is due by its inputs and the calendar: an approved extension to the end of a day goes before the limit; pauses move
 * either. Throws on a limit that is none: definitions, types and categories are refused with one.
 */
export function dueOf(
  clock: Pick<RunningClock, 'started_at' | 'limits' | 'pauses'>,
  { calendar }: PublishedCalendar,
  now: Date,
): Date {
  const { limit: text, extended_to, extended_at } = clock.limits;
  if (extended_to)
    return new Date(endOfDay(extended_to).getTime() + pausedSince(clock.pauses, extended_at, now));
  const limit = parseLimit(text);
  if (!limit) throw new Error(`not a limit: ${text}`);
  const pauses = clock.pauses.map(
    ({ from, to }) => [Date.parse(from), to ? Date.parse(to) : Number.POSITIVE_INFINITY] as const,
  );
  const first = deadline(calendar, { limit, start: clock.started_at.getTime(), pauses }, now.getTime()).due;
  const rest = clock.limits.besides && parseLimit(clock.limits.besides);
  return new Date(
    rest ? deadline(calendar, { limit: rest, start: first, pauses }, now.getTime()).due : first,
  );
}

/**
 * A clock that starts now, by the first source that has a limit (the condition of the category, the matter type, a fixed one).
 * Null when none has: then no clock runs.
 */
export function clockStarting(id: string, start: ClockStart, limits: Limits, now: Date): RunningClock | null {
  const found = limitOf(start, limits);
  if (!found) return null;
  const clock = {
    id,
    kind: start.kind,
    started_at: now,
    limits: {
      ...found,
      ...namesOf(limits.calendar),
      action: start.action,
      ...(limits.calendar.ladders && { ladder: limits.calendar.ladders.newest.version }),
    },
    pauses: [],
    rung: 0,
  };
  return climbing({ ...clock, due_at: dueOf(clock, limits.calendar, now), next_at: null }, limits.calendar);
}

/** A clock with the moment at which it comes to its rung; to be asked after every change of its times. */
export const climbing = (clock: RunningClock, { calendar, ladders }: PublishedCalendar): RunningClock => ({
  ...clock,
  next_at: ladders && !pausedNow(clock) ? nextMoment(clock, ladders, calendar) : null,
});

/** A clock with its new due time, and on record what moved it. */
function dueAt(clock: RunningClock, due_at: Date, why: MoveReason, now: Date): RunningClock {
  const from = clock.due_at.toISOString();
  const to = due_at.toISOString();
  if (from === to) return clock;
  const moves = [...(clock.limits.moves ?? []), { at: now.toISOString(), why, from, to }];
  return { ...clock, due_at, limits: { ...clock.limits, moves } };
}

/** Whether it stands still. */
export const pausedNow = ({ pauses }: Pick<RunningClock, 'pauses'>): boolean =>
  pauses.length > 0 && !pauses.at(-1)!.to;

/** A clock standing still from now on; one that does already stays as it is. */
export const pausedAt = (clock: RunningClock, now: Date): RunningClock =>
  pausedNow(clock)
    ? clock
    : { ...clock, pauses: [...clock.pauses, { from: now.toISOString() }], next_at: null };

/** A clock going on, due later by what the pause took from it; counted by the calendar as it is now. */
export function resumedAt(clock: RunningClock, calendar: PublishedCalendar, now: Date): RunningClock {
  if (!pausedNow(clock)) return clock;
  const { from } = clock.pauses.at(-1)!;
  // A server clock that was set back does not make a pause end before it began.
  const to = now.toISOString() < from ? from : now.toISOString();
  const pauses = [...clock.pauses.slice(0, -1), { from, to }];
  const resumed = { ...clock, pauses, limits: { ...clock.limits, ...namesOf(calendar) } };
  return climbing(dueAt(resumed, dueOf(resumed, calendar, now), 'resumed', now), calendar);
}

/** The moment up to which a clock has counted. */
const countedUntil = ({ pauses }: Pick<RunningClock, 'pauses'>, now: Date): Date =>
  pausedNow({ pauses }) ? new Date(pauses.at(-1)!.from) : now;

/**
 * A clock counted anew by another version of its calendar; one that stands still is due as it was when it was paused. Of what lies
 * ahead again it will be warned again.
 */
export function recounted(
  clock: RunningClock,
  calendar: PublishedCalendar,
  now: Date,
  why: MoveReason = 'calendar',
): RunningClock {
  const moved = { ...clock, limits: { ...clock.limits, ...namesOf(calendar) } };
  const again = dueAt(moved, computedAgain(moved, calendar, now), why, now);
  const { ladders } = calendar;
  const rung = ladders ? rungMoved(again, ladders, calendar.calendar, countedUntil(again, now)) : again.rung;
  return climbing({ ...again, rung }, calendar);
}

/** The due time from nothing but what is kept of a clock, running, standing still or stopped. */
export function computedAgain(
  clock: Pick<RunningClock, 'started_at' | 'limits' | 'pauses'>,
  calendar: PublishedCalendar,
  now: Date,
): Date {
  return dueOf(clock, calendar, countedUntil(clock, now));
}

/** The limit that a clock would have by other limits, at the level at which it began; null when it would have none. */
export const limitAgain = (
  { kind, limits: { level } }: Pick<RunningClock, 'kind' | 'limits'>,
  by: Pick<ClockStart, 'limit' | 'besides'>,
  limits: Limits,
): Found | null =>
  limitOf({ ...by, kind: kind as ClockStart['kind'] }, { ...limits, level: level ?? limits.level });

/** A clock by other limits, from its start and with its pauses; the same clock where they say the same. */
export function relimited(
  clock: RunningClock,
  by: Pick<ClockStart, 'limit' | 'besides'>,
  limits: Limits,
  now: Date,
): RunningClock {
  const found = limitAgain(clock, by, limits);
  const { limit, besides } = clock.limits;
  if (!found || (found.limit === limit && found.besides === besides)) return clock;
  const { usual: _, adjusted: __, besides: ___, ...kept } = clock.limits;
  return recounted({ ...clock, limits: { ...kept, ...found } }, limits.calendar, now, 'limit');
}

/** A clock extended (延期) to the end of a day: a new promise, so its ladder begins anew. */
export function extendedTo(
  clock: RunningClock,
  until: string,
  calendar: PublishedCalendar,
  now: Date,
): RunningClock {
  const limits = { ...clock.limits, extended_to: until, extended_at: now.toISOString() };
  return climbing(dueAt({ ...clock, limits, rung: 0 }, endOfDay(until), 'extended', now), calendar);
}

/** The last second of a day in Asia/Shanghai, which keeps no summer time. */
function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59+08:00`);
}

const SOURCES: Record<string, string> = {
  category: '类别的立案条件',
  type: '事项类型',
  import: '导入的原系统',
  routing: '分派规则',
  asked: '吹哨方要求',
};

const inWords = (text: string): string => {
  const limit = parseLimit(text);
  return limit ? limitWords(limit) : text;
};

export const MOVE_WORDS: Record<MoveReason, string> = {
  extended: '延期或挂起到指定日期',
  resumed: '恢复计时，顺延暂停的时间',
  calendar: '工作日历有了新版本，重新计算',
  limit: '类别、条件或紧急程度更正，按新的时限重新计算',
};

/** Beyond the days whose holidays are known: it may still move. */
export const PROVISIONAL_WORDS = '到期日的节假日安排尚未公布，暂定';

/** Why a clock is due when it is, in words: `2 工作日（事项类型 4 工作日，应急件减半），按工作日历第 2 版，暂停 1 次`. */
export function clockWords(inputs: ClockInputs, pauses: readonly Pause[]): string {
  const { usual, adjusted: by = [] } = inputs;
  const source = SOURCES[inputs.source] ?? '流程规定';
  const from = usual ? [`${source} ${inWords(usual)}`, ...by.map(adjustedWords)].join('，') : source;
  const parts = [`${inWords(inputs.limit)}（${from}）`];
  if (inputs.besides) parts.push(`另加其他环节 ${inWords(inputs.besides)}`);
  if (inputs.calendar_version) parts.push(`按工作日历第 ${inputs.calendar_version} 版`);
  if (pauses.length > 0) parts.push(`暂停 ${pauses.length} 次`);
  if (inputs.extended_to) parts.push(`以 ${inputs.extended_to} 为期`);
  return parts.join('，');
}
