import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { emptyTemplate, TEST_KEY, testProgram } from '../test/harness.ts';

const program = await testProgram(await emptyTemplate());
const dataDir = await mkdtemp(join(tmpdir(), 'huying-admin-'));
after(() => rm(dataDir, { recursive: true, force: true }));
const PROGRAM = fileURLToPath(new URL('./admin.ts', import.meta.url));

interface Done {
  code: number;
  out: string;
  err: string;
}

/** The command line as an operator calls it, on this test's database. */
function admin(...args: string[]): Promise<Done> {
  const env = { ...process.env, DATABASE_URL: program.ownerUrl, HUYING_DATA: dataDir, HUYING_KEY: TEST_KEY };
  return new Promise((done) =>
    execFile(process.execPath, [PROGRAM, ...args], { env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), out, err }),
    ),
  );
}

const passwordIn = (out: string): string => /一次性密码：(\S+)/.exec(out)![1]!;
const signIn = (username: string, password: string) =>
  program.http.inject({ method: 'POST', url: '/api/session', payload: { username, password } });

test('the first administrator is made in an empty city and signs in with the password printed once', async () => {
  const { code, out, err } = await admin('user', 'add', '--username', 'Boss', '--name', '张三');
  assert.equal(code, 0, err);
  const answer = await signIn('boss', passwordIn(out));
  assert.equal(answer.json().account.must_change_password, true);
  const again = await admin('user', 'add', '--username', 'boss', '--name', '李四');
  assert.equal(again.code, 1);
  assert.match(again.err, /「boss」已被使用/);
});

test('the operator resets and unlocks even the guards', async () => {
  const made = await admin('user', 'add', '--username', 'sec', '--name', '李四', '--role', 'security_admin');
  for (let i = 0; i < 5; i++) await signIn('sec', 'not the password');
  assert.equal((await signIn('sec', passwordIn(made.out))).statusCode, 423);
  assert.equal((await admin('user', 'unlock', '--username', 'sec')).code, 0);
  assert.equal((await signIn('sec', passwordIn(made.out))).statusCode, 200);
  const reset = await admin('user', 'reset', '--username', 'sec');
  assert.equal((await signIn('sec', passwordIn(made.out))).statusCode, 401);
  assert.equal((await signIn('sec', passwordIn(reset.out))).statusCode, 200);
});

test('what is missing, unknown or misspelt is said, with how to call it', async () => {
  const cases: [string[], number, RegExp][] = [
    [[], 2, /user add/],
    [['user', 'add', '--username', 'x1'], 1, /缺少 --name/],
    [['user', 'add', '--username', 'x1', '--name', '甲', '--role', 'king'], 1, /没有这个角色/],
    [['user', 'add', '--username', 'x1', '--name', '甲', '--unit', 'none'], 1, /没有代码为「none」的单位/],
  ];
  for (const [args, code, words] of cases) {
    const done = await admin(...args);
    assert.equal(done.code, code, args.join(' '));
    assert.match(done.err, words);
  }
});
