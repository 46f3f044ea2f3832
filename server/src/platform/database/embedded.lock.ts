import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './embedded.postmaster.ts';

type Holder = { pid: number; born: string; info: string };

/** A held lock: `update` changes what a second program is told, `release` gives the folder free. */
export type DataLock = { update(info: string): void; release(): void };

/** The folder is in use; the message says by whom, in Chinese, and `info` is what the holder left (its address). */
export class DataLockedError extends Error {
  readonly info: string;
  readonly pid: number;
  constructor(holder: Holder) {
    super(`已经在运行:${holder.info}(进程 ${holder.pid})`);
    this.info = holder.info;
    this.pid = holder.pid;
  }
}

/**
 * Makes this process the only one to work on a data folder. `info` is what a second program is told, best the address.
 * Throws `DataLockedError` when a living process holds it; the lock of a dead one is taken over. Released at exit.
 */
export function acquireDataLock(dataDir: string, info: string): DataLock {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'huying.lock');
  const mine: Holder = { pid: process.pid, born: born(process.pid), info };
  for (let attempt = 0; !create(file, mine); attempt++) {
    const holder = read(file);
    if (holder && alive(holder)) throw new DataLockedError(holder);
    if (attempt > 20) throw new Error(`无法取得数据目录的锁:${file}`);
    removeStale(file, holder);
  }
  const release = () => {
    const holder = read(file);
    if (holder?.pid === mine.pid && holder.born === mine.born) rmSync(file, { force: true });
  };
  process.once('exit', release);
  return {
    update(text) {
      mine.info = text;
      replace(file, mine);
    },
    release() {
      process.off('exit', release);
      release();
    },
  };
}

/** Appears whole or not at all: a reader must never find half a lock and call it stale. */
function create(file: string, holder: Holder): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(file: string, holder: Holder): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  renameSync(draft, file);
}

/** Two programs may find the same stale lock: take it away by renaming, and give back what turns out to be a fresh one. */
function removeStale(file: string, stale: Holder | undefined): void {
  const away = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, away);
  } catch {
    return;
  }
  const taken = read(away);
  const same = taken?.pid === stale?.pid && taken?.born === stale?.born;
  if (!same) linkSync(away, file);
  rmSync(away, { force: true });
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function alive(holder: Holder): boolean {
  return isAlive(holder.pid) && born(holder.pid) === holder.born;
}

/** When the process began, in clock ticks since boot: tells a living holder from a stranger with its number. '' where unknown. */
function born(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
