import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { cloneDatabase } from '../../../test/harness.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './open.ts';

const { ownerUrl, drop } = await cloneDatabase('template1');
const owner = openDatabase(ownerUrl, { poolSize: 1 });
const another = openDatabase(ownerUrl, { poolSize: 1 });
after(async () => {
  await Promise.all([owner.destroy(), another.destroy()]);
  await drop();
});

const first = {
  name: '20260101T0000_limits',
  sql: `create table told as select current_setting('statement_timeout') as longest, current_setting('lock_timeout') as waits`,
};
const slow = { name: '20260101T0001_slow', sql: 'select pg_sleep(0.3); create table slow ()' };

test('a migration may take longer than any statement of the program; what it waits for others, and what comes after it, is limited as ever', async () => {
  assert.deepEqual(await migrate(owner, [first]), [first.name]);
  const { rows } = await sql`select * from told`.execute(owner);
  assert.deepEqual(rows, [{ longest: '0', waits: '10s' }]);
  assert.deepEqual((await sql`show statement_timeout`.execute(owner)).rows, [{ statement_timeout: '30s' }]);
});

test('two programs that start together migrate once, one after the other', async () => {
  const applied = await Promise.all([owner, another].map((db) => migrate(db, [first, slow])));
  assert.deepEqual(applied.flat(), [slow.name]);
});

test('a migration that fails leaves nothing behind and is tried again by the next start', async () => {
  const name = '20260101T0002_third';
  const failing = { name, sql: 'create table third (); select 1 / 0' };
  await assert.rejects(migrate(owner, [first, slow, failing]), /division by zero/);
  const mended = { name, sql: 'create table third ()' };
  assert.deepEqual(await migrate(another, [first, slow, mended]), [name]);
});
