import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The next master key lies beside the present one until the database is wrapped by it. */
const fileOf = (dataDir: string, next = false): string =>
  join(dataDir, 'keys', next ? 'master.key.new' : 'master.key');

async function readKey(file: string): Promise<Buffer | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : Buffer.from(text.trim(), 'hex');
}

/** Makes a key file, readable by its owner only, unless it is there. */
async function makeKey(file: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

/**
 * The master keys that may have wrapped this database's data keys, the present one first: the configured one, else the data folder's key
 * file, made at the first start. A second one is there only while `keys rewrap` is under way or was broken off.
 */
export async function masterKeys(dataDir: string, configured: string | null): Promise<Buffer[]> {
  if (configured) return [Buffer.from(configured, 'hex')];
  await makeKey(fileOf(dataDir));
  const keys = [await readKey(fileOf(dataDir)), await readKey(fileOf(dataDir, true))];
  return keys.filter((key) => key !== null);
}

/** The next master key of the data folder, made and on the disk before anything is wrapped by it. */
export async function nextMasterKey(dataDir: string): Promise<Buffer> {
  await makeKey(fileOf(dataDir, true));
  return (await readKey(fileOf(dataDir, true)))!;
}

/** Puts the next master key in the place of the present one, which is gone then. */
export async function takeNextMasterKey(dataDir: string): Promise<void> {
  await rename(fileOf(dataDir, true), fileOf(dataDir));
}
