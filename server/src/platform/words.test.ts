import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryText, wordsAsked, wordsOf } from './words.ts';

test('Chinese is cut into pairs, words and numbers stay whole, and nobody can type a word of the index itself', () => {
  assert.deepEqual(wordsOf('3号楼Ｂ座 井盖没了！'), ['3', '号楼', 'b', '井盖', '盖没', '没了']);
  assert.deepEqual(wordsOf('98001001-261121-0007'), ['98001001', '261121', '0007']);
  assert.deepEqual(wordsAsked('@a1234 @t1.5'), ['a1234', 't1', '5']);
  assert.deepEqual(wordsAsked('水'), []);
});

test('a quote, a backslash or an operator in a question is text and not part of the query', () => {
  assert.equal(queryText([[["a'b\\"]], [['x'], ['y', 'z']]]), "('a''b\\\\') & ('x' | 'y' & 'z')");
});

test('no word is cut amid a character', () => {
  const [word] = wordsOf(`${'a'.repeat(39)}\u{10348}\u{10348}`);
  assert.ok(word!.isWellFormed());
  assert.equal([...word!].length, 40);
});
