import { parse as parseCsv } from 'csv-parse/sync';
import { type AreaLevel, areaLevelNames, areaLevels, readAreaCode, suggestedParent } from './codes.ts';

/** What is wrong with a row of an imported file. An error refuses that row only; a warning keeps it. */
export type Fault = {
  /** Row as the user sees it: the table's line (the header is 1), or the element's number in JSON. 0: the file. */
  row: number;
  column: string | null;
  severity: 'error' | 'warning';
  message: string;
  remedy: string;
};
export type DivisionRow = {
  row: number;
  code: string;
  name: string;
  level: AreaLevel;
  parent: string | null;
};
export type Parsed<Row> = { rows: Row[]; faults: Fault[]; total: number };

type RawRow = { row: number; values: Record<string, string> };

const COLUMNS: Record<string, string[]> = {
  code: ['code', 'adcode', '代码', '编码', '区划代码', '行政区划代码', '网格编码'],
  name: ['name', '名称', '区划名称', '网格名称'],
  parent: ['parent', 'parent_code', 'parentcode', 'pcode', '上级', '上级代码', '上级编码', '父级'],
  level: ['level', '级别', '层级'],
};
const LONGEST_NAME = 60;

/** Text of a file: UTF-8 with or without mark, else GB18030, as Chinese spreadsheet programs save CSV. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

const fault = (
  row: number,
  column: string | null,
  severity: Fault['severity'],
  message: string,
  remedy: string,
): Fault => ({ row, column, severity, message, remedy });

/**
 * Reads division codes from CSV or JSON (columns code, name, parent?, level?, also under their Chinese names). Every
 * faulty row is named with its number and remedy; all others are returned, parents before children. A stated parent
 * wins over the one in the code. `isKnown` tells which codes exist already, so that their children are no orphans.
 */
export function parseDivisions(
  text: string,
  format: 'csv' | 'json',
  isKnown: (code: string) => boolean = () => false,
): Parsed<DivisionRow> {
  const faults: Fault[] = [];
  const raw = format === 'csv' ? readTable(text, faults) : readJson(text, faults);
  const byCode = new Map<string, DivisionRow>();
  for (const one of raw) {
    const row = readRow(one, faults);
    if (!row) continue;
    const first = byCode.get(row.code);
    if (first) {
      const message = `编码 ${row.code} 与第 ${first.row} 行重复`;
      faults.push(fault(row.row, 'code', 'error', message, '每个编码只能出现一次;请删除或改正其中一行'));
    } else byCode.set(row.code, row);
  }
  refuseCircles(byCode, faults);
  for (const { row, code, parent } of byCode.values())
    if (parent && !byCode.has(parent) && !isKnown(parent)) {
      const message = `${code} 的上级 ${parent} 不在文件中,系统中也没有`;
      faults.push(fault(row, 'parent', 'warning', message, '请先导入上级,或在“上级”列填写正确的编码'));
    }
  faults.sort((a, b) => a.row - b.row);
  return { rows: parentsFirst(byCode), faults, total: raw.length };
}

/** Maps the header to our columns; refuses the file when code or name is missing. */
function readTable(text: string, faults: Fault[]): RawRow[] {
  let lines: string[][];
  try {
    lines = parseCsv(text, { bom: true, relax_column_count: true, relax_quotes: true, trim: true });
  } catch (error) {
    const at = error instanceof Error && 'lines' in error ? `(约在第 ${String(error.lines)} 行)` : '';
    faults.push(
      fault(0, null, 'error', `表格无法读取${at}`, '请检查引号是否成对,或在表格软件中另存为 CSV 后重试'),
    );
    return [];
  }
  const header = (lines[0] ?? []).map(columnOf);
  if (!headerIsUsable(header, faults)) return [];
  return lines.slice(1).flatMap((cells, index) => {
    if (cells.every((cell) => cell === '')) return [];
    const values: Record<string, string> = {};
    header.forEach((column, at) => {
      if (column) values[column] = cells[at] ?? '';
    });
    return [{ row: index + 2, values }];
  });
}

function columnOf(title: string): string | null {
  const wanted = title.trim().toLowerCase();
  return Object.keys(COLUMNS).find((column) => COLUMNS[column]!.includes(wanted)) ?? null;
}

