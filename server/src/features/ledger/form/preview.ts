import type { Filled } from './fill.ts';
import { parseRef } from './refs.ts';
import type { FormCell, FormSheet } from './sheet.ts';
import type { CellStyle } from './styles.ts';
import { child, childrenOf } from './xml.ts';

/** As much of a form as a screen draws. */
const MOST_ROWS = 150;
const MOST_COLUMNS = 60;
/** Widths are in characters of the usual font, heights in points; a screen draws pixels. */
const CHARACTER = 7;
const POINT = 4 / 3;
const USUAL_WIDTH = 8.43;
const USUAL_HEIGHT = 14.25;

export interface PreviewCell {
  ref: string;
  row: number;
  col: number;
  rows: number;
  cols: number;
  text: string;
  style: Omit<CellStyle, 'format'>;
  mark?: 'filled' | 'gap';
}

/** A form as a screen draws it: a table with merged cells, widths and heights in pixels. */
export interface Preview {
  columns: { width: number; hidden: boolean }[];
  rows: { row: number; height: number; hidden: boolean }[];
  cells: PreviewCell[];
  /** There is more than is shown. */
  cut: boolean;
}

function columnsOf(sheet: FormSheet, count: number): Preview['columns'] {
  const usual = Number(child(sheet.root, 'sheetFormatPr')?.attrs.defaultColWidth ?? USUAL_WIDTH);
  const columns = Array.from({ length: count }, () => ({
    width: Math.round(usual * CHARACTER) + 5,
    hidden: false,
  }));
  for (const { attrs } of childrenOf(child(sheet.root, 'cols'), 'col'))
    for (let col = Number(attrs.min) - 1; col < Math.min(Number(attrs.max), count); col += 1)
      columns[col] = {
        width: Math.round(Number(attrs.width ?? usual) * CHARACTER) + 5,
        hidden: attrs.hidden === '1',
      };
  return columns;
}

function rowsOf(sheet: FormSheet, count: number): Preview['rows'] {
  const usual = Number(child(sheet.root, 'sheetFormatPr')?.attrs.defaultRowHeight ?? USUAL_HEIGHT);
  return Array.from({ length: count }, (_, i) => {
    const row = sheet.rows.get(i + 1);
    return { row: i + 1, height: Math.round((row?.height ?? usual) * POINT), hidden: row?.hidden ?? false };
  });
}

/** Cells that are drawn whatever they look like: those that wait to be filled, or those that a filling touched. */
interface Drawn extends Partial<Pick<Filled, 'filled' | 'gaps'>> {
  asked?: readonly string[];
}

/** The last row in which something is written or drawn, or stands one of `cells`. */
const lastSeen = (
  sheet: FormSheet,
  styleOf: (style: number) => CellStyle,
  cells: readonly FormCell[],
): number =>
  [...sheet.cells.filter(({ text, style }) => text !== '' || styleOf(style).border !== ''), ...cells].reduce(
    (last, { lastRow }) => Math.max(last, lastRow),
    1,
  );

/** The cells at these places; one that the file does not hold yet is blank. */
const cellsAt = (sheet: FormSheet, refs: readonly string[]): FormCell[] =>
  refs.map((ref) => {
    const { row, col } = parseRef(ref)!;
    const blank = { text: '', formula: false, number: false, style: 0 };
    return sheet.at(row, col) ?? { ref, row, col, lastRow: row, lastCol: col, ...blank };
  });

/** A sheet as a picture-like table, down to the last cell that is written, lined, waits to be filled or was touched by a filling. */
export function previewOf(
  sheet: FormSheet,
  styleOf: (style: number) => CellStyle,
  { asked = [], filled = [], gaps = [] }: Drawn = {},
): Preview {
  const wanted = cellsAt(sheet, [...asked, ...filled, ...gaps]);
  const all = lastSeen(sheet, styleOf, wanted);
  const [rows, columns] = [Math.min(all, MOST_ROWS), Math.min(sheet.lastCol + 1, MOST_COLUMNS)];
  const marked = new Map<string, PreviewCell['mark']>();
  for (const ref of filled) marked.set(ref, 'filled');
  for (const ref of gaps) marked.set(ref, 'gap');
  const cells = [...new Map([...sheet.cells, ...wanted].map((cell) => [cell.ref, cell])).values()];
  const drawn = ({ row, col }: FormCell) => row <= rows && col < columns;
  return {
    columns: columnsOf(sheet, columns),
    rows: rowsOf(sheet, rows),
    cells: cells.filter(drawn).map((cell) => {
      const { format: _, ...style } = styleOf(cell.style);
      const mark = marked.get(cell.ref);
      return {
        ...{ ref: cell.ref, row: cell.row, col: cell.col, text: cell.text.slice(0, 500), style },
        rows: Math.min(cell.lastRow, rows) - cell.row + 1,
        cols: Math.min(cell.lastCol, columns - 1) - cell.col + 1,
        ...(mark && { mark }),
      };
    }),
    cut: all > rows || sheet.lastCol + 1 > columns,
  };
}

/** Whether a text names a cell that a sheet of this size can have. */
export const isPlace = (sheet: FormSheet, ref: string): boolean => {
  const at = parseRef(ref);
  return at !== null && at.row <= sheet.lastRow + 1 && at.col <= sheet.lastCol;
};
