import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortArea } from './shortArea.ts';

test('a grid is said with its community, whose name it does not say again', () => {
  const said = [
    '滨江市 / 临江区 / 江滩街道 / 听涛社区 / 听涛社区第9网格',
    '听涛社区 / 西网格',
    '甲 / 甲',
    '滨江市',
    '',
  ];
  assert.deepEqual(
    said.map((full) => shortArea(full)),
    ['听涛社区 › 第9网格', '听涛社区 › 西网格', '甲 › 甲', '滨江市', ''],
  );
});

test('three steps say whose grid it is without a name twice', () => {
  assert.equal(
    shortArea('江城市 / 滨江街道 / 听涛社区 / 听涛社区第9网格', 3),
    '滨江街道 › 听涛社区 › 第9网格',
  );
});
