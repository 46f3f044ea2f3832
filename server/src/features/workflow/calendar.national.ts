import chineseDays from 'chinese-days';

/** A day that the State Council's holiday notices name: off, or worked to make up for one (调休). */
export interface NationalDay {
  working: boolean;
  name: string;
}

/** The library says `National Day,国庆节,3` of the days in a notice, and the weekday of all others. */
const NAMED = /^[^,]+,([^,]+),\d+$/;

/** What the notices say of a day (2026-10-10); null where they are silent: then the weekday decides. */
export function nationalDay(date: string): NationalDay | null {
  const { work, name } = chineseDays.getDayDetail(date);
  const named = NAMED.exec(name);
  return named ? { working: work, name: named[1]! } : null;
}

/** The last day of the last year whose notice is known: notices come in November for the year after. */
export function nationalHorizon(): string {
  let year = 2026;
  while (nationalDay(`${year + 1}-01-01`)) year += 1;
  return `${year}-12-31`;
}
