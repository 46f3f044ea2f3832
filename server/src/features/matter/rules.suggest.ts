import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import type { Registry, Responsibility } from './registry.ts';

/** A unit the responsibility matrix proposes, and what of the matter led to it. */
export interface Suggestion {
  unit: string;
  role: Responsibility['role'];
  /** The class of the row that proposed it (the matter's own or the one above it); null when the type alone did. */
  category: string | null;
  /** The area of the row. */
  area: string;
}

export interface Suggesting {
  types: Registry;
  areas: AreaTree;
  units: UnitRegistry;
}

export interface ToPlace {
  type_code: string;
  category_code: string | null;
  area_id: string;
}

interface Match {
  row: Responsibility;
  /** What makes one row go before another; the first difference counts. */
  rank: readonly number[];
  /** Decides between equals, the same way in every database. */
  code: string;
}

function categoryDepth(row: Responsibility, matter: ToPlace, types: Registry): number | null {
  if (row.type_code !== null && row.type_code !== matter.type_code) return null;
  if (row.category_code === null) return row.type_code === null ? 0 : 1;
  if (row.category_code === matter.category_code) return 3;
  return row.category_code === types.categories.get(matter.category_code ?? '')?.parentCode ? 2 : null;
}

function matchOf(row: Responsibility, matter: ToPlace, around: Suggesting): Match | null {
  const area = around.areas.get(matter.area_id);
  const areaDepth = (area?.path.indexOf(row.area_id) ?? -1) + 1;
  const depth = areaDepth > 0 ? categoryDepth(row, matter, around.types) : null;
  const unit = around.units.get(row.unit_id);
  if (depth === null || !unit || unit.retired) return null;
  const special = area?.kind === 'special' && row.area_id === area.id ? 1 : 0;
  return { row, rank: [special, depth, areaDepth, row.priority], code: unit.code };
}

function before(a: Match, b: Match): number {
  const at = a.rank.findIndex((value, i) => value !== b.rank[i]);
  if (at >= 0) return b.rank[at]! - a.rank[at]!;
  return a.code < b.code ? -1 : 1;
}

/** Of the units of one specialty only the best match: the district's bureau, not the city's too. */
function nearest(matches: Match[], around: Suggesting): Match[] {
  const seen = new Set<string>();
  return matches.filter(({ row }) => {
    const key = around.units.get(row.unit_id)?.specialty ?? row.unit_id;
    return seen.size < seen.add(key).size;
  });
}

const indexes = new WeakMap<readonly Responsibility[], Map<string, Responsibility[]>>();

const keyOf = (area: string, category: string | null): string => `${area} ${category ?? ''}`;

/** The rows by area and class, put in order once: a large city has thousands of them, and every call asks. */
function indexOf(rows: readonly Responsibility[]): Map<string, Responsibility[]> {
  const known = indexes.get(rows);
  if (known) return known;
  const index = Map.groupBy(rows, ({ area_id, category_code }) => keyOf(area_id, category_code));
  indexes.set(rows, index);
  return index;
}

/** The rows of the places around a matter, of its class, of the one above it, or of any. */
function rowsFor(matter: ToPlace, { types, areas }: Suggesting): Responsibility[] {
  const index = indexOf(types.responsibilities);
  const above = types.categories.get(matter.category_code ?? '')?.parentCode ?? null;
  const classes = new Set([null, matter.category_code, above]);
  const path = areas.get(matter.area_id)?.path ?? [];
  return path.flatMap((area) => [...classes].flatMap((category) => index.get(keyOf(area, category)) ?? []));
}

/**
 * Who should answer, by the responsibility matrix: at most one 主办, then 协办 and 知会, each unit once. For the 主办 the
 * first difference decides: a row of the special grid itself, the deeper class, the deeper area, the higher priority.
 * 协办 and 知会 add up. Empty when the matrix says nothing; the centre decides in any case.
 */
export function suggestUnits(around: Suggesting, matter: ToPlace): Suggestion[] {
  const matches = rowsFor(matter, around)
    .flatMap((row) => matchOf(row, matter, around) ?? [])
    .sort(before);
  const having = (role: Suggestion['role']) => matches.filter(({ row }) => row.role === role);
  const chosen = [
    ...having('main').slice(0, 1),
    ...nearest(having('co'), around),
    ...nearest(having('inform'), around),
  ];
  const units = new Set<string>();
  return chosen.flatMap(({ row }) => {
    if (units.has(row.unit_id)) return [];
    units.add(row.unit_id);
    return { unit: row.unit_id, role: row.role, category: row.category_code, area: row.area_id };
  });
}
