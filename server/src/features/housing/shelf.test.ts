import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Shelf } from './shelf.ts';

const shelf = () => {
  let made = 0;
  const kept = new Shelf<string>(10, (text) => text.length);
  const take = (key: string, version: string, text = 'four') =>
    kept.take(key, version, async () => {
      made++;
      return text;
    });
  return { kept, take, made: () => made };
};

test('what is asked for twice at once, or again in the same version, is made once', async () => {
  const { take, made } = shelf();
  await Promise.all([take('a', '1'), take('a', '1')]);
  await take('a', '1');
  assert.equal(made(), 1);
  assert.equal(await take('a', '2', 'new'), 'new');
  assert.equal(made(), 2);
});

test('beyond the most bytes those made longest ago go, and one that is too large is not kept at all', async () => {
  const { take, made } = shelf();
  for (const key of ['a', 'b', 'c']) await take(key, '1');
  await take('c', '1');
  await take('b', '1');
  assert.equal(made(), 3);
  await take('a', '1');
  assert.equal(made(), 4, 'the first had to go');
  await take('d', '1', 'x'.repeat(20));
  await take('d', '1', 'x'.repeat(20));
  assert.equal(made(), 6);
});

test('a failure is handed on and not kept', async () => {
  const { kept, take } = shelf();
  await assert.rejects(
    kept.take('a', '1', async () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(await take('a', '1'), 'four');
});
