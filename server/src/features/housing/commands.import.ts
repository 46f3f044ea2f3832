import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { type Boundary, contains } from '../area/index.ts';
import { fold, standing, state, statementsOf, type Values } from '../source/index.ts';
import { type BuildingInput, makeBuildings } from './commands.bulk.ts';
import { putOnMap } from './commands.map.ts';
import { putInSearch, readdress } from './commands.write.ts';
import { pointOf, standingOf } from './place.ts';
import { mayChange, type Reach } from './policy.ts';
import { type BuildingRow, buildings } from './row.ts';
import type { OutlineRow } from './rules.outline.ts';
import { cellsOf } from './rules.tile.ts';
import { say } from './say.ts';

/** What became of the buildings of a file. */
export interface Taken {
  /** New ones. */
  made: number;
  /** Known by their key or their place, and given what the file knows better. */
  changed: number;
  same: number;
  /** Of the new ones, those in no grid. */
  unplaced: number;
  /** Not within the reach of whoever imports: left out. */
  elsewhere: number;
}

const SOURCE = 'map';
const pointFor = (row: OutlineRow) => (row.outline ? pointOf(row.outline) : row.point!);

async function byKey(ctx: Context, keys: readonly string[]): Promise<Map<string, BuildingRow>> {
  const found = await sql<{ id: string; source_key: string }>`
    select id, source_key from housing_building where source_key = any (${keys as string[]}::text[]) and retired_at is null`.execute(
    ctx.db,
  );
  const { rows } = await buildings(sql`where b.id = any (${found.rows.map(({ id }) => id)}::uuid[])`).execute(
    ctx.db,
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  return new Map(found.rows.map(({ id, source_key }) => [source_key, rowOf.get(id)!]));
}

/** The building that stands where an outline is drawn: its point lies in the outline, or the outline's point in what is drawn for it. */
async function byPlace(ctx: Context, row: OutlineRow): Promise<BuildingRow | undefined> {
  const { lng, lat } = pointFor(row);
  const cells = cellsOf({ minX: lng, maxX: lng, minY: lat, maxY: lat });
  const { rows } = await buildings(sql`
    where b.id in (select building_id from housing_cell where key = any (${cells}::bigint[])) and b.retired_at is null
      and abs(b.lng - ${lng}::float8) < 0.003 and abs(b.lat - ${lat}::float8) < 0.003`).execute(ctx.db);
  return rows.find(
    (known) =>
      (row.outline && known.lng !== null && contains(row.outline, known.lng, known.lat!)) ||
      (known.outline && contains(known.outline, lng, lat)),
  );
}

const keyOf = (row: OutlineRow): string | null => row.key && `${SOURCE}:${row.key}`;

/** A known building hears what the file says of it; what holds then is decided among all that was said. Returns whether anything changed. */
async function hear(ctx: Context, row: OutlineRow, known: BuildingRow): Promise<boolean> {
  const values: Values = {
    ...(row.outline && { outline: JSON.stringify(row.outline) }),
    ...(row.name !== known.name && row.address && { name: row.name }),
    ...(row.address && { address: row.address }),
    floors: row.floors,
  };
  state(ctx, { subjectKind: 'building', subject: known.id, source: SOURCE, sourceKey: keyOf(row), values });
  const held = fold(standing(await statementsOf(ctx, [known.id])));
  const word = <T>(item: string, otherwise: T): T => (held.get(item)?.value as T | undefined) ?? otherwise;
  const drawn = word<string | null>('outline', null);
  const outline = drawn ? (JSON.parse(drawn) as Boundary) : known.outline;
  const now = {
    ...{
      name: word('name', known.name),
      address: word('address', known.address),
      floors: word('floors', known.floors),
    },
    outline,
  };
  const was = { name: known.name, address: known.address, floors: known.floors, outline: known.outline };
  if (JSON.stringify(now) === JSON.stringify(was)) return false;
  const place = outline && known.area_by === 'place' ? await standingOf(ctx.runtime, { outline }) : known;
  const hash = say(ctx, {
    ...{ subject: 'building' as const, id: known.id, what: 'changed', prevHash: known.event_hash },
    ...{
      scopes: [known.area_id, place.area_id, known.property_unit],
      data: { area: place.area_id, area_before: known.area_id },
    },
  });
  await ctx.flush();
  await sql`
    update housing_building set name = ${now.name}, address = ${now.address}, floors = ${now.floors}::int,
      outline = ${JSON.stringify(outline)}::jsonb, lng = ${place.lng}::float8, lat = ${place.lat}::float8, area_id = ${place.area_id}::uuid,
      version = version + 1, event_hash = ${hash}::bytea where id = ${known.id}::uuid`.execute(ctx.db);
  await sql`
    update housing_house set area_id = ${place.area_id}::uuid where building_id = ${known.id}::uuid and area_id is distinct from ${place.area_id}::uuid`.execute(
    ctx.db,
  );
  await putOnMap(ctx, [{ ...known, ...place, outline }]);
  await putInSearch(ctx, [{ ...known, ...now }]);
  if (now.name !== known.name || now.address !== known.address) await readdress(ctx, [known.id]);
  return true;
}

/** Takes a part of a file in: known buildings hear what it says, the others are made. Safe to run twice: keys and places find them again. */
export async function takeOutlines(ctx: Context, rows: readonly OutlineRow[], edit: Reach): Promise<Taken> {
  const taken: Taken = { made: 0, changed: 0, same: 0, unplaced: 0, elsewhere: 0 };
  const keyed = await byKey(
    ctx,
    rows.flatMap((row) => keyOf(row) ?? []),
  );
  const fresh: BuildingInput[] = [];
  for (const row of rows) {
    const known = keyed.get(keyOf(row) ?? '') ?? (await byPlace(ctx, row));
    if (known) {
      if (!mayChange(edit, known)) taken.elsewhere++;
      else if (await hear(ctx, row, known)) taken.changed++;
      else taken.same++;
      continue;
    }
    const { area_id } = await standingOf(ctx.runtime, { outline: row.outline, point: row.point });
    if (!mayChange(edit, { area_id, estate_area: null, property_unit: null })) {
      taken.elsewhere++;
      continue;
    }
    if (area_id === null) taken.unplaced++;
    const { name, address, kind, floors, outline, point } = row;
    fresh.push({ name, address, kind, floors, outline, point, sourceKey: keyOf(row) });
  }
  taken.made = (await makeBuildings(ctx, fresh, { source: SOURCE })).length;
  return taken;
}
