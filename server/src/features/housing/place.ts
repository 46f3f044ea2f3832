import { badField } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaNode, areaTree, type Boundary, gridAt, pointInside, polygonsOf } from '../area/index.ts';

export interface Point {
  lng: number;
  lat: number;
}

/** Where a building stands: the point that stands for it, and the grid that answers for the point. */
export interface Standing {
  lng: number | null;
  lat: number | null;
  area_id: string | null;
  area_by: 'place' | 'hand';
}

/** The point that stands for an outline: inside its largest part. */
export function pointOf(outline: Boundary): Point {
  const [largest] = polygonsOf(outline).toSorted((a, b) => (b[0]?.length ?? 0) - (a[0]?.length ?? 0));
  const [lng, lat] = pointInside(largest!);
  return { lng, lat };
}

/** A grid that somebody named, by id or code; refuses what is none or has ended. */
export async function namedGrid(runtime: Runtime, text: string): Promise<AreaNode> {
  const areas = await areaTree(runtime);
  const grid = areas.get(text) ?? areas.byCode(text);
  if (!grid || grid.retired || grid.level !== 'grid')
    throw badField('area', 'unknown_area', '没有这个网格，请重新选择。');
  return grid;
}

/** Finds the grid of a building by its outline or point, unless somebody says which; null where it lies in none (未落格). */
export async function standingOf(
  runtime: Runtime,
  said: { outline?: Boundary | null; point?: Point | null; area?: string | null },
): Promise<Standing> {
  const point = said.outline ? pointOf(said.outline) : (said.point ?? null);
  const { lng, lat } = point ?? { lng: null, lat: null };
  if (said.area) return { lng, lat, area_id: (await namedGrid(runtime, said.area)).id, area_by: 'hand' };
  const grid = point ? (await gridAt(runtime, point.lng, point.lat)).grid : null;
  return { lng, lat, area_id: grid, area_by: 'place' };
}
