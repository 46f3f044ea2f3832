import {
  type Cell,
  type FileRow,
  FORMULA,
  LARGEST_CELL,
  LARGEST_ROW,
  type Mark,
  MOST_CELLS,
  MOST_ROWS,
  tooLargeUnpacked,
} from './cells.ts';
import type { SheetSource } from './source.ts';
import { type Book, readBook } from './xlsx.book.ts';
import { columnAt, mergeFiller, mergesOf } from './xlsx.merges.ts';
import { type Handlers, walk } from './xml.ts';
import { openParts } from './zip.ts';

/** Day 0 of spreadsheets; days from 1900-03-01 on are right, earlier ones nobody has. */
const EPOCH = Date.UTC(1899, 11, 30);

/** A spreadsheet's day number as the wall clock it shows, to the second. */
export const dayNumber = (days: number): Date => new Date(EPOCH + Math.round(days * 86_400) * 1000);

const LARGEST_DAY = 2_958_466;

function numberCell(text: string, style: number, { dates, shift }: Book): Cell {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  return dates[style] && value >= 0 && value < LARGEST_DAY ? dayNumber(value + shift) : value;
}

function isoCell(text: string): Cell {
  const at = new Date(/Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? text : at;
}

/** The value of a cell from its text; `type` as in ECMA-376 18.18.11. */
function cellValue(type: string, text: string, style: number, book: Book): Cell {
  switch (type) {
    case 's':
      return book.texts[Number(text)] ?? '';
    case 'str':
    case 'inlineStr':
      return text;
    case 'b':
      return text === '1' || text === 'true';
    case 'e':
      return '';
    case 'd':
      return isoCell(text);
    default:
      return text === '' ? '' : numberCell(text, style, book);
  }
}

/** Collects the rows of a sheet from its elements. */
class RowCollector implements Handlers {
  ready: FileRow[] = [];
  private readonly book: Book;
  private row = 0;
  private cells: Cell[] = [];
  private marks: Map<number, Mark> | undefined;
  private at = -1;
  private type = '';
  private style = 0;
  private said = '';
  private taking = false;
  private formula = false;

  constructor(book: Book) {
    this.book = book;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v' || name === 't') this.taking = true;
    else if (name === 'f') this.formula = true;
    else if (name === 'row') {
      // Rows come in their order; a number that says otherwise, or none, is not believed.
      const said = Number(attributes.r);
      this.row = said > this.row && said <= MOST_ROWS && Number.isInteger(said) ? said : this.row + 1;
      this.cells = [];
      this.marks = undefined;
      this.at = -1;
    }
  }

  private openCell({ r, t = 'n', s = '0' }: Record<string, string>): void {
    this.at = r === undefined ? this.at + 1 : columnAt(/^[A-Z]+/.exec(r)?.[0] ?? '');
    this.type = t;
    this.style = Number(s);
    this.said = '';
    this.formula = false;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.taking = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') {
      this.ready.push({ row: this.row, cells: this.cells, ...(this.marks && { marks: this.marks }) });
    }
  }

  private closeCell(): void {
    if (this.at < 0 || this.at >= MOST_CELLS) return;
    const value = cellValue(this.type, this.said, this.style, this.book);
    const formula = this.formula || (typeof value === 'string' && FORMULA.test(value));
    const mark: Mark | null = this.type === 'e' ? 'error' : formula ? 'formula' : null;
    if (this.said === '' && !mark) return;
    while (this.cells.length < this.at) this.cells.push('');
    this.cells[this.at] = value;
    if (mark) {
      this.marks ??= new Map();
      this.marks.set(this.at, mark);
    }
  }

  text(text: string): void {
    if (!this.taking) return;
    this.said += text;
    if (this.said.length > LARGEST_CELL) throw tooLargeUnpacked();
  }

  take(): FileRow[] {
    const rows = this.ready;
    this.ready = [];
    return rows;
  }
}

/**
 * Counts what rows hold once shared texts and merged blocks stand in every cell that means them: a small file may say a long text a million
 * times. Refuses a row, and a file, that grows larger than it may.
 */
function growth(most: number): (row: FileRow) => void {
  let total = 0;
  return ({ cells }) => {
    const size = cells.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);
    total += size;
    if (size > LARGEST_ROW || total > most) throw tooLargeUnpacked();
  };
}

/** The rows of a spreadsheet's first sheet in portions. Formulas are not calculated: what the file kept of them is told, and that they are such. */
export async function* xlsxRows(source: SheetSource, most: number): AsyncGenerator<FileRow[]> {
  const parts = await openParts(source, most);
  const book = await readBook(parts);
  const fill = mergeFiller(await mergesOf(parts, book.sheet));
  const grow = growth(most);
  const stream = await parts.open(book.sheet);
  if (!stream) return;
  const collector = new RowCollector(book);
  for await (const _ of walk(stream, {
    open: (name, attributes) => collector.open(name, attributes),
    close: (name) => collector.close(name),
    text: (text) => collector.text(text),
  })) {
    const rows = collector.take();
    for (const row of rows) {
      fill(row);
      grow(row);
    }
    if (rows.length > 0) yield rows;
  }
}
