import { type RawBuilder, sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Counts } from './write.homes.ts';

/** A household that somebody belongs to: by the house, and by its number where the register gave one. */
export interface Wanted {
  house: string;
  area: string;
  number: string | null;
}

interface Row {
  id: string;
  house: string;
  area: string;
  number: string | null;
  head: string | null;
  at: Date;
}

const insertHouseholds = (rows: Row[]): RawBuilder<unknown> => sql`
  insert into resident_household (id, house_id, area_id, number, head_id, created_at)
  select id, house, area, number, head, at
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, house uuid, area uuid, number text, head uuid, at timestamptz)`;

const keyOf = (house: string, number: string | null): string => `${house}\n${number ?? ''}`;

/** The households of some houses, found or made: one of a house without a number, and one for each number. */
export class Households {
  readonly #known = new Map<string, string>();
  readonly #first = new Map<string, string>();
  readonly #made = new Map<string, Row>();
  readonly #heads = new Map<string, string>();

  static async of(ctx: Context, houses: readonly string[]): Promise<Households> {
    const households = new Households();
    if (houses.length === 0) return households;
    const { rows } = await sql<{ id: string; house_id: string; number: string | null }>`
      select id, house_id, number from resident_household where house_id = any (${[...new Set(houses)]}::uuid[]) order by id`.execute(
      ctx.db,
    );
    for (const row of rows) households.#keep(row.house_id, row.number, row.id);
    return households;
  }

  #keep(house: string, number: string | null, id: string): void {
    this.#known.set(keyOf(house, number), id);
    if (!this.#first.has(house)) this.#first.set(house, id);
  }

  /** The household's id; a new one is queued and counted. Without a number the first household of the house is meant. */
  take(ctx: Context, counts: Counts, { house, area, ...wanted }: Wanted): string {
    const number = wanted.number || null;
    const known =
      this.#known.get(keyOf(house, number)) ?? (number === null ? this.#first.get(house) : undefined);
    if (known) return known;
    const id = uuidv7(ctx.now);
    const row: Row = { id, house, area, number, head: null, at: ctx.now };
    this.#made.set(id, row);
    ctx.append('resident_household', row, insertHouseholds);
    counts.add(area, { households: 1 });
    this.#keep(house, number, id);
    return id;
  }

  /** Somebody says to be the head: kept where none is known. */
  head(id: string, person: string): void {
    const made = this.#made.get(id);
    if (made) made.head ??= person;
    else this.#heads.set(id, person);
  }

  /** Queues the heads of households that were there before. */
  writeHeads(ctx: Context): void {
    const rows = [...this.#heads].map(([id, head]) => ({ id, head }));
    if (rows.length === 0) return;
    ctx.write(sql`
      update resident_household h set head_id = r.head
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, head uuid)
      where h.id = any (${rows.map(({ id }) => id)}::uuid[]) and h.id = r.id and h.head_id is null`);
  }
}
