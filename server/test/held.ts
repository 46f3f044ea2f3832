import { sql } from 'kysely';
import pg from 'pg';
import type { TestProgram } from './harness.ts';

/** Waits until so many wait for a lock; the application's role is not told of other connections. For tests. */
export async function waiting({ ownerUrl }: Pick<TestProgram, 'ownerUrl'>, n: number): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  for (let found = 0; found < n; ) {
    const { rows } = await owner.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    found = rows[0].n;
  }
  await owner.end();
}

async function hold({ runtime }: TestProgram, table: string, id: string): Promise<() => Promise<void>> {
  const [holds, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = runtime.db.transaction().execute(async (tx) => {
    await sql`select from ${sql.table(table)} where id = ${id}::uuid for update`.execute(tx);
    holds.resolve();
    await held.promise;
  });
  await holds.promise;
  return () => {
    held.resolve();
    return holding;
  };
}

/** Whether something waits for a row that somebody holds; it is done afterwards. For tests. */
export async function waitsFor(
  program: TestProgram,
  table: string,
  id: string,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const no = () => false;
  const letGo = await hold(program, table, id);
  const [working, someone] = [work(), waiting(program, 1)];
  const waited = await Promise.race([working.then(no, no), someone.then(() => true)]);
  // Nobody waits and the watch goes on: one more who wants the row ends it.
  const another = waited ? null : hold(program, table, id);
  await someone;
  await letGo();
  await (await another)?.();
  await working;
  return waited;
}

/** Lets two come to a row that somebody holds, one after the other, and lets go: the second waits for the first. For tests. */
export async function oneAfterTheOther(
  program: TestProgram,
  table: string,
  id: string,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<void> {
  const letGo = await hold(program, table, id);
  const before = first();
  await waiting(program, 1);
  const after = second();
  await waiting(program, 2);
  await Promise.all([letGo(), before, after]);
}
