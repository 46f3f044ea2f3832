import type { Readable } from 'node:stream';
import { fileKey } from '../files/files.ts';
import type { Runtime } from '../runtime.ts';

/** The bytes of a table file, from any place in it: a spreadsheet's directory stands at its end. */
export interface SheetSource {
  size: number;
  /** All of it, or from byte `start` up to but without `end`. */
  read(range?: { start: number; end: number }): Promise<Readable>;
}

/** A file that was stored whole; null when it is no longer kept. */
export async function storedSheet(runtime: Runtime, fileId: string): Promise<SheetSource | null> {
  const key = fileKey(fileId, 'full');
  const open = async (range?: { start: number; end: number }) => {
    const found = await runtime.files.read(key, range);
    if (!found) throw new Error(`the stored file ${fileId} went away while it was read`);
    return found;
  };
  const first = await runtime.files.read(key);
  if (!first) return null;
  first.stream.destroy();
  return { size: first.size, read: async (range) => (await open(range)).stream };
}
