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

/** The moment at which a day in Asia/Shanghai is over. */
export function endOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY - EIGHT_HOURS);
}

/** Whether a text of the form YYYY-MM-DD is a day that exists. */
export function isDay(day: string): boolean {
  return !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && addDays(day, 0) === day;
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
