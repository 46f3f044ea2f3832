/** Decisions about the credentials of programs: no clock and no database of their own. */

export const PREFIX = 'hyk_';
const SHAPE = /^hyk_[\w-]{43}$/;

/** True for a text that looks like a credential's secret: a session's token is never as long. */
export const isSecret = (token: string): boolean => SHAPE.test(token);

const EIGHT_HOURS = 8 * 3_600_000;
const DAY = 86_400_000;

/** The day in Asia/Shanghai, which keeps no summer time, as YYYY-MM-DD. */
export const dayOf = (at: Date): string => new Date(at.getTime() + EIGHT_HOURS).toISOString().slice(0, 10);

/** The moment at which a day (Asia/Shanghai) is over. */
export const endOfDay = (day: string): Date => new Date(Date.parse(`${day}T00:00:00+08:00`) + DAY);

/** The last day (Asia/Shanghai) before a moment. */
export const lastDayBefore = (at: Date): string => dayOf(new Date(at.getTime() - 1));

/** The same day a year on: the longest a credential lasts. */
const yearAfter = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;

/** Why a credential may not last through this day, in words; null when it may. */
export function expiryFault(day: string, today: string): string | null {
  if (day < today) return '到期日已经过去，请重新选择。';
  if (day > yearAfter(today)) return `有效期最长一年，到期日不能晚于 ${yearAfter(today)}。`;
  return null;
}
