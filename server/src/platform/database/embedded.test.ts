import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { isAlive } from './embedded.postmaster.ts';
import { type Embedded, type EmbeddedOptions, runningUrl, startEmbedded } from './embedded.ts';

const isRoot = process.getuid?.() === 0;

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'huying-embedded-'));
  chmodSync(made, 0o755);
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function started(t: TestContext, options: EmbeddedOptions): Promise<Embedded> {
  const database = await startEmbedded(options);
  t.after(() => database.stop());
  return database;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  // A lost connection is also told to the query, which rejects; without a listener it would end the test run.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The same, as a client does that lost its connection: again until the database is back. */
async function askUntil(url: string, sql: string, patience: number): Promise<Record<string, unknown>[]> {
  for (const until = Date.now() + patience; ; await sleep(20)) {
    try {
      return await ask(url, sql);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

/** Starts the database in a program of its own, as another account if given; resolves with its first line, a URL. */
async function elsewhere(
  dataDir: string,
  uid?: number,
): Promise<{ url: string; kill(): void; stop(): Promise<void> }> {
  const module = new URL('./embedded.ts', import.meta.url).href;
  const code = `const { startEmbedded } = await import(${JSON.stringify(module)});
    const db = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(db.url);
    process.on('SIGTERM', async () => { await db.stop(); process.exit(0); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { uid, gid: uid, cwd: '/' });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(`${chunk}`.trim()));
    ended.then(() => reject(new Error(said)));
  });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { url, kill: () => child.kill('SIGKILL'), stop };
}

test('a new data folder becomes a running, durable, UTF-8 database behind a password', async (t) => {
  const dataDir = folder(t);
  const { url } = await started(t, { dataDir });
  const [row] = await ask(
    url,
    `select current_setting('server_version') like '18%' as v18, current_setting('fsync') as fsync, upper('é') as upper,
       current_setting('server_encoding') as encoding, to_tsvector('simple', '漏水、报修')::text as words`,
  );
  assert.deepEqual(row, { v18: true, fsync: 'on', upper: 'É', encoding: 'UTF8', words: "'报修':2 '漏水':1" });
  assert.equal(statSync(join(dataDir, 'owner.password')).mode & 0o777, 0o600);
  await assert.rejects(ask(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1'), /password authentication failed/);
  assert.equal(runningUrl(dataDir), url);
});

test('a database killed outright is soon back with all that was committed, on the same address', async (t) => {
  let restarts = 0;
  const onRestart = () => {
    restarts++;
  };
  const { url, pid } = await started(t, { dataDir: folder(t), onRestart });
  await ask(url, 'create table kept as select generate_series(1, 1000) as n');
  // One backend is busy while its postmaster dies: such an orphan still holds the shared memory.
  const busy = ask(url, `do $$ begin while clock_timestamp() < now() + '20 s' loop end loop; end $$`).catch(
    () => 'lost',
  );
  const working = `select 1 from pg_stat_activity where state = 'active' and query like 'do %'`;
  while ((await ask(url, working)).length === 0) await sleep(10);
  for (const round of [1, 2]) {
    const killed = Date.now();
    process.kill(pid(), 'SIGKILL');
    await sleep(20);
    assert.deepEqual(await askUntil(url, 'select count(*)::int as n from kept', 10_000), [{ n: 1000 }]);
    // About 0.3 s by itself; the bound leaves room for a machine that is busy with other tests.
    assert.ok(Date.now() - killed < 5_000, `took ${Date.now() - killed} ms`);
    for (let waited = 0; restarts < round && waited < 5_000; waited += 10) await sleep(10);
    assert.equal(restarts, round);
  }
  assert.equal(await busy, 'lost');
});

test('a second start keeps data, address and password and is ready in under three seconds', async (t) => {
  const dataDir = folder(t);
  const first = await startEmbedded({ dataDir });
  await ask(first.url, 'create table kept as select 1 as n');
  const before = first.pid();
  await first.stop();
  assert.equal(isAlive(before), false);
  assert.equal(runningUrl(dataDir), undefined);
  const begun = Date.now();
  const second = await started(t, { dataDir });
  assert.ok(Date.now() - begun < 3_000);
  assert.equal(second.url, first.url);
  assert.deepEqual(await ask(second.url, 'select n from kept'), [{ n: 1 }]);
});

test('a database left over from a killed program is taken over at once, and still supervised', async (t) => {
  const dataDir = folder(t);
  const program = await elsewhere(dataDir);
  await ask(program.url, 'create table kept as select 1 as n');
  program.kill();
  await sleep(50);
  const begun = Date.now();
  const { url, pid } = await started(t, { dataDir });
  assert.ok(Date.now() - begun < 3_000);
  assert.equal(url, program.url);
  process.kill(pid(), 'SIGKILL');
  await sleep(20);
  assert.deepEqual(await askUntil(url, 'select n from kept', 10_000), [{ n: 1 }]);
});

test('a pid file that names a stranger, as after a reboot, does not keep the database from starting', async (t) => {
  const dataDir = folder(t);
  const first = await startEmbedded({ dataDir });
  const file = join(dataDir, 'pgdata', 'postmaster.pid');
  const text = readFileSync(file, 'utf8');
  await first.stop();
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(isRoot ? { uid: 65534, gid: 65534 } : {}) });
  t.after(() => stranger.kill());
  writeFileSync(file, text.replace(/^\d+/, `${stranger.pid}`));
  const { url } = await started(t, { dataDir });
  assert.equal((await ask(url, 'select 1 as one')).length, 1);
  assert.equal(isAlive(stranger.pid ?? 0), true);
});

test('it starts below a folder that only its owner may enter, and again after that changed', async (t) => {
  const home = join(folder(t), 'home');
  mkdirSync(home, { mode: 0o700 });
  const dataDir = join(home, 'data');
  const first = await startEmbedded({ dataDir });
  await ask(first.url, 'create table kept as select 1 as n');
  await first.stop();
  chmodSync(home, 0o755);
  const { url } = await started(t, { dataDir });
  assert.deepEqual(await ask(url, 'select n from kept'), [{ n: 1 }]);
});

for (const [who, uid] of [
  ['an ordinary account', 65534],
  ['an account without a name', 54321],
] as const) {
  test(`it runs for ${who}`, async (t) => {
    if (!isRoot) return t.skip('only root can become another account');
    if (!othersCanRead()) return t.skip('the code lies in a folder that other accounts cannot enter');
    const dataDir = join(folder(t), 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(dataDir, uid, uid);
    const program = await elsewhere(dataDir, uid);
    assert.equal((await ask(program.url, 'select 1 as one')).length, 1);
    assert.equal(statSync(join(dataDir, 'pgdata')).uid, uid);
    await program.stop();
  });
}

function othersCanRead(): boolean {
  const chain = [fileURLToPath(import.meta.url), process.execPath].flatMap((path) => {
    const parents = [dirname(path)];
    while (parents.at(-1) !== '/') parents.push(dirname(parents.at(-1) ?? '/'));
    return parents;
  });
  accessSync(process.execPath, constants.X_OK);
  return chain.every((each) => (statSync(each).mode & 0o005) === 0o005);
}
