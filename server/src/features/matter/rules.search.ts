/**
 * Beside the words of its texts (platform/words.ts) a matter carries words nobody can type (they begin with @): its areas, its parties, its type, source and class, and the day it came, so that one index
 * answers "井盖, in this street, this week" by meeting short lists.
 */

// The last 48 bits of an id are random: enough to find by, and what is found is checked against the real rows.
const short = (id: string): string => id.slice(-12);
export const areaWord = (id: string): string => `@a${short(id)}`;
export const partyWord = (id: string): string => `@p${short(id)}`;
export const fieldWord = (field: 'type' | 'source' | 'category', code: string): string => `@${field}:${code}`;

const DAY = 86_400_000;
/** Days in the buckets of time, smallest first; each is eight of the one before. */
const BUCKETS = [1, 8, 64, 512] as const;
/**
 * Days of the windows that are walked newest first until a page is full; after the last one everything older. What has not
 * filled a page in a month is rare enough to be asked for at once.
 */
const WINDOWS = [2, 32] as const;

/** The moment an id (UUIDv7) was made at, in milliseconds. */
export const momentOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
export const dayOfMoment = (ms: number): number => Math.floor(ms / DAY);
export const startOfDay = (day: number): Date => new Date(day * DAY);
const bucketWord = (size: number, day: number): string => `@t${size}.${Math.floor(day / size)}`;

/** The buckets a moment falls into, one of each size. */
export const timeWords = (ms: number): string[] => BUCKETS.map((size) => bucketWord(size, dayOfMoment(ms)));

/** The fewest buckets that hold exactly the days from `from` up to, not including, `to`. */
export function cover(from: number, to: number): string[] {
  const words: string[] = [];
  for (let day = from; day < to; ) {
    const size = BUCKETS.findLast((each) => day % each === 0 && day + each <= to)!;
    words.push(bucketWord(size, day));
    day += size;
  }
  return words;
}

/** A stretch of days; `from` null is the beginning of time. */
export interface Window {
  from: number | null;
  to: number;
}

/** The stretches to walk, newest first: a page of something common is full after the first, something rare costs few more. */
export function windowsBefore(to: number): Window[] {
  const windows: Window[] = [];
  let end = to;
  for (const width of WINDOWS) {
    const size = BUCKETS.findLast((each) => each <= width)!;
    // Begin at a whole bucket, so that few words cover the stretch.
    const from = Math.floor((to - width) / size) * size;
    windows.push({ from, to: end });
    end = from;
  }
  return [...windows, everythingBefore(end)];
}

/** All of the past at once: for a scope that holds few matters, whatever is asked. */
export const everythingBefore = (to: number): Window => ({ from: null, to });
