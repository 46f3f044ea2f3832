import { type RawBuilder, sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import type { AreaTree } from '../area/index.ts';
import type { Reach } from './policy.ts';
import type { Flat } from './rules.shape.ts';
import { lookSaid } from './rules.state.ts';
import {
  CELL_ZOOM,
  cellAt,
  EXTENT,
  isIn,
  LOOKS,
  NO_GRID,
  SPOTS,
  stretchOf,
  type TileAt,
} from './rules.tile.ts';
import type { Drawn } from './tile.ts';

/** Dots that fall together on this grid of a tile are one: finer than the points of a screen. */
const FINE = 1024;
/** Up to here a count stands for a street, then for a community. */
const STREET_ZOOM = 11;

/**
 * Cells `c` of a tile whose buildings are seen by their estate and not by their grid: those of a property company's own estates, and those without
 * a grid in a community's. Begins with `union all`; nothing for who sees everything.
 */
export function byEstate(view: Reach, at: TileAt, columns: RawBuilder<unknown>): RawBuilder<unknown> {
  if (view.all) return sql``;
  const [first, last] = stretchOf(at);
  const cells = sql`join housing_cell c on c.building_id = b.id and c.key between ${first}::bigint and ${last}::bigint`;
  const own = sql`union all select ${columns} from housing_estate v join housing_building b on b.estate_id = v.id ${cells}
    where v.property_unit_id = any (${view.units as string[]}::uuid[])`;
  const unplaced = sql`union all select ${columns} from housing_building b join housing_estate v on v.id = b.estate_id ${cells}
    where b.area_id is null and b.retired_at is null and v.area_id = any (${view.areas as string[]}::uuid[])`;
  return view.units.length > 0 ? sql`${unplaced} ${own}` : unplaced;
}

/** The dots of a tile within the reach, cell after cell in one piece: key, length of its dots, dots. */
async function dotsIn({ db }: Runtime, view: Reach, at: TileAt): Promise<Buffer> {
  const [first, last] = stretchOf(at);
  const within = view.all ? sql`true` : sql`g.area_id = any (${view.areas as string[]}::uuid[])`;
  const dot = sql`c.key, coalesce(int4send(c.spot * ${LOOKS}::int + c.look), '')`;
  const { rows } = await sql<{ pieces: Buffer | null }>`
    select string_agg(int8send(key) || int4send(length(dots)) || dots, ''::bytea) as pieces from (
      select g.key, g.dots from housing_ground g where g.key between ${first}::bigint and ${last}::bigint and ${within}
      ${byEstate(view, at, dot)}) d`.execute(db);
  return rows[0]?.pieces ?? Buffer.alloc(0);
}

/** One bit for each place of the fine grid: set where a dot stands. */
type Places = Uint32Array;

/** Where the dots stand in the grid of the tile, by look; a place that several share is set once. */
function placesByLook(at: TileAt, pieces: Buffer): Map<number, Places> {
  const cells = 2 ** (CELL_ZOOM - at.z);
  const size = FINE / cells;
  const places = new Map<number, Places>();
  for (let from = 0; from < pieces.length; ) {
    const [x, y] = cellAt(Number(pieces.readBigInt64BE(from)));
    const [left, top] = [(x - at.x * cells) * size, (y - at.y * cells) * size];
    const end = from + 12 + pieces.readInt32BE(from + 8);
    for (from += 12; from < end; from += 4) {
      const column = pieces[from + 1]!;
      const row = pieces[from + 2]!;
      const look = pieces[from + 3]!;
      let known = places.get(look);
      if (!known) {
        known = new Uint32Array((FINE * FINE) / 32);
        places.set(look, known);
      }
      const across = Math.floor(left + ((column + 0.5) / SPOTS) * size);
      const place = Math.floor(top + ((row + 0.5) / SPOTS) * size) * FINE + across;
      known[place >>> 5]! |= 1 << (place & 31);
    }
  }
  return places;
}

/** The points of these places in the grid of a tile, row after row, so that the steps between them are small. */
function pointsAt(places: Places): Flat {
  const step = EXTENT / FINE;
  const flat: Flat = [];
  places.forEach((word, i) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) {
      const place = i * 32 + 31 - Math.clz32(rest & -rest);
      flat.push((place % FINE) * step + step / 2, Math.floor(place / FINE) * step + step / 2);
    }
  });
  return flat;
}

/** A dot for each building that an actor may see: what a wide view shows of them. */
export async function drawDots(runtime: Runtime, view: Reach, at: TileAt): Promise<Drawn[]> {
  const places = placesByLook(at, await dotsIn(runtime, view, at));
  return [...places].map(([look, known]) => {
    const { state, care } = lookSaid(look);
    return { tags: { state, ...(care && { care }) }, rings: [pointsAt(known)], cloud: true };
  });
}

interface Count {
  area: string;
  /** Sums of where its buildings stand in the unit square of the map. */
  x: number;
  y: number;
  buildings: number;
  houses: number;
}

const counts = new WeakMap<Runtime['db'], { version: string; rows: Promise<Count[]> }>();

/** How many buildings and houses each grid has and where they stand: read again after a change. */
function countsAt({ db }: Runtime, version: string): Promise<Count[]> {
  const known = counts.get(db);
  if (known?.version === version) return known.rows;
  const rows = sql<Count>`
    select area_id as area, sum(x) as x, sum(y) as y, sum(buildings)::int as buildings, sum(houses)::int as houses
    from housing_ground where area_id <> ${NO_GRID}::uuid group by area_id`
    .execute(db)
    .then((found) => found.rows);
  counts.set(db, { version, rows });
  rows.catch(() => counts.delete(db));
  return rows;
}

/** How many buildings there are, by community, or in a wider view by street, as points in the middle of what they count. */
export async function drawCounts(
  runtime: Runtime,
  areas: AreaTree,
  { view, at, version }: { view: Reach; at: TileAt; version: string },
): Promise<Drawn[]> {
  const seen = new Set(view.areas);
  const level = at.z <= STREET_ZOOM ? 'street' : 'community';
  const sums = new Map<string, Count>();
  for (const row of await countsAt(runtime, version)) {
    if (!view.all && !seen.has(row.area)) continue;
    const area = areas.ancestor(row.area, level)?.id ?? row.area;
    const sum = sums.get(area) ?? { area, x: 0, y: 0, buildings: 0, houses: 0 };
    sum.x += row.x;
    sum.y += row.y;
    sum.buildings += row.buildings;
    sum.houses += row.houses;
    sums.set(area, sum);
  }
  const side = 2 ** at.z;
  return [...sums.values()].flatMap(({ area, x, y, buildings, houses }) => {
    const spot = [x, y].map((sum, i) =>
      Math.round(((sum / buildings) * side - (i === 0 ? at.x : at.y)) * EXTENT),
    );
    const tags = { id: area, name: areas.get(area)?.name ?? '', buildings, houses };
    return isIn(spot) ? [{ tags, rings: [spot] }] : [];
  });
}
