import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import type { Boundary } from '../area/index.ts';
import type { Values } from '../source/index.ts';
import { nameInGrids } from './commands.bulk.ts';
import { putOnMap } from './commands.map.ts';
import { countEstates, putInSearch, readdress } from './commands.write.ts';
import { type Standing, standingOf } from './place.ts';
import type { BuildingRow, EstateRow } from './row.ts';
import { say } from './say.ts';

/** A building of which something else holds now than its row says; `estate` where it gets to know its estate. */
export interface HeardOf {
  row: BuildingRow;
  now: Values;
  estate: EstateRow | null;
}

const outlineOf = ({ row, now: { outline } }: HeardOf): Boundary | null =>
  typeof outline === 'string' ? (JSON.parse(outline) as Boundary) : row.outline;

/** Where it stands now, if it was drawn or put elsewhere: in the grid that somebody said, else in that of its place. */
function standingAfter(ctx: Context, heard: HeardOf, outline: Boundary | null): Promise<Standing> | null {
  const { row, now } = heard;
  const area = row.area_by === 'hand' ? row.area_id : null;
  if (JSON.stringify(outline) !== JSON.stringify(row.outline))
    return standingOf(ctx.runtime, { outline, area });
  const { lng = row.lng, lat = row.lat } = now;
  if (lng === row.lng && lat === row.lat) return null;
  return standingOf(ctx.runtime, { point: { lng: Number(lng), lat: Number(lat) }, area });
}

async function afterwards(ctx: Context, heard: HeardOf): Promise<BuildingRow> {
  const { row, now, estate } = heard;
  const outline = outlineOf(heard);
  const place = await standingAfter(ctx, heard, outline);
  const belongs = estate && {
    ...{ estate_id: estate.id, estate_name: estate.name, estate_area: estate.area_id },
    property_unit: estate.property_unit_id,
  };
  return { ...row, ...(now as Partial<BuildingRow>), outline, ...place, ...belongs };
}

/** Writes what holds of known buildings now, after their sources were heard: one statement for each table, however many they are. */
export async function changeBuildings(ctx: Context, heard: readonly HeardOf[]): Promise<void> {
  if (heard.length === 0) return;
  const after = await Promise.all(heard.map((one) => afterwards(ctx, one)));
  const rows = after.map((now, i) => {
    const { row } = heard[i]!;
    const hash = say(ctx, {
      ...{ subject: 'building' as const, id: row.id, what: 'changed', prevHash: row.event_hash },
      scopes: [row.area_id, now.area_id, row.property_unit, now.property_unit],
      data: { area: now.area_id, area_before: row.area_id, estate: now.estate_id },
    });
    const { id, name, address, address_code, kind, floors, basement, outline, estate_id } = now;
    const { lng, lat, area_id, area_by } = now;
    return {
      ...{ id, name, address, address_code, kind, floors, basement, outline, estate_id },
      ...{ lng, lat, area_id, area_by },
      hash: hash.toString('hex'),
    };
  });
  await ctx.flush();
  await sql`
    update housing_building b set name = n.name, address = n.address, address_code = n.address_code, kind = n.kind, floors = n.floors,
      basement = n.basement, outline = n.outline, lng = n.lng, lat = n.lat, area_id = n.area_id, area_by = n.area_by, estate_id = n.estate_id,
      version = version + 1, event_hash = decode(n.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, name text, address text, address_code text, kind text,
      floors int, basement int, outline jsonb, lng float8, lat float8, area_id uuid, area_by text, estate_id uuid, hash text) where n.id = b.id`.execute(
    ctx.db,
  );
  const were = (i: number) => heard[i]!.row;
  const moved = after.filter(({ area_id }, i) => area_id !== were(i).area_id).map(({ id }) => id);
  if (moved.length > 0)
    await sql`
      update housing_house h set area_id = b.area_id from housing_building b
      where b.id = h.building_id and b.id = any (${moved}::uuid[])`.execute(ctx.db);
  await putOnMap(ctx, after);
  const called = (row: BuildingRow, i: number) =>
    row.name !== were(i).name || row.address !== were(i).address;
  const renamed = after.filter(called).map(({ id }) => id);
  if (renamed.length > 0) await readdress(ctx, renamed);
  const found = after.filter((row, i) => called(row, i) || heard[i]!.estate);
  if (found.length > 0) await putInSearch(ctx, found);
  await nameInGrids(
    ctx,
    after.filter((row, i) => called(row, i) || row.area_id !== were(i).area_id),
  );
  await countEstates(
    ctx,
    heard.flatMap(({ estate }) => estate?.id ?? []),
  );
}
