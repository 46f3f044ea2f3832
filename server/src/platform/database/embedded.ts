import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Binaries, copyBinaries, findBinaries, writable } from './embedded.binaries.ts';
import {
  choosePort,
  DATABASE,
  ensureCluster,
  OWNER,
  ownerUrl,
  type Place,
  placeOf,
  rememberedPort,
  rememberPort,
  writeSettings,
} from './embedded.cluster.ts';
import { chooseIdentity, type Identity, nobodyIdentity } from './embedded.identity.ts';
import { isAlive, launch, runningPostmaster, shutDown } from './embedded.postmaster.ts';

export { acquireDataLock, type DataLock, DataLockedError } from './embedded.lock.ts';

export type EmbeddedOptions = {
  /** Folder of the database: cluster, password, port, log. Made if missing. */
  dataDir: string;
  /** Fixed port; else a free one is chosen and remembered. */
  port?: number;
  /** Off only for throw-away data of tests. */
  fsync?: boolean;
  /** What an operator should read, in Chinese. */
  onLog?(line: string): void;
  /** The database died and is there again, on the same address; every connection was lost. */
  onRestart?(): void;
};

/** A running database. `url` is the owner's (superuser) address on loopback and stays the same across restarts. */
export type Embedded = { url: string; stop(): Promise<void>; pid(): number };

type Setup = { binaries: Binaries; identity: Identity; place: Place };

const CHECK_EVERY = 100;
const LONGEST_PAUSE = 5_000;

/**
 * Starts the embedded PostgreSQL 18 on this data folder and keeps it running: if it dies it is started again, with
 * growing pauses when it keeps dying. One left over from a killed program is taken over as it is.
 * The caller holds the data lock (`acquireDataLock`) so that nobody else starts or stops it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const setup = prepare(options);
  const { place } = setup;
  await ensureCluster(setup.binaries, setup.identity, place);
  const left = runningPostmaster(place.pgdata);
  const port = left?.port ?? (await choosePort(place, options.port));
  if (!left) writeSettings(setup.identity, place, port, options.fsync ?? true);
  const pid = left
    ? await adopt(place, left.pid, options)
    : await launch(setup.binaries, setup.identity, place);
  rememberPort(place, port);
  await ensureDatabase(ownerUrl(place, port, 'postgres'));
  const supervised = supervise(setup, pid, options);
  return { url: ownerUrl(place, port), stop: supervised.stop, pid: supervised.pid };
}

/** The owner's address if this folder's database is running now, for commands beside a running server. */
export function runningUrl(dataDir: string): string | undefined {
  const places = [
    placeOf(resolve(dataDir)),
    ...systemFolders().map((parent) => placeOf(moved(parent, dataDir))),
  ];
  const place = places.find((at) => existsSync(at.password) && runningPostmaster(at.pgdata)?.ready);
  const port = place && rememberedPort(place);
  return place && port ? ownerUrl(place, port) : undefined;
}

/** Decides who runs what where; as root below a folder nobody else may enter, and without user namespaces, elsewhere. */
function prepare(options: EmbeddedOptions): Setup {
  const binaries = findBinaries();
  const folder = resolve(options.dataDir);
  mkdirSync(folder, { recursive: true });
  const identity = chooseIdentity(binaries, folder);
  if (identity) return { binaries, identity, place: placeOf(folder) };
  const parent = systemFolders().find((each) => ensureFolder(each));
  if (!parent) throw new Error('内置数据库没有可用的系统目录,请设置 DATABASE_URL。');
  const place = placeOf(moved(parent, folder));
  options.onLog?.(`数据目录 ${folder} 只有 root 能进入,数据库改存于 ${place.folder}`);
  return { binaries: copyBinaries(binaries, parent), identity: nobodyIdentity(), place };
}

function systemFolders(): string[] {
  return process.getuid?.() === 0 ? ['/var/lib/huying', '/var/tmp/huying'] : [];
}

function moved(parent: string, folder: string): string {
  return join(parent, createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 12));
}

function ensureFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    accessSync(folder, constants.X_OK);
    return writable(folder);
  } catch {
    return false;
  }
}

async function adopt(place: Place, pid: number, options: EmbeddedOptions): Promise<number> {
  options.onLog?.(`接管仍在运行的内置数据库(进程 ${pid})`);
  for (let state = runningPostmaster(place.pgdata); !state?.ready; state = runningPostmaster(place.pgdata)) {
    if (!state) throw new Error('内置数据库正在停止,请稍后再启动。');
    await sleep(20);
  }
  return pid;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE} owner ${OWNER}`);
  } finally {
    await client.end();
  }
}

function supervise(setup: Setup, first: number, options: EmbeddedOptions) {
  let pid = first;
  let since = Date.now();
  let pause = 0;
  let stopping = false;
  let reviving = Promise.resolve();
  const revive = async () => {
    options.onLog?.(`内置数据库(进程 ${pid})意外停止,正在重新启动`);
    pause = Date.now() - since > 60_000 ? 0 : pause;
    for (let up = false; !up && !stopping; pause = Math.min(LONGEST_PAUSE, pause * 2 + 100)) {
      await sleep(pause);
      up = !stopping && (await tryLaunch());
    }
  };
  const tryLaunch = async () => {
    try {
      pid = await launch(setup.binaries, setup.identity, setup.place);
    } catch (error) {
      options.onLog?.((error as Error).message);
      return false;
    }
    since = Date.now();
    options.onLog?.(`内置数据库已重新启动(进程 ${pid})`);
    options.onRestart?.();
    return true;
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy || stopping || isAlive(pid)) return;
    busy = true;
    reviving = revive().finally(() => {
      busy = false;
    });
  }, CHECK_EVERY);
  const stop = async () => {
    stopping = true;
    clearInterval(timer);
    await reviving;
    await shutDown(setup.binaries, setup.identity, setup.place, pid);
  };
  return { stop, pid: () => pid };
}
