import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { cloneDatabase, emptyTemplate, testProgram } from '../../../test/harness.ts';
import { readConfig } from '../../config.ts';
import { createProgram, type Program } from '../../program.ts';
import { SYSTEM } from '../access.ts';
import { openDatabase } from '../database/open.ts';
import { uuidv7 } from '../ids.ts';
import { run } from '../runtime.ts';
import { type Rotation, rewrapKeys, rotateKey } from './change.ts';
import { aes } from './cipher.aes.ts';
import { countTable, keyTimer, keyUses } from './count.ts';
import { masterKeys, nextMasterKey, takeNextMasterKey } from './master.ts';
import { resealSome } from './reseal.ts';
import { keyRows } from './store.ts';
import { wrapperOf } from './wrapper.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;

const rotate = (at: Program, rotation: Partial<Rotation> = {}) =>
  run(at.runtime, SYSTEM, (ctx) => rotateKey(ctx, { reason: '按年更换', inSeconds: 0, ...rotation }));

/** Files with a sealed position: a table whose rows stand for nothing else here. */
async function sealFiles(at: Program, n: number, name = 'p'): Promise<void> {
  for (let i = 0; i < n; i++)
    await sql`insert into file (id, kind, name, media_type, size, sha256, owner_id, created_at, point_sealed)
      values (${uuidv7(at.runtime.clock.now())}::uuid, 'photo', ${`${name}${i}`}, 'image/webp', 1, '\\x00', ${SYSTEM.id}::uuid, now(),
        ${at.runtime.sealer.seal(`place ${i}`)}::bytea)`.execute(at.runtime.db);
}
async function opened(at: Program): Promise<string[]> {
  const { rows } = await sql<{ v: Buffer }>`select point_sealed as v from file order by name`.execute(
    at.runtime.db,
  );
  return rows.map(({ v }) => at.runtime.sealer.open(v));
}
async function resealAll(at: Program, table: string): Promise<number> {
  let values = 0;
  for (let done = false; !done; ) {
    const step = await resealSome(at.runtime, table);
    values += step.values;
    done = step.done;
  }
  return values;
}
const countsOf = async (table: string) =>
  (await keyUses(runtime.db)).find((use) => use.table === table)!.counts;

test('every sealed column of the database is registered, under a primary key of its own', async () => {
  const { rows } = await sql<{ at: string }>`
    select table_name || '.' || column_name as at from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea' and column_name like '%sealed' order by 1`.execute(
    runtime.db,
  );
  const registered = runtime.keys.sealed.flatMap(({ table, columns }) =>
    columns.map((each) => `${table}.${each}`),
  );
  const missing = rows.map((row) => row.at).filter((at) => !registered.includes(at));
  assert.deepEqual(missing, [], 'name these columns in `sealed` of their feature.ts');
  for (const { table, key } of runtime.keys.sealed) {
    const { rows: keys } = await sql<{ def: string }>`
      select pg_get_constraintdef(oid) as def from pg_constraint where contype = 'p' and conrelid = ${table}::regclass`.execute(
      runtime.db,
    );
    assert.equal(keys[0]!.def, `PRIMARY KEY (${key})`, table);
  }
});

test('every registered table is sealed anew and counted, also where row-level security stands before it', async () => {
  for (const { table } of runtime.keys.sealed) {
    assert.equal((await resealSome(runtime, table)).done, true, table);
    await countTable(runtime, table);
  }
});

test('a new key seals after its moment, what stood before opens, and is sealed anew in steps that may be broken off', async () => {
  await sealFiles(program, 1200);
  const before = await opened(program);
  assert.throws(() => resealSome(runtime, 'event'), /holds nothing sealed/);
  const { number } = await rotate(program, { cipher: 'sm4' });
  await runtime.keys.read();
  assert.equal(runtime.keys.newest(), number);
  await sealFiles(program, 5, 'q');
  assert.deepEqual(await resealSome(runtime, 'file'), { values: 500, lost: 0, done: false });
  // Another program goes on where the first one died.
  const other = await secondProgram(program.ownerUrl);
  assert.equal(await resealAll(other, 'file'), 700);
  assert.deepEqual((await opened(program)).slice(0, 1200), before);
  await countTable(runtime, 'file');
  assert.deepEqual(await countsOf('file'), { [number]: 1205 });
  assert.equal(await resealAll(program, 'file'), 0);
});

test('a value that no key opens is left as it is and counted as lost', async () => {
  await rotate(program);
  await runtime.keys.read();
  await sql`update file set point_sealed = '\\x01630102' where id = (select id from file order by id limit 1)`.execute(
    runtime.db,
  );
  const first = await resealSome(runtime, 'file');
  assert.deepEqual([first.values, first.lost], [499, 1]);
  await sql`update file set point_sealed = null where point_sealed = '\\x01630102'`.execute(runtime.db);
  await resealAll(program, 'file');
});

test('a running program learns a new key from the log, and opens what another sealed with it', async () => {
  const other = await secondProgram(program.ownerUrl);
  await runtime.live.start();
  const { number } = await rotate(other, { reason: '人员变动' });
  await other.runtime.keys.read();
  const sealed = other.runtime.sealer.seal('新的');
  // At most once: either the log or this unknown number made it look, and the next reading is done.
  try {
    runtime.sealer.open(sealed);
  } catch {
    await runtime.keys.read();
  }
  assert.equal(runtime.sealer.open(sealed), '新的');
  assert.equal(runtime.keys.newest(), number);
  const { rows } = await sql<{
    data: object;
  }>`select data from event where kind = 'key.rotated' order by seq desc limit 1`.execute(runtime.db);
  assert.deepEqual(rows[0]!.data, { number, provider: 'sm4', reason: '人员变动' });
});

