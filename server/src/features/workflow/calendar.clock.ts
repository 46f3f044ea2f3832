import { DateTime } from 'luxon';

const DAY = 86_400_000;

/** The clock on the walls of a time zone. */
export interface WallClock {
  /** How far it is ahead of UTC at a moment, in milliseconds. */
  ahead(at: number): number;
  /** The moment at which it shows so many milliseconds after the midnight that a day (counted from 1970-01-01) begins with. */
  moment(day: number, ms: number): number;
}

/** A zone's wall clock: by the library where it is being changed, by memory on all other days, which is a hundred times quicker. */
export function wallClock(zone: string): WallClock {
  const exact = (at: number): number => DateTime.fromMillis(at, { zone }).offset * 60_000;
  const steady = new Map<number, number | null>();
  /** What it is ahead all through a day of UTC; null on a day when that changes. */
  function throughout(day: number): number | null {
    const known = steady.get(day);
    if (known !== undefined) return known;
    const [begin, end] = [exact(day * DAY), exact((day + 1) * DAY)];
    steady.set(day, begin === end ? begin : null);
    return begin === end ? begin : null;
  }
  const ahead = (at: number): number => throughout(Math.floor(at / DAY)) ?? exact(at);
  function byLibrary(local: number): number {
    const { year, month, day, hour, minute, second, millisecond } = DateTime.fromMillis(local, {
      zone: 'UTC',
    });
    return DateTime.fromObject({ year, month, day, hour, minute, second, millisecond }, { zone }).toMillis();
  }
  return {
    ahead,
    moment(day, ms) {
      const local = day * DAY + ms;
      const near = Math.floor(local / DAY);
      const [before, here, after] = [throughout(near - 1), throughout(near), throughout(near + 1)];
      return here !== null && before === here && after === here ? local - here : byLibrary(local);
    },
  };
}
