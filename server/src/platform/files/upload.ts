import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../errors.ts';
import { uuidv7 } from '../ids.ts';
import type { Runtime } from '../runtime.ts';

const folderOf = (runtime: Runtime): string => join(runtime.config.dataDir, 'incoming');
const STALE = 3_600_000;
/** The largest file anybody may upload, in bytes. */
export const FILE_LIMIT = 20 * 1024 * 1024;

/** A multipart file stream: it stops at the limit and then says so. */
export type PartStream = Readable & { truncated: boolean };

/**
 * Writes an upload to disk as it comes, so that many slow ones cost no memory, and gives its path to `work`; the file is
 * gone afterwards. An upload over the limit is refused with 413.
 */
export async function receive<T>(
  runtime: Runtime,
  part: PartStream,
  work: (path: string) => Promise<T>,
): Promise<T> {
  await mkdir(folderOf(runtime), { recursive: true, mode: 0o700 });
  const path = join(folderOf(runtime), uuidv7(runtime.clock.now()));
  try {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    part.once('limit', () => part.destroy(tooLarge()));
    if (part.truncated) throw tooLarge();
    await pipeline(part, file);
    if (part.truncated) throw tooLarge();
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** What a file is called, as far as it can be kept and shown: its end, without control characters and half characters. */
export const nameOf = (part: { filename: string }): string =>
  part.filename
    .replaceAll(/\p{Cc}/gu, '')
    .slice(-200)
    .toWellFormed();

/** 413, with the limit and the remedy. */
export function tooLarge(): Refusal {
  return new Refusal(413, 'too_large', '文件太大：每个文件最大 20 MB。请压缩或换一张较小的照片。');
}

/** Removes what uploads left behind when the program was killed amid them. */
export async function clearIncoming(runtime: Runtime): Promise<void> {
  const folder = folderOf(runtime);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    // The disk's own time: the injected clock may be of another year.
    if (info && Date.now() - info.mtimeMs > STALE) await rm(path, { force: true });
  }
}
