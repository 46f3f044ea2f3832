import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { metresPerLat, metresPerLng } from './geometry.ts';
import { divisionKey, piecesOf, placeKey } from './rules.address.ts';
import { areaTree } from './tree.ts';

export interface Place {
  id: string;
  name: string;
  address: string;
  area_id: string;
  lng: number | null;
  lat: number | null;
}

interface Hit extends Place {
  key: string;
  divisions: string[];
}

const MOST_HITS = 200;
const MOST_PER_KEY = 50;
/** Two letters may begin the names of half a city: so many are looked at, in the order of the index. */
const MOST_READ = 2000;

/** The places of these keys, in this order of the keys, each with the names of the areas above it. */
async function hits(db: Db, keys: RawBuilder<unknown>, order: RawBuilder<unknown>): Promise<Hit[]> {
  const { rows } = await sql<Hit>`
    select k.key, p.id, p.name, p.address, p.area_id, p.lng, p.lat,
      array(select name from area where id = any (a.path)) as divisions
    from (select place_id, key from (${keys}) found order by ${order} limit ${MOST_HITS}) k
    join area_place p on p.id = k.place_id join area a on a.id = p.area_id
    where a.retired_at is null order by ${order}, length(p.name)`.execute(db);
  return rows;
}

/** Places of which some key lies in the text, the longest key first: one probe of the index for each piece, whatever the planner knows. */
async function hitsIn(db: Db, text: string): Promise<Hit[]> {
  const pieces = piecesOf(text);
  if (pieces.length === 0) return [];
  const keys = sql`
    select each.place_id, each.key from unnest(${pieces}::text[]) as piece
    cross join lateral (select place_id, key from area_place_key where key = piece limit ${MOST_PER_KEY}) each`;
  return hits(db, keys, sql`length(key) desc`);
}

/** Places of which some key begins so, the shortest key first. The bounds are what the index is ordered by. */
async function hitsFrom(db: Db, beginning: string): Promise<Hit[]> {
  const end = `${beginning}\u{10ffff}`;
  const keys = sql`select place_id, key from area_place_key where key ~>=~ ${beginning} and key ~<~ ${end}
    order by key using ~<~ limit ${MOST_READ}`;
  return hits(db, keys, sql`length(key)`);
}

/** How many of the areas above a place the text names: 东湖区幸福路12号 is not the one in 西湖区. */
function named(hit: Hit, key: string): number {
  return hit.divisions.filter((name) => key.includes(divisionKey(name))).length;
}

/**
 * The place that an address text names, wherever in the text: the one with the longest known name or address wins, and
 * among several of the same name the one whose district or community the text names. Null when none is known or when
 * several grids remain: then somebody must say which.
 */
export async function placeOfAddress(db: Db, address: string): Promise<Place | null> {
  const all = await hitsIn(db, address);
  const key = placeKey(address);
  const longest = all.filter((hit) => hit.key.length === all[0]!.key.length);
  const best = Math.max(...longest.map((hit) => named(hit, key)));
  const winners = longest.filter((hit) => named(hit, key) === best);
  const first = winners[0];
  if (!first || winners.some((hit) => hit.area_id !== first.area_id)) return null;
  const { id, name, address: full, area_id, lng, lat } = first;
  return { id, name, address: full, area_id, lng, lat };
}

export interface FoundPlace extends Place {
  area: { id: string; code: string; name: string; full_name: string };
  distance_m: number | null;
}

export interface PlaceSearch {
  q: string;
  near?: { lng: number; lat: number } | undefined;
  limit?: number | undefined;
}

const metres = (place: Place, near: { lng: number; lat: number }) =>
  place.lng === null || place.lat === null
    ? Number.POSITIVE_INFINITY
    : Math.hypot(
        (place.lng - near.lng) * metresPerLng(near.lat),
        (place.lat - near.lat) * metresPerLat(near.lat),
      );

/** Places for typing ahead: whose name or address begins with the text, or lies in it; the nearest first when a point is given. */
export async function searchPlaces(runtime: Runtime, search: PlaceSearch): Promise<FoundPlace[]> {
  const { q, near, limit = 10 } = search;
  const key = placeKey(q);
  if (key.length < 2) return [];
  const areas = await areaTree(runtime);
  const starting = await hitsFrom(runtime.db, key);
  const found = starting.length > 0 ? starting : await hitsIn(runtime.db, q);
  const places = [...new Map(found.toReversed().map((hit) => [hit.id, hit])).values()].reverse();
  const rank = (place: Hit) => (near ? metres(place, near) : place.key.length);
  return places
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'zh-CN', { numeric: true }))
    .slice(0, limit)
    .map(({ key: _key, divisions: _divisions, ...place }) => {
      const area = areas.get(place.area_id)!;
      const { id, code, name } = area;
      const far = near ? Math.round(metres(place, near)) : null;
      return {
        ...place,
        area: { id, code, name, full_name: areas.fullName(id) },
        distance_m: Number.isFinite(far) ? far : null,
      };
    });
}
