import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Unit } from '../features/account/index.ts';
import type { AreaNode, AreaTree } from '../features/area/index.ts';
import type { Category, Responsibility } from '../features/matter/index.ts';
import { DEMO_PACK } from './folder.ts';

/** responsibility.yaml as it stands; its head explains the fields. */
export interface MatrixRow {
  match: { type?: string; category?: string; prefix?: string; condition?: string };
  area: { level: string; at?: number[] };
  unit: { kind: string } | { kind_of: 'category' };
  role: Responsibility['role'];
  priority: number;
}

export async function readMatrix(): Promise<MatrixRow[]> {
  return parse(await readFile(new URL('responsibility.yaml', DEMO_PACK), 'utf8')).rows;
}

/** What one row becomes: a class (or none) and the specialty of the unit that answers for it. */
function classesOf(
  row: MatrixRow,
  categories: readonly Category[],
): { category: string | null; specialty: string }[] {
  const { type, category, prefix } = row.match;
  if (!('kind_of' in row.unit)) return [{ category: category ?? prefix ?? null, specialty: row.unit.kind }];
  return categories.flatMap((each) => {
    const meant =
      each.offered &&
      !each.group &&
      each.unitKind !== null &&
      (!type || each.matterType === type) &&
      (!category || each.code === category) &&
      (!prefix || each.code.startsWith(prefix));
    return meant ? { category: each.code, specialty: each.unitKind! } : [];
  });
}

/** The places of a row with the unit that answers in each: the smallest that covers it, and smaller ones inside it. */
function placesOf(area: AreaNode, units: readonly Unit[], areas: AreaTree): { area: string; unit: string }[] {
  const depth = (unit: Unit) => areas.get(unit.areaId)?.path.length ?? 0;
  const covering = units
    .filter((unit) => areas.within(area.id, unit.areaId))
    .sort((a, b) => depth(b) - depth(a));
  const inside = units.filter((unit) => unit.areaId !== area.id && areas.within(unit.areaId, area.id));
  return [
    ...covering.slice(0, 1).map((unit) => ({ area: area.id, unit: unit.id })),
    ...inside.map((unit) => ({ area: unit.areaId, unit: unit.id })),
  ];
}

/**
 * The matrix of responsibility.yaml for the units that exist: a row per class, area and unit. "The unit with the smallest
 * area" becomes rows of the deeper areas, which go first when units are suggested. A row whose unit does not exist is left out.
 */
export function resolveMatrix(
  rows: readonly MatrixRow[],
  categories: readonly Category[],
  areas: AreaTree,
  units: readonly Unit[],
): Responsibility[] {
  const bySpecialty = Map.groupBy(units, (unit) => unit.specialty);
  return rows.flatMap((row) => {
    const where = areas.all().filter((area) => area.level === row.area.level);
    return classesOf(row, categories).flatMap(({ category, specialty }) =>
      where.flatMap((area) =>
        placesOf(area, bySpecialty.get(specialty) ?? [], areas).map((place) => ({
          type_code: row.match.type ?? null,
          category_code: category,
          area_id: place.area,
          unit_id: place.unit,
          role: row.role,
          priority: row.priority,
        })),
      ),
    );
  });
}
