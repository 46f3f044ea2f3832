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

/** The last row in which something is written or drawn. */
const lastSeen = (sheet: FormSheet, styleOf: (style: number) => CellStyle): number =>
  sheet.cells.reduce(
    (last, cell) =>
      cell.text !== '' || styleOf(cell.style).border !== '' ? Math.max(last, cell.lastRow) : last,
    1,
  );

/** A sheet as a picture-like table; `marks` are the cells that a filling touched. */
export function previewOf(
  sheet: FormSheet,
  styleOf: (style: number) => CellStyle,
  marks: Pick<Filled, 'filled' | 'gaps'> = { filled: [], gaps: [] },
): Preview {
  const all = lastSeen(sheet, styleOf);
  const [rows, columns] = [Math.min(all, MOST_ROWS), Math.min(sheet.lastCol + 1, MOST_COLUMNS)];
  const marked = new Map<string, PreviewCell['mark']>();
  for (const ref of marks.filled) marked.set(ref, 'filled');
  for (const ref of marks.gaps) marked.set(ref, 'gap');
  const drawn = ({ row, col }: FormCell) => row <= rows && col < columns;
  return {
    columns: columnsOf(sheet, columns),
    rows: rowsOf(sheet, rows),
    cells: sheet.cells.filter(drawn).map((cell) => {
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
