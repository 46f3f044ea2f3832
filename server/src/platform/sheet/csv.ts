import { parse } from 'csv-parse';
import {
  type Cell,
  type FileRow,
  FORMULA,
  LARGEST_ROW,
  type Mark,
  MOST_CELLS,
  type Reading,
  unreadable,
} from './cells.ts';
import type { SheetSource } from './source.ts';

/** `="00123"`: how programs keep a spreadsheet from taking a number for a number. */
const QUOTED = /^="([^"]*)"$/;

function toRow(row: number, record: string[]): FileRow {
  if (record.length > MOST_CELLS) record.length = MOST_CELLS;
  let marks: Map<number, Mark> | undefined;
  for (const [i, cell] of record.entries()) {
    if (!FORMULA.test(cell)) continue;
    const quoted = QUOTED.exec(cell);
    if (quoted) record[i] = quoted[1]!;
    else {
      marks ??= new Map();
      marks.set(i, 'formula');
    }
  }
  return { row, cells: record as Cell[], ...(marks && { marks }) };
}

const reported = (error: unknown): Error => {
  const at = (error as { lines?: number }).lines;
  return at
    ? unreadable(
        'broken_table',
        `表格在第 ${at} 行附近无法读取，请检查引号是否成对，或用表格软件另存后重试。`,
      )
    : (error as Error);
};

/** So many bytes hold the headings and what is shown below them. */
const TOP = 16 * 1024;

/** The bytes as they come, the top of the file by itself: whoever looks at that alone has not the rest of a portion taken apart. */
async function* topFirst(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let top = TOP;
  for await (const chunk of stream) {
    if (top > 0) yield chunk.subarray(0, top);
    if (chunk.length > top) yield chunk.subarray(top);
    top = Math.max(0, top - chunk.length);
  }
}

/** The rows of a text file in portions, as they come. */
export async function* csvRows(source: SheetSource, reading: Reading): AsyncGenerator<FileRow[]> {
  const decoder = new TextDecoder(reading.encoding);
  let row = 0;
  let ready: FileRow[] = [];
  let fault: unknown;
  const parser = parse({
    delimiter: reading.delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LARGEST_ROW,
    // Lines are counted as records, empty ones too: a quoted cell may hold several lines, a spreadsheet program still shows one row.
    on_record(record: string[]) {
      row += 1;
      ready.push(toRow(row, record));
      return null;
    },
  });
  parser.on('error', (error) => {
    fault ??= error;
  });
  parser.resume();
  const take = (): FileRow[] => {
    if (fault) throw reported(fault);
    const portion = ready;
    ready = [];
    return portion;
  };
  const stream = await source.read();
  try {
    for await (const chunk of topFirst(stream)) {
      await new Promise<void>((done) => parser.write(decoder.decode(chunk, { stream: true }), () => done()));
      const portion = take();
      if (portion.length > 0) yield portion;
    }
    await new Promise<void>((done) => {
      parser.once('error', () => done());
      parser.once('end', () => done());
      parser.end(decoder.decode());
    });
    yield take();
  } finally {
    stream.destroy();
    parser.destroy();
  }
}
