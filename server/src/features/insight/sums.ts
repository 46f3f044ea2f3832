import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { countedAt, type Fact, measuresOf } from './facts.ts';
import { dayOf, monthOf } from './period.ts';
import type { AnyMeasure } from './vocabulary.ts';

export const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * All sums by one beginning of the statistical day, in minutes from midnight. One that is being written holds only the matters up to
 * `upto`; null once it is whole.
 */
export interface Book {
  id: number;
  starts: number;
  upto: string | null;
}

/** One row of sums. */
interface Key {
  grain: 'area' | 'unit' | 'person';
  area: string;
  bucket: 'day' | 'month';
  book: number;
  day: string;
  unit: string;
  account: string;
  type: string;
}

type Change = Map<AnyMeasure, number>;

/** Where a fact is summed: in each of its areas, there for its unit, and there for its person; by day and by month. */
function keysOf(fact: Fact, at: Date, books: readonly Book[]): Key[] {
  const unit = fact.unit ?? NOBODY;
  const holders: Pick<Key, 'grain' | 'unit' | 'account'>[] = [
    { grain: 'area', unit: NOBODY, account: NOBODY },
    ...(fact.unit ? [{ grain: 'unit' as const, unit, account: NOBODY }] : []),
    ...(fact.account ? [{ grain: 'person' as const, unit, account: fact.account }] : []),
  ];
  return books.flatMap(({ id: book, starts }) => {
    const day = dayOf(at, starts);
    const buckets = [
      { bucket: 'day' as const, day },
      { bucket: 'month' as const, day: monthOf(day) },
    ];
    return fact.areas.flatMap((area) =>
      holders.flatMap((holder) =>
        buckets.map((bucket) => ({ ...holder, ...bucket, area, book, type: fact.type })),
      ),
    );
  });
}

/** Collects what changed facts change in the sums, so that each row is touched once per batch. */
export class Sums {
  readonly #rows = new Map<string, { key: Key; change: Change }>();

  /** Takes a fact out of books (-1) as it was, or in (1) as it is. */
  add(fact: Fact, sign: 1 | -1, books: readonly Book[]): void {
    const at = countedAt(fact);
    const carried = measuresOf(fact);
    if (at === null || carried.length === 0) return;
    for (const key of keysOf(fact, at, books)) {
      const text = Object.values(key).join(' ');
      const row = this.#rows.get(text) ?? { key, change: new Map() };
      this.#rows.set(text, row);
      for (const measure of carried) row.change.set(measure, (row.change.get(measure) ?? 0) + sign);
    }
  }

  /** Queues the changes, in an order that two programs would keep too. */
  write(ctx: Context): void {
    const rows = [...this.#rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, { key, change }]) => {
        const n = Object.fromEntries([...change].filter(([, by]) => by !== 0));
        return Object.keys(n).length > 0 ? [{ ...key, n }] : [];
      });
    if (rows.length === 0) return;
    ctx.write(sql`
      insert into insight_sum (grain, area_id, bucket, book, day, unit_id, account_id, type_code, n)
      select grain, area, bucket, book, day, unit, account, type, n
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(grain text, area uuid, bucket text, book smallint, day date,
        unit uuid, account uuid, type text, n jsonb)
      on conflict (grain, area_id, bucket, book, day, unit_id, account_id, type_code) do update
      set n = insight_add(insight_sum.n, excluded.n)`);
  }
}
