import { type SpawnOptions, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Binaries, program } from './embedded.binaries.ts';

/**
 * As whom the database programs run. PostgreSQL refuses to run as root, and initdb refuses an account that has no
 * name, so there are three ways:
 * `direct` as we are · `drop` to an account without rights · `mapped` in a user namespace, where our own files look
 * like an ordinary user's (the only way below a 0700 home, which no other account can enter).
 */
export type Identity =
  | { way: 'direct' }
  | { way: 'drop'; uid: number; gid: number }
  | { way: 'mapped'; uid: number; gid: number };

type Account = { uid: number; gid: number };

/** Chooses the way for these programs and this data folder; `undefined` when none works and both must move elsewhere. */
export function chooseIdentity(binaries: Binaries, dataDir: string): Identity | undefined {
  const uid = process.getuid?.();
  if (uid === undefined) return { way: 'direct' };
  if (uid !== 0) return hasName() ? { way: 'direct' } : (mapped() ?? { way: 'direct' });
  const nobody = accounts().find((a) => a.uid === 65534) ?? accounts()[0];
  if (nobody && othersCanUse(binaries) && othersCanEnter(dataDir)) return { way: 'drop', ...nobody };
  return mapped();
}

/** The identity of an account without rights, whatever the folders allow. */
export function nobodyIdentity(): Identity {
  const nobody = accounts().find((a) => a.uid === 65534) ?? accounts()[0];
  if (!nobody)
    throw new Error('本机没有可供内置数据库使用的普通账号。请新建一个普通用户启动,或设置 DATABASE_URL。');
  return { way: 'drop', ...nobody };
}

/** Who must own the data folder for this identity; `undefined` when ownership is left as it is. */
export function fileOwner(identity: Identity): Account | undefined {
  if (identity.way === 'drop') return { uid: identity.uid, gid: identity.gid };
  return process.getuid?.() === 0 ? { uid: 0, gid: 0 } : undefined;
}

/** Command, arguments and options with which `spawn` runs a program under this identity. */
export function asIdentity(
  identity: Identity,
  file: string,
  args: string[],
): [string, string[], SpawnOptions] {
  // Only what the programs need: a stray PGDATA, PGPORT or LC_ALL of the caller must not steer this database.
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LANG: 'C' };
  const options: SpawnOptions = {
    cwd: process.platform === 'win32' ? undefined : '/',
    env,
    windowsHide: true,
  };
  if (identity.way === 'drop') return [file, args, { ...options, uid: identity.uid, gid: identity.gid }];
  if (identity.way === 'mapped') return ['unshare', [...mapping(identity), file, ...args], options];
  return [file, args, options];
}

function mapping(account: Account): string[] {
  return ['--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`];
}

function mapped(): Identity | undefined {
  if (process.platform !== 'linux') return undefined;
  const account = accounts().find((a) => a.uid >= 1000 && a.uid < 60000) ?? accounts()[0];
  if (!account) return undefined;
  const trial = spawnSync('unshare', [...mapping(account), 'true'], { stdio: 'ignore' });
  return trial.status === 0 ? { way: 'mapped', ...account } : undefined;
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** Accounts of this machine other than root. */
function accounts(): Account[] {
  if (!existsSync('/etc/passwd')) return [];
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([, , uid, gid]) => ({ uid: Number(uid), gid: Number(gid) }))
    .filter((a) => a.uid > 0 && a.gid > 0);
}

function othersCanUse(binaries: Binaries): boolean {
  const postgres = program(binaries, 'postgres');
  const folders = ['lib', 'share'].map((name) => join(binaries.root, name));
  return othersCanEnter(dirname(postgres)) && folders.every(allowsOthers) && allowsOthers(postgres);
}

/** Whether an account without rights can walk from the root to this folder; what does not exist yet is made passable. */
function othersCanEnter(folder: string): boolean {
  const here = resolve(folder);
  if (existsSync(here) && (statSync(here).mode & 0o001) === 0) return false;
  return here === dirname(here) || othersCanEnter(dirname(here));
}

function allowsOthers(path: string): boolean {
  return (statSync(path).mode & 0o005) === 0o005;
}
