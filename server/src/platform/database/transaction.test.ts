import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../access.ts';
import { type Context, run } from '../runtime.ts';

const program = await testProgram(await emptyTemplate());

const note = (lat: number) => sql`insert into matter_spot (lat, lng, n) values (${lat}::int, 1, 1)`;
const noted = async (lat: number): Promise<number> => {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from matter_spot where lat = ${lat}`.execute(program.runtime.db);
  return rows[0]!.n;
};
const inTransaction = <T>(work: (ctx: Context) => Promise<T>) => run(program.runtime, SYSTEM, work);

test('what is queued is committed when the transaction has ended', async () => {
  await inTransaction(async (ctx) => ctx.write(note(1)));
  assert.equal(await noted(1), 1);
});

test('a last statement that fails undoes all, says why, and leaves the connection to the next', async () => {
  const failing = inTransaction(async (ctx) => {
    await note(2).execute(ctx.db);
    ctx.write(note(2));
  });
  await assert.rejects(failing, /duplicate key/);
  assert.equal(await noted(2), 0);
  // More than the pool has connections: each of them works on.
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => inTransaction(async (ctx) => ctx.write(note(100 + i)))),
  );
  assert.equal(await noted(119), 1);
});

test('a commit that is refused is a transaction that failed', async () => {
  const refused = inTransaction(async (ctx) => {
    await sql`create temporary table late (id int primary key deferrable initially deferred) on commit drop`.execute(
      ctx.db,
    );
    await sql`insert into late values (${1}::int)`.execute(ctx.db);
    ctx.write(sql`insert into late values (${1}::int)`);
  });
  await assert.rejects(refused, /duplicate key/);
});

test('each transaction sees only its own actor, also the first statement of one', async () => {
  const scopes = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      const id = `00000000-0000-7000-8000-0000000000${String(i).padStart(2, '0')}`;
      return run(program.runtime, { ...SYSTEM, kind: 'resident', id }, async ({ db }) => {
        const { rows } = await sql<{ scope: string }>`select current_setting('app.scope') as scope`.execute(
          db,
        );
        return rows[0]!.scope.includes(id);
      });
    }),
  );
  assert.ok(scopes.every(Boolean));
});

test('nothing asked and nothing written is no fault, and leaves no scope behind', async () => {
  assert.equal(await inTransaction(async () => 7), 7);
  const { rows } = await sql<{ scope: string | null }>`
    select nullif(current_setting('app.scope', true), '') as scope`.execute(program.runtime.db);
  assert.equal(rows[0]!.scope, null);
});
