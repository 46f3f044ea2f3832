import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { keepExport } from '../files/files.ts';
import type { Runtime } from '../runtime.ts';
import { MOST_ROWS } from './cells.ts';
import { cellXml, columnName, type SheetCell } from './write.cells.ts';
import { partsOf, SHEET_PART, type SheetHead, sheetBegin, sheetEnd } from './write.parts.ts';

export const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Characters gathered before they are handed on: few, large pieces. */
const PIECE = 64 * 1024;

export type WriteRow = (cells: readonly SheetCell[]) => Promise<void>;

/** Gives text to the packer in pieces and waits while it is full, so that memory stays as it is however long the sheet. */
function pieces(body: PassThrough, stop: AbortSignal) {
  let waiting = '';
  const flush = async () => {
    const piece = waiting;
    waiting = '';
    stop.throwIfAborted();
    if (!body.write(piece)) await once(body, 'drain', { signal: stop });
  };
  return {
    flush,
    async add(text: string) {
      waiting += text;
      if (waiting.length >= PIECE) await flush();
    },
  };
}

async function writeSheet(
  body: PassThrough,
  stop: AbortSignal,
  head: SheetHead,
  fill: (write: WriteRow) => Promise<void>,
): Promise<void> {
  const out = pieces(body, stop);
  const begun = sheetBegin(head);
  let row = begun.next;
  await out.add(begun.text);
  await fill(async (cells) => {
    if (row > MOST_ROWS) throw new RangeError('a sheet has 1,048,576 rows at most');
    const text = cells.map((cell, i) => cellXml(`${columnName(i)}${row}`, cell)).join('');
    await out.add(`<row r="${row}">${text}</row>`);
    row += 1;
  });
  await out.add(sheetEnd(head));
  await out.flush();
  body.end();
}

/**
 * A typed XLSX sheet while it is being written: numbers, real dates, and texts that are never calculated. `fill` is asked for
 * rows only as fast as `content` is read. Reading fails with whatever `fill` throws; `stop` ends `fill` when nobody reads on.
 */
export function streamSheet(
  head: SheetHead,
  fill: (write: WriteRow) => Promise<void>,
): { content: AsyncIterable<Uint8Array>; stop(reason: unknown): void } {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const body = new PassThrough();
  const stopping = new AbortController();
  const mtime = head.mark?.at;
  for (const [path, text] of partsOf(head)) zip.addBuffer(Buffer.from(text), path, { mtime });
  zip.addReadStream(body, SHEET_PART, { mtime });
  zip.end();
  zip.on('error', (error: unknown) => out.destroy(error as Error));
  writeSheet(body, stopping.signal, head, fill).catch((error) => {
    body.destroy();
    out.destroy(error);
  });
  return { content: out, stop: (reason) => stopping.abort(reason) };
}

/**
 * Writes a sheet row by row straight into the file store, in bounded memory, and keeps it for its owner alone. Returns the
 * file's id; fails with whatever `fill` throws.
 */
export async function keepSheet(
  runtime: Runtime,
  file: { owner: string; name: string },
  head: SheetHead,
  fill: (write: WriteRow) => Promise<void>,
): Promise<string> {
  const { content, stop } = streamSheet(head, fill);
  try {
    return await keepExport(runtime, { ...file, mediaType: SHEET_TYPE, content });
  } catch (error) {
    stop(error);
    throw error;
  }
}
