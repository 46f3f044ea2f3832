import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree, type Boundary } from '../area/index.ts';
import { type Reach, reached, reachKey, viewOf } from './policy.ts';
import { type StateCounts, stateOf } from './rules.state.ts';
import { BUILDING_ZOOM, isTile, stretchOf, type TileAt } from './rules.tile.ts';
import { type Drawn, encodeTile, isIn } from './tile.ts';

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

interface Row {
  id: string;
  name: string;
  outline: Boundary | null;
  lng: number;
  lat: number;
  houses: number;
  states: StateCounts;
}

/** Buildings of a tile within the reach. */
async function buildingsIn(runtime: Runtime, view: Reach, at: TileAt): Promise<Row[]> {
  const [first, last] = stretchOf(at);
  const { rows } = await sql<Row>`
    select b.id, b.name, b.outline, b.lng, b.lat, b.houses, b.states from housing_building b
    where b.id in (select building_id from housing_cell where key between ${first}::bigint and ${last}::bigint)
      and ${reached(view)}`.execute(runtime.db);
  return rows;
}

async function drawBuildings(runtime: Runtime, view: Reach, at: TileAt): Promise<Buffer> {
  const rows = await buildingsIn(runtime, view, at);
  const drawn = rows.map(({ id, states, houses, outline, lng, lat }): Drawn => {
    const care = (states.care ?? 0) > 0;
    return {
      tags: { id, state: stateOf(states), houses, ...(care && { care }) },
      outline,
      point: [lng, lat],
    };
  });
  const here = at.z < NAME_ZOOM ? [] : rows.filter(({ lng, lat }) => isIn(at, [lng, lat]));
  const names = here.map(({ id, name, lng, lat }): Drawn => ({ tags: { id, name }, point: [lng, lat] }));
  return encodeTile(at, { buildings: drawn, names });
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
function countsBy(areas: AreaTree, rows: readonly Count[], view: Reach, z: number): Drawn[] {
  const seen = new Set(view.areas);
  const sums = new Map<string, Count>();
  for (const row of rows) {
    if (!view.all && !seen.has(row.area)) continue;
    const area = z < STREET_ZOOM ? (areas.ancestor(row.area, 'street')?.id ?? row.area) : row.area;
    const sum = sums.get(area) ?? { area, lng: 0, lat: 0, buildings: 0, houses: 0 };
    sum.lng += row.lng * row.buildings;
    sum.lat += row.lat * row.buildings;
    sum.buildings += row.buildings;
    sum.houses += row.houses;
    sums.set(area, sum);
  }
  return [...sums.values()].map(({ area, lng, lat, buildings, houses }) => ({
    tags: { id: area, name: areas.get(area)?.name ?? '', buildings, houses },
    point: [lng / buildings, lat / buildings],
  }));
}

async function drawCounts(runtime: Runtime, view: Reach, at: TileAt, version: string): Promise<Buffer> {
  const [areas, rows] = await Promise.all([areaTree(runtime), countsAt(runtime, version)]);
  return encodeTile(at, { grids: countsBy(areas, rows, view, at.z).filter(({ point }) => isIn(at, point!)) });
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
