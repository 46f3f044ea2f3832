import { DateTime } from 'luxon';
import type { Period } from './vocabulary.ts';

const ZONE = 'Asia/Shanghai';

/** A day in Asia/Shanghai as YYYY-MM-DD. */
export type Day = string;

/** A period of statistical days, both ends included, and the moments it covers, the last not included. */
export interface Span {
  from: Day;
  to: Day;
  start: Date;
  end: Date;
}

const midnight = (day: Day): DateTime => DateTime.fromISO(day, { zone: ZONE });

/** The moment at which a statistical day begins; `starts` is minutes from its midnight, -720 = noon of the day before. */
export const dayStart = (day: Day, starts: number): Date =>
  midnight(day).plus({ minutes: starts }).toJSDate();

/** The statistical day of a moment. */
export const dayOf = (at: Date, starts: number): Day =>
  DateTime.fromMillis(at.getTime() - starts * 60_000, { zone: ZONE }).toISODate()!;

/** The first day of the month of a day: its monthly sums stand there. */
export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** The period of a kind that holds a day. Weeks begin on Monday; holidays make no difference. */
export function spanOf(period: Period, day: Day, starts: number): Span {
  const first = midnight(day).startOf(period);
  const last = midnight(day).endOf(period);
  const [from, to] = [first.toISODate()!, last.toISODate()!];
  return {
    from,
    to,
    start: dayStart(from, starts),
    end: dayStart(last.plus({ days: 1 }).toISODate()!, starts),
  };
}

/** The same period so many earlier (or later). */
export const shifted = (period: Period, day: Day, by: number): Day =>
  midnight(day)
    .startOf(period)
    .plus({ [period]: by })
    .toISODate()!;

/** True for a day that exists. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && midnight(text).isValid;

/** How a period is called: 2026年11月, 2026年第47周. */
export function spanName(period: Period, day: Day): string {
  const at = midnight(day);
  switch (period) {
    case 'day':
      return at.toFormat('yyyy年M月d日');
    case 'week':
      return at.toFormat('kkkk年第W周');
    case 'month':
      return at.toFormat('yyyy年M月');
    case 'quarter':
      return at.toFormat('yyyy年第q季度');
    case 'year':
      return at.toFormat('yyyy年');
  }
}

/** The days (of quarters and years: the first days of months) by which a period's course is drawn; a single day's leads up to it. */
export function trendDays(period: Period, { from, to }: Pick<Span, 'from' | 'to'>): Day[] {
  const monthly = period === 'quarter' || period === 'year';
  const last = midnight(to);
  let at = period === 'day' ? midnight(from).minus({ days: 13 }) : midnight(from);
  const days: Day[] = [];
  for (; at <= last; at = at.plus(monthly ? { months: 1 } : { days: 1 })) days.push(at.toISODate()!);
  return days;
}