function headerIsUsable(header: (string | null)[], faults: Fault[]): boolean {
  for (const [column, label] of [
    ['code', '编码'],
    ['name', '名称'],
  ] as const)
    if (!header.includes(column))
      faults.push(
        fault(
          1,
          column,
          'error',
          `表头没有“${label}”列`,
          `请在第一行写上列名:code(编码)、name(名称),可选 parent(上级)、level(级别)`,
        ),
      );
  return !faults.some((one) => one.row === 1);
}

function readJson(text: string, faults: Fault[]): RawRow[] {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    faults.push(
      fault(0, null, 'error', `文件不是有效的 JSON:${detail}`, '请检查文件是否完整,括号与逗号是否成对'),
    );
    return [];
  }
  if (!Array.isArray(data)) {
    faults.push(fault(0, null, 'error', 'JSON 的最外层不是数组', '应为 [{"code": "…", "name": "…"}, …]'));
    return [];
  }
  return data.flatMap((item: unknown, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      faults.push(fault(index + 1, null, 'error', '该项不是对象', '每一项应为 {"code": "…", "name": "…"}'));
      return [];
    }
    const values: Record<string, string> = {};
    for (const [key, value] of Object.entries(item)) {
      const column = columnOf(key);
      if (column && value !== null && value !== undefined) values[column] = String(value).trim();
    }
    return [{ row: index + 1, values }];
  });
}

function readRow({ row, values }: RawRow, faults: Fault[]): DivisionRow | null {
  const code = readAreaCode(values.code ?? '');
  if (!code.ok) faults.push(fault(row, 'code', 'error', code.message, code.remedy));
  const name = values.name ?? '';
  if (name === '') faults.push(fault(row, 'name', 'error', '名称为空', '请填写该区划或网格的名称'));
  if (name.length > LONGEST_NAME)
    faults.push(fault(row, 'name', 'error', `名称有 ${name.length} 个字`, `名称最多 ${LONGEST_NAME} 个字`));
  const stated = values.parent ? readAreaCode(values.parent) : null;
  if (stated && !stated.ok)
    faults.push(fault(row, 'parent', 'error', `上级:${stated.message}`, stated.remedy));
  if (!code.ok || name === '' || name.length > LONGEST_NAME || (stated && !stated.ok)) return null;
  const parent = stated?.ok ? stated.value.code : suggestedParent(code.value.code);
  return {
    row,
    code: code.value.code,
    name,
    level: readLevel(row, values.level ?? '', code.value.level, faults),
    parent,
  };
}

/** The stated level, by number from 1 (province), English or Chinese name; else the one the code's length tells. */
function readLevel(row: number, text: string, byCode: AreaLevel, faults: Fault[]): AreaLevel {
  if (text === '') return byCode;
  const level =
    areaLevels[Number(text) - 1] ??
    areaLevels.find((one) => one === text.toLowerCase() || areaLevelNames[one].split(/[()]/).includes(text));
  const byCodeName = areaLevelNames[byCode];
  if (!level) {
    const message = `级别“${text}”不认识,已按编码记为${byCodeName}`;
    faults.push(fault(row, 'level', 'warning', message, '可填 1 至 6,或省、市、区、街道、社区、网格'));
    return byCode;
  }
  if (level !== byCode) {
    const message = `级别写的是${areaLevelNames[level]},编码却是${byCodeName}`;
    faults.push(fault(row, 'level', 'warning', `${message};已按所写级别保留`, '请核对编码与级别'));
  }
  return level;
}

/** A parent among its own descendants would hang the tree in the air: all rows of the circle are refused. */
function refuseCircles(byCode: Map<string, DivisionRow>, faults: Fault[]): void {
  const circles = [...byCode.values()].filter((start) => {
    const seen = new Set<string>();
    let at: DivisionRow | undefined = start;
    while (at?.parent && !seen.has(at.code)) {
      seen.add(at.code);
      if (at.parent === start.code) return true;
      at = byCode.get(at.parent);
    }
    return false;
  });
  for (const { row, code } of circles) {
    byCode.delete(code);
    faults.push(fault(row, 'parent', 'error', `${code} 的上级链绕回了自身`, '请改正“上级”列'));
  }
}

function parentsFirst(byCode: Map<string, DivisionRow>): DivisionRow[] {
  const depth = (row: DivisionRow): number => {
    const parent = row.parent ? byCode.get(row.parent) : undefined;
    return parent ? depth(parent) + 1 : 0;
  };
  return [...byCode.values()]
    .map((row) => ({ row, depth: depth(row) }))
    .sort((a, b) => a.depth - b.depth || a.row.row - b.row.row)
    .map(({ row }) => row);
}
