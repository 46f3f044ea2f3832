import { type RawBuilder, sql } from 'kysely';
import { type Actor, areasOf, unitsOf } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';

/** Whoever answers for an area sees what stands in it; a property company sees its own estates. */
export const VIEW = 'housing:view-area';
export const VIEW_OWN = 'housing:view-unit';
export const EDIT = 'housing:edit';
export const VIEWS = [VIEW, VIEW_OWN];

/** What somebody reaches. */
export interface Reach {
  /** Everything: the program itself, or a whole city with what lies in no grid of it. */
  all: boolean;
  areas: readonly string[];
  /** What lies above them: a grid worker knows the estates of the community. */
  above: readonly string[];
  units: readonly string[];
}

const reaches = new WeakMap<object, Map<string, Reach>>();

/** All areas under those of the grants: kept while the tree is the same, for a map asks for it with every tile. */
async function reachOf(runtime: Runtime, actor: Actor, tops: string[], units: string[]): Promise<Reach> {
  const tree = await areaTree(runtime);
  if (actor.kind === 'system') return { all: true, areas: [], above: [], units: [] };
  const known = reaches.get(tree) ?? new Map<string, Reach>();
  reaches.set(tree, known);
  const key = [...tops, '', ...units].join();
  let reach = known.get(key);
  if (!reach) {
    // Whoever has the city, or what lies above it, has what no grid holds.
    const all = tops.some((id) => (tree.get(id)?.path.length ?? 2) <= 1);
    const tops_ = new Set(tops);
    const areas = all ? [] : tree.all().filter(({ path }) => path.some((id) => tops_.has(id)));
    const above = all ? [] : tops.flatMap((id) => tree.get(id)?.path.slice(0, -1) ?? []);
    reach = { all, areas: areas.map(({ id }) => id), above, units };
    known.set(key, reach);
  }
  return reach;
}

/** What an actor may look at. */
export const viewOf = (runtime: Runtime, actor: Actor): Promise<Reach> =>
  reachOf(runtime, actor, areasOf(actor, VIEW), unitsOf(actor, VIEW_OWN));

/** What an actor may change. */
export const editOf = (runtime: Runtime, actor: Actor): Promise<Reach> =>
  reachOf(runtime, actor, areasOf(actor, EDIT), unitsOf(actor, EDIT));

/** The same text for whoever sees the same: what is drawn for one may be handed to the other. */
export const reachKey = ({ all, areas, units }: Reach): string =>
  all
    ? 'all'
    : sha256([...areas, '', ...units].join())
        .toString('base64url')
        .slice(0, 16);

/** True in SQL for a building `b` within the reach: by its grid, by the community of its estate, or by its property company. */
export function reached({ all, areas, units }: Reach): RawBuilder<boolean> {
  if (all) return sql<boolean>`true`;
  const within = sql`b.area_id = any (${areas as string[]}::uuid[])`;
  return sql<boolean>`(${within} or (b.estate_id is not null and exists (
    select from housing_estate v where v.id = b.estate_id
      and (v.property_unit_id = any (${units as string[]}::uuid[])
        or (b.area_id is null and v.area_id = any (${areas as string[]}::uuid[]))))))`;
}

/** True in SQL for an estate `e` within the reach. */
export const reachedEstate = ({ all, areas, above, units }: Reach): RawBuilder<boolean> =>
  all
    ? sql<boolean>`true`
    : sql<boolean>`(e.area_id = any (${[...areas, ...above]}::uuid[]) or e.property_unit_id = any (${units as string[]}::uuid[])
        or exists (select from housing_building i where i.estate_id = e.id and i.area_id = any (${areas as string[]}::uuid[])))`;

/** The same for a row that is at hand. */
export function mayChange(
  reach: Reach,
  row: { area_id: string | null; estate_area: string | null; property_unit: string | null },
): boolean {
  if (reach.all || (row.property_unit !== null && reach.units.includes(row.property_unit))) return true;
  const area = row.area_id ?? row.estate_area;
  return area !== null && reach.areas.includes(area);
}

export const noBuilding = () => notFound('建筑');
export const noHouse = () => notFound('房屋');
export const noEstate = () => notFound('小区');
