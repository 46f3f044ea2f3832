import type { Calendar } from './calendar.ts';

/** Days without any work after which a calendar is taken to have none: longer than any holiday. */
const MOST_FREE_DAYS = 400;

/** A calendar in which nobody ever works: `calendarFaults` refuses it before it is published. */
export class NoWorkingTime extends Error {
  constructor() {
    super(`no working time within ${MOST_FREE_DAYS} days`);
  }
}

/** Working spans from a moment on, the first cut to begin there. */
function* spansFrom(calendar: Calendar, at: number): Generator<readonly [number, number]> {
  let day = calendar.dayOf(at);
  for (let free = 0; free < MOST_FREE_DAYS; day += 1) {
    free += 1;
    for (const [from, to] of calendar.spans(day)) {
      if (to <= at) continue;
      free = 0;
      yield [Math.max(from, at), to];
    }
  }
  throw new NoWorkingTime();
}

/** The first working moment at or after `at`. */
export function opening(calendar: Calendar, at: number): number {
  for (const [from] of spansFrom(calendar, at)) return from;
  throw new NoWorkingTime();
}

/** The moment at which `ms` of working time after `at` have passed; the end of a span stays its end. */
export function addWorking(calendar: Calendar, at: number, ms: number): number {
  let left = ms;
  for (const [from, to] of spansFrom(calendar, at)) {
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  throw new NoWorkingTime();
}

/** Working time between two moments; 0 when the second is not later. */
export function workingBetween(calendar: Calendar, from: number, to: number): number {
  let sum = 0;
  if (to <= from) return sum;
  for (const [start, end] of spansFrom(calendar, from)) {
    if (start >= to) break;
    sum += Math.min(end, to) - start;
  }
  return sum;
}

/** The `count`th working day after a day; 0 is the day itself. */
export function workingDayAfter(calendar: Calendar, day: number, count: number): number {
  let [at, left, free] = [day, count, 0];
  while (left > 0) {
    at += 1;
    free += 1;
    if (free > MOST_FREE_DAYS) throw new NoWorkingTime();
    if (calendar.spans(at).length === 0) continue;
    left -= 1;
    free = 0;
  }
  return at;
}
