import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type Reach, reached, reachKey, viewOf } from './policy.ts';
import { type Flat, ringsIn } from './rules.shape.ts';
import { lookSaid } from './rules.state.ts';
import { BUILDING_ZOOM, EXTENT, isTile, stretchOf, type TileAt, toTile } from './rules.tile.ts';
import { type Drawn, encodeTile } from './tile.ts';

/** A tile as it goes out. */
export interface Tile {
  etag: string;
  bytes: Buffer;
  /** The same, compressed. */
  small: Buffer;
}

interface Kept extends Tile {
  version: string;
}

/** So many tiles are kept, the oldest go first: a few kilobytes each. */
const MOST_KEPT = 3000;
/** From here on buildings carry their names. */
const NAME_ZOOM = 16;
/** Up to here a count stands for a street, then for a grid. */
const STREET_ZOOM = 11;

const zip = promisify(gzip);
const kept = new WeakMap<Runtime['db'], Map<string, Kept>>();

/** Whether a spot lies in the tile itself and not beside it. */
const isIn = ([x, y]: Flat): boolean => x! >= 0 && x! < EXTENT && y! >= 0 && y! < EXTENT;

/** Cells `c` that an actor may see. */
const seen = (view: Reach) =>
  view.all
    ? sql`true`
    : sql`(c.area_id = any (${view.areas as string[]}::uuid[])
        or exists (select from housing_building b where b.id = c.building_id and ${reached(view)}))`;

/** Bytes before the shape: id, look, houses, length of the shape. */
const HEAD = 16 + 2 + 4 + 4;

/** The buildings of a tile within the reach, one after the other in one piece: some thousand rows cost more to take apart than to draw. */
async function piecesIn(runtime: Runtime, view: Reach, at: TileAt): Promise<Buffer> {
  const [first, last] = stretchOf(at);
  const { rows } = await sql<{ pieces: Buffer | null }>`
    select string_agg(uuid_send(c.building_id) || int2send(c.look) || int4send(c.houses) || int4send(length(c.shape)) || c.shape, ''::bytea) as pieces
    from housing_cell c where c.key between ${first}::bigint and ${last}::bigint and ${seen(view)}`.execute(
    runtime.db,
  );
  return rows[0]?.pieces ?? Buffer.alloc(0);
}

const idOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** Each building once, though it lies in several cells of the tile. */
function buildingsOf(at: TileAt, pieces: Buffer): Drawn[] {
  const drawn = new Map<string, Drawn>();
  for (let from = 0; from < pieces.length; ) {
    const hex = pieces.toString('hex', from, from + 16);
    const { state, care } = lookSaid(pieces.readInt16BE(from + 16));
    const houses = pieces.readInt32BE(from + 18);
    const shape = from + HEAD;
    from = shape + pieces.readInt32BE(from + 22);
    if (drawn.has(hex)) continue;
    const tags = { id: idOf(hex), state, houses, ...(care && { care }) };
    drawn.set(hex, { tags, rings: ringsIn(at, pieces, shape, from) });
  }
  return [...drawn.values()];
}

/** The names of the buildings whose middle lies in the tile: each is written once. */
async function namesIn(runtime: Runtime, view: Reach, at: TileAt): Promise<Drawn[]> {
  if (at.z < NAME_ZOOM) return [];
  const [first, last] = stretchOf(at);
  const { rows } = await sql<{ id: string; name: string; lng: number; lat: number }>`
    select b.id, b.name, b.lng, b.lat from housing_building b
    where b.id in (select building_id from housing_cell where key between ${first}::bigint and ${last}::bigint) and ${reached(view)}`.execute(
    runtime.db,
  );
  const place = toTile(at);
  return rows.flatMap(({ id, name, lng, lat }) => {
    const spot = place(lng, lat);
    return isIn(spot) ? [{ tags: { id, name }, rings: [spot] }] : [];
  });
}

async function drawBuildings(runtime: Runtime, view: Reach, at: TileAt): Promise<Buffer> {
  const [pieces, names] = await Promise.all([piecesIn(runtime, view, at), namesIn(runtime, view, at)]);
  return encodeTile({ buildings: buildingsOf(at, pieces), names });
}

interface Count {
  area: string;
  lng: number;
  lat: number;
  buildings: number;
  houses: number;
}

