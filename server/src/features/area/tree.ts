import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** One area as the whole program knows it. */
export interface AreaNode {
  id: string;
  parentId: string | null;
  code: string;
  name: string;
  level: string;
  kind: 'ordinary' | 'special';
  clusterId: string | null;
  /** From the city down, itself last; empty above the city. */
  path: readonly string[];
  retired: boolean;
}

/** The tree of areas in memory: some ten thousand nodes, asked on every request. */
export interface AreaTree {
  get(id: string): AreaNode | undefined;
  byCode(code: string): AreaNode | undefined;
  /** As people write one in a table: by its code, or by a name that only one has; none that has ended or lies above the city. */
  named(text: string): AreaNode | undefined;
  children(id: string): readonly AreaNode[];
  all(): readonly AreaNode[];
  /** The nearest ancestor (or itself) that carries the level's label. */
  ancestor(id: string, level: string): AreaNode | undefined;
  /** True when `area` is `top` or lies below it. */
  within(area: string, top: string): boolean;
  /** 滨江市 / 东湖区 / …, from the city down. */
  fullName(id: string): string;
}

interface Row {
  id: string;
  parent_id: string | null;
  code: string;
  name: string;
  level: string;
  kind: 'ordinary' | 'special';
  cluster_id: string | null;
  path: string[];
  retired_at: Date | null;
}

function buildTree(rows: Row[]): AreaTree {
  const nodes: AreaNode[] = rows.map((row) => ({
    id: row.id,
    parentId: row.parent_id,
    code: row.code,
    name: row.name,
    level: row.level,
    kind: row.kind,
    clusterId: row.cluster_id,
    path: row.path,
    retired: row.retired_at !== null,
  }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  const children = Map.groupBy(nodes, (node) => node.parentId);
  const names = Map.groupBy(
    nodes.filter(({ retired, path }) => !retired && path.length > 0),
    ({ name }) => name,
  );
  const pathOf = (id: string) => (byId.get(id)?.path ?? []).map((step) => byId.get(step)!);
  // Asked for every row of every list.
  const fullNames = new Map<string, string>();
  const fullName = (id: string): string => {
    const known = fullNames.get(id);
    if (known !== undefined) return known;
    const names = pathOf(id).map((node) => node.name);
    const full = names.join(' / ') || (byId.get(id)?.name ?? '');
    fullNames.set(id, full);
    return full;
  };
  return {
    get: (id) => byId.get(id),
    byCode: (code) => byCode.get(code),
    named(text) {
      const called = names.get(text) ?? [];
      const area = byCode.get(text) ?? (called.length === 1 ? called[0] : undefined);
      return area && !area.retired && area.path.length > 0 ? area : undefined;
    },
    children: (id) => children.get(id) ?? [],
    all: () => nodes,
    ancestor: (id, level) => pathOf(id).findLast((node) => node.level === level),
    within: (area, top) =>
      area === top || pathOf(area).some((node) => node.id === top) || isAbove(byId, area, top),
    fullName,
  };
}

/** Areas above the city are in nobody's path; only the parents lead there. */
function isAbove(byId: Map<string, AreaNode>, area: string, top: string): boolean {
  for (let node = byId.get(area); node; node = node.parentId ? byId.get(node.parentId) : undefined)
    if (node.id === top) return true;
  return false;
}

/** Events upon which the tree and the shapes are read anew: not those of places and the ground, which come with every new building. */
export const CHANGES_OF_AREAS = ['imported', 'created', 'changed', 'retired', 'boundaries', 'cluster'].map(
  (change) => `area.${change}`,
);

const cache = cacheOf(CHANGES_OF_AREAS, async (runtime) => {
  const { rows } = await sql<Row>`
    select id, parent_id, code, name, level, kind, cluster_id, path, retired_at from area order by code`.execute(
    runtime.db,
  );
  return buildTree(rows);
});

/** The tree as it is now. */
export const areaTree = (runtime: Runtime): Promise<AreaTree> => cache.get(runtime);

/** After a change of one's own: this program reads the tree anew. */
export const forgetAreaTree = (runtime: Runtime): void => cache.forget(runtime);

/** The grids in or below some areas, ordinary and special ones; none that has ended unless asked for. */
export function gridsIn(tops: readonly string[], areas: AreaTree, ended = false): string[] {
  const found = new Set<string>();
  const walk = (id: string): void => {
    const area = areas.get(id);
    if (!area || (area.retired && !ended)) return;
    if (area.level === 'grid') found.add(id);
    for (const child of areas.children(id)) walk(child.id);
  };
  for (const top of tops) walk(top);
  return [...found];
}

/** These areas and all above them. */
export const pathsOf = (ids: readonly string[], areas: AreaTree): string[] => [
  ...new Set(ids.flatMap((id) => areas.get(id)?.path ?? [])),
];
