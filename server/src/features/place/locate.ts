import { badField } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree, gridAt } from '../area/index.ts';
import type { Standing } from './row.ts';

export type Lying = Pick<Standing, 'area_id' | 'area_by' | 'lng' | 'lat'>;

/** Where something lies: in the grid of its point, else in the area that somebody names. */
export async function locate(
  runtime: Runtime,
  point: { lng: number; lat: number } | null,
  area: string | null,
): Promise<Lying> {
  const at = { lng: point?.lng ?? null, lat: point?.lat ?? null };
  const { grid } = point ? await gridAt(runtime, point.lng, point.lat) : { grid: null };
  if (grid) return { ...at, area_id: grid, area_by: 'place' };
  if (!area) return { ...at, area_id: null, area_by: 'place' };
  const known = (await areaTree(runtime)).get(area);
  if (!known || known.retired) throw badField('area', 'unknown_area', '没有这个区域，请重新选择。');
  return { ...at, area_id: known.id, area_by: 'hand' };
}
