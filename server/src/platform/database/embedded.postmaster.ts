import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, program } from './embedded.binaries.ts';
import type { Place } from './embedded.cluster.ts';
import { asIdentity, type Identity } from './embedded.identity.ts';

const LOG_LIMIT = 16 * 2 ** 20;

export type PidFile = { pid: number; port: number; ready: boolean };

/** What postmaster.pid says; `undefined` when there is none or it is not yet whole. */
export function readPidFile(pgdata: string): PidFile | undefined {
  const file = join(pgdata, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  if (!(pid > 0)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** The living postmaster of this very cluster; a stranger that got the same number after a reboot is not it. */
export function runningPostmaster(pgdata: string): PidFile | undefined {
  const file = readPidFile(pgdata);
  return file && isAlive(file.pid) && worksIn(file.pid, pgdata) ? file : undefined;
}

/**
 * Starts postgres and waits until it takes connections. It is its own session, so that Ctrl-C in a terminal reaches
 * only us and we stop it in order; it writes to its log file, so that it outlives us without a broken pipe.
 * Throws what postgres said when it gives up, or when it is not ready in time (recovery after a crash may take minutes).
 */
export async function launch(binaries: Binaries, identity: Identity, place: Place): Promise<number> {
  await clearRemains(place.pgdata);
  rotate(place.log);
  const before = existsSync(place.log) ? statSync(place.log).size : 0;
  const log = openSync(place.log, 'a', 0o600);
  const [file, args, options] = asIdentity(identity, program(binaries, 'postgres'), ['-D', place.pgdata]);
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let failed: string | undefined;
  child.once('error', (error) => {
    failed = error.message;
  });
  child.once('exit', (code, signal) => {
    failed ??= `postgres ${signal ?? code}`;
  });
  child.unref();
  for (const until = Date.now() + 600_000; Date.now() < until; await sleep(10)) {
    if (failed) throw new Error(`内置数据库没有启动(${failed}):${lastWords(place.log, before)}`);
    const state = readPidFile(place.pgdata);
    if (state?.ready && state.pid === child.pid) return state.pid;
  }
  throw new Error('内置数据库十分钟内没有就绪。');
}

/** Fast shutdown: open transactions are rolled back, all is written, then it ends; harder only if it does not obey. */
export async function shutDown(
  binaries: Binaries,
  identity: Identity,
  place: Place,
  pid: number,
): Promise<void> {
  if (!isAlive(pid)) return;
  if (process.platform === 'win32') {
    const [file, args] = asIdentity(identity, program(binaries, 'pg_ctl'), [
      'stop',
      '-D',
      place.pgdata,
      '-m',
      'fast',
    ]);
    spawnSync(file, args, { stdio: 'ignore', windowsHide: true });
    return;
  }
  for (const [signal, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    await goneWithin(pid, patience);
  }
}

/** Whether the process lives. A dead one that its parent has not yet collected does not (in containers nobody may). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1));
  } catch {
    return false;
  }
}

async function goneWithin(pid: number, patience: number): Promise<void> {
  for (const until = Date.now() + patience; isAlive(pid) && Date.now() < until; ) await sleep(10);
}

/**
 * After a postmaster was killed its children may still hold the shared memory, and its pid file may name a stranger.
 * Nobody listens to those children any more, so ending them loses nothing that was acknowledged.
 */
async function clearRemains(pgdata: string): Promise<void> {
  if (runningPostmaster(pgdata)) throw new Error(`内置数据库已经在运行:${pgdata}`);
  for (const until = Date.now() + 5_000; Date.now() < until; await sleep(5)) {
    const orphans = processesIn(pgdata);
    if (orphans.length === 0) break;
    for (const pid of orphans) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  rmSync(join(pgdata, 'postmaster.pid'), { force: true });
}

/** Processes of postgres that work in this cluster. Known on Linux only; elsewhere postgres itself refuses and we try again. */
function processesIn(pgdata: string): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
  return pids.filter((pid) => worksIn(pid, pgdata));
}

function worksIn(pid: number, pgdata: string): boolean {
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).stdout.includes(pgdata);
  }
  try {
    const at = (name: string) => readlinkSync(`/proc/${pid}/${name}`);
    return at('cwd') === realpathSync(pgdata) && basename(at('exe')).startsWith('postgres');
  } catch {
    return false;
  }
}

function rotate(log: string): void {
  if (existsSync(log) && statSync(log).size > LOG_LIMIT) renameSync(log, `${log}.1`);
}

function lastWords(log: string, from: number): string {
  return readFileSync(log).subarray(from).toString('utf8').trim().split('\n').slice(-5).join(' | ');
}
