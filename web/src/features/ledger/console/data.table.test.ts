import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choicesOf } from './data.table.ts';

const WORDS = [
  { code: '1', name: '男性', retired: false },
  { code: '3', name: '旧称', retired: true },
];

test('a retired word is no choice any more, but what was chosen before keeps its name', () => {
  const labels = (held: string[]) => choicesOf(WORDS, held).map(({ label }) => label);
  assert.deepEqual(labels([]), ['男性']);
  assert.deepEqual(labels(['3']), ['男性', '旧称']);
});
