import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressWords, asksOf } from './rules.search.ts';

const meant = (question: string) =>
  asksOf(question).map(({ words, unit, number }) => [words.join(' '), unit, number]);

test('a building is found by pairs of characters and by its numbers, however they are written', () => {
  assert.deepEqual(addressWords('锦绣花园3号楼'), ['锦绣', '绣花', '花园', '3']);
  assert.deepEqual(addressWords('和平路十二号', '和平路12号'), ['和平', '平路', '12']);
});

test('unit and room are taken off the end, in words and in strokes', () => {
  const building = '锦绣 绣花 花园 3';
  assert.deepEqual(meant('锦绣花园3栋2单元501室'), [[building, '2单元', '501']]);
  assert.deepEqual(meant('锦绣花园3-2-501'), [[building, '2单元', '501']]);
  assert.deepEqual(meant('锦绣花园 3幢 501'), [
    [building, null, '501'],
    [`${building} 501`, null, null],
  ]);
  assert.deepEqual(meant('锦绣花园3-501')[0], [building, null, '501']);
});

test('a number after a street may be a room or the gate: both are asked, and a gate with its word is a gate', () => {
  assert.deepEqual(meant('和平路12'), [
    ['和平 平路', null, '12'],
    ['和平 平路 12', null, null],
  ]);
  assert.deepEqual(meant('和平路12号'), [['和平 平路 12', null, null]]);
});

test('a room alone is asked for alone; what holds nothing to look for asks nothing', () => {
  assert.deepEqual(meant('b102'), [
    ['', null, 'B102'],
    ['b102', null, null],
  ]);
  assert.deepEqual(meant('路'), []);
  assert.deepEqual(meant('%_\'"\\'), []);
});
