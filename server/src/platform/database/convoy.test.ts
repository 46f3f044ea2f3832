import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../access.ts';
import { run, runOnce } from '../runtime.ts';

const { runtime } = await testProgram(await emptyTemplate());

interface Spot {
  lat: number;
  lng: number;
}

const insertSpots = (rows: readonly Spot[]): RawBuilder<unknown> => sql`
  insert into matter_spot (lat, lng, n) values ${sql.join(rows.map(({ lat, lng }) => sql`(${lat}::int, ${lng}::int, 1)`))}`;

const keep = (spot: Spot) => runOnce(runtime, SYSTEM, async (ctx) => ctx.append('spot', spot, insertSpots));

/** How many transactions wrote what is kept at a longitude, and how much that is. */
async function kept(lng: number) {
  const { rows } = await sql<{ rows: number; transactions: number }>`
    select count(*)::int as rows, count(distinct xmin::text)::int as transactions from matter_spot where lng = ${lng}`.execute(
    runtime.db,
  );
  return rows[0]!;
}

test('what comes together is written together, each to its own', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, lat) => keep({ lat, lng: 1 })));
  const { rows, transactions } = await kept(1);
  assert.equal(rows, 40);
  assert.ok(transactions < 20, `${transactions} transactions for 40 writes`);
});

test('one that the database refuses fails alone, and says why', async () => {
  await keep({ lat: 5, lng: 2 });
  const told = await Promise.allSettled(Array.from({ length: 12 }, (_, lat) => keep({ lat, lng: 2 })));
  assert.deepEqual(
    told.flatMap(({ status }, lat) => (status === 'rejected' ? [lat] : [])),
    [5],
  );
  const [refused] = told.filter((each) => each.status === 'rejected');
  assert.equal((refused!.reason as { constraint?: string }).constraint, 'matter_spot_pkey');
  assert.equal((await kept(2)).rows, 12);
});

test('what writes otherwise goes by itself', async () => {
  const own = (lat: number) =>
    runOnce(runtime, SYSTEM, async (ctx) => ctx.write(insertSpots([{ lat, lng: 3 }])));
  await Promise.all([...[1, 2, 3, 4].map(own), ...[5, 6, 7, 8].map((lat) => keep({ lat, lng: 3 }))]);
  const { rows, transactions } = await kept(3);
  assert.equal(rows, 8);
  assert.ok(transactions > 4);
});

test('one that is held up by a lock holds up nobody behind it', async () => {
  await keep({ lat: 1, lng: 4 });
  const { promise: freed, resolve: free } = Promise.withResolvers<void>();
  const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
  const holding = run(runtime, SYSTEM, async ({ db }) => {
    await sql`delete from matter_spot where lat = 1 and lng = ${4}`.execute(db);
    lock();
    await freed;
  });
  await locked;
  const held = keep({ lat: 1, lng: 4 });
  await Promise.all([2, 3, 4].map((lat) => keep({ lat, lng: 4 })));
  free();
  await Promise.all([holding, held]);
  assert.equal((await kept(4)).rows, 4);
});
