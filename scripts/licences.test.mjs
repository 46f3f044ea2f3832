import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licenceFaults, satisfies, sbomText, shipped, shippedNow } from './licences.mjs';

test('everything we ship is under a licence we may ship', () => {
  const packages = shippedNow();
  assert.ok(packages.length > 100);
  assert.deepEqual(licenceFaults(packages), []);
});

test('a licence we may not ship, an exception of another package, and no licence at all are refused', () => {
  const faults = licenceFaults([
    { name: 'a', version: '1', licence: 'GPL-3.0-only' },
    { name: 'b', version: '1', licence: 'LGPL-3.0-or-later' },
    { name: 'c', version: '1', licence: 'MIT AND AGPL-3.0-only' },
    { name: 'd', version: '1' },
    { name: '@img/sharp-libvips-linux-x64', version: '1', licence: 'LGPL-3.0-or-later' },
    { name: 'e', version: '1', licence: '(MIT OR GPL-3.0-or-later)' },
  ]);
  assert.deepEqual(
    faults.map((fault) => fault.split('@1')[0]),
    ['a', 'b', 'c', 'd'],
  );
});

test('an expression is met by one of its alternatives and all of its parts', () => {
  const accepts = (id) => id === 'MIT' || id === 'ISC';
  assert.equal(satisfies('MIT', accepts), true);
  assert.equal(satisfies('(MIT AND ISC) OR GPL-3.0-only', accepts), true);
  assert.equal(satisfies('MIT AND (GPL-3.0-only OR Zlib)', accepts), false);
  assert.equal(satisfies('MIT/X11', accepts), false);
});

test('what is only for development, and what links to our own folders, is not shipped', () => {
  const packages = shipped({
    packages: {
      '': { name: 'x' },
      'node_modules/@x/server': { link: true },
      'node_modules/b': { version: '2', license: 'MIT' },
      'node_modules/c/node_modules/b': { version: '2', license: 'MIT' },
      'node_modules/a': { version: '1', license: 'ISC', optional: true },
      'node_modules/d': { version: '1', license: 'GPL-3.0-only', dev: true },
    },
  });
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.match(sbomText(packages), /pkg:npm\/b@2/);
});
