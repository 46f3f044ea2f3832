import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { putOnMap, touch } from './commands.map.ts';
import type { BuildingRow, HouseRow, UnitRow } from './row.ts';
import { addressWords } from './rules.search.ts';

/** What is known of a new building; its estate is told by name too, for the search. */
export type NewBuilding = Pick<
  BuildingRow,
  | (
      | 'id'
      | 'estate_id'
      | 'estate_name'
      | 'area_id'
      | 'area_by'
      | 'name'
      | 'address'
      | 'address_code'
      | 'kind'
    )
  | ('outline' | 'lng' | 'lat' | 'floors' | 'basement' | 'source_key' | 'event_hash')
>;
export type NewUnit = UnitRow & { building_id: string };
export type NewHouse = Pick<
  HouseRow,
  | (
      | 'id'
      | 'building_id'
      | 'unit_id'
      | 'area_id'
      | 'floor'
      | 'position'
      | 'number'
      | 'address'
      | 'address_code'
    )
  | ('use' | 'area_m2' | 'event_hash')
> &
  Partial<Pick<HouseRow, 'items'>>;

const json = (rows: readonly object[]): string =>
  JSON.stringify(
    rows.map((row) =>
      'event_hash' in row && row.event_hash
        ? { ...row, event_hash: `\\x${(row.event_hash as Buffer).toString('hex')}` }
        : row,
    ),
  );

type Named = Pick<NewBuilding, 'id' | 'name' | 'address' | 'estate_name'>;

/** Puts buildings where they are found by a part of their name, address or estate. */
export async function putInSearch(ctx: Context, named: readonly Named[]): Promise<void> {
  const rows = named.map(({ id, name, address, estate_name }) => ({
    id,
    words: addressWords(name, address, estate_name ?? ''),
  }));
  await sql`
    insert into housing_search (building_id, doc)
    select id, array_to_tsvector(words) from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(id uuid, words text[])
    on conflict (building_id) do update set doc = excluded.doc`.execute(ctx.db);
}

/** Writes new buildings: one statement for each table, however many there are. */
export async function insertBuildings(ctx: Context, rows: readonly NewBuilding[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into housing_building (id, estate_id, area_id, area_by, name, address, address_code, kind, outline, lng, lat, floors, basement,
      source_key, created_at, event_hash)
    select id, estate_id, area_id, area_by, name, address, address_code, kind, outline, lng, lat, floors, basement,
      source_key, ${ctx.now}::timestamptz, event_hash
    from jsonb_to_recordset(${json(rows)}::jsonb) as b(id uuid, estate_id uuid, area_id uuid, area_by text, name text, address text,
      address_code text, kind text, outline jsonb, lng float8, lat float8, floors int, basement int, source_key text, event_hash bytea)`.execute(
    ctx.db,
  );
  await putOnMap(ctx, rows);
  await putInSearch(ctx, rows);
  await countEstates(
    ctx,
    rows.flatMap(({ estate_id }) => estate_id ?? []),
  );
}

/** Writes new units; those that are there stay. */
export async function insertUnits(ctx: Context, rows: readonly NewUnit[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into housing_unit (id, building_id, name, position)
    select id, building_id, name, position
    from jsonb_to_recordset(${json(rows)}::jsonb) as u(id uuid, building_id uuid, name text, position int)`.execute(
    ctx.db,
  );
}

/** Writes new houses and counts them in their buildings and estates. */
export async function insertHouses(ctx: Context, rows: readonly NewHouse[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into housing_house (id, building_id, unit_id, area_id, floor, position, number, address, address_code, use, area_m2, items,
      created_at, event_hash)
    select id, building_id, unit_id, area_id, floor, position, number, address, address_code, use, area_m2, coalesce(items, '{}'),
      ${ctx.now}::timestamptz, event_hash
    from jsonb_to_recordset(${json(rows)}::jsonb) as h(id uuid, building_id uuid, unit_id uuid, area_id uuid, floor int, position int,
      number text, address text, address_code text, use text, area_m2 numeric, items jsonb, event_hash bytea)`.execute(
    ctx.db,
  );
  await countHouses(
    ctx,
    rows.map(({ building_id }) => building_id),
  );
}

/** Counts units and houses of some buildings anew, and what their estates hold; the map is told. */
export async function countHouses(ctx: Context, buildings: readonly string[]): Promise<void> {
  await ctx.flush();
  const ids = [...new Set(buildings)].sort();
  const { rows } = await sql<{ estate_id: string | null }>`
    update housing_building b set
      units = (select count(*) from housing_unit u where u.building_id = b.id),
      houses = (select count(*) from housing_house h where h.building_id = b.id and h.retired_at is null)
    where b.id = any (${ids}::uuid[]) returning b.estate_id`.execute(ctx.db);
  await touch(ctx, ids);
  await countEstates(
    ctx,
    rows.flatMap(({ estate_id }) => estate_id ?? []),
  );
}

/** Counts buildings and houses of some estates anew. */
export async function countEstates(ctx: Context, estates: readonly string[]): Promise<void> {
  if (estates.length === 0) return;
  const ids = [...new Set(estates)].sort();
  // Counted only after the lock: else what another transaction added meanwhile would be left out.
  await sql`select from housing_estate where id = any (${ids}::uuid[]) order by id for update`.execute(
    ctx.db,
  );
  await sql`
    update housing_estate e set buildings = n.buildings, houses = n.houses
    from (select x.id, count(b.id) as buildings, coalesce(sum(b.houses), 0) as houses
      from unnest(${ids}::uuid[]) as x(id)
      left join housing_building b on b.estate_id = x.id and b.retired_at is null group by x.id) n
    where e.id = n.id`.execute(ctx.db);
}

/** Writes the addresses of the houses of these buildings anew after they were called otherwise: `houseAddress` for all of them at once. */
export async function readdress(ctx: Context, buildings: readonly string[]): Promise<void> {
  await sql`
    update housing_house h set address = coalesce(nullif(b.address, ''), b.name) || coalesce(u.name, '') || h.number
      || case when h.number ~ '[0-9]$' then '室' else '' end
    from housing_house o join housing_building b on b.id = o.building_id left join housing_unit u on u.id = o.unit_id
    where o.id = h.id and b.id = any (${buildings as string[]}::uuid[]) and h.retired_at is null`.execute(
    ctx.db,
  );
}
