import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf, piecesOf, placeKey, withoutDivisions } from './rules.address.ts';

test('the same house has one key however it is written', () => {
  for (const text of ['阳光花园3栋', '阳光花园 ３号楼', '阳光花园三幢', '阳光花园（3座）', '阳光花园3号楼。'])
    assert.equal(placeKey(text), '阳光花园3栋', text);
  assert.equal(placeKey('二十三栋'), '23栋');
  assert.equal(placeKey('十号'), '10号');
});

test('strokes between numbers stay: 3-2-501 is not house 32501', () => {
  assert.equal(placeKey('幸福路12－3号'), '幸福路12-3号');
  assert.equal(placeKey('阳光花园-西区'), '阳光花园西区');
  assert.ok(piecesOf('阳光花园3-2-501').includes('阳光花园3栋'));
  assert.ok(!piecesOf('幸福路12-3号').includes('幸福路12'));
});

test('a piece never ends inside a number, and a bare house number is no piece', () => {
  const pieces = piecesOf('住幸福路12号3栋');
  assert.ok(pieces.includes('幸福路12号'));
  assert.ok(!pieces.some((piece) => piece.endsWith('路1')));
  assert.ok(!pieces.some((piece) => piece.startsWith('2号')));
  assert.ok(!pieces.includes('12号3栋') || !pieces.includes('3栋'));
});

test('a text of any length gives a bounded number of pieces', () => {
  assert.ok(piecesOf('幸福'.repeat(5000)).length < 1000);
  assert.deepEqual(piecesOf(''), []);
  assert.deepEqual(piecesOf('!!'), []);
});

test('a place is found with and without its district, and by its gate', () => {
  const keys = keysOf('阳光花园3栋', '东湖区幸福路12号阳光花园3栋', ['示例省', '滨江市', '东湖区']);
  assert.deepEqual(keys, [
    '阳光花园3栋',
    '东湖区幸福路12号阳光花园3栋',
    '幸福路12号阳光花园3栋',
    '幸福路12号',
  ]);
  assert.deepEqual(keysOf('3栋', '', []), []);
  assert.equal(withoutDivisions('东湖区', ['东湖区']), '东湖区');
});
