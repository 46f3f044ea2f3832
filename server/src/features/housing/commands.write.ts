import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { type Boundary, boxOf } from '../area/index.ts';
import { addressWords } from './rules.search.ts';
import { shapeOf } from './rules.shape.ts';
import { lookOf, type StateCounts } from './rules.state.ts';
import { cellsOf } from './rules.tile.ts';

/** A new building, everything known. */
export interface NewBuilding {
  id: string;
  estate_id: string | null;
  estate_name: string | null;
  area_id: string | null;
  area_by: 'place' | 'hand';
  name: string;
  address: string;
  address_code: string;
  kind: string;
  outline: Boundary | null;
  lng: number | null;
  lat: number | null;
  floors: number;
  basement: number;
  source_key: string | null;
  event_hash: Buffer | null;
}
export interface NewUnit {
  id: string;
  building_id: string;
  name: string;
  position: number;
}
export interface NewHouse {
  id: string;
  building_id: string;
  unit_id: string | null;
  area_id: string | null;
  floor: number;
  position: number;
  number: string;
  address: string;
  address_code: string;
  use: string;
  area_m2: number | null;
  items?: Record<string, unknown>;
  event_hash: Buffer | null;
}

const json = (rows: readonly object[]): string =>
  JSON.stringify(
    rows.map((row) =>
      'event_hash' in row && row.event_hash
        ? { ...row, event_hash: `\\x${(row.event_hash as Buffer).toString('hex')}` }
        : row,
    ),
  );

type Placed = Pick<NewBuilding, 'id' | 'outline' | 'lng' | 'lat'> & { states?: StateCounts };

/** The cells in which a building is drawn. */
function cellsIn({ outline, lng, lat }: Placed): number[] {
  if (outline) return cellsOf(boxOf(outline));
  return lng === null || lat === null ? [] : cellsOf({ minX: lng, maxX: lng, minY: lat, maxY: lat });
}

/**
 * Counts a change of these buildings: tiles in which they lie are drawn anew, from what their cells now hold. In the order of the cells, so that
 * two never wait for each other.
 */
export async function touch(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into housing_cell_version as v (key, version)
    select key, 1 from (select distinct key from housing_cell where building_id = any (${ids as string[]}::uuid[]) order by key) k
    on conflict (key) do update set version = v.version + 1`.execute(ctx.db);
  await sql`
    update housing_cell c set area_id = b.area_id, houses = b.houses from housing_building b
    where c.building_id = any (${ids as string[]}::uuid[]) and b.id = c.building_id
      and (c.area_id, c.houses) is distinct from (b.area_id, b.houses)`.execute(ctx.db);
}

/** Puts buildings where the map finds them; they leave the cells in which they were. Counts as a change of both. */
export async function putOnMap(ctx: Context, placed: readonly Placed[]): Promise<void> {
  const ids = placed.map(({ id }) => id);
  const rows = placed.flatMap((building) => {
    const drawn = {
      id: building.id,
      shape: `\\x${shapeOf(building).toString('hex')}`,
      look: lookOf(building.states ?? {}),
    };
    return cellsIn(building).map((key) => ({ key, ...drawn }));
  });
  await touch(ctx, ids);
  await sql`delete from housing_cell where building_id = any (${ids}::uuid[])`.execute(ctx.db);
  await sql`
    insert into housing_cell (key, building_id, shape, look)
    select key, id, shape, look from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(key bigint, id uuid, shape bytea, look smallint)`.execute(
    ctx.db,
  );
  await touch(ctx, ids);
}

/** Puts the looks of buildings on the map. */
export async function putLooks(ctx: Context, looks: readonly { id: string; look: number }[]): Promise<void> {
  await sql`
    update housing_cell c set look = l.look
    from jsonb_to_recordset(${JSON.stringify(looks)}::jsonb) as l(id uuid, look smallint) where c.building_id = l.id`.execute(
    ctx.db,
  );
  await touch(
    ctx,
    looks.map(({ id }) => id),
  );
}

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
