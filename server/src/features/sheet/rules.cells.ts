import { hash } from 'node:crypto';
import type { Cell, FileRow, Mark } from '../../platform/sheet/cells.ts';
import type { SheetField, SheetValue, SheetValues } from '../../platform/sheet/target.ts';
import { type CheckedValue, type CheckWith, checkValue, type RegistryItem } from '../dictionary/index.ts';
import { shownCell } from './rules.head.ts';
import type { Mapping } from './schema.ts';

/** What is wrong with a cell or a row. */
export interface CellFault {
  field: string;
  code: string;
  words: string;
  /** What stood in the cell. */
  shown: string;
}

/** A row of a file by fields. */
export interface MadeRow {
  row: number;
  values: SheetValues;
  hash: string;
  faults: CellFault[];
}

const DAY = 86_400_000;
/** Day 0 of spreadsheets. */
const EPOCH = Date.UTC(1899, 11, 30);
/** From here on a spreadsheet has lost a number's last digits. */
const EXACT = 1e15;
/** Texts of a closed set whose meaning is kept; a column that says something else in each row is not one. */
const MOST_KEPT = 5_000;

/** A cell as text for a field. Numbers keep all the digits that the file has; one that lost its last ones says so in its form (4.2E+17). */
function textFor(cell: Cell | undefined, type: string): string {
  if (typeof cell === 'string' || cell === undefined) return cell ?? '';
  if (typeof cell !== 'number') return shownCell(cell);
  if (type === 'date' && Number.isInteger(cell) && cell > 59 && cell < 100_000)
    return new Date(EPOCH + cell * DAY).toISOString().slice(0, 10);
  if (Math.abs(cell) >= EXACT) return cell.toExponential().toUpperCase();
  return String(Number(cell.toPrecision(15)));
}

const itemOf = (subject: string, field: SheetField): RegistryItem => ({
  subject,
  fence: 'open',
  ...field,
  aliases: [...field.aliases],
  type: field.type as RegistryItem['type'],
});

const MARKED: Record<Mark, [code: string, words: string]> = {
  formula: ['formula', '这是公式，系统不计算公式；请改为“粘贴为值”，或在导入时选择“采用公式的现有结果”。'],
  error: ['error_cell', '这个单元格是表格软件的错误值（如 #REF!），请改正。'],
};

interface Column {
  field: SheetField;
  at: number;
  check(text: string): CheckedValue;
}

function checkerOf(subject: string, field: SheetField, by: CheckWith): (text: string) => CheckedValue {
  const item = itemOf(subject, field);
  if (item.type !== 'code' && item.type !== 'flag') return (text) => checkValue(item, text, by);
  const kept = new Map<string, CheckedValue>();
  return (text) => {
    const known = kept.get(text);
    if (known) return known;
    const checked = checkValue(item, text, by);
    if (kept.size < MOST_KEPT) kept.set(text, checked);
    return checked;
  };
}

/** What is said for the whole file, checked; faults by field. */
export function constantsOf(
  subject: string,
  fields: readonly SheetField[],
  { constants = {} }: Mapping,
  by: CheckWith,
): { values: SheetValues; faults: { field: SheetField; words: string }[] } {
  const values: SheetValues = {};
  const faults: { field: SheetField; words: string }[] = [];
  for (const field of fields) {
    const said = constants[field.code];
    if (said === undefined || said === '') continue;
    if (field.choices) {
      if (field.choices.some(({ code }) => code === said)) values[field.code] = said;
      else faults.push({ field, words: '请从列出的选项中选择。' });
      continue;
    }
    const { ok, value, problem } = checkValue(itemOf(subject, field), said, by);
    if (ok) values[field.code] = value;
    else faults.push({ field, words: problem! });
  }
  return { values, faults };
}

/** Turns rows of a file into values by field: each cell checked, each fault with why. Made once for a file, so that a row costs little. */
export function rowMaker(
  subject: string,
  fields: readonly SheetField[],
  columns: readonly string[],
  mapping: Mapping,
  by: CheckWith,
): (row: FileRow) => MadeRow {
  const constants = constantsOf(subject, fields, mapping, by).values;
  const read: Column[] = fields.flatMap((field) => {
    const at = columns.indexOf(mapping.columns[field.code] ?? '');
    return at < 0 ? [] : [{ field, at, check: checkerOf(subject, field, by) }];
  });
  const takes = mapping.formulas === 'take';
  return ({ row, cells, marks }) => {
    const values: SheetValues = { ...constants };
    const faults: CellFault[] = [];
    for (const { field, at, check } of read) {
      const fault = (code: string, words: string) =>
        faults.push({ field: field.code, code, words, shown: shownCell(cells[at]).slice(0, 100) });
      const mark = marks?.get(at);
      const text = textFor(cells[at], field.type);
      if (mark && !(takes && mark === 'formula' && text !== '' && !text.startsWith('='))) {
        fault(...MARKED[mark]);
        continue;
      }
      const { ok, value, problem } = check(text);
      if (!ok) fault(`bad_${field.type}`, problem!);
      else if (value !== null) values[field.code] = value;
      else if (field.required && (constants[field.code] ?? null) === null)
        fault('required', `请填写“${field.name}”。`);
    }
    return { row, values, faults, hash: hashOf(values) };
  };
}

/** The same for the same values, whatever else stands in the row. */
function hashOf(values: SheetValues): string {
  const said = Object.entries(values).filter(
    (each): each is [string, NonNullable<SheetValue>] => each[1] !== null,
  );
  return hash('sha256', JSON.stringify(said), 'base64url').slice(0, 22);
}
