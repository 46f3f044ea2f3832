import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type Binaries, program } from './embedded.binaries.ts';
import { asIdentity, fileOwner, type Identity } from './embedded.identity.ts';

/** Where one embedded database lives: its folder holds the cluster, the owner's password, the port and the log. */
export type Place = { folder: string; pgdata: string; password: string; port: string; log: string };

export const OWNER = 'huying';
export const DATABASE = 'huying';

export function placeOf(folder: string): Place {
  const at = (name: string) => join(folder, name);
  const [pgdata, password, port, log] = [at('pgdata'), at('owner.password'), at('port'), at('postgres.log')];
  return { folder, pgdata, password, port, log };
}

export function ownerUrl(place: Place, port: number, database = DATABASE): string {
  const password = readFileSync(place.password, 'utf8').trim();
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Creates the cluster if the folder has none; a half-made one is thrown away. */
export async function ensureCluster(binaries: Binaries, identity: Identity, place: Place): Promise<void> {
  mkdirSync(place.folder, { recursive: true });
  if (existsSync(join(place.pgdata, 'PG_VERSION'))) {
    takeOwnership(identity, place);
    return;
  }
  const half = `${place.pgdata}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writePassword(place);
  own(identity, half);
  own(identity, place.password);
  await initdb(binaries, identity, half, place.password);
  renameSync(half, place.pgdata);
}

function writePassword(place: Place): void {
  rmSync(place.password, { force: true });
  writeFileSync(place.password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
}

/**
 * The builtin provider sorts by code point and maps case by Unicode, the same on every machine and version, so an
 * index never breaks when the system's libraries change. LC_CTYPE must be a UTF-8 locale all the same: text search
 * and pg_trgm ask it what a letter is, and in plain C no Chinese character is one.
 */
async function initdb(
  binaries: Binaries,
  identity: Identity,
  folder: string,
  password: string,
): Promise<void> {
  const ctypes = process.platform === 'win32' ? ['en-US', 'C'] : ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'C'];
  let said = '';
  for (const ctype of ctypes) {
    said = await runInitdb(binaries, identity, [
      ...[
        '-D',
        folder,
        '-U',
        OWNER,
        '--pwfile',
        password,
        '-A',
        'scram-sha-256',
        '--encoding=UTF8',
        '--no-instructions',
      ],
      ...['--locale=C', `--lc-ctype=${ctype}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ]);
    if (!said) return;
    if (!said.includes('invalid locale')) break;
  }
  throw new Error(`内置数据库初始化失败:${said.trim()}`);
}

/** Runs initdb; '' when it succeeded, else what it said. */
function runInitdb(binaries: Binaries, identity: Identity, args: string[]): Promise<string> {
  const [file, argv, options] = asIdentity(identity, program(binaries, 'initdb'), args);
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? '' : said || `initdb ${code}`));
  });
}

/** Root may have started this cluster by another way before: everything in it must belong to who runs it now. */
function takeOwnership(identity: Identity, place: Place): void {
  own(identity, place.password);
  const owner = fileOwner(identity);
  if (!owner || lstatSync(place.pgdata).uid === owner.uid) return;
  const all = readdirSync(place.pgdata, { recursive: true, encoding: 'utf8' });
  for (const name of all) own(identity, join(place.pgdata, name));
  own(identity, place.pgdata);
}

function own(identity: Identity, path: string): void {
  const owner = fileOwner(identity);
  if (owner && existsSync(path)) chownSync(path, owner.uid, owner.gid);
}

/**
 * Writes our settings, read after postgresql.conf; `operator.conf` beside it has the last word and is never touched.
 * Sized for 2 cores and modest memory.
 */
export function writeSettings(identity: Identity, place: Place, port: number, fsync: boolean): void {
  const file = join(place.pgdata, 'huying.conf');
  const lines = Object.entries({ ...settings(port), ...(fsync ? {} : UNSAFE) }).map(
    ([key, value]) => `${key} = '${value}'`,
  );
  writeFileSync(
    file,
    `# Written at each start; put your own settings into operator.conf.\n${lines.join('\n')}\n`,
  );
  chmodSync(file, 0o600);
  own(identity, file);
  operatorFile(identity, join(place.pgdata, 'operator.conf'));
  const main = join(place.pgdata, 'postgresql.conf');
  if (readFileSync(main, 'utf8').includes("include 'huying.conf'")) return;
  writeFileSync(main, "include 'huying.conf'\ninclude_if_exists 'operator.conf'\n", { flag: 'a' });
}

function operatorFile(identity: Identity, file: string): void {
  if (existsSync(file)) return;
  writeFileSync(file, '# 运维自己的数据库设置写在这里,优先于 huying.conf,程序不会改动本文件。\n', {
    mode: 0o600,
  });
  own(identity, file);
}

/** Only for throw-away databases of tests. */
const UNSAFE = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

function settings(port: number): Record<string, string | number> {
  const mb = Math.floor(totalmem() / 2 ** 20);
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: `${Math.min(512, Math.floor(mb / 4))}MB`,
    effective_cache_size: `${Math.floor(mb / 2)}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    // The embedded builds compress with pglz only, which costs a busy machine more of its processors than it spares the disk.
    wal_compression: 'off',
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'Asia/Shanghai',
    // Statements and details of errors carry personal values: neither belongs in a log file.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    logging_collector: 'off',
  };
}

/** The port asked for, else the one of last time if it is free, else a free one below the range of outgoing connections. */
export async function choosePort(place: Place, wanted?: number): Promise<number> {
  if (wanted) return wanted;
  const last = rememberedPort(place);
  if (last && (await isFree(last))) return last;
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
  throw new Error('找不到空闲端口供内置数据库使用。');
}

export function rememberedPort(place: Place): number | undefined {
  return existsSync(place.port) ? Number(readFileSync(place.port, 'utf8')) || undefined : undefined;
}

export function rememberPort(place: Place, port: number): void {
  writeFileSync(place.port, `${port}\n`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