test('a key whose moment has not come does not seal, and no other is made meanwhile', async () => {
  const now = runtime.keys.newest();
  await rotate(program, { inSeconds: 3600 });
  await runtime.keys.read();
  assert.equal(runtime.keys.newest(), now);
  await assert.rejects(rotate(program), { code: 'key_waiting' });
  await sql`update data_key set active_at = now()`.execute(runtime.db);
});

test('the count goes on in bounded parts until all are fresh', async () => {
  await sql`update data_key_use set counted_at = null, counts = '{}'`.execute(runtime.db);
  for (const _ of runtime.keys.sealed) await keyTimer.tick(runtime);
  const uses = await keyUses(runtime.db);
  assert.ok(uses.every(({ counted_at }) => counted_at !== null));
  assert.equal(
    Object.values(await countsOf('file')).reduce((a, b) => a + b),
    1204,
  );
});

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'huying-keys-'));
  folders.push(made);
  return made;
}
async function secondProgram(
  ownerUrl: string,
  env: Record<string, string> = { HUYING_KEY: '11'.repeat(32) },
) {
  const config = readConfig({ HUYING_DATA: await folder(), LOG_LEVEL: 'fatal', DATABASE_POOL: '2', ...env });
  const made = await createProgram(config, ownerUrl, { clock: runtime.clock });
  after(() => made.stop());
  return made;
}

test('a program with another master key does not start on this database', async () => {
  await assert.rejects(
    secondProgram(program.ownerUrl, { HUYING_KEY: '22'.repeat(32) }),
    /主密钥与数据库不符/,
  );
});

test('a database from before there was an envelope keeps opening and finding its values', async () => {
  const { ownerUrl, drop } = await cloneDatabase(await emptyTemplate());
  const db = openDatabase(ownerUrl, { poolSize: 1 });
  await sql`insert into event (subject_kind, subject, kind, actor, at, audience, scopes, data, hash)
    values ('x', gen_random_uuid(), 'x', gen_random_uuid(), now(), 'staff', '{}', '{}', '\\x00')`.execute(db);
  await db.destroy();
  const old = await secondProgram(ownerUrl);
  after(drop);
  // Sealed and found by the first version of this program, under the master key 11…11.
  const sealed = '0101ecd19856bddd848a570a80565306b36a8b8ea4efe3ac18691724a5cf7588ec8999752319893f83';
  assert.equal(old.runtime.sealer.open(Buffer.from(sealed, 'hex')), '13800000000');
  assert.equal(
    old.runtime.sealer.fingerprint('13800000000').toString('hex'),
    'bc61ae9acef98e11fc6aea49b0ec277db9308e72c3fae2168f4055f49c6b4b84',
  );
});

test('a new database begins with random keys, by the cipher that is configured', async () => {
  const { ownerUrl, drop } = await cloneDatabase(await emptyTemplate());
  const made = await secondProgram(ownerUrl, { HUYING_KEY: '11'.repeat(32), HUYING_CIPHER: 'sm4' });
  after(drop);
  const sealed = made.runtime.sealer.seal('张三');
  assert.deepEqual([sealed[0], sealed[1]], [2, 1]);
  assert.deepEqual(
    (await keyRows(made.runtime.db)).map((row) => [row.number, row.provider]),
    [
      [0, 'sm4'],
      [1, 'sm4'],
    ],
  );
});

test('the master key is exchanged: broken off at any point, one of the two files opens', async () => {
  const { ownerUrl, drop } = await cloneDatabase(await emptyTemplate());
  after(drop);
  const dataDir = await folder();
  const start = async () => {
    const config = readConfig({ HUYING_DATA: dataDir, LOG_LEVEL: 'fatal', DATABASE_POOL: '2' });
    const made = await createProgram(config, ownerUrl, { clock: runtime.clock });
    after(() => made.stop());
    return made;
  };
  const first = await start();
  const sealed = first.runtime.sealer.seal('李四');
  const old = (await masterKeys(dataDir, null))[0]!;
  const next = await nextMasterKey(dataDir);
  assert.notDeepEqual(next, old);
  assert.equal((await start()).runtime.sealer.open(sealed), '李四');
  await run(first.runtime, SYSTEM, (ctx) =>
    rewrapKeys(
      ctx,
      wrapperOf(aes, async () => [next]),
    ),
  );
  assert.equal((await start()).runtime.sealer.open(sealed), '李四');
  // A program that runs meanwhile has both files before it, and wraps by the one that stays.
  await rotate(first);
  await takeNextMasterKey(dataDir);
  assert.equal((await start()).runtime.sealer.open(sealed), '李四');
  await writeFile(join(dataDir, 'keys', 'master.key'), old.toString('hex'));
  await assert.rejects(start(), /主密钥与数据库不符/);
  assert.ok(!(await readFile(join(dataDir, 'keys', 'master.key'), 'utf8')).includes(next.toString('hex')));
});
