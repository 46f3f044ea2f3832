import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import ExcelJS from 'exceljs';
import { badField } from '../../platform/errors.ts';
import { unpackedSize, ZIP_TAIL } from './import.zip.ts';

/** What a cell of a file can hold. */
export type Cell = string | number | boolean | Date;

/** A row with its number as spreadsheet programs show it; the header is usually 1. */
export interface FileRow {
  row: number;
  cells: Cell[];
}

/** How a file is to be read, found once when it comes in. */
export interface Reading {
  format: 'csv' | 'xlsx';
  encoding: string;
  delimiter: string;
}

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const LARGEST_CELL = 50_000;
/** 400 MB of a spreadsheet's XML are more than the rows an import may have. */
const MOST_UNPACKED = 400 * 1024 * 1024;

const unreadable = (code: string, message: string) => badField('file', code, message);

/** The delimiter that cuts the first line most often outside quotes. */
function delimiterOf(text: string): string {
  const line = text.split(/\r?\n/, 1)[0]!.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, n: line.split(mark).length - 1 }));
  return counts.sort((a, b) => b.n - a.n)[0]!.mark;
}

/** Whether the text does not end amid a character. */
function wholeUtf8(decoder: InstanceType<typeof TextDecoder>): boolean {
  try {
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** Refuses a spreadsheet that is broken off, or that would fill the memory when unpacked. */
function spreadsheet(tail: Buffer): Reading {
  const size = unpackedSize(tail);
  if (size === null) throw unreadable('broken_table', '文件已损坏，无法读取，请用表格软件打开并另存后重试。');
  if (size > MOST_UNPACKED)
    throw unreadable('too_large_unpacked', '表格展开后太大。请另存为 CSV，或分成几个文件后再上传。');
  return { format: 'xlsx', encoding: '', delimiter: '' };
}

/**
 * Finds how a file is written by reading it once: XLSX by its first bytes, else text in UTF-8 (checked to the end), UTF-16
 * with its mark, or GB18030. Refuses what is neither.
 */
export async function detect(stream: Readable): Promise<Reading> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let head = Buffer.alloc(0);
  let utf8 = true;
  let format: Reading['format'] | null = null;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (head.length < 65_536) head = Buffer.concat([head, chunk]);
    if (format === null && head.length >= 4) format = head.subarray(0, 4).equals(ZIP) ? 'xlsx' : 'csv';
    if (format === 'xlsx') {
      tail = Buffer.concat([tail, chunk]).subarray(-ZIP_TAIL);
      continue;
    }
    try {
      if (utf8) strict.decode(chunk, { stream: true });
    } catch {
      utf8 = false;
    }
  }
  if (format === 'xlsx') return spreadsheet(tail);
  if (head.length === 0) throw unreadable('empty_file', '文件是空的，请重新选择。');
  if (head.subarray(0, 4).equals(OLD_EXCEL))
    throw unreadable('old_excel', '这是旧版 Excel（.xls）文件，请另存为 .xlsx 或 CSV 后再上传。');
  if (utf8) utf8 = wholeUtf8(strict);
  const utf16 = head[0] === 0xff && head[1] === 0xfe;
  if (!utf16 && head.includes(0)) throw unreadable('not_a_table', '这不是表格文件。请上传 CSV 或 XLSX。');
  const encoding = utf16 ? 'utf-16le' : utf8 ? 'utf-8' : 'gb18030';
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  return { format: 'csv', encoding, delimiter: delimiterOf(text) };
}

/** A cell of a spreadsheet as a plain value: what a formula gave, the text of rich text and links. */
function plainCell(value: unknown): Cell {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object' || value instanceof Date) return value as Cell;
  const cell = value as { result?: unknown; richText?: { text: string }[]; text?: unknown; error?: unknown };
  if (cell.richText) return cell.richText.map((part) => part.text).join('');
  if (cell.text !== undefined) return plainCell(cell.text);
  if (cell.error !== undefined) return '';
  return plainCell(cell.result);
}

async function* sheetRows(stream: Readable): AsyncGenerator<FileRow> {
  const options = { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore' };
  const book = new ExcelJS.stream.xlsx.WorkbookReader(
    stream as never,
    options as Partial<ExcelJS.stream.xlsx.WorkbookStreamReaderOptions>,
  );
  for await (const sheet of book) {
    for await (const line of sheet) {
      const values = line.values as unknown[];
      yield {
        row: line.number,
        cells: Array.from({ length: values.length - 1 }, (_, i) => plainCell(values[i + 1])),
      };
    }
    // Only the first sheet: the others are usually notes or lists of codes.
    return;
  }
}

async function* csvRows(stream: Readable, reading: Reading): AsyncGenerator<FileRow> {
  const decoder = new TextDecoder(reading.encoding);
  const parser = parse({
    delimiter: reading.delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 20 * LARGEST_CELL,
    info: true,
  });
  const feed = async () => {
    for await (const chunk of stream as AsyncIterable<Buffer>)
      if (!parser.write(decoder.decode(chunk, { stream: true })))
        await new Promise((done) => parser.once('drain', done));
    parser.end(decoder.decode());
  };
  feed().catch((error) => parser.destroy(error));
  // Lines are counted as records: a quoted cell may hold several lines, a spreadsheet program still shows one row.
  let row = 0;
  for await (const { record } of parser as AsyncIterable<{ record: string[] }>) {
    row += 1;
    yield { row, cells: record };
  }
}

function wrap(error: unknown): Error {
  const at = (error as { lines?: number }).lines;
  return unreadable(
    'broken_table',
    at
      ? `表格在第 ${at} 行附近无法读取，请检查引号是否成对，或用表格软件另存后重试。`
      : '文件已损坏，无法读取，请用表格软件打开并另存后重试。',
  );
}

/** Without what the database keeps in no text: NUL, and halves of characters. */
const keepable = (cell: Cell): Cell =>
  typeof cell === 'string' && (cell.includes('\0') || !cell.isWellFormed())
    ? cell.replaceAll('\0', '').toWellFormed()
    : cell;

/** Every row of a file with something in it, as it comes, in bounded memory. A broken file is refused where it breaks. */
export async function* readRows(stream: Readable, reading: Reading): AsyncGenerator<FileRow> {
  const rows = reading.format === 'xlsx' ? sheetRows(stream) : csvRows(stream, reading);
  try {
    for await (const { row, cells } of rows)
      if (cells.some((cell) => cell !== '')) yield { row, cells: cells.map(keepable) };
  } catch (error) {
    if ((error as Error).name === 'Refusal') throw error;
    throw wrap(error);
  } finally {
    stream.destroy();
  }
}
