import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plan, type Standing, type Wanted } from './rules.tree.ts';

let next = 0;
const newId = () => `new${++next}`;
const row = (code: string, level: string, parent: string | null, name = code): Wanted => ({
  code,
  name,
  level,
  parent,
});
const area = (
  id: string,
  code: string,
  level: string,
  parentId: string | null,
  path: string[],
): Standing => ({
  id,
  code,
  level,
  parentId,
  path,
  name: code,
  kind: 'ordinary',
  retired: false,
});

test('rows in any order become parents first, each with its path from the city down', () => {
  const { writes, counts } = plan(
    [],
    [row('4201', 'city', '42'), row('420102', 'district', '4201'), row('42', 'province', null)].toReversed(),
    newId,
  );
  const byCode = new Map(writes.map((write) => [write.code, write]));
  assert.equal(counts.created, 3);
  assert.deepEqual(byCode.get('42')!.path, []);
  assert.deepEqual(byCode.get('420102')!.path, [byCode.get('4201')!.id, byCode.get('420102')!.id]);
  assert.deepEqual(
    writes.toSorted((a, b) => a.depth - b.depth).map((write) => write.code),
    ['42', '4201', '420102'],
  );
});

test('an area that moves takes all below it along, and only those are written', () => {
  const before = [
    area('c', '4201', 'city', null, ['c']),
    area('d1', '420102', 'district', 'c', ['c', 'd1']),
    area('d2', '420103', 'district', 'c', ['c', 'd2']),
    area('s', '420102001', 'street', 'd1', ['c', 'd1', 's']),
    area('k', '420102001001', 'community', 's', ['c', 'd1', 's', 'k']),
  ];
  const { writes, counts } = plan(before, [row('420102001', 'street', '420103')], newId);
  assert.deepEqual(
    writes.map((write) => [write.code, write.path.join()]),
    [
      ['420102001', 'c,d2,s'],
      ['420102001001', 'c,d2,s,k'],
    ],
  );
  assert.deepEqual([counts.changed, counts.moved, counts.unchanged], [1, 1, 0]);
  assert.equal(plan(before, [row('420102', 'district', '4201')], newId).writes.length, 0);
});

test('a circle is refused', () => {
  const before = [area('a', '4201', 'city', null, ['a']), area('b', '420102', 'district', 'a', ['a', 'b'])];
  assert.throws(() => plan(before, [row('4201', 'city', '420102')], newId), /绕回/);
});
