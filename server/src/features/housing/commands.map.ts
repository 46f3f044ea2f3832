import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { type Boundary, boxOf } from '../area/index.ts';
import { shapeOf } from './rules.shape.ts';
import { lookOf, type StateCounts } from './rules.state.ts';
import { CELL_ZOOM, cellAt, cellsOf, LOOKS, NO_GRID, SPOTS, spotOf } from './rules.tile.ts';

/** A building as far as the map draws it. */
export interface Placed {
  id: string;
  outline: Boundary | null;
  lng: number | null;
  lat: number | null;
  states?: StateCounts;
}

/** The cells in which a building is drawn. */
function cellsIn({ outline, lng, lat }: Placed): number[] {
  if (outline) return cellsOf(boxOf(outline));
  return lng === null || lat === null ? [] : cellsOf({ minX: lng, maxX: lng, minY: lat, maxY: lat });
}

/**
 * Counts a change of the cells of these buildings and of those given, in the order of the cells, so that two never wait for each other; from
 * then on nobody else writes what is kept of them. The cells.
 */
async function bump(ctx: Context, ids: readonly string[], more: readonly number[] = []): Promise<number[]> {
  const { rows } = await sql<{ key: number }>`
    insert into housing_cell_version as v (key, version)
    select key, 1 from (select key from housing_cell where building_id = any (${ids as string[]}::uuid[])
      union select unnest(${more as number[]}::bigint[]) order by key) k
    on conflict (key) do update set version = v.version + 1 returning key`.execute(ctx.db);
  return rows.map(({ key }) => Number(key));
}

/** Writes anew what wide views show of these cells. */
async function sumUp(ctx: Context, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  const cells = keys.map((key) => ({ key, x: cellAt(key)[0], y: cellAt(key)[1] }));
  const [spots, side] = [sql.lit(SPOTS), sql.lit(2 ** CELL_ZOOM)];
  await sql`delete from housing_ground where key = any (${keys as number[]}::bigint[])`.execute(ctx.db);
  await sql`
    insert into housing_ground (key, area_id, buildings, houses, x, y, dots)
    select c.key, coalesce(c.area_id, ${NO_GRID}::uuid), count(*), sum(c.houses),
      sum(k.x + (c.spot / ${spots} + 0.5) / ${spots}) / ${side}, sum(k.y + (c.spot % ${spots} + 0.5) / ${spots}) / ${side},
      string_agg(int4send(c.spot * ${LOOKS}::int + c.look), ''::bytea)
    from housing_cell c join jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as k(key bigint, x int, y int) on k.key = c.key
    where c.key = any (${keys as number[]}::bigint[]) and c.spot is not null group by 1, 2`.execute(ctx.db);
}

/** What their cells keep of these buildings is what the buildings are now. */
async function copyToCells(ctx: Context, ids: readonly string[]): Promise<void> {
  await sql`
    update housing_cell c set area_id = b.area_id, houses = b.houses from housing_building b
    where c.building_id = any (${ids as string[]}::uuid[]) and b.id = c.building_id
      and (c.area_id, c.houses) is distinct from (b.area_id, b.houses)`.execute(ctx.db);
}

/** Counts a change of these buildings: tiles in which they lie are drawn anew, from what their cells now hold. */
export async function touch(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const keys = await bump(ctx, ids);
  await copyToCells(ctx, ids);
  await sumUp(ctx, keys);
}

/** Puts buildings where the map finds them; they leave the cells in which they were. Counts as a change of both. */
export async function putOnMap(ctx: Context, placed: readonly Placed[]): Promise<void> {
  const ids = placed.map(({ id }) => id);
  const rows = placed.flatMap((building) => {
    const { id, lng, lat } = building;
    const drawn = {
      id,
      shape: `\\x${shapeOf(building).toString('hex')}`,
      look: lookOf(building.states ?? {}),
    };
    const middle = lng === null || lat === null ? null : spotOf(lng, lat);
    return cellsIn(building).map((key) => ({
      key,
      ...drawn,
      spot: middle?.key === key ? middle.spot : null,
    }));
  });
  const keys = await bump(
    ctx,
    ids,
    rows.map(({ key }) => key),
  );
  await sql`delete from housing_cell where building_id = any (${ids}::uuid[])`.execute(ctx.db);
  await sql`
    insert into housing_cell (key, building_id, shape, look, spot)
    select key, id, shape, look, spot
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(key bigint, id uuid, shape bytea, look smallint, spot int)`.execute(
    ctx.db,
  );
  await copyToCells(ctx, ids);
  await sumUp(ctx, keys);
}

/** Takes a building from the map. */
export async function takeOffMap(ctx: Context, id: string): Promise<void> {
  const keys = await bump(ctx, [id]);
  await sql`delete from housing_cell where building_id = ${id}::uuid`.execute(ctx.db);
  await sumUp(ctx, keys);
}

/** Puts the looks of buildings on the map; those that look as before count as no change. */
export async function putLooks(ctx: Context, looks: readonly { id: string; look: number }[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update housing_cell c set look = l.look
    from jsonb_to_recordset(${JSON.stringify(looks)}::jsonb) as l(id uuid, look smallint)
    where c.building_id = l.id and c.look <> l.look returning c.building_id as id`.execute(ctx.db);
  await touch(ctx, [...new Set(rows.map(({ id }) => id))]);
}
