import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { shortcomings } from '../bin/serve.outside.ts';
import { failureWords } from '../bin/serve.words.ts';

const SERVE = fileURLToPath(new URL('../bin/serve.ts', import.meta.url));
const ADMIN = fileURLToPath(new URL('../bin/admin.ts', import.meta.url));
const DATA = mkdtempSync(join(tmpdir(), 'huying-start-'));
const started: ChildProcess[] = [];
after(async () => {
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGINT');
  rmSync(DATA, { recursive: true, force: true });
});

const listen = (server: Server) => once(server.listen(0, '127.0.0.1'), 'listening');
const portOf = (server: Server) => (server.address() as { port: number }).port;

async function freePort(): Promise<number> {
  const server = createServer();
  await listen(server);
  const port = portOf(server);
  server.close();
  return port;
}

/** Starts the program as `npm start` does, without the demo city unless told otherwise. */
function serve(env: Record<string, string>) {
  const { DATABASE_URL: _, ...rest } = process.env;
  const child = spawn(process.execPath, [SERVE], {
    env: { ...rest, HUYING_DATA: DATA, HUYING_DEMO: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (words += chunk));
  const closed = once(child, 'close').then(([code]) => code as number | null);
  return { child, closed, words: () => words };
}

async function ready(port: number, program: ReturnType<typeof serve>): Promise<void> {
  while (!(await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.ok) {
    assert.equal(program.child.exitCode, null, program.words());
    await sleep(50);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

/** Everything that still works in a data folder: the database runs in it. */
function left(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

/** What comes back for bytes that no client of HTTP would send. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((done, failed) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket
      .on('data', (chunk) => (answer += chunk))
      .on('close', () => done(answer))
      .on('error', failed);
  });
}

function admin(...args: string[]): Promise<string> {
  const { DATABASE_URL: _, ...rest } = process.env;
  return new Promise((done, failed) =>
    execFile(
      process.execPath,
      [ADMIN, ...args],
      { env: { ...rest, HUYING_DATA: DATA } },
      (error, out, err) => (error ? failed(new Error(`${out}${err}`)) : done(out)),
    ),
  );
}

test('a start, a second one beside it, an end by Ctrl-C thrice, a kill and a start again', async () => {
  const port = await freePort();
  const first = serve({ PORT: `${port}` });
  await ready(port, first);
  assert.match(first.words(), /呼应已启动/);

  const beside = serve({ PORT: `${await freePort()}` });
  assert.equal(await beside.closed, 1);
  assert.match(beside.words(), new RegExp(`已经在运行.*http://127.0.0.1:${port}`));

  const output = await admin('user', 'add', '--username', 'zhangsan', '--name', '张三');
  const password = /一次性密码：(\S+)/.exec(output)?.[1];
  const session = await fetch(`http://127.0.0.1:${port}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'zhangsan', password }),
  });
  assert.ok(session.ok, `${session.status} ${await session.text()}`);

  assert.match(
    await raw(port, 'GET /api/matters?q=路灯 HTTP/1.1\r\n\r\n'),
    /400[\s\S]*problem\+json[\s\S]*bad_request/,
  );
  assert.match(
    await raw(port, `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`),
    /431[\s\S]*headers_too_large/,
  );

  for (let i = 0; i < 3; i++) first.child.kill('SIGINT');
  assert.equal(await first.closed, 0);
  if (process.platform === 'linux') assert.deepEqual(left(DATA), []);
  assert.equal(existsSync(join(DATA, 'huying.lock')), false);

  const second = serve({ PORT: `${port}` });
  await ready(port, second);
  second.child.kill('SIGKILL');
  await second.closed;
  const third = serve({ PORT: `${port}` });
  await ready(port, third);
  assert.match(third.words(), /接管仍在运行的内置数据库/);
  await end(third.child, 'SIGTERM');
  if (process.platform === 'linux') assert.deepEqual(left(DATA), []);
});

test('half a demo city is taken away before anybody sees it', async () => {
  writeFileSync(join(DATA, 'demo.loading'), '');
  const port = await freePort();
  const program = serve({ PORT: `${port}` });
  await ready(port, program);
  assert.match(program.words(), /没有完成，重新建库/);
  assert.equal(existsSync(join(DATA, 'demo.loading')), false);
  await assert.rejects(admin('user', 'unlock', '--username', 'zhangsan'), /没有用户名/);
  await end(program.child, 'SIGINT');
});

test('a port that is taken is said before anything is started', async () => {
  const taken = createServer();
  await listen(taken);
  const folder = join(DATA, 'taken');
  mkdirSync(folder);
  const port = portOf(taken);
  const program = serve({ PORT: `${port}`, HUYING_DATA: folder });
  assert.equal(await program.closed, 1);
  taken.close();
  assert.match(program.words(), new RegExp(`端口 ${port} 已被占用`));
  assert.equal(existsSync(join(folder, 'pgdata')), false);
});

test('a database that is down, and settings that cannot be, are said in words without a stack', async () => {
  const port = `${await freePort()}`;
  const down = serve({ PORT: port, DATABASE_URL: 'postgres://x@127.0.0.1:1/x' });
  assert.equal(await down.closed, 1);
  assert.match(down.words(), /连不上数据库（127\.0\.0\.1:1）/);
  const wrong = serve({ PORT: 'abc', HUYING_DEMO: 'yes' });
  assert.equal(await wrong.closed, 1);
  assert.match(wrong.words(), /PORT 应为[\s\S]*HUYING_DEMO 应为/);
  for (const { words } of [down, wrong]) assert.doesNotMatch(words(), /^\s+at /m);
});

test('what an outside database lacks is named all at once, with the statement that mends it', () => {
  const good = {
    version: 150004,
    encoding: 'UTF8',
    me: 'owner',
    makes_roles: true,
    has_role: false,
    is_member: false,
    creates: true,
  };
  assert.deepEqual(shortcomings(good), []);
  assert.deepEqual(shortcomings({ ...good, makes_roles: false, has_role: true, is_member: true }), []);
  const bad = { ...good, version: 140010, encoding: 'LATIN1', creates: false, makes_roles: false };
  const lacks = shortcomings(bad).join('\n');
  for (const words of [
    /版本是 14/,
    /LATIN1/,
    /grant create on schema public to owner/,
    /create role huying_app/,
  ])
    assert.match(lacks, words);
  assert.match(
    shortcomings({ ...bad, has_role: true }).join('\n'),
    /^用户不能成为应用角色：grant huying_app/m,
  );
});

test('a fault we do not know keeps its stack', () => {
  assert.match(failureWords(new TypeError('x is not a function')), /TypeError[\s\S]*at /);
});
