import { PassThrough } from 'node:stream';
import ExcelJS from 'exceljs';
import { keepExport } from '../../platform/files/files.ts';
import type { Runtime } from '../../platform/runtime.ts';

const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export type SheetCell = string | number | boolean | Date | null;

/** What stands above the rows: an optional line across the top, then the headings with their widths in characters. */
export interface SheetHead {
  line?: string;
  columns: readonly string[];
  widths?: readonly number[];
}

export type WriteRow = (cells: readonly SheetCell[]) => Promise<void>;

/** Spreadsheet programs show a date cell's wall clock as it is written; ours is Asia/Shanghai's, which keeps no summer time. */
const inShanghai = (at: Date): Date => new Date(at.getTime() + 8 * 3_600_000);

/** What a spreadsheet program, or a CSV made from it, could take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** XML cannot hold them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const LONGEST = 32_000;

function setCell(cell: ExcelJS.Cell, value: SheetCell): void {
  if (value === null || value === '') return;
  if (value instanceof Date) {
    cell.value = inShanghai(value);
    cell.numFmt = 'yyyy-mm-dd hh:mm';
    return;
  }
  if (typeof value !== 'string') {
    cell.value = value;
    return;
  }
  const text = value.replace(CONTROL, '').slice(0, LONGEST);
  cell.value = text;
  // Kept as text also when somebody edits the cell afterwards.
  if (FORMULA.test(text)) cell.numFmt = '@';
}

/** Widths and the frozen top must be known before the first row goes out. */
function begin(book: ExcelJS.stream.xlsx.WorkbookWriter, { line, columns, widths = [] }: SheetHead) {
  const top = line === undefined ? 1 : 2;
  const sheet = book.addWorksheet('数据', { views: [{ state: 'frozen', ySplit: top }] });
  sheet.columns = columns.map((_, i) => ({ width: widths[i] ?? 18 }));
  if (line !== undefined) {
    setCell(sheet.getRow(1).getCell(1), line);
    sheet.getRow(1).commit();
  }
  const row = sheet.getRow(top);
  columns.forEach((name, i) => {
    setCell(row.getCell(i + 1), name);
    row.getCell(i + 1).font = { bold: true };
  });
  row.commit();
  return { sheet, next: top + 1 };
}

/**
 * Writes a sheet row by row straight into the file store, in bounded memory, and keeps it for its owner alone. Every text is
 * a text cell: nothing in it is ever calculated. Returns the file's id.
 */
export async function keepSheet(
  runtime: Runtime,
  file: { owner: string; name: string },
  head: SheetHead,
  fill: (write: WriteRow) => Promise<void>,
): Promise<string> {
  const out = new PassThrough();
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: true,
    useSharedStrings: false,
  });
  const begun = begin(book, head);
  const write: WriteRow = async (cells) => {
    const row = begun.sheet.getRow(begun.next);
    for (const [i, cell] of cells.entries()) setCell(row.getCell(i + 1), cell);
    row.commit();
    begun.next += 1;
    // Packing takes time; every so often others get their turn.
    if (begun.next % 200 === 0) await new Promise((next) => setImmediate(next));
  };
  const filled = fill(write).then(() => book.commit());
  filled.catch((error) => out.destroy(error));
  const content = out as AsyncIterable<Uint8Array>;
  const id = await keepExport(runtime, { ...file, mediaType: SHEET_TYPE, content });
  await filled;
  return id;
}
