import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileStore } from './store.ts';

const KEY = /^[a-z0-9][a-z0-9./-]*$/;

/** A file that is not there is an answer; anything else is a fault. */
function nothing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Files in a local folder, spread over sub-folders by the end of their key (which is random; its beginning is time). */
export function createFolderStore(folder: string): FileStore {
  function pathOf(key: string): string {
    if (!KEY.test(key) || key.includes('..')) throw new Error(`not a file key: ${key}`);
    const stem = key.split('.')[0]!;
    return join(folder, stem.slice(-2), stem.slice(-4, -2), key);
  }
  return {
    async put(key, bytes) {
      const target = pathOf(key);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      // Whole or not at all: a crash leaves a stray temporary file, never half a photo under its name.
      const draft = `${target}.${randomBytes(4).toString('hex')}`;
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
        await rename(draft, target);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
    },
    async get(key) {
      return readFile(pathOf(key)).catch(nothing);
    },
    async read(key, range) {
      const handle = await open(pathOf(key), 'r').catch(nothing);
      if (!handle) return null;
      const { size } = await handle.stat();
      const stream = handle.createReadStream(range && { start: range.start, end: range.end - 1 });
      return { stream, size };
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}
