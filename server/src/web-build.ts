import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
/** Where the built pages lie. */
export const WEB_DIST = join(WEB, 'dist');
const STAMP = join(WEB_DIST, '.stamp');

async function sources(): Promise<string[]> {
  const parts = await Promise.all(
    ['src', 'public', 'build'].map((folder) =>
      readdir(join(WEB, folder), { recursive: true, withFileTypes: true }).catch(() => []),
    ),
  );
  const files = parts
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [
    ...files,
    ...['console.html', 'portal.html', 'vite.config.ts', 'package.json'].map((name) => join(WEB, name)),
  ].sort();
}

/** A fingerprint of all sources by name, size and time: cheap enough for every start. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await sources()) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * Builds the pages when they are missing or older than their sources. Throws with the builder's words when it fails, and
 * when `interrupted` says that nobody waits any more.
 */
export async function buildWeb(onBuild: () => void, interrupted?: AbortSignal): Promise<void> {
  const now = await fingerprint();
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === now) return;
  onBuild();
  const vite = join(
    dirname(createRequire(join(WEB, 'package.json')).resolve('vite/package.json')),
    'bin',
    'vite.js',
  );
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: WEB,
    signal: interrupted,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stdout.on('data', (chunk) => {
    words += chunk;
  });
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  child.on('error', (error) => {
    words += error.message;
  });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`网页构建失败：\n${words}`);
  await writeFile(STAMP, now);
}
