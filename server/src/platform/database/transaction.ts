import { type RawBuilder, sql } from 'kysely';
import { type Actor, fencesOf, refsOf } from '../access.ts';
import { isUuid } from '../ids.ts';
import { Convoy } from './convoy.ts';
import { beforeNext, behindNext, type Db } from './open.ts';
import { Pending } from './pending.ts';

/** Raised inside: the transaction is undone and `result` returned to the caller. */
class Undo {
  readonly result: unknown;
  constructor(result: unknown) {
    this.result = result;
  }
}

/** One transaction of one actor. Writes may be queued and go out together as one statement. */
export interface Transaction {
  db: Db;
  /** Queues an insert, update or delete whose result nobody waits for; sent with `flush`, at the latest before commit. */
  write(statement: RawBuilder<unknown>): void;
  /**
   * Queues a row of an insert that takes many: all rows given under one name until the next flush go in one statement, in this
   * order. (Parts of one statement run in no order of their own, so rows that must follow each other cannot be parts.) An insert
   * that goes by its rows alone, and is one function for all, may take the rows of several transactions that `runOnce` sends.
   */
  append<Row>(name: string, row: Row, insert: (rows: Row[]) => RawBuilder<unknown>): void;
  flush(): Promise<void>;
  /** Ends the transaction without effect and makes it return this. */
  undo(result: unknown): never;
}

/** How a transaction is kept. */
export interface Keeping {
  /**
   * It would be done again after a power cut, so nobody waits for the disk: its effects and what says that they happened are one. What
   * anybody is told later is on the disk with all before it.
   */
  repeatable?: boolean;
}

/** `{"resident":"{id,id}"}`, empty for whoever reads nobody. */
const fenceText = (fences: [string, string[]][]): string =>
  fences.length > 0
    ? JSON.stringify(Object.fromEntries(fences.map(([name, areas]) => [name, `{${areas.join(',')}}`])))
    : '';

function opening(actor: Actor, { repeatable }: Keeping): string {
  const refs = refsOf(actor);
  const fences = Object.entries(fencesOf(actor));
  if (![...refs, ...fences.flatMap(([, areas]) => areas)].every(isUuid))
    throw new Error('an actor whose references are no ids');
  if (!isUuid(actor.id)) throw new Error('an actor whose id is no id');
  const scope = `begin; set local app.scope = '${actor.kind}|${actor.id}|{${refs.join(',')}}|${fenceText(fences)}'`;
  return repeatable ? `${scope}; set local synchronous_commit = off` : scope;
}

const convoys = new WeakMap<Db, Convoy>();

function convoyOf(db: Db): Convoy {
  const convoy = convoys.get(db) ?? new Convoy(db);
  convoys.set(db, convoy);
  return convoy;
}

/** A transaction whose `end` sends what is queued and commits with it. */
function createTransaction(db: Db): Transaction & { end(): Promise<void>; pending: Pending } {
  const pending = new Pending();
  return {
    db,
    pending,
    write: (statement) => pending.write(statement),
    append: (name, row, insert) => pending.append(name, row, insert),
    async flush() {
      await pending.take()?.execute(db);
    },
    async end() {
      const last = pending.take();
      if (last) await behindNext('commit').execute(db);
      await (last ?? sql.raw('commit')).execute(db);
    },
    undo(result) {
      throw new Undo(result);
    },
  };
}

/**
 * Runs work that only queues writes and sends them as ONE statement, which is a transaction by itself: one round trip instead
 * of three, and under load one for several callers. No scope is set, so it is only for tables whose row-level security lets
 * anybody add rows; asking for `db` throws.
 */
export async function transactOnce<T>(db: Db, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = createTransaction(db);
  const closed = {
    ...tx,
    get db(): Db {
      throw new Error('a transaction of one statement only queues writes');
    },
    flush: () => Promise.reject(new Error('a transaction of one statement is sent at its end')),
  };
  const result = await work(closed);
  await convoyOf(db).send(tx.pending);
  return result;
}

/**
 * Runs `work` in one transaction under the actor's scope (which row-level security reads) and commits.
 * `begin` and the scope go out with the first statement, `commit` with the last one queued. Anything thrown undoes everything.
 */
export function transact<T>(
  db: Db,
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
  keeping: Keeping = {},
): Promise<T> {
  return db.connection().execute(async (connection) => {
    await beforeNext(opening(actor, keeping)).execute(connection);
    const tx = createTransaction(connection);
    try {
      const result = await work(tx);
      await tx.end();
      return result;
    } catch (error) {
      await sql
        .raw('rollback')
        .execute(connection)
        .catch(() => undefined);
      if (error instanceof Undo) return error.result as T;
      throw error;
    }
  });
}
