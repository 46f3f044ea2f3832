import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import type { Db } from '../../platform/database/open.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Boundary } from './geometry.ts';
import { buildGridIndex, type Candidate, type GridIndex } from './locate.ts';

export interface GridAt {
  /** The grid that answers for the point; null outside all grids. */
  grid: string | null;
  candidates: Candidate[];
  version: number;
}

interface Shapes {
  index: GridIndex;
  version: number;
}

const shapes = cacheOf<Shapes>(['area.'], async (runtime) => {
  const { rows } = await sql<{ id: string; kind: 'ordinary' | 'special'; geometry: Boundary }>`
    select a.id, a.kind, b.geometry from area a
    join lateral (select geometry from area_boundary where area_id = a.id order by version desc limit 1) b on true
    where a.level = 'grid' and a.retired_at is null and b.geometry is not null`.execute(runtime.db);
  const version = await sql<{
    version: number | null;
  }>`select max(version) as version from area_boundary_version`.execute(runtime.db);
  return { index: buildGridIndex(rows), version: version.rows[0]?.version ?? 0 };
});

/** Finds the grid of a point (WGS-84) in memory, with the neighbours when it is near an edge. */
export async function gridAt(runtime: Runtime, lng: number, lat: number): Promise<GridAt> {
  const { index, version } = await shapes.get(runtime);
  const { grid, candidates } = index.locate(lng, lat);
  return { grid, candidates, version };
}

/** The version of the boundaries in force. */
export async function boundaryVersion(runtime: Runtime): Promise<number> {
  return (await shapes.get(runtime)).version;
}

export const forgetBoundaries = (runtime: Runtime): void => shapes.forget(runtime);

/** A name or an address without spaces and marks, as places are searched by. */
export function placeKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');
}

export interface Place {
  id: string;
  name: string;
  address: string;
  area_id: string;
  lng: number | null;
  lat: number | null;
}

/** The place whose name or address an address text begins with, the longest first; null when none is known. */
export async function placeOfAddress(db: Db, address: string): Promise<Place | null> {
  const key = placeKey(address);
  if (key.length < 3) return null;
  const beginnings = Array.from({ length: key.length - 2 }, (_, i) => key.slice(0, i + 3));
  const { rows } = await sql<Place>`
    select id, name, address, area_id, lng, lat from area_place where search = any (${beginnings}::text[])
    order by length(search) desc limit 1`.execute(db);
  return rows[0] ?? null;
}
