import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, TEST_KEY, testProgram } from '../../../test/harness.ts';
import { readConfig } from '../../config.ts';
import { type CodeToSend, onCode, residentsByPhone } from '../../features/account/index.ts';
import { samplePlace } from '../../features/account/sample.ts';
import { createProgram, type Program } from '../../program.ts';
import { SYSTEM } from '../access.ts';
import { openDatabase } from '../database/open.ts';
import { uuidv7 } from '../ids.ts';
import { run } from '../runtime.ts';
import { changeSearchKey, retireSearchKeys } from './change.ts';
import { reindexSome } from './reindex.ts';
import { keyRows } from './store.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http } = program;
const dataDir = await mkdtemp(join(tmpdir(), 'huying-reindex-'));
const config = readConfig({
  ...{ HUYING_DATA: dataDir, HUYING_KEY: TEST_KEY, LOG_LEVEL: 'fatal', DATABASE_POOL: '2' },
});
const other = await createProgram(config, program.ownerUrl, { clock: runtime.clock });
/** Sees every row, whatever stands before it. */
const owner = openDatabase(program.ownerUrl, { poolSize: 1 });
after(async () => {
  await owner.destroy();
  await other.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const phoneOf = (i: number) => `139${String(i).padStart(8, '0')}`;
const phones = (from: number, n: number) => Array.from({ length: n }, (_, i) => phoneOf(from + i));

/** Residents with these phones, whose fingerprints a program makes now. */
async function addResidents(at: Program, numbers: readonly string[]): Promise<void> {
  const rows = numbers.map((phone) => ({
    ...{ id: uuidv7(runtime.clock.now()), sealed: at.runtime.sealer.seal(phone) },
    print: at.runtime.sealer.fingerprint(phone),
  }));
  await run(at.runtime, SYSTEM, async (ctx) => {
    await sql`insert into account (id, kind, name, created_at)
      select id, 'resident', '居民', now() from unnest(${rows.map(({ id }) => id)}::uuid[]) id`.execute(
      ctx.db,
    );
    await sql`insert into account_contact (account_id, kind, phone_sealed, phone_index)
      select id, 'resident', sealed, print from unnest(${rows.map(({ id }) => id)}::uuid[],
        ${rows.map(({ sealed }) => sealed)}::bytea[], ${rows.map(({ print }) => print)}::bytea[]) r(id, sealed, print)`.execute(
      ctx.db,
    );
  });
}
const foundBy = (at: Program, numbers: readonly string[]) =>
  run(at.runtime, SYSTEM, async (ctx) => (await residentsByPhone(ctx, numbers)).size);
const change = (inSeconds = 0) =>
  run(runtime, SYSTEM, (ctx) => changeSearchKey(ctx, { reason: '疑似泄露', inSeconds }));
const keysOf = async (table: string, column: string) => {
  const { rows } = await sql<{ key: number; n: number }>`
    select print_key(${sql.ref(column)}) as key, count(*)::int as n from ${sql.table(table)}
    where ${sql.ref(column)} is not null group by 1 order by 1`.execute(owner);
  return Object.fromEntries(rows.map(({ key, n }) => [key, n]));
};

test('every column of fingerprints is registered, but those that pass in minutes and the shape of a form, which is no value', async () => {
  const { rows } = await run(runtime, SYSTEM, (ctx) =>
    sql<{ at: string }>`
      select table_name || '.' || column_name as at from information_schema.columns
      where table_schema = 'public' and data_type = 'bytea' and (column_name ~ '(_index|print)$' or column_name = 'caller') order by 1`.execute(
      ctx.db,
    ),
  );
  const registered = runtime.keys.printed.flatMap(({ table, columns }) =>
    columns.map((column) => `${table}.${column}`),
  );
  const passing = ['account_attempt.name_index', 'account_code.phone_index', 'ledger_form.fingerprint'];
  assert.deepEqual(rows.map(({ at }) => at).sort(), [...registered, ...passing].sort());
});

test('every registered table is walked, also where row-level security stands before it', async () => {
  for (const { table } of runtime.keys.printed)
    assert.deepEqual(await reindexSome(runtime, table), { values: 0, lost: 0, double: 0, done: true }, table);
  assert.throws(() => reindexSome(runtime, 'event'), /holds no fingerprints/);
});

test('by both keys everything is found while fingerprints are made anew in steps that may be broken off; then by the new one alone', async () => {
  await addResidents(program, phones(0, 1200));
  assert.deepEqual(await keysOf('account_contact', 'phone_index'), { 0: 1200 });
  const { number } = await change();
  await assert.rejects(change(), { code: 'reindexing' });
  await runtime.keys.read();
  assert.equal(runtime.keys.printing(), number);
  // A program that has not heard of it yet still makes old ones, and both programs find what both made.
  await addResidents(other, phones(1200, 3));
  await addResidents(program, phones(1203, 2));
  assert.equal(await foundBy(program, phones(0, 1205)), 1205);
  await other.runtime.keys.read();
  assert.equal(await foundBy(other, phones(0, 1205)), 1205);
  const first = await reindexSome(runtime, 'account_contact');
  assert.deepEqual(first, { values: 500, lost: 0, double: 0, done: false });
  assert.deepEqual(await keysOf('account_contact', 'phone_index'), { 0: 703, [number]: 502 });
  assert.equal(await foundBy(program, phones(0, 1205)), 1205);
  // Another program goes on where the first one died.
  for (let done = false; !done; ) ({ done } = await reindexSome(other.runtime, 'account_contact'));
  assert.deepEqual(await keysOf('account_contact', 'phone_index'), { [number]: 1205 });
  await run(runtime, SYSTEM, (ctx) => retireSearchKeys(ctx, number, 1203));
  for (const at of [program, other]) {
    await at.runtime.keys.read();
    assert.equal(at.runtime.sealer.fingerprints(phoneOf(1)).length, 1);
    assert.equal(await foundBy(at, phones(0, 1205)), 1205);
  }
  const { rows } = await sql<{ kind: string; data: object }>`
    select kind, data from event where kind in ('key.search', 'key.reindexed') order by seq`.execute(
    runtime.db,
  );
  assert.deepEqual(rows, [
    { kind: 'key.search', data: { number, provider: 'aes', reason: '疑似泄露' } },
    { kind: 'key.reindexed', data: { number, values: 1203 } },
  ]);
});

test('a value that no key opens, or that another row carries by the new key, keeps its fingerprint and is told', async () => {
  const before = runtime.keys.printing();
  await addResidents(program, phones(2000, 3));
  const { number } = await change();
  await runtime.keys.read();
  // At the same moment a program that had not heard of the new key.
  await addResidents(program, [phoneOf(2000)]);
  await sql`update account_contact set phone_sealed = '\\x01630102'
    where phone_index = ${runtime.sealer.fingerprints(phoneOf(2001))[1]}::bytea`.execute(owner);
  const sum = { values: 0, lost: 0, double: 0 };
  for (let done = false; !done; ) {
    const step = await reindexSome(runtime, 'account_contact');
    for (const name of ['values', 'lost', 'double'] as const) sum[name] += step[name];
    done = step.done;
  }
  assert.deepEqual([sum.lost, sum.double], [1, 1]);
  assert.deepEqual(await keysOf('account_contact', 'phone_index'), { [before]: 2, [number]: 1207 });
});

test('neither a lock nor a code that was sent ends because the search key changes', async () => {
  const signIn = () =>
    http.inject({ method: 'POST', url: '/api/session', payload: { username: 'nobody', password: 'wrong' } });
  const ask = (url: string, payload: object) => http.inject({ method: 'POST', url, payload });
  const sent: CodeToSend[] = [];
  onCode(runtime, (_, code) => void sent.push(code));
  for (let i = 0; i < 4; i++) assert.equal((await signIn()).statusCode, 401);
  assert.equal((await signIn()).statusCode, 423);
  const phone = phoneOf(1);
  assert.equal((await ask('/api/session/code', { phone })).statusCode, 200);
  const rows = await keyRows(runtime.db);
  await run(runtime, SYSTEM, (ctx) => retireSearchKeys(ctx, rows.at(-1)!.number, 0));
  await change();
  await runtime.keys.read();
  assert.equal((await signIn()).statusCode, 423);
  assert.equal((await ask('/api/session/code', { phone })).json().code, 'code_too_soon');
  const [{ code }] = sent as [CodeToSend];
  const wrong = await ask('/api/session', { phone, code: code === '000000' ? '000001' : '000000' });
  assert.equal(wrong.statusCode, 401);
  assert.equal((await ask('/api/session', { phone, code })).statusCode, 200);
  assert.equal((await ask('/api/session', { phone, code })).statusCode, 401, 'a code works once');
});

test('rows of two fingerprints of which some stay behind are told the same on every walk, and nothing is made twice', async () => {
  const { east } = await samplePlace(runtime);
  const idOf = (i: number) => `42010019500203${String(i).padStart(4, '0')}`;
  const addPerson = async (i: number, kept: object = {}) => {
    const { sealer } = runtime;
    const sealed = sealer.seal(JSON.stringify({ id_number: idOf(i), phone: phoneOf(i), ...kept }));
    await sql`
      insert into resident_person (id, area_id, name, items, sealed, id_print, phone_print, created_at, changed_at)
      values (${uuidv7(runtime.clock.now())}::uuid, ${east}::uuid, '某人', '{}', ${sealed}::bytea,
        ${sealer.fingerprint(idOf(i))}::bytea, ${sealer.fingerprint(phoneOf(i))}::bytea, now(), now())`.execute(
      owner,
    );
  };
  const rows = await keyRows(runtime.db);
  await run(runtime, SYSTEM, (ctx) => retireSearchKeys(ctx, rows.at(-1)!.number, 0));
  await runtime.keys.read();
  for (const i of [1, 2, 4]) await addPerson(i);
  await addPerson(3, { phone: null });
  await change();
  await runtime.keys.read();
  for (const i of [1, 2]) await addPerson(i);
  const walk = () => reindexSome(runtime, 'resident_person');
  const stays = { lost: 1, double: 2, done: true };
  assert.deepEqual(await walk(), { values: 3, ...stays }, 'both of the fourth and the number of the third');
  assert.deepEqual(await walk(), { values: 0, ...stays });
});
