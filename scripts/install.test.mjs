import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isInstalled, missing } from './install.mjs';
import { findNode } from './node24.mjs';

const lock = {
  packages: {
    '': { name: 'x' },
    server: { version: '0.1.0' },
    'node_modules/@x/server': { link: true },
    'node_modules/fastify': { version: '5.1.0' },
    'node_modules/node-other': { version: '24.0.0', optional: true },
  },
};
const held = (fastify) => ({ packages: { 'node_modules/fastify': { version: fastify } } });

test('an installation that holds every package of the lock file lacks nothing, other platforms left out', () => {
  assert.deepEqual(missing(lock, held('5.1.0')), []);
});

test('a package in another version, or none, is missing', () => {
  assert.deepEqual(missing(lock, held('5.0.9')), ['node_modules/fastify']);
  assert.deepEqual(missing(lock, { packages: {} }), ['node_modules/fastify']);
});

test('a changed lock file makes the installation stale, and an installation made by hand is accepted', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'huying-install-'));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (name, value) => writeFileSync(join(root, name), JSON.stringify(value));
  write('package-lock.json', lock);
  assert.equal(isInstalled(root), false);
  mkdirSync(join(root, 'node_modules'));
  write('node_modules/.package-lock.json', held('5.1.0'));
  assert.equal(isInstalled(root), true);
  write('package-lock.json', {
    packages: { ...lock.packages, 'node_modules/fastify': { version: '5.2.0' } },
  });
  assert.equal(isInstalled(root), false);
});

test('without a pinned Node our own is used if new enough, and none if not', () => {
  assert.equal(findNode('/nowhere', 'darwin-arm64', 'v24.12.0'), process.execPath);
  assert.equal(findNode('/nowhere', 'darwin-arm64', 'v22.22.0'), undefined);
});
