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
  people: number;
  at: Date;
}

const insertHouseholds = (rows: Row[]): RawBuilder<unknown> => sql`
  insert into resident_household (id, house_id, area_id, number, head_id, people, created_at)
  select id, house, area, number, head, people, at
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, house uuid, area uuid, number text, head uuid, people int, at timestamptz)`;

/** What becomes of a household that was there before: how many more are here, and who says to be the head. */
interface Change {
  id: string;
  people: number;
  head: string | null;
}

const keyOf = (house: string, number: string | null): string => `${house}\n${number ?? ''}`;

/** The households of some houses, found or made: one of a house without a number, and one for each number. */
export class Households {
  readonly #known = new Map<string, string>();
  readonly #first = new Map<string, string>();
  readonly #made = new Map<string, Row>();
  readonly #changes = new Map<string, Change>();

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

  /** The household's id; a new one is written in the end. Without a number the first household of the house is meant. */
  take(ctx: Context, { house, area, ...wanted }: Wanted): string {
    const number = wanted.number || null;
    const known =
      this.#known.get(keyOf(house, number)) ?? (number === null ? this.#first.get(house) : undefined);
    if (known) return known;
    const id = uuidv7(ctx.now);
    this.#made.set(id, { id, house, area, number, head: null, people: 0, at: ctx.now });
    this.#keep(house, number, id);
    return id;
  }

  #of(id: string): Pick<Row, 'people' | 'head'> {
    const known = this.#made.get(id) ?? this.#changes.get(id);
    if (known) return known;
    const change: Change = { id, people: 0, head: null };
    this.#changes.set(id, change);
    return change;
  }

  /** Somebody says to be the head: kept where none is known. */
  head(id: string, person: string): void {
    this.#of(id).head ??= person;
  }

  /** So many more are here, or fewer. */
  count(id: string, people: number): void {
    this.#of(id).people += people;
  }

  /** Writes who came and went. A household is counted in its area while somebody is here. */
  async write(ctx: Context, counts: Counts): Promise<void> {
    for (const row of this.#made.values()) {
      ctx.append('resident_household', row, insertHouseholds);
      if (row.people > 0) counts.add(row.area, { households: 1 });
    }
    const changes = [...this.#changes.values()].filter(({ people, head }) => people !== 0 || head !== null);
    if (changes.length === 0) return;
    const among = sql`id = any (${changes.map(({ id }) => id)}::uuid[])`;
    // Held in one order for all, so that nobody who moves waits for somebody who waits for them.
    const { rows } = await sql<{ area: string; households: number }>`
      with held as (select id from resident_household where ${among} order by id for no key update)
      update resident_household h set people = h.people + r.people, head_id = coalesce(h.head_id, r.head)
      from held join jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as r(id uuid, people int, head uuid) using (id)
      where h.${among} and h.id = r.id and (r.people <> 0 or h.head_id is null)
      returning new.area_id as area, (new.people > 0)::int - (old.people > 0)::int as households`.execute(
      ctx.db,
    );
    for (const { area, households } of rows) counts.add(area, { households });
  }
}
