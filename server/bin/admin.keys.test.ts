import assert from 'node:assert/strict';
import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { residentsByPhone } from '../src/features/account/index.ts';
import { SYSTEM } from '../src/platform/access.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { changeSearchKey } from '../src/platform/keys/change.ts';
import { run } from '../src/platform/runtime.ts';
import { emptyTemplate, TEST_KEY, testProgram } from '../test/harness.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
const dataDir = await mkdtemp(join(tmpdir(), 'huying-admin-'));
after(() => rm(dataDir, { recursive: true, force: true }));
const PROGRAM = fileURLToPath(new URL('./admin.ts', import.meta.url));
const N = 12_000;

interface Done {
  code: number | null;
  out: string;
  err: string;
}

function admin(
  args: string[],
  env: Record<string, string> = {},
  watch?: (child: ChildProcess) => void,
): Promise<Done> {
  return new Promise((done) => {
    const all = {
      ...process.env,
      DATABASE_URL: program.ownerUrl,
      HUYING_DATA: dataDir,
      HUYING_KEY: TEST_KEY,
      ...env,
    };
    const child = execFile(process.execPath, [PROGRAM, ...args], { env: all }, (error, out, err) =>
      done({ code: error ? (child.exitCode ?? null) : 0, out, err }),
    );
    watch?.(child);
  });
}

async function fill(): Promise<void> {
  const sealed = Array.from({ length: N }, (_, i) => runtime.sealer.seal(`place ${i}`));
  const ids = sealed.map(() => uuidv7(runtime.clock.now()));
  await sql`insert into file (id, kind, name, media_type, size, sha256, owner_id, created_at, point_sealed)
    select id, 'photo', n, 'image/webp', 1, '\\x00', ${SYSTEM.id}::uuid, now(), point
    from unnest(${ids}::uuid[], ${sealed}::bytea[]) with ordinality as f(id, point, n)`.execute(runtime.db);
}

test('the operator changes the key, is killed while sealing anew, goes on, and nothing is lost', async () => {
  await fill();
  const rotated = await admin(['keys', 'rotate', '--reason', '人员离岗', '--cipher', 'sm4']);
  assert.equal(rotated.code, 0, rotated.err);
  await sql`update data_key set active_at = now() - interval '1 hour' where number = 2`.execute(runtime.db);
  const killed = await admin(['keys', 'reseal'], {}, (child) =>
    child.stdout!.once('data', () => child.kill('SIGKILL')),
  );
  assert.equal(killed.code, null);
  await runtime.keys.read();
  const { rows: half } = await sql<{ n: number }>`
    select count(*)::int as n from file where sealed_key(point_sealed) = 2`.execute(runtime.db);
  assert.ok(half[0]!.n > 0 && half[0]!.n < N, `${half[0]!.n} of ${N}`);
  const listed = await admin(['keys', 'list']);
  assert.match(listed.out, new RegExp(`共 ${N} 个加密值，其中 \\d+ 个仍用旧密钥`));
  const again = await admin(['keys', 'reseal']);
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, new RegExp(`共 ${N} 个加密值，其中 0 个仍用旧密钥`));
  assert.match(again.out, /密钥 2（SM4-CBC \+ HMAC-SM3）使用中/);
  const { rows } = await sql<{
    name: string;
    point: Buffer;
  }>`select name, point_sealed as point from file`.execute(runtime.db);
  for (const { name, point } of rows) assert.equal(runtime.sealer.open(point), `place ${Number(name) - 1}`);
});

test('the operator changes the search key, is killed while fingerprints are made anew, goes on, and everybody is found all the while', async () => {
  const phoneOf = (i: number) => `137${String(i).padStart(8, '0')}`;
  const { sealer } = runtime;
  const rows = Array.from({ length: N }, (_, i) => ({
    ...{
      id: uuidv7(runtime.clock.now()),
      sealed: sealer.seal(phoneOf(i)),
      print: sealer.fingerprint(phoneOf(i)),
    },
  }));
  const ids = rows.map(({ id }) => id);
  await sql`insert into account (id, kind, name, created_at) select id, 'resident', '居民', now() from unnest(${ids}::uuid[]) id`.execute(
    runtime.db,
  );
  await run(runtime, SYSTEM, ({ db }) =>
    sql`insert into account_contact (account_id, kind, phone_sealed, phone_index)
      select id, 'resident', sealed, print from unnest(${ids}::uuid[], ${rows.map(({ sealed }) => sealed)}::bytea[],
        ${rows.map(({ print }) => print)}::bytea[]) r(id, sealed, print)`.execute(db),
  );
  const found = async (): Promise<number> => {
    await runtime.keys.read();
    const all = rows.map((_, i) => phoneOf(i));
    return run(runtime, SYSTEM, async (ctx) => (await residentsByPhone(ctx, all)).size);
  };
  assert.match((await admin(['keys', 'reindex'])).err, /缺少 --reason/);
  const { number } = await run(runtime, SYSTEM, (ctx) => changeSearchKey(ctx, { reason: '人员离岗' }));
  await sql`update data_key set active_at = now() - interval '1 hour' where number = ${number}`.execute(
    runtime.db,
  );
  const killed = await admin(['keys', 'reindex'], {}, (child) =>
    child.stdout!.on('data', (text) => /已重算/.test(String(text)) && child.kill('SIGKILL')),
  );
  assert.equal(killed.code, null);
  const anew = await run(runtime, SYSTEM, ({ db }) =>
    sql<{
      n: number;
    }>`select count(*)::int as n from account_contact where print_key(phone_index) = ${number}`.execute(db),
  );
  assert.ok(anew.rows[0]!.n > 0 && anew.rows[0]!.n < N, `${anew.rows[0]!.n} of ${N}`);
  assert.equal(await found(), N);
  assert.match((await admin(['keys', 'list'])).out, /密钥 0（AES-256-GCM）检索，重算中/);
  const again = await admin(['keys', 'reindex']);
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, new RegExp(`全部检索指纹都用密钥 ${number}，旧检索密钥不再使用`));
  assert.equal(await found(), N);
  assert.equal(runtime.sealer.fingerprints('x').length, 1);
});

test('the master key is exchanged, given by the configuration or lying in the data folder', async () => {
  const without = await admin(['keys', 'rewrap']);
  assert.match(without.err, /HUYING_KEY_NEW/);
  const next = '33'.repeat(32);
  const given = await admin(['keys', 'rewrap'], { HUYING_KEY_NEW: next });
  assert.equal(given.code, 0, given.err);
  assert.match((await admin(['keys', 'list'])).err, /主密钥与数据库不符/);
  assert.equal((await admin(['keys', 'list'], { HUYING_KEY: next })).code, 0);
  const folder = { HUYING_KEY: '' };
  assert.match((await admin(['keys', 'rewrap'], folder)).err, /主密钥与数据库不符/);
  // From the configuration into the folder: the file that was just made there is what it is given.
  const file = await readFile(join(dataDir, 'keys', 'master.key'), 'utf8');
  assert.equal((await admin(['keys', 'rewrap'], { HUYING_KEY: next, HUYING_KEY_NEW: file })).code, 0);
  const moved = await admin(['keys', 'rewrap'], folder);
  assert.equal(moved.code, 0, moved.err);
  assert.notEqual(await readFile(join(dataDir, 'keys', 'master.key'), 'utf8'), file);
  assert.equal((await admin(['keys', 'list'], folder)).code, 0);
});
