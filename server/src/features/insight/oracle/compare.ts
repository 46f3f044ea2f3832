import { sql } from 'kysely';
import type { Db } from '../../../platform/database/open.ts';
import { dayOf, monthOf } from '../period.ts';
import { NOBODY } from '../sums.ts';
import { isMeasure } from '../vocabulary.ts';
import { recount } from './recount.ts';

/** One number as a line of text: where, when, who, what, how many. */
type Lines = Map<string, number>;

function put(lines: Lines, line: (string | number)[]): void {
  const text = line.join(' ');
  lines.set(text, (lines.get(text) ?? 0) + 1);
}

async function byEvents(db: Db, now: Date, offsets: readonly number[]): Promise<Lines> {
  const lines: Lines = new Map();
  for (const { measure, at, areas, type, unit, account } of await recount(db, now)) {
    if (!isMeasure(measure)) continue;
    for (const starts of offsets)
      for (const area of areas)
        for (const [bucket, day] of [
          ['day', dayOf(at, starts)],
          ['month', monthOf(dayOf(at, starts))],
        ] as const) {
          const where = [area, bucket, starts, day];
          put(lines, ['area', ...where, NOBODY, NOBODY, type, measure]);
          if (unit) put(lines, ['unit', ...where, unit, NOBODY, type, measure]);
          if (account) put(lines, ['person', ...where, unit ?? NOBODY, account, type, measure]);
        }
  }
  return lines;
}

async function bySums(db: Db): Promise<Lines> {
  const { rows } = await sql<{ line: string; n: number }>`
    select concat_ws(' ', grain, area_id, bucket, starts, to_char(day, 'YYYY-MM-DD'), unit_id, account_id, type_code, key) as line,
      value::int as n
    from insight_sum s join insight_book b on b.id = s.book and b.upto is null and not b.dropped, jsonb_each_text(n)`.execute(
    db,
  );
  return new Map(rows.map(({ line, n }) => [line, n]));
}

/**
 * Recounts everything from the raw events and names each number of the indicator tables that is another one; none when they agree.
 * Followers must have caught up, and the clock (`ripen`) have been looked at, at this very moment.
 */
export async function differences(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{
    starts: number;
  }>`select distinct starts from insight_book where upto is null`.execute(db);
  const offsets = rows.map(({ starts }) => starts);
  const [events, sums] = await Promise.all([byEvents(db, now, offsets), bySums(db)]);
  const lines = new Set([...events.keys(), ...sums.keys()]);
  return [...lines]
    .filter((line) => (events.get(line) ?? 0) !== (sums.get(line) ?? 0))
    .sort()
    .map((line) => `${line}: ${sums.get(line) ?? 0} in the tables, ${events.get(line) ?? 0} by the events`);
}
