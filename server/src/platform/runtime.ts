import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config.ts';
import type { Actor } from './access.ts';
import type { Clock } from './clock.ts';
import type { Sealer } from './crypto.ts';
import type { Db } from './database/open.ts';
import { type Keeping, type Transaction, transact, transactOnce } from './database/transaction.ts';
import type { FileStore } from './files/store.ts';
import type { Keys } from './keys/store.ts';
import type { Live } from './live.ts';
import type { Recent } from './recent.ts';

/** What one running program has: handed down, never imported. */
export interface Runtime {
  config: Config;
  clock: Clock;
  db: Db;
  sealer: Sealer;
  /** What the sealer seals with. */
  keys: Keys;
  files: FileStore;
  live: Live;
  /** What `live` read, where followers of the log run beside it. */
  recent?: Recent;
  log: FastifyBaseLogger;
}

/** One transaction of one actor at one moment. */
export interface Context extends Transaction {
  runtime: Runtime;
  actor: Actor;
  now: Date;
}

/** Runs `work` in a transaction of this actor; the moment is taken once, so that everything in it happens at the same time. */
export function run<T>(
  runtime: Runtime,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
  keeping?: Keeping,
): Promise<T> {
  const inContext = (tx: Transaction) => work({ ...tx, runtime, actor, now: runtime.clock.now() });
  return transact(runtime.db, actor, inContext, keeping);
}

/** `run` for work that only queues writes: sent as one statement, without a scope. See `transactOnce` for what it may touch. */
export function runOnce<T>(runtime: Runtime, actor: Actor, work: (ctx: Context) => Promise<T>): Promise<T> {
  return transactOnce(runtime.db, (tx) =>
    work(Object.assign(tx, { runtime, actor, now: runtime.clock.now() })),
  );
}
