import { sql } from 'kysely';
import { badField, notFound } from '../../platform/errors.ts';
import type { Page } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Feature } from './geojson.ts';
import { areaOf, type Boundary, boxOf, pointInside, polygonArea, polygonsOf } from './geometry.ts';
import { gridAt } from './place.ts';
import { levelName } from './rules.tree.ts';
import { type AreaNode, type AreaTree, areaTree } from './tree.ts';

/** The area of an id or a code; refuses (404) what is none. */
export function findArea(areas: AreaTree, key: string): AreaNode {
  const area = areas.get(key.toLowerCase()) ?? areas.byCode(key.toUpperCase());
  if (!area) throw notFound('区域');
  return area;
}

export const brief = ({ id, code, name, level }: AreaNode) => ({
  id,
  code,
  name,
  level,
  level_name: levelName(level),
});

function itemOf(areas: AreaTree, area: AreaNode) {
  const { kind, parentId: parent_id, clusterId: cluster_id, retired } = area;
  const children = areas.children(area.id).filter((child) => !child.retired).length;
  return {
    ...brief(area),
    kind,
    parent_id,
    cluster_id,
    full_name: areas.fullName(area.id),
    children,
    retired,
  };
}

export type AreaItem = ReturnType<typeof itemOf>;

export interface AreaFilter {
  parent?: string | undefined;
  level?: string | undefined;
  q?: string | undefined;
  retired?: boolean | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

/** Direct children; with a level all below of that level; without a parent the topmost, or all when something is looked for. */
function among(areas: AreaTree, { parent, level, q }: AreaFilter): readonly AreaNode[] {
  const top = parent === undefined ? undefined : findArea(areas, parent);
  if (!level && !q)
    return top ? areas.children(top.id) : areas.all().filter((area) => area.parentId === null);
  const all = top
    ? areas.all().filter((area) => area.id !== top.id && areas.within(area.id, top.id))
    : areas.all();
  return level ? all.filter((area) => area.level === level) : all;
}

/** Areas in the order of their codes, a page at a time. */
export async function listAreas(runtime: Runtime, filter: AreaFilter): Promise<Page<AreaItem>> {
  const { q, retired = false, cursor = '', limit = 50 } = filter;
  const areas = await areaTree(runtime);
  const text = q?.trim().toUpperCase();
  const found = among(areas, filter).filter(
    (area) =>
      area.code > cursor &&
      (retired || !area.retired) &&
      (!text || area.name.toUpperCase().includes(text) || area.code.startsWith(text)),
  );
  const page = found.toSorted((a, b) => (a.code < b.code ? -1 : 1)).slice(0, limit);
  return {
    items: page.map((area) => itemOf(areas, area)),
    next: found.length > limit ? page.at(-1)!.code : null,
  };
}

function ancestorsOf(areas: AreaTree, area: AreaNode): AreaNode[] {
  const above: AreaNode[] = [];
  for (let at = area.parentId; at; at = areas.get(at)?.parentId ?? null) {
    const parent = areas.get(at);
    if (!parent) break;
    above.unshift(parent);
  }
  return above;
}

interface DetailRow {
  version: number;
  cluster: string | null;
  boundary_version: number | null;
  geometry: Boundary | null;
}

function shapeOf(geometry: Boundary | null) {
  if (!geometry) return { area_m2: null, center: null, box: null };
  const largest = polygonsOf(geometry).toSorted((a, b) => polygonArea(b) - polygonArea(a))[0]!;
  const [lng, lat] = pointInside(largest);
  const { minX, minY, maxX, maxY } = boxOf(geometry);
  return { area_m2: Math.round(areaOf(geometry)), center: { lng, lat }, box: [minX, minY, maxX, maxY] };
}

/** Everything about one area. */
export async function areaDetail(runtime: Runtime, key: string) {
  const areas = await areaTree(runtime);
  const area = findArea(areas, key);
  const { rows } = await sql<DetailRow>`
    select a.version, c.name as cluster, b.version as boundary_version, b.geometry from area a
    left join area_cluster c on c.id = a.cluster_id
    left join lateral (select version, geometry from area_boundary where area_id = a.id order by version desc limit 1) b on true
    where a.id = ${area.id}::uuid`.execute(runtime.db);
  const row = rows[0]!;
  return {
    ...itemOf(areas, area),
    version: row.version,
    ancestors: ancestorsOf(areas, area).map(brief),
    cluster: area.clusterId && row.cluster ? { id: area.clusterId, name: row.cluster } : null,
    boundary_version: row.geometry ? row.boundary_version : null,
    ...shapeOf(row.geometry),
  };
}

/** The grid of a point and, near an edge, its neighbours, each with where it belongs. */
export async function locatePoint(runtime: Runtime, lng: number, lat: number) {
  const [areas, at] = await Promise.all([areaTree(runtime), gridAt(runtime, lng, lat)]);
  const described = (id: string) => {
    const area = areas.get(id)!;
    const parents = area.path.slice(0, -1).map((step) => brief(areas.get(step)!));
    return { ...brief(area), kind: area.kind, full_name: areas.fullName(id), parents };
  };
  return {
    grid: at.grid ? described(at.grid) : null,
    candidates: at.candidates.map(({ id, distance_m }) => ({ ...described(id), distance_m })),
    boundary_version: at.version,
  };
}

/** An area's boundary, now or as it was in an older version; 404 when it had none. */
export async function boundaryOfArea(runtime: Runtime, key: string, version?: number) {
  const area = findArea(await areaTree(runtime), key);
  const { rows } = await sql<{ version: number; geometry: Boundary | null }>`
    select version, geometry from area_boundary
    where area_id = ${area.id}::uuid and version <= coalesce(${version ?? null}::int, 2147483647)
    order by version desc limit 1`.execute(runtime.db);
  const row = rows[0];
  if (!row?.geometry) throw notFound('边界');
  const { code, name } = area;
  return {
    type: 'Feature' as const,
    id: area.id,
    properties: { code, name, version: row.version },
    geometry: row.geometry,
  };
}

export interface DrawnFilter {
  parent?: string | undefined;
  level?: string | undefined;
  version?: number | undefined;
}

/** The areas below one, drawn: direct children, or all of a level. In an older version also those retired since. */
export async function drawnAreas(runtime: Runtime, filter: DrawnFilter): Promise<Feature[]> {
  const { parent, level, version } = filter;
  if (!parent && !level) throw badField('parent', 'required', '请指明上级或级别，例如 level=community。');
  const areas = await areaTree(runtime);
  const wanted = among(areas, { parent, level }).filter((area) => version !== undefined || !area.retired);
  const { rows } = await sql<{ id: string; geometry: Boundary }>`
    select a.id, b.geometry from unnest(${wanted.map((area) => area.id)}::uuid[]) as a(id)
    join lateral (select geometry from area_boundary
      where area_id = a.id and version <= coalesce(${version ?? null}::int, 2147483647)
      order by version desc limit 1) b on b.geometry is not null`.execute(runtime.db);
  return rows.map(({ id, geometry }) => {
    const area = areas.get(id)!;
    const { code, name, kind, parentId: parent_id } = area;
    return {
      type: 'Feature' as const,
      id,
      properties: { id, code, name, level: area.level, kind, parent_id },
      geometry,
    };
  });
}

/** One layer of the base map; `class` goes out as the kind within the layer. */
export async function baseFeatures(runtime: Runtime, layer: string): Promise<Feature[]> {
  const { rows } = await sql<{ class: string; name: string; geometry: unknown }>`
    select class, name, geometry from area_base where kind = ${layer} order by id`.execute(runtime.db);
  return rows.map(({ class: kind, name, geometry }) => ({
    type: 'Feature' as const,
    properties: { kind, ...(name && { name }) },
    geometry,
  }));
}
