const EIGHT_HOURS = 8 * 3_600_000;
const DAY = 86_400_000;

/** The day of a moment in Asia/Shanghai, which keeps no summer time, as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + EIGHT_HOURS).toISOString().slice(0, 10);
}

/** So many days later (or earlier), as YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The moment at which a day in Asia/Shanghai begins. */
export function startOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - EIGHT_HOURS);
}

/** The moment at which a day in Asia/Shanghai is over. */
export function endOfDay(day: string): Date {
  return new Date(startOfDay(day).getTime() + DAY);
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text of the form YYYY-MM-DD is a day that exists. Counted, not asked of Date: whole cities are read by it. */
export function isDay(day: string): boolean {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month >= 1 && month <= 12 && date >= 1 && date <= LENGTHS[month - 1]! + (leap ? 1 : 0);
}

const DAY_AND_TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** A moment for people, without its year: 11月22日 09:05. */
export const dayAndTime = (at: Date): string => DAY_AND_TIME.format(at);
