import { addWorking, opening, workingBetween, workingDayAfter } from './calendar.time.ts';
import type { Calendar, Interval } from './calendar.ts';

const MINUTE = 60_000;

/**
 * Units of a limit, after GB/T 30428.8: 紧急工作时 `h` and 紧急工作日 `ud` run round the clock, 工作时 `wh` and 工作日 `wd` in working
 * time, 自然日 `d` by the calendar; minutes of either kind besides.
 */
export const LIMIT_UNITS = {
  m: '分钟',
  h: '紧急工作时',
  ud: '紧急工作日',
  wm: '工作分钟',
  wh: '工作时',
  wd: '工作日',
  d: '自然日',
} as const;

export type LimitUnit = keyof typeof LIMIT_UNITS;

export interface Limit {
  value: number;
  unit: LimitUnit;
}

/** `30m`, `4wh`, `2wd`: a whole number above 0 and a unit; null for anything else. */
export function parseLimit(text: string): Limit | null {
  const match = /^([1-9]\d{0,5})([a-z]{1,2})$/.exec(text);
  const unit = match?.[2] as LimitUnit;
  return match && unit in LIMIT_UNITS ? { value: Number(match[1]), unit } : null;
}

/** A limit as files write it: `4wh`. */
export const limitText = ({ value, unit }: Limit): string => `${value}${unit}`;

/** A limit in words: 4 工作时. */
export const limitWords = ({ value, unit }: Limit): string => `${value} ${LIMIT_UNITS[unit]}`;

/** Whether a unit counts working time; the others run on through nights and holidays. */
export const isWorking = (unit: LimitUnit): boolean => unit === 'wm' || unit === 'wh' || unit === 'wd';

/** A time of a working day: moved into its hours where it lies outside them. */
function within(calendar: Calendar, day: number, at: number): number {
  const spans = calendar.spans(day);
  for (const [from, to] of spans) if (at <= to) return Math.max(from, at);
  return spans.at(-1)![1];
}

function afterWorkDays(calendar: Calendar, start: number, count: number): number {
  const first = opening(calendar, start);
  const day = workingDayAfter(calendar, calendar.dayOf(first), count);
  if (calendar.definition.workDayEnds === 'closing') return calendar.spans(day).at(-1)![1];
  return within(calendar, day, calendar.sameTime(first, day));
}

function afterDays(calendar: Calendar, start: number, count: number): number {
  const first = calendar.definition.naturalDayBegins === 'opening' ? opening(calendar, start) : start;
  return calendar.sameTime(first, calendar.dayOf(first) + count);
}

/** When a limit that begins at `start` ends if nothing interrupts it. */
export function limitEnd(calendar: Calendar, { value, unit }: Limit, start: number): number {
  switch (unit) {
    case 'm':
      return start + value * MINUTE;
    case 'h':
      return start + value * 60 * MINUTE;
    case 'ud':
      return start + value * 1440 * MINUTE;
    case 'wm':
      return addWorking(calendar, start, value * MINUTE);
    case 'wh':
      return addWorking(calendar, start, value * 60 * MINUTE);
    case 'wd':
      return afterWorkDays(calendar, start, value);
    case 'd':
      return afterDays(calendar, start, value);
  }
}

/** Intervals in order, those that touch or overlap made one. An end of Infinity is a pause that still lasts. */
export function united(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(([from, to]) => from < to).toSorted(([a], [b]) => a - b);
  const result: Interval[] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && from <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], to)];
    else result.push([from, to]);
  }
  return result;
}

/** Everything a due time is computed from: kept with the clock, so that any past one can be computed again. */
export interface DeadlineInputs {
  limit: Limit;
  start: number;
  /** Approved interruptions (挂起). */
  pauses: readonly Interval[];
}

export interface Deadline {
  due: number;
  /** When it would have been due without pauses. */
  unpaused: number;
  /** Beyond the days whose holidays are known: it may still move. */
  provisional: boolean;
}

/** A span of time with the interruptions of it. */
export interface Interrupted {
  start: number;
  /** Where it would end without them. */
  end: number;
  pauses: readonly Interval[];
}

/** An end moved by the time that each pause before it took away, working time or natural; a pause that began at the end moves nothing. */
export function pausedOver(
  calendar: Calendar,
  working: boolean,
  { start, end, pauses }: Interrupted,
): number {
  let moved = end;
  for (const [from, to] of united(pauses)) {
    const begin = Math.max(from, start);
    if (begin >= moved || to <= begin) continue;
    moved = working ? addWorking(calendar, moved, workingBetween(calendar, begin, to)) : moved + to - begin;
  }
  return moved;
}

/**
 * The due time: the end of the limit, moved by the time that each pause took from it: working time for a limit in working time,
 * natural time for others. A pause that began when the limit had ended moves nothing; one that still lasts counts until `now`.
 */
export function deadline(calendar: Calendar, inputs: DeadlineInputs, now: number): Deadline {
  const { limit, start } = inputs;
  const unpaused = limitEnd(calendar, limit, start);
  const pauses = inputs.pauses.map(
    ([from, to]): Interval => [from, to === Number.POSITIVE_INFINITY ? now : to],
  );
  const due = pausedOver(calendar, isWorking(limit.unit), { start, end: unpaused, pauses });
  return { due, unpaused, provisional: due >= calendar.horizon };
}
