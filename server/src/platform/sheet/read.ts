import { broken, type Cell, type FileRow, type Reading, tooLargeUnpacked, unreadable } from './cells.ts';
import { csvRows } from './csv.ts';
import type { SheetSource } from './source.ts';
import { xlsxRows } from './xlsx.ts';
import { openParts } from './zip.ts';

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** What a spreadsheet may be unpacked, in bytes, where nobody says otherwise. */
const MOST_UNPACKED = 400 * 1024 * 1024;

const DELIMITERS = [',', ';', '\t', '|'];
/** A table may have a title and remarks above its headings. */
const LINES_ABOVE = 20;

/** The delimiter that cuts the first line which any cuts most often outside quotes. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n/, LINES_ABOVE).map((line) => line.replace(/"[^"]*"/g, ''));
  const line = lines.find((each) => DELIMITERS.some((mark) => each.includes(mark))) ?? '';
  const counts = DELIMITERS.map((mark) => ({ mark, n: line.split(mark).length - 1 }));
  return counts.sort((a, b) => b.n - a.n)[0]!.mark;
}

/** The first bytes of a text file, and whether all of it is UTF-8. */
async function lookAtText(source: SheetSource): Promise<{ head: Buffer; utf8: boolean }> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let head = Buffer.alloc(0);
  let utf8 = true;
  for await (const chunk of (await source.read()) as AsyncIterable<Buffer>) {
    if (head.length < 65_536) head = Buffer.concat([head, chunk]);
    try {
      if (utf8) strict.decode(chunk, { stream: true });
    } catch {
      utf8 = false;
    }
    if (!utf8 && head.length >= 65_536) break;
  }
  try {
    if (utf8) strict.decode();
  } catch {
    utf8 = false;
  }
  return { head, utf8 };
}

async function firstBytes(source: SheetSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const end = Math.min(4, source.size);
  if (end === 0) return Buffer.alloc(0);
  for await (const chunk of (await source.read({ start: 0, end })) as AsyncIterable<Buffer>)
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Finds how a file is written: XLSX by its first bytes, else text in UTF-8 (checked to the end), UTF-16 with its mark, or GB18030.
 * Refuses what is neither, a spreadsheet that is broken off, and one that would be larger than `most` bytes unpacked.
 */
export async function detect(source: SheetSource, most = MOST_UNPACKED): Promise<Reading> {
  const start = await firstBytes(source);
  if (start.length === 0) throw unreadable('empty_file', '文件是空的，请重新选择。');
  if (start.equals(ZIP)) {
    await openParts(source, most);
    return { format: 'xlsx', encoding: '', delimiter: '' };
  }
  if (start.equals(OLD_EXCEL))
    throw unreadable(
      'old_excel',
      '这是旧版 Excel（.xls）或加了密码的文件，请去掉密码，另存为 .xlsx 或 CSV 后再上传。',
    );
  const { head, utf8 } = await lookAtText(source);
  const utf16 = head[0] === 0xff && head[1] === 0xfe;
  if (!utf16 && head.includes(0)) throw unreadable('not_a_table', '这不是表格文件。请上传 CSV 或 XLSX。');
  const encoding = utf16 ? 'utf-16le' : utf8 ? 'utf-8' : 'gb18030';
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  return { format: 'csv', encoding, delimiter: delimiterOf(text) };
}

/** Without what the database keeps in no text: NUL, and halves of characters. */
const keepable = (cell: Cell): Cell =>
  typeof cell === 'string' && (cell.includes('\0') || !cell.isWellFormed())
    ? cell.replaceAll('\0', '').toWellFormed()
    : cell;

const holdsAnything = ({ cells, marks }: FileRow): boolean =>
  marks !== undefined || cells.some((cell) => cell !== '');

function wrapped(error: unknown): Error {
  // A fault of ours is none of the file's.
  const ours = error instanceof TypeError || error instanceof ReferenceError;
  if (ours || (error as Error).name === 'Refusal') return error as Error;
  return /too many bytes/.test((error as Error).message) ? tooLargeUnpacked() : broken();
}

/**
 * Every row of a file with something in it, in portions as they come, in bounded memory. A broken file is refused where it breaks, one
 * that unpacks to more than it said (or than `most` bytes) where it does.
 */
export async function* readPortions(
  source: SheetSource,
  reading: Reading,
  most = MOST_UNPACKED,
): AsyncGenerator<FileRow[]> {
  try {
    const portions = reading.format === 'xlsx' ? xlsxRows(source, most) : csvRows(source, reading);
    for await (const portion of portions) {
      const rows = portion.filter(holdsAnything);
      for (const row of rows) row.cells = row.cells.map(keepable);
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    throw wrapped(error);
  }
}

/** The same, row by row. */
export async function* readRows(source: SheetSource, reading: Reading): AsyncGenerator<FileRow> {
  for await (const rows of readPortions(source, reading)) yield* rows;
}
