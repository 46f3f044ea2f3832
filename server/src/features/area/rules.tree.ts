import { conflict } from '../../platform/errors.ts';
import { areaLevelNames, isAreaCode, suggestedParent } from './codes.ts';

/** An area as it stands in the database. */
export interface Standing {
  id: string;
  parentId: string | null;
  code: string;
  name: string;
  level: string;
  kind: 'ordinary' | 'special';
  path: string[];
  retired: boolean;
}

export interface Wanted {
  code: string;
  name: string;
  level: string;
  parent: string | null;
  kind?: 'ordinary' | 'special';
}

/** A row to write, as the insert reads it. */
export interface AreaWrite {
  id: string;
  parent_id: string | null;
  code: string;
  name: string;
  level: string;
  kind: string;
  path: string[];
  depth: number;
}

export interface TreePlan {
  writes: AreaWrite[];
  counts: { created: number; changed: number; moved: number; unchanged: number };
  orphans: string[];
  /** The topmost areas that are touched. */
  roots: string[];
}

/** Parents before children, as the foreign key wants it. */
export const codeOrder = (a: AreaWrite, b: AreaWrite): number =>
  a.depth - b.depth || a.code.localeCompare(b.code);

const MOST_ROOTS = 50;
type Draft = Omit<Standing, 'path'>;

function parentOf(row: Wanted, standing: Draft | undefined, ids: Map<string, string>): string | null {
  if (row.parent === null) return null;
  return ids.get(row.parent) ?? standing?.parentId ?? null;
}

/** Areas without a parent come under the one their code suggests when that one is new. */
function adopt(drafts: Map<string, Draft>, created: Set<string>, ids: Map<string, string>): void {
  for (const draft of drafts.values()) {
    if (draft.parentId !== null || created.has(draft.id) || !isAreaCode(draft.code)) continue;
    const parent = ids.get(suggestedParent(draft.code) ?? '');
    if (parent && parent !== draft.id && created.has(parent))
      drafts.set(draft.id, { ...draft, parentId: parent });
  }
}

/** The chain from the topmost area to this one. */
function chainOf(id: string, drafts: Map<string, Draft>): Draft[] {
  const chain: Draft[] = [];
  for (let at = drafts.get(id); at; at = at.parentId ? drafts.get(at.parentId) : undefined) {
    if (chain.includes(at)) throw circle(drafts.get(id)!);
    chain.unshift(at);
  }
  return chain;
}

function circle(area: Draft) {
  return conflict('area_circle', `「${area.name}」的上级链绕回了自身，请改正上级。`, { area: area.code });
}

/** From the city down: a province is in nobody's path, its own is empty. */
const pathOf = (chain: Draft[]): string[] =>
  chain.filter((area) => area.level !== 'province').map((area) => area.id);

const same = (a: Standing, b: Draft) =>
  a.parentId === b.parentId && a.name === b.name && a.level === b.level && a.kind === b.kind;

/**
 * What must be written so that the wanted rows are there and every path is right. Pure: `newId` gives the ids.
 * Rows win over what stands; kind stays where a row does not say it. Throws (409) upon a circle.
 */
export function plan(standing: readonly Standing[], rows: readonly Wanted[], newId: () => string): TreePlan {
  const before = new Map(standing.map((area) => [area.id, area]));
  const ids = new Map(standing.map((area) => [area.code, area.id]));
  const created = new Set<string>();
  for (const { code } of rows)
    if (!ids.has(code)) {
      ids.set(code, newId());
      created.add(ids.get(code)!);
    }
  const drafts = new Map<string, Draft>(before);
  for (const row of rows) {
    const id = ids.get(row.code)!;
    const old = before.get(id);
    const { code, name, level } = row;
    const parentId = parentOf(row, old, ids);
    const kind = row.kind ?? old?.kind ?? 'ordinary';
    drafts.set(id, { id, parentId, code, name, level, kind, retired: old?.retired ?? false });
  }
  adopt(drafts, created, ids);
  return difference(before, drafts, rows, ids);
}

function difference(
  before: Map<string, Standing>,
  drafts: Map<string, Draft>,
  rows: readonly Wanted[],
  ids: Map<string, string>,
): TreePlan {
  const writes: AreaWrite[] = [];
  const counts = { created: 0, changed: 0, moved: 0, unchanged: 0 };
  for (const draft of drafts.values()) {
    const chain = chainOf(draft.id, drafts);
    const path = pathOf(chain);
    const old = before.get(draft.id);
    if (old && same(old, draft) && old.path.join() === path.join()) {
      if (old !== draft) counts.unchanged += 1;
      continue;
    }
    counts[!old ? 'created' : same(old, draft) ? 'moved' : 'changed'] += 1;
    const { id, parentId, code, name, level, kind } = draft;
    writes.push({ id, parent_id: parentId, code, name, level, kind, path, depth: chain.length });
  }
  const orphans = rows
    .filter((row) => row.parent !== null && drafts.get(ids.get(row.code)!)!.parentId === null)
    .map((row) => row.code);
  return { writes, counts, orphans, roots: rootsOf(writes) };
}

function rootsOf(writes: AreaWrite[]): string[] {
  const touched = new Set(writes.map((write) => write.id));
  return writes
    .filter((write) => !write.parent_id || !touched.has(write.parent_id))
    .map((write) => write.id)
    .slice(0, MOST_ROOTS);
}

/** The Chinese word for a level; a level of a city's own making is its own word. */
export const levelName = (level: string): string =>
  (areaLevelNames as Record<string, string>)[level] ?? level;
