import { wallClock } from './calendar.clock.ts';
import { nationalDay, nationalHorizon } from './calendar.national.ts';

/** Working hours of a day in the order of the clock, each `08:30-12:00`. None: no work that day. */
export type Hours = readonly string[];

/** A day unlike its weekday: a city's own holiday, or a day worked to make up for one (调休). */
export interface SpecialDay {
  /** 2026-10-10 */
  date: string;
  working: boolean;
  name?: string;
  /** Hours of a working one; left out: those of the first weekday that has any. */
  hours?: Hours;
}

/** When people work: what a version of a calendar says. `calendarFaults` tells what is wrong with one. */
export interface CalendarDefinition {
  name: string;
  /** IANA: Asia/Shanghai. */
  timezone: string;
  /** Hours by weekday, '1' Monday to '7' Sunday; a weekday left out is free. */
  week: Readonly<Record<string, Hours>>;
  /** Whose public holidays and make-up days count; `days` go before them. */
  national?: 'CN';
  days?: readonly SpecialDay[];
  /** Where a limit in working days ends: at the hour it began (the usual), or when work ends that day, the first day not counted. */
  workDayEnds?: 'same-time' | 'closing';
  /** When a limit in natural days begins: at once (the usual), or when work next begins. */
  naturalDayBegins?: 'at-once' | 'opening';
  /** The last day whose holidays are known: what is due later is provisional. Left out: as far as the national notices go. */
  horizon?: string;
}

/** From and to in milliseconds since 1970, the end not included. */
export type Interval = readonly [number, number];

/** A calendar to calculate with; days are counted from 1970-01-01 and worked out once each. */
export interface Calendar {
  definition: CalendarDefinition;
  /** The day a moment falls on there. */
  dayOf(at: number): number;
  /** The hour of that day that a clock on the wall shows then, 0 to 23. */
  hourOf(at: number): number;
  /** When people work on a day. */
  spans(day: number): readonly Interval[];
  /** The hour and minute of a moment, on another day. */
  sameTime(at: number, day: number): number;
  /** The first moment whose holidays are not known yet; Infinity where none are asked for. */
  horizon: number;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** The number of a day; NaN for what is no date. */
export function dayNumber(date: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // 2026-02-30 is read as the second of March.
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(date) ? at / DAY : Number.NaN;
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Minutes after midnight of `08:30`; 24:00 is the end of the day. NaN for anything else. */
function minutes(text: string): number {
  const match = /^(\d\d):([0-5]\d)$/.exec(text);
  const value = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  return value <= 1440 ? value : Number.NaN;
}

/** `08:30-12:00` as minutes after midnight; null when it is no span of a day. */
export function spanOf(text: string): Interval | null {
  const [start = '', end = '', more] = text.split('-');
  const span: Interval = [minutes(start.trim()), minutes(end.trim())];
  return more === undefined && span[0] < span[1] ? span : null;
}

/** 1 Monday to 7 Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

function usualHours({ week }: CalendarDefinition): Hours {
  return (
    Object.keys(week)
      .sort()
      .map((weekday) => week[weekday]!)
      .find((hours) => hours.length > 0) ?? []
  );
}

/** Whose word holds on a day: the city's own, then the nation's, then the week's. */
function hoursOn(definition: CalendarDefinition, special: Map<number, SpecialDay>, day: number): Hours {
  const weekly = definition.week[weekdayOf(day)] ?? [];
  const own = special.get(day);
  if (own) return own.working ? (own.hours ?? usualHours(definition)) : [];
  const national = definition.national ? nationalDay(dateOf(day)) : null;
  if (!national) return weekly;
  if (!national.working) return [];
  return weekly.length > 0 ? weekly : usualHours(definition);
}

function horizonOf({ horizon, national }: CalendarDefinition, midnight: (day: number) => number): number {
  const last = horizon ?? (national ? nationalHorizon() : null);
  return last === null ? Number.POSITIVE_INFINITY : midnight(dayNumber(last) + 1);
}

/** Makes a definition ready for calculating. Expects one without faults. */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  const wall = wallClock(definition.timezone);
  const special = new Map((definition.days ?? []).map((day) => [dayNumber(day.date), day]));
  const known = new Map<number, readonly Interval[]>();
  return {
    definition,
    dayOf: (at) => Math.floor((at + wall.ahead(at)) / DAY),
    hourOf(at) {
      const local = at + wall.ahead(at);
      return Math.floor(local / HOUR) - Math.floor(local / DAY) * 24;
    },
    spans(day) {
      const before = known.get(day);
      if (before) return before;
      // On the wall clock: a day with a change to summer time has its hours where people have them.
      const spans = hoursOn(definition, special, day).map((text): Interval => {
        const [from, to] = spanOf(text)!;
        return [wall.moment(day, from * MINUTE), wall.moment(day, to * MINUTE)];
      });
      known.set(day, spans);
      return spans;
    },
    sameTime(at, day) {
      const local = at + wall.ahead(at);
      return wall.moment(day, local - Math.floor(local / DAY) * DAY);
    },
    horizon: horizonOf(definition, (day) => wall.moment(day, 0)),
  };
}
