import { sql } from 'kysely';
import { badFields } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { inBatches } from './context.ts';
import { keysOf } from './rules.address.ts';

/** A building, a compound or another known place; `code` is the code of its grid or community. */
export interface PlaceInput {
  name: string;
  address: string;
  kind: string;
  code: string;
  lng?: number | null;
  lat?: number | null;
}

const BATCH = 2000;

interface AreaOfPlace {
  id: string;
  /** Names from the province down, as addresses begin with them. */
  divisions: string[];
}

async function areasOfPlaces(ctx: Context): Promise<Map<string, AreaOfPlace>> {
  const { rows } = await sql<{ id: string; code: string; name: string; parent_id: string | null }>`
    select id, code, name, parent_id from area where retired_at is null`.execute(ctx.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const namesOf = (row: (typeof rows)[number] | undefined): string[] =>
    row ? [...namesOf(byId.get(row.parent_id ?? '')), row.name.replace(/[(（].*[)）]$/, '')] : [];
  return new Map(rows.map((row) => [row.code, { id: row.id, divisions: namesOf(row) }]));
}

/**
 * Puts places where addresses are found, by area, name and address: safe to run twice. Refuses (422) rows whose area is
 * unknown, each by its number. One event for all.
 */
export async function importPlaces(ctx: Context, places: readonly PlaceInput[]): Promise<number> {
  const areas = await areasOfPlaces(ctx);
  const strangers = places.flatMap((place, i) => (areas.has(place.code) ? [] : [{ place, i }]));
  if (strangers.length > 0)
    throw badFields(
      strangers.slice(0, 50).map(({ place, i }) => ({
        path: `${i}.code`,
        code: 'unknown_area',
        message: `第 ${i + 1} 行「${place.name}」的区域编码 ${place.code} 不存在，请先导入该区域或改正编码。`,
      })),
    );
  for (const batch of inBatches(places, BATCH)) await writePlaces(ctx, batch, areas);
  record(ctx, {
    subjectKind: 'area_place',
    subject: uuidv7(ctx.now),
    kind: 'area.places-imported',
    audience: 'staff',
    scopes: [],
    data: { places: places.length },
    prevHash: null,
  });
  return places.length;
}

async function writePlaces(
  ctx: Context,
  batch: readonly PlaceInput[],
  areas: Map<string, AreaOfPlace>,
): Promise<void> {
  const unique = new Map(
    batch.map((place) => [JSON.stringify([place.code, place.name, place.address]), place]),
  );
  const rows = [...unique.values()].map(({ name, address, kind, code, lng = null, lat = null }) => {
    const { id: area_id, divisions } = areas.get(code)!;
    const keys = keysOf(name, address, divisions);
    return { id: uuidv7(ctx.now), area_id, name, address, kind, lng, lat, keys };
  });
  await sql`
    with row as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (id uuid, area_id uuid, name text, address text, kind text, lng float8, lat float8, keys text[])),
    place as (
      insert into area_place (id, area_id, name, address, kind, lng, lat)
      select id, area_id, name, address, kind, lng, lat from row
      on conflict (area_id, name, address) do update set kind = excluded.kind, lng = excluded.lng, lat = excluded.lat
      returning id, area_id, name, address)
    insert into area_place_key (place_id, key)
    select place.id, unnest(row.keys) from place join row using (area_id, name, address)
    on conflict do nothing`.execute(ctx.db);
}
