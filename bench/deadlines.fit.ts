import { DateTime } from 'luxon';
import {
  type CalendarDefinition,
  compileCalendar,
  type Limit,
  limitEnd,
  opening,
} from '../server/src/features/workflow/index.ts';
import { type Request311, ZONE } from './deadlines.requests.ts';

/** What a city's own deadlines were found to follow: when it works, and one whole number of days for each type. */
export interface Rule {
  calendar: CalendarDefinition;
  limits: Record<string, Limit>;
}

/** A request whose city said when it should be done. */
type Dated = Request311 & { target: number };

/** When a moment is, on the city's wall clock. */
interface Wall {
  date: string;
  weekday: string;
  minute: number;
}

const MINUTE = 60_000;

/** Public holidays of Boston in 2015, announced before the year began; those that the file contradicts are dropped. */
const ANNOUNCED = '01-01 01-19 02-16 04-20 05-25 09-07 10-12 11-26 12-25'
  .split(' ')
  .map((day) => `2015-${day}`);

export const isDated = (request: Request311): request is Dated => request.target !== null;
export const isMatched = (due: number, target: number): boolean => Math.abs(due - target) <= MINUTE;

function wallOf(at: number): Wall {
  const local = DateTime.fromMillis(at, { zone: ZONE });
  return { date: local.toISODate()!, weekday: String(local.weekday), minute: local.hour * 60 + local.minute };
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The values met most often, the most frequent first. */
function frequent<T>(values: Iterable<T>, most: number): T[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  return ranked.slice(0, most).map(([value]) => value);
}

interface Pair {
  opened: Wall;
  target: Wall;
}

/** Work begins at the minute that most targets have, because whatever comes outside hours begins there. */
const openingMinute = (pairs: readonly Pair[]): number =>
  frequent(
    pairs.map(({ target }) => target.minute),
    1,
  )[0]!;

/** Work ends where requests stop keeping their own minute and get that of the opening. */
function closingMinute(pairs: readonly Pair[], begins: number): number {
  const right = (ends: number): number =>
    pairs.filter(({ opened, target }) => {
      const inside = opened.minute >= begins && opened.minute < ends;
      return target.minute === (inside ? opened.minute : begins);
    }).length;
  const candidates = Array.from({ length: 47 }, (_, i) => 30 * (i + 1)).filter((ends) => ends > begins);
  return candidates.toSorted((a, b) => right(b) - right(a))[0]!;
}

/** Groups in which most requests opened within hours keep their own minute: days of work. Of few requests nothing is said. */
function worked(pairs: readonly Pair[], begins: number, group: (pair: Pair) => string): Map<string, boolean> {
  const counts = new Map<string, { own: number; moved: number }>();
  for (const pair of pairs) {
    if (pair.target.minute !== begins && pair.target.minute !== pair.opened.minute) continue;
    const key = group(pair);
    const count = counts.get(key) ?? { own: 0, moved: 0 };
    count[pair.target.minute === begins ? 'moved' : 'own'] += 1;
    counts.set(key, count);
  }
  const enough = [...counts].filter(([, { own, moved }]) => own + moved >= 5);
  return new Map(enough.map(([key, { own, moved }]) => [key, own > moved]));
}

/** When the city works, read off its requests: hours, weekdays, and the weekdays on which it did not. */
export function fitCalendar(requests: readonly Request311[]): CalendarDefinition {
  const pairs = requests
    .filter(isDated)
    .map(({ opened, target }) => ({ opened: wallOf(opened), target: wallOf(target) }));
  const begins = openingMinute(pairs);
  const ends = closingMinute(pairs, begins);
  const inside = pairs.filter(({ opened }) => opened.minute > begins && opened.minute < ends);
  const weekdays = worked(inside, begins, ({ opened }) => opened.weekday);
  const week = [...weekdays].filter(([, works]) => works).map(([weekday]) => weekday);
  const dates = worked(
    inside.filter(({ opened }) => weekdays.get(opened.weekday)),
    begins,
    ({ opened }) => opened.date,
  );
  const free = [...dates].filter(([, works]) => !works).map(([date]) => date);
  const still = ANNOUNCED.filter((date) => dates.get(date) !== true && !free.includes(date));
  return {
    name: '由数据拟合',
    timezone: ZONE,
    week: Object.fromEntries(week.sort().map((weekday) => [weekday, [`${clock(begins)}-${clock(ends)}`]])),
    days: [...free, ...still].sort().map((date) => ({ date, working: false })),
  };
}

/** For each type the one limit, in working or in calendar days, that meets most of its targets. */
export function fitLimits(
  requests: readonly Request311[],
  definition: CalendarDefinition,
): Record<string, Limit> {
  const calendar = compileCalendar(definition);
  const groups = Map.groupBy(requests.filter(isDated), ({ type }) => type);
  const worksOn = (day: number): number => (calendar.spans(day).length > 0 ? 1 : 0);
  const days = ({ opened, target }: Dated) => {
    const [first, last] = [calendar.dayOf(opening(calendar, opened)), calendar.dayOf(target)];
    let working = 0;
    for (let day = first + 1; day <= last; day += 1) working += worksOn(day);
    return { d: last - first, wd: working };
  };
  const best = (group: readonly Dated[]): Limit | undefined => {
    const counted = group.map(days);
    const candidates = (['wd', 'd'] as const).flatMap((unit) =>
      frequent(
        counted.map((each) => each[unit]),
        3,
      )
        .filter((value) => value >= 0)
        .map((value): Limit => ({ value, unit })),
    );
    const met = (limit: Limit): number =>
      group.filter(({ opened, target }) => isMatched(limitEnd(calendar, limit, opened), target)).length;
    return candidates.map((limit) => ({ limit, met: met(limit) })).toSorted((a, b) => b.met - a.met)[0]
      ?.limit;
  };
  return Object.fromEntries(
    [...groups].flatMap(([type, group]) => {
      const limit = best(group);
      return limit ? [[type, limit]] : [];
    }),
  );
}

/** Everything a city's deadlines follow, fitted to its past requests. */
export function fitRule(requests: readonly Request311[]): Rule {
  const calendar = fitCalendar(requests);
  return { calendar, limits: fitLimits(requests, calendar) };
}

export interface Score {
  /** Requests that carry a target. */
  total: number;
  /** Of these the ones whose target the rule gives within a minute. */
  matched: number;
  /** Closed requests that carry a target and the city's word on it, and those for which closed <= target says the same. */
  judged: number;
  agreed: number;
}

/** How far a rule explains what a city did. A type it has no limit for is not matched. */
export function score(requests: readonly Request311[], { calendar, limits }: Rule): Score {
  const compiled = compileCalendar(calendar);
  const result: Score = { total: 0, matched: 0, judged: 0, agreed: 0 };
  for (const { type, opened, target, closed, onTime } of requests.filter(isDated)) {
    result.total += 1;
    const limit = limits[type];
    if (limit && isMatched(limitEnd(compiled, limit, opened), target)) result.matched += 1;
    if (closed === null || onTime === null) continue;
    result.judged += 1;
    if (closed <= target === onTime) result.agreed += 1;
  }
  return result;
}
