import { sql } from 'kysely';
import { NIL } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { countedAt, type Fact, measuresOf } from './facts.ts';
import { dayOf, monthOf } from './period.ts';
import type { AnyMeasure } from './vocabulary.ts';

/** Stands where a sum is of no unit, or of no person. */
export const NOBODY = NIL;

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

/** What is counted alike: everything in the same places, of one type, by one unit and person, on one statistical day of one book. */
interface Group extends Pick<Fact, 'areas' | 'type' | 'unit' | 'account'> {
  book: number;
  day: string;
  change: Map<AnyMeasure, number>;
}

/** Where a group is summed: in each of its areas, there for its unit, and there for its person; by day and by month. */
function keysOf({ areas, type, unit: of, account, book, day }: Group): Key[] {
  const unit = of ?? NOBODY;
  const holders: Pick<Key, 'grain' | 'unit' | 'account'>[] = [
    { grain: 'area', unit: NOBODY, account: NOBODY },
    ...(of ? [{ grain: 'unit' as const, unit, account: NOBODY }] : []),
    ...(account ? [{ grain: 'person' as const, unit, account }] : []),
  ];
  const buckets = [
    { bucket: 'day' as const, day },
    { bucket: 'month' as const, day: monthOf(day) },
  ];
  return areas.flatMap((area) =>
    holders.flatMap((holder) => buckets.map((bucket) => ({ ...holder, ...bucket, area, book, type }))),
  );
}

const add = <K>(to: Map<K, number>, key: K, by: number) => to.set(key, (to.get(key) ?? 0) + by);

/** Collects what changed facts change in the sums, so that each row is touched once per batch. */
export class Sums {
  readonly #groups = new Map<string, Group>();
  /** The day of each minute that something counted in. */
  readonly #days = new Map<string, string>();

  #dayOf(at: Date, starts: number): string {
    const minute = `${starts} ${Math.floor(at.getTime() / 60_000)}`;
    const day = this.#days.get(minute) ?? dayOf(at, starts);
    this.#days.set(minute, day);
    return day;
  }

  /** Takes a fact out of books (-1) as it was, or in (1) as it is. */
  add(fact: Fact, sign: 1 | -1, books: readonly Book[]): void {
    const at = countedAt(fact);
    const carried = measuresOf(fact);
    if (at === null || carried.length === 0) return;
    const { areas, type, unit, account } = fact;
    for (const { id: book, starts } of books) {
      const day = this.#dayOf(at, starts);
      const alike = `${book} ${day} ${type} ${unit} ${account} ${areas}`;
      const group = this.#groups.get(alike) ?? { areas, type, unit, account, book, day, change: new Map() };
      this.#groups.set(alike, group);
      for (const measure of carried) add(group.change, measure, sign);
    }
  }

  /** The rows of sums that change, each once. */
  #rows(): Map<string, { key: Key; change: Group['change'] }> {
    const rows = new Map<string, { key: Key; change: Group['change'] }>();
    for (const group of this.#groups.values())
      for (const key of keysOf(group)) {
        const text = Object.values(key).join(' ');
        const row = rows.get(text) ?? { key, change: new Map() };
        rows.set(text, row);
        for (const [measure, by] of group.change) add(row.change, measure, by);
      }
    return rows;
  }

  /** Queues the changes, in an order that two programs would keep too. */
  write(ctx: Context): void {
    const rows = [...this.#rows()]
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
