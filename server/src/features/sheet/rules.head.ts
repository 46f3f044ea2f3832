import type { Cell, FileRow } from '../../platform/sheet/cells.ts';
import { columnNames } from '../../platform/sheet/heads.ts';
import type { SheetField } from '../../platform/sheet/target.ts';
import { bare } from '../dictionary/index.ts';

/** Which lines of a file are its headings: the first one's number, and how many there are. */
export interface Head {
  row: number;
  lines: 1 | 2;
}

/** The last column of a file that we gave back says what was wrong; it is nobody's data. */
export const REASON = '原因（系统）';
/** Headings stand at the top, under a title and perhaps a remark. */
const SEARCHED = 20;
const MOST_COLUMNS = 200;

/** A cell as text, as it is shown. */
export function shownCell(cell: Cell | undefined): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  return String(cell ?? '').trim();
}

/** The words of a field, in the order in which they count. */
const WORDS: ((field: SheetField) => readonly string[])[] = [
  ({ own_aliases = [] }) => own_aliases,
  ({ name, code }) => [name, code],
  ({ aliases }) => aliases,
];

/** Fields by the headings that mean them: what the city added before a name, a name before somebody else's alias, an earlier field before a later one. */
export function headingsOf(fields: readonly SheetField[]): (heading: string) => SheetField | null {
  const known = new Map<string, SheetField>();
  for (const words of WORDS)
    for (const field of fields)
      if (!field.choices)
        for (const word of words(field)) if (!known.has(bare(word))) known.set(bare(word), field);
  return (heading) => known.get(bare(heading)) ?? null;
}

/** A title over several columns stands in their first cell only, where the cells were not merged. */
function spread(line: readonly string[]): string[] {
  let last = '';
  return line.map((text) => {
    if (text !== '') last = text;
    return last;
  });
}

/** One text for each column. Of two lines the lower one, with the upper before it where the lower alone would be there twice. */
function leaves(upper: readonly string[], lower: readonly string[]): string[] {
  const width = Math.max(upper.length, lower.length);
  const over = spread(upper);
  const own = Array.from({ length: width }, (_, i) => lower[i] || upper[i] || '');
  const times = Map.groupBy(own, (text) => text);
  return own.map((text, i) => {
    const group = over[i] ?? '';
    const repeated = (times.get(text)?.length ?? 0) > 1;
    return repeated && group !== '' && group !== text && lower[i] ? `${group}/${text}` : text;
  });
}

/** The columns of a file by its headings; null when the lines are not among these rows, or too wide. */
export function columnsAt(rows: readonly FileRow[], head: Head): string[] | null {
  const at = rows.findIndex(({ row }) => row === head.row);
  if (at < 0 || !rows[at + head.lines - 1]) return null;
  const texts = rows.slice(at, at + head.lines).map(({ cells }) => cells.map((cell) => shownCell(cell)));
  const names = head.lines === 2 ? leaves(texts[0]!, texts[1]!) : texts[0]!;
  while (names.length > 0 && names.at(-1) === '') names.pop();
  if (names.at(-1) === REASON) names.pop();
  return names.length === 0 || names.length > MOST_COLUMNS ? null : columnNames(names);
}

/** A heading with its group before it (`户主/姓名`) means something of its own, or what it means alone. */
const meaning = (find: (heading: string) => SheetField | null, column: string): SheetField | null =>
  find(column.replace('/', '')) ?? find(column.slice(column.lastIndexOf('/') + 1)) ?? null;

/** Which column is probably which field: each field its first heading, each column once. */
export function suggestColumns(
  columns: readonly string[],
  find: (heading: string) => SheetField | null,
): Record<string, string> {
  const found: Record<string, string> = {};
  const grouped = (column: string) => Number(column.includes('/'));
  for (const column of [...columns].sort((a, b) => grouped(a) - grouped(b))) {
    const field = meaning(find, column);
    if (field && !found[field.code]) found[field.code] = column;
  }
  return found;
}

/**
 * Columns as they were chosen once, but for those whose headings now mean the field that succeeded the one they were chosen as. `offered`:
 * the successors that there were then; who did not choose one of them did so on purpose.
 */
export function renewedColumns(
  columns: Readonly<Record<string, string>>,
  offered: readonly string[],
  find: (heading: string) => SheetField | null,
): Record<string, string> {
  const pairs = Object.entries(columns).map(([code, column]): [string, string] => {
    const now = meaning(find, column);
    const renewed = now?.succeeds === code && !offered.includes(now.code) && !columns[now.code];
    return [renewed ? now.code : code, column];
  });
  return Object.fromEntries(pairs);
}

/** Where the headings probably are: the line, or two lines, in which most fields are known; else the first line with several texts. */
export function guessHead(
  rows: readonly FileRow[],
  find: (heading: string) => SheetField | null,
): Head | null {
  let best: { head: Head; known: number } | undefined;
  for (const { row } of rows.slice(0, SEARCHED))
    for (const lines of [1, 2] as const) {
      const columns = columnsAt(rows, { row, lines });
      const known = columns ? Object.keys(suggestColumns(columns, find)).length : 0;
      // One line that knows as much is the heading by itself, whatever stands above it.
      const better =
        known > (best?.known ?? 0) || (known > 0 && known === best?.known && lines < best.head.lines);
      if (better) best = { head: { row, lines }, known };
    }
  if (best) return best.head;
  const several = rows.find(
    ({ cells }) => new Set(cells.map((cell) => shownCell(cell)).filter(Boolean)).size > 1,
  );
  return several ? { row: several.row, lines: 1 } : null;
}

/** How well the first lines of a file fit a kind of table. */
export interface Fit {
  /** So many of its fields stand in the headings. */
  known: number;
  /** Those that every row needs are among them. */
  whole: boolean;
}

/** How well a file would be read as a table with these fields. */
export function fitOf(rows: readonly FileRow[], fields: readonly SheetField[]): Fit {
  const find = headingsOf(fields);
  const head = guessHead(rows, find);
  const found = suggestColumns((head && columnsAt(rows, head)) ?? [], find);
  const whole = fields.every(({ code, required }) => !required || found[code] !== undefined);
  return { known: Object.keys(found).length, whole };
}

/** Whether a file is clearly rather another kind of table than what it was taken for; kinds share some headings (电话, 地址), so one more is not enough. */
export const fitsBetter = (other: Fit, own: Fit): boolean =>
  other.whole && other.known >= 2 && other.known > own.known && (!own.whole || other.known >= 2 * own.known);