const counts = new WeakMap<Runtime['db'], { version: string; rows: Promise<Count[]> }>();

/** How many buildings and houses each grid has and about where they stand: read again after a change. */
function countsAt(runtime: Runtime, version: string): Promise<Count[]> {
  const known = counts.get(runtime.db);
  if (known?.version === version) return known.rows;
  const rows = sql<Count>`
    select area_id as area, avg(lng) as lng, avg(lat) as lat, count(*)::int as buildings, sum(houses)::int as houses
    from housing_building where area_id is not null and retired_at is null and lng is not null group by area_id`
    .execute(runtime.db)
    .then((found) => found.rows);
  counts.set(runtime.db, { version, rows });
  rows.catch(() => counts.delete(runtime.db));
  return rows;
}

/** The counts of grids, or for a wide view of the streets above them, as points in the middle of what they count. */
function countsBy(areas: AreaTree, rows: readonly Count[], view: Reach, at: TileAt): Drawn[] {
  const seen = new Set(view.areas);
  const sums = new Map<string, Count>();
  for (const row of rows) {
    if (!view.all && !seen.has(row.area)) continue;
    const area = at.z < STREET_ZOOM ? (areas.ancestor(row.area, 'street')?.id ?? row.area) : row.area;
    const sum = sums.get(area) ?? { area, lng: 0, lat: 0, buildings: 0, houses: 0 };
    sum.lng += row.lng * row.buildings;
    sum.lat += row.lat * row.buildings;
    sum.buildings += row.buildings;
    sum.houses += row.houses;
    sums.set(area, sum);
  }
  const place = toTile(at);
  return [...sums.values()].flatMap(({ area, lng, lat, buildings, houses }) => {
    const spot = place(lng / buildings, lat / buildings);
    const tags = { id: area, name: areas.get(area)?.name ?? '', buildings, houses };
    return isIn(spot) ? [{ tags, rings: [spot] }] : [];
  });
}

async function drawCounts(runtime: Runtime, view: Reach, at: TileAt, version: string): Promise<Buffer> {
  const [areas, rows] = await Promise.all([areaTree(runtime), countsAt(runtime, version)]);
  return encodeTile({ grids: countsBy(areas, rows, view, at) });
}

/** The version of what a tile shows: how often its cells have changed; of counts, how often any has. */
async function versionOf(runtime: Runtime, at: TileAt): Promise<string> {
  const [first, last] = stretchOf(at);
  const where = at.z < BUILDING_ZOOM ? sql`true` : sql`key between ${first}::bigint and ${last}::bigint`;
  const { rows } = await sql<{ n: number; cells: number }>`
    select coalesce(sum(version), 0)::bigint as n, count(*)::int as cells from housing_cell_version where ${where}`.execute(
    runtime.db,
  );
  return `${rows[0]!.cells}.${rows[0]!.n}`;
}

function keep(runtime: Runtime, key: string, tile: Kept): void {
  const tiles = kept.get(runtime.db) ?? new Map<string, Kept>();
  kept.set(runtime.db, tiles);
  tiles.delete(key);
  tiles.set(key, tile);
  if (tiles.size > MOST_KEPT) tiles.delete(tiles.keys().next().value!);
}

/**
 * The buildings of a tile that an actor may see, from zoom 13 on; below it how many there are, as points. Kept by tile, reach and version, so
 * that a tile is drawn once for all who see the same. 404 for what is no tile.
 */
export async function tileFor(runtime: Runtime, actor: Actor, at: TileAt): Promise<Tile> {
  if (!isTile(at)) throw notFound('图块');
  const view = await viewOf(runtime, actor);
  const key = `${at.z}/${at.x}/${at.y} ${reachKey(view)}`;
  const version = await versionOf(runtime, at);
  const known = kept.get(runtime.db)?.get(key);
  if (known?.version === version) return known;
  const bytes = await (at.z < BUILDING_ZOOM ? drawCounts : drawBuildings)(runtime, view, at, version);
  const etag = `"${sha256(bytes).toString('base64url').slice(0, 20)}"`;
  const tile = { version, bytes, small: await zip(bytes, { level: 1 }), etag };
  keep(runtime, key, tile);
  return tile;
}
