import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWord } from './dictionary.ts';

test('a line of a printed list is read as code, name and aliases', () => {
  for (const line of ['01 留守老人', ' 01\t留守老人 ', '01、留守老人', '01：留守老人'])
    assert.deepEqual(readWord(line), { code: '01', name: '留守老人' });
  assert.deepEqual(readWord('02 留守儿童（留守孩子、留守娃）'), {
    code: '02',
    name: '留守儿童',
    aliases: ['留守孩子', '留守娃'],
  });
  for (const line of ['留守老人', '01', '', '（一）留守老人']) assert.equal(readWord(line), null);
});
