import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { type Reach, reached, reachKey, viewOf } from './policy.ts';
import { byEstate, drawCounts, drawDots } from './queries.wide.ts';
import { ringsIn } from './rules.shape.ts';
import { lookSaid } from './rules.state.ts';
import {
  BUILDING_ZOOM,
  COUNT_ZOOM,
  DOT_ZOOM,
  isIn,
  isTile,
  stretchOf,
  type TileAt,
  toTile,
} from './rules.tile.ts';
import { Shelf } from './shelf.ts';
import { type Drawn, encodeTile } from './tile.ts';

/** A tile as it goes out. */
export interface Tile {
  etag: string;
  bytes: Buffer;
  /** The same, compressed. */
  small: Buffer;
}

/** So many bytes of drawn tiles are kept. */
const MOST_KEPT = 64 * 1024 * 1024;
/** From here on buildings carry their names. */
const NAME_ZOOM = 16;

const zip = promisify(gzip);
const shelves = new WeakMap<Runtime['db'], Shelf<Tile>>();

/** Bytes before the shape: id, look, houses, length of the shape. */
const HEAD = 16 + 2 + 4 + 4;

/** The buildings of a tile within the reach, one after the other in one piece: some thousand rows cost more to take apart than to draw. */
async function piecesIn({ db }: Runtime, view: Reach, at: TileAt): Promise<Buffer> {
  const [first, last] = stretchOf(at);
  const within = view.all ? sql`true` : sql`c.area_id = any (${view.areas as string[]}::uuid[])`;
  const piece = sql`uuid_send(c.building_id) || int2send(c.look) || int4send(c.houses) || int4send(length(c.shape)) || c.shape`;
  const { rows } = await sql<{ pieces: Buffer | null }>`
    select string_agg(piece, ''::bytea) as pieces from (
      select ${piece} as piece from housing_cell c where c.key between ${first}::bigint and ${last}::bigint and ${within}
      ${byEstate(view, at, piece)}) p`.execute(db);
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

/** A wide view: dots, and up to some zoom how many there are; wider still the counts alone. */
async function drawWide(runtime: Runtime, view: Reach, at: TileAt, version: string): Promise<Buffer> {
  const areas = await areaTree(runtime);
  const [dots, grids] = await Promise.all([
    at.z < DOT_ZOOM ? [] : drawDots(runtime, view, at),
    at.z > COUNT_ZOOM ? [] : drawCounts(runtime, areas, { view, at, version }),
  ]);
  return encodeTile({ dots, grids });
}

/**
 * The version of what a tile shows: how often its cells have changed; of counts, how often any has. Where something is seen by its estate, also
 * which these are and how often each has: another company's buildings are not handed out of what was kept.
 */
async function versionOf(runtime: Runtime, view: Reach, at: TileAt): Promise<string> {
  const [first, last] = stretchOf(at);
  const estates = view.all
    ? sql`''`
    : sql`(select coalesce(sum(uuid_hash_extended(id, version)), 0) from housing_estate
        where property_unit_id = any (${view.units as string[]}::uuid[]) or area_id = any (${view.areas as string[]}::uuid[]))`;
  const where = at.z <= COUNT_ZOOM ? sql`true` : sql`key between ${first}::bigint and ${last}::bigint`;
  const { rows } = await sql<{ version: string }>`
    select count(*) || '.' || coalesce(sum(version), 0) || ' ' || ${estates} as version from housing_cell_version where ${where}`.execute(
    runtime.db,
  );
  return rows[0]!.version;
}

function shelfOf({ db }: Runtime): Shelf<Tile> {
  const known = shelves.get(db);
  if (known) return known;
  const made = new Shelf<Tile>(MOST_KEPT, ({ bytes, small }) => bytes.length + small.length);
  shelves.set(db, made);
  return made;
}

/**
 * The buildings of a tile that an actor may see, from zoom 14 on as they stand; below it as dots, with how many there are. Kept by tile, reach
 * and version, so that a tile is drawn once for all who see the same, also when they ask together. 404 for what is no tile.
 */
export async function tileFor(runtime: Runtime, actor: Actor, at: TileAt): Promise<Tile> {
  if (!isTile(at)) throw notFound('图块');
  const view = await viewOf(runtime, actor);
  const key = `${at.z}/${at.x}/${at.y} ${reachKey(view)}`;
  const version = await versionOf(runtime, view, at);
  return shelfOf(runtime).take(key, version, async () => {
    const bytes = await (at.z < BUILDING_ZOOM ? drawWide : drawBuildings)(runtime, view, at, version);
    const etag = `"${sha256(bytes).toString('base64url').slice(0, 20)}"`;
    return { bytes, small: await zip(bytes, { level: 1 }), etag };
  });
}
