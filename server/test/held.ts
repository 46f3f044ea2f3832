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

/** Lets two come to a row that somebody holds, one after the other, and lets go: the second waits for the first. For tests. */
export async function oneAfterTheOther(
  program: TestProgram,
  table: string,
  id: string,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<void> {
  const [holds, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = program.runtime.db.transaction().execute(async (tx) => {
    await sql`select from ${sql.table(table)} where id = ${id}::uuid for update`.execute(tx);
    holds.resolve();
    await held.promise;
  });
  await holds.promise;
  const before = first();
  await waiting(program, 1);
  const after = second();
  await waiting(program, 2);
  held.resolve();
  await Promise.all([holding, before, after]);
}
