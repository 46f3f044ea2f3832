import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Counts } from './rules.ts';
import type { AnyMeasure } from './vocabulary.ts';

/** Which sums: of areas, there of units, there of persons; null = of all. */
export interface Wanted {
  grain: 'area' | 'unit' | 'person';
  areas: readonly string[];
  units: readonly string[] | null;
  account: string | null;
  types: readonly string[] | null;
  starts: number;
  bucket: 'day' | 'month';
  from: string;
  to: string;
}

export interface SumRow {
  area: string;
  unit: string;
  account: string;
  day: string;
  n: Counts;
}

/** The book that is read for a beginning of the statistical day; null where it is still being written. */
export const wholeBook = (starts: number): RawBuilder<number | null> =>
  sql`(select id from insight_book where starts = ${starts}::smallint and upto is null and not dropped)`;

/**
 * Reads maintained sums: as many rows as there are days (or months) and things asked for, however many matters there were. Those of one
 * line come as one: so many small rows would cost more on the way than in the reading.
 */
export async function readSums(db: Db, wanted: Wanted): Promise<SumRow[]> {
  const { grain, areas, units, account, types, starts, bucket, from, to } = wanted;
  const { rows } = await sql<Omit<SumRow, 'day' | 'n'> & { days: [day: string, n: Counts][] }>`
    select area_id as area, unit_id as unit, account_id as account, json_agg(json_build_array(day, n)) as days
    from insight_sum
    where grain = ${grain} and area_id = any (${areas as string[]}::uuid[]) and bucket = ${bucket}
      and book = ${wholeBook(starts)} and day between ${from}::date and ${to}::date
      ${units ? sql`and unit_id = any (${units as string[]}::uuid[])` : sql``}
      ${account ? sql`and account_id = ${account}::uuid` : sql``}
      ${types ? sql`and type_code = any (${types as string[]}::text[])` : sql``}
    group by area_id, unit_id, account_id`.execute(db);
  return rows.flatMap(({ days, ...line }) => days.map(([day, n]) => ({ ...line, day, n })));
}

/** Adds one row's numbers to others. */
export function addTo(sum: Counts, n: Counts): void {
  for (const [measure, count] of Object.entries(n))
    sum[measure as AnyMeasure] = (sum[measure as AnyMeasure] ?? 0) + count;
}
