import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Boundary } from './geometry.ts';
import { buildGridIndex, type Candidate, type GridIndex } from './locate.ts';
import { CHANGES_OF_AREAS } from './tree.ts';

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

const shapes = cacheOf<Shapes>(CHANGES_OF_AREAS, async (runtime) => {
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
