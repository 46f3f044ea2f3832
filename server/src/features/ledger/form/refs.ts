import { columnName } from '../../../platform/sheet/write.cells.ts';

/** A block of cells; rows from 1 as they are written, columns from 0. */
export interface Block {
  row: number;
  col: number;
  lastRow: number;
  lastCol: number;
}

/** Excel's last row and column: a reference without rows means all of them. */
const LAST_ROW = 1_048_576;

/** `C5` as row and column; null for anything else. */
export function parseRef(ref: string): { row: number; col: number } | null {
  const found = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(ref);
  if (!found) return null;
  const col = [...found[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(found[2]), col };
}

export const refOf = (row: number, col: number): string => columnName(col) + row;

/** `A1:C3` or `A1` as a block; null for anything else. */
export function parseBlock(text: string): Block | null {
  const [from, to = from] = text.split(':');
  const [a, b] = [parseRef(from!), parseRef(to!)];
  return a && b ? { row: a.row, col: a.col, lastRow: b.row, lastCol: b.col } : null;
}

/** `count` rows set in behind row `after`. */
export interface Insertion {
  after: number;
  count: number;
}

const alone = ({ after, count }: Insertion, row: number): number => (row > after ? row + count : row);
/** The end of a range that holds the row the new ones are copies of grows with them. */
const rangeEnd = ({ after, count }: Insertion, first: number, last: number): number =>
  last > after || (last === after && first <= after) ? last + count : last;

/** Where a row stands after an insertion. */
export const shiftRow = alone;

/** A block after an insertion; one that ends in the copied row grows. */
export function shiftBlock(insertion: Insertion, block: Block): Block {
  if (block.lastRow >= LAST_ROW) return block;
  return {
    ...block,
    row: alone(insertion, block.row),
    lastRow: rangeEnd(insertion, block.row, block.lastRow),
  };
}

const blockText = ({ row, col, lastRow, lastCol }: Block): string =>
  row === lastRow && col === lastCol ? refOf(row, col) : `${refOf(row, col)}:${refOf(lastRow, lastCol)}`;

/** A list of blocks (`A1:B2 D4`), as validations and conditional formats name them, after an insertion. */
export function shiftBlocks(insertion: Insertion, text: string): string {
  return text
    .split(/\s+/)
    .map((each) => {
      const block = parseBlock(each);
      return block ? blockText(shiftBlock(insertion, block)) : each;
    })
    .join(' ');
}

// A text in quotes | a sheet's name | a range or cell | whole rows; names and functions are skipped by what stands around.
const TOKEN =
  /"(?:[^"]|"")*"|(?<sheet>'(?:[^']|'')+'!|[\p{L}_][\p{L}\p{N}_.]*!)?(?<![\p{L}\p{N}_.])(?:(?<c1>\$?[A-Z]{1,3})(?<r1>\$?[1-9]\d{0,6})(?::(?<c2>\$?[A-Z]{1,3})(?<r2>\$?[1-9]\d{0,6}))?|(?<w1>\$?[1-9]\d{0,6}):(?<w2>\$?[1-9]\d{0,6}))(?![\p{L}\p{N}_(.!])/gu;

const rowText = (written: string, row: number): string => (written.startsWith('$') ? `$${row}` : String(row));
const rowNumber = (written: string): number => Number(written.replace('$', ''));

interface Move {
  /** Where a cell named alone goes, and a range; told what was written, for `$`. */
  cell(row: number, written: string): number;
  range(first: number, last: number, written: [string, string]): [number, number];
}

function moved(formula: string, mine: (sheet: string | undefined) => boolean, move: Move): string {
  return formula.replace(TOKEN, (...args) => {
    const [whole] = args as [string];
    const part = args.at(-1) as Record<'sheet' | 'c1' | 'r1' | 'c2' | 'r2' | 'w1' | 'w2', string | undefined>;
    const name = part.sheet?.slice(0, -1).replace(/^'|'$/g, '').replaceAll("''", "'");
    if (whole.startsWith('"') || !mine(name)) return whole;
    const sheet = part.sheet ?? '';
    const { c1 = '', c2 = '', w1, w2, r1, r2 } = part;
    if (r1 && !r2) return `${sheet}${c1}${rowText(r1, move.cell(rowNumber(r1), r1))}`;
    const [from, to] = [(r1 ?? w1)!, (r2 ?? w2)!];
    const [first, last] = move.range(rowNumber(from), rowNumber(to), [from, to]);
    return `${sheet}${c1}${rowText(from, first)}:${c2}${rowText(to, last)}`;
  });
}

/**
 * A formula after rows were set in on the sheet called `changed`, as a spreadsheet program would write it: references below
 * move, ranges that hold the copied row grow. `own` is the sheet on which the formula stands. Nothing is calculated.
 */
export function shiftFormula(
  insertion: Insertion,
  formula: string,
  changed: string,
  own: string | null,
): string {
  return moved(formula, (sheet) => (sheet ?? own) === changed, {
    cell: (row) => alone(insertion, row),
    range: (first, last) => [alone(insertion, first), rangeEnd(insertion, first, last)],
  });
}

/** A formula copied `rows` rows down: references without `$` go along. */
export function copyFormula(formula: string, rows: number): string {
  const down = (row: number, written: string) => (written.startsWith('$') ? row : row + rows);
  return moved(formula, () => true, {
    cell: down,
    range: (first, last, [from, to]) => [down(first, from), down(last, to)],
  });
}
