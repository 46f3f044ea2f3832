import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import {
  type HouseKnown,
  registerHouseStates,
  registerHouseUse,
  type StateCounts,
} from '../housing/index.ts';

interface Row {
  house_id: string;
  state: 'own' | 'let' | 'empty';
  living: number;
  care: number;
}

async function ofHouses(db: Db, houses: readonly string[]): Promise<Map<string, HouseKnown>> {
  const { rows } = await sql<Row>`
    select house_id, state, living, care from resident_house_state where house_id = any (${houses as string[]}::uuid[])`.execute(
    db,
  );
  return new Map(
    rows.map(({ house_id, state, living, care }) => [house_id, { state, people: living, care: care > 0 }]),
  );
}

async function ofBuildings(db: Db, buildings: readonly string[]): Promise<Map<string, StateCounts>> {
  const { rows } = await sql<{ building_id: string; state: keyof StateCounts; n: number; care: number }>`
    select h.building_id, coalesce(s.state, 'unknown') as state, count(*)::int as n, count(*) filter (where s.care > 0)::int as care
    -- House by house: a plan made while the table was small would read all of it for every few buildings.
    from housing_house h left join lateral (select state, care from resident_house_state where house_id = h.id offset 0) s on true
    where h.building_id = any (${buildings as string[]}::uuid[]) and h.retired_at is null group by 1, 2`.execute(
    db,
  );
  const counts = new Map<string, StateCounts>();
  for (const { building_id, state, n, care } of rows) {
    const known = counts.get(building_id) ?? {};
    known[state] = n;
    if (care > 0) known.care = (known.care ?? 0) + care;
    counts.set(building_id, known);
  }
  return counts;
}

const JOINED = {
  sql: sql`left join resident_house_state lived on lived.house_id = p.id`,
  state: sql`lived.state`,
  people: sql`lived.living::float8`,
};

async function inUse(ctx: Context, houses: readonly string[]): Promise<string | null> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(living + owners + tenants + registered), 0)::int as n from resident_house_state
    where house_id = any (${houses as string[]}::uuid[])`.execute(ctx.db);
  const { n } = rows[0]!;
  return n > 0 ? `还登记着 ${n} 条居住、产权或户籍关系` : null;
}

/** Tells housing what the people know: the state of houses for map and 楼盘表, and that a house with people cannot end. */
export function knowHouses(runtime: Runtime): void {
  registerHouseStates(runtime, { ofHouses, ofBuildings, joined: JOINED });
  registerHouseUse(runtime, inUse);
}
