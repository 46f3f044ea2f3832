import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { acquireDataLock, DataLockedError } from './embedded.lock.ts';

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'huying-lock-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Tries to take the lock in a program of its own; returns what it said. */
function other(dataDir: string): string {
  const module = new URL('./embedded.lock.ts', import.meta.url).href;
  const code = `const m = await import(${JSON.stringify(module)});
    try { m.acquireDataLock(${JSON.stringify(dataDir)}, 'other'); console.log('taken'); } catch (e) { console.log(e.message); }`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).stdout.trim();
}

test('a second program is told that the first is running and where', (t) => {
  const dataDir = folder(t);
  const lock = acquireDataLock(dataDir, 'starting');
  lock.update('http://127.0.0.1:8080');
  assert.equal(other(dataDir), `已经在运行:http://127.0.0.1:8080(进程 ${process.pid})`);
  assert.throws(() => acquireDataLock(dataDir, 'again'), DataLockedError);
  lock.release();
  assert.equal(other(dataDir), 'taken');
});

test('the lock of a dead program, of a stranger with its number, or cut short by a power failure is taken over', (t) => {
  const dataDir = folder(t);
  const file = join(dataDir, 'huying.lock');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  for (const left of [
    JSON.stringify({ pid: dead, born: '1', info: 'x' }),
    JSON.stringify({ pid: process.ppid, born: 'long ago', info: 'x' }),
    '{"pid":1',
  ]) {
    writeFileSync(file, left);
    acquireDataLock(dataDir, 'mine').release();
    assert.equal(existsSync(file), false);
  }
});

test('a program that ends leaves no lock, and releasing does not remove the lock of the next holder', (t) => {
  const dataDir = folder(t);
  assert.equal(other(dataDir), 'taken');
  assert.equal(existsSync(join(dataDir, 'huying.lock')), false);
  const first = acquireDataLock(dataDir, 'first');
  writeFileSync(join(dataDir, 'huying.lock'), JSON.stringify({ pid: 1, born: '', info: 'next' }));
  first.release();
  assert.match(readFileSync(join(dataDir, 'huying.lock'), 'utf8'), /next/);
});
