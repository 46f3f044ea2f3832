import { choose } from './director.stories.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** 北京时间; no summer time. */
const ZONE = 8 * HOUR;

/** How many calls come in each hour of the day: a morning peak, a smaller one after work. */
const BY_HOUR = [1, 0, 0, 0, 0, 1, 4, 12, 20, 22, 18, 12, 8, 9, 13, 14, 12, 10, 10, 12, 10, 7, 4, 2];

const midnight = (at: number): number => Math.floor((at + ZONE) / DAY) * DAY - ZONE;
const weekday = (at: number): number => new Date(at + ZONE).getUTCDay();

/** A moment within the history at which somebody calls. */
export function arrival({ end, days }: { end: number; days: number }, random: () => number): number {
  for (;;) {
    const day = midnight(end - Math.floor(random() * days) * DAY);
    const hour = choose([...BY_HOUR.keys()], random, (h) => BY_HOUR[h]!);
    const at = day + (hour + random()) * HOUR;
    const quiet = [0, 6].includes(weekday(at)) && random() < 0.35;
    if (!quiet && at < end - 60_000 && at > end - days * DAY) return at;
  }
}

/** The moment of a step: so many hours later, but at an hour at which such people act. */
export function moment(
  from: number,
  hours: number,
  who: 'staff' | 'resident' | 'anytime',
  random: () => number,
): number {
  const at = from + hours * HOUR;
  if (who === 'anytime') return at;
  const [first, last] = who === 'staff' ? [8.4, 18.2] : [7, 22.3];
  const start = midnight(at);
  const hour = (at - start) / HOUR;
  if (hour >= first && hour < last) return at;
  const next = hour < first ? start : start + DAY;
  return next + (first + random() * 1.6) * HOUR;
}

/** The day so many days later, as a form's date. */
export function dayAfter(at: number, days: number): string {
  return new Date(at + ZONE + days * DAY).toISOString().slice(0, 10);
}
