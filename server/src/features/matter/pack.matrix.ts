import { parse } from 'csv-parse/sync';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import type { Registry, Responsibility } from './registry.ts';

const ROLES: Record<string, Responsibility['role']> = {
  main: 'main',
  co: 'co',
  inform: 'inform',
  主办: 'main',
  协办: 'co',
  知会: 'inform',
};

export interface MatrixFault {
  row: number;
  message: string;
}

interface Around {
  types: Registry;
  areas: AreaTree;
  units: UnitRegistry;
}

type Row = Record<'type' | 'category' | 'area' | 'unit' | 'role' | 'priority', string | undefined>;

function faultOf(row: Row, { types, areas, units }: Around): string | null {
  const area = areas.byCode(row.area ?? '');
  const unit = units.byCode(row.unit ?? '');
  if (row.type && !types.types.has(row.type)) return `没有事项类型「${row.type}」`;
  if (row.category && !types.categories.has(row.category)) return `没有类别「${row.category}」`;
  if (!area || area.retired) return `没有区域「${row.area ?? ''}」，请填区划代码或网格编码`;
  if (!unit || unit.retired) return `没有单位「${row.unit ?? ''}」，请填单位代码`;
  if (!ROLES[row.role ?? '']) return `角色「${row.role ?? ''}」应为 主办、协办 或 知会`;
  if (row.priority && !/^-?\d{1,4}$/.test(row.priority)) return `优先级「${row.priority}」应为整数`;
  return null;
}

/**
 * Reads a responsibility matrix: CSV with a header `type,category,area,unit,role,priority`, by codes; type and category may be
 * empty (= any). Either every row is good, or the faults are given by row and nothing may be stored.
 */
export function parseMatrix(text: string, around: Around): { rows: Responsibility[]; faults: MatrixFault[] } {
  const lines = parse(text, {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
  }) as Row[];
  const rows: Responsibility[] = [];
  const faults: MatrixFault[] = [];
  for (const [i, row] of lines.entries()) {
    const message = faultOf(row, around);
    if (message) {
      faults.push({ row: i + 2, message });
      continue;
    }
    rows.push({
      type_code: row.type || null,
      category_code: row.category || null,
      area_id: around.areas.byCode(row.area!)!.id,
      unit_id: around.units.byCode(row.unit!)!.id,
      role: ROLES[row.role!]!,
      priority: Number(row.priority || 0),
    });
  }
  if (lines.length === 0)
    faults.push({ row: 1, message: '没有数据行；表头应为 type,category,area,unit,role,priority' });
  return { rows, faults };
}
