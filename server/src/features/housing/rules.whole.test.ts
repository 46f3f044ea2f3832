import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingsOf } from './rules.whole.ts';

/** Each reading of an address: what was cut off, the building, its unit and the room. */
const read = (address: string) =>
  readingsOf(address).map(({ before, building, unit, number }) => [before, building, unit, number].join('|'));

test('an address with no words in front of the estate is read as building, unit and room', () => {
  const addresses = {
    阳光苑2栋2单元1101室: '|阳光苑2栋|2|1101',
    '阳光苑 ２ 栋 2 单元 1101': '|阳光苑2栋|2|1101',
    阳光苑2栋2门601: '|阳光苑2栋|2|601',
    阳光苑二号楼二单元601号: '|阳光苑二号楼|二|601',
    阳光苑2号楼一门601房: '|阳光苑2号楼|一|601',
    '阳光苑2-2-601': '|阳光苑2栋|2|601',
    '阳光苑A座-1－601': '|阳光苑A栋|1|601',
    '阳光苑2栋2-601': '|阳光苑2栋||2-601',
    阳光苑2幢601户: '|阳光苑2幢||601',
    '阳光苑2－601': '|阳光苑2栋||601',
    阳光苑2栋B12: '|阳光苑2栋||B12',
  };
  for (const [address, reading] of Object.entries(addresses))
    assert.deepEqual(read(address), [reading], address);
});

test('a floor is left out, in figures or in Chinese, but no storey that names a building', () => {
  const same = ['6层601', '六层601', '第六层601室', '6楼601', '六楼601', '第六楼-601', '6层-601'];
  for (const end of same) assert.deepEqual(read(`阳光苑2栋2单元${end}`), ['|阳光苑2栋|2|601'], end);
  assert.deepEqual(read('阳光苑2栋2门六楼601'), ['|阳光苑2栋|2|601']);
  assert.deepEqual(read('阳光苑2栋二十三层2301'), ['|阳光苑2栋||2301']);
  assert.deepEqual(read('临江里三楼1单元601'), ['|临江里3楼|1|601']);
});

test('a remark in brackets at the end is none of the room', () => {
  for (const remark of ['（租）', '(租 张三)', '【空挂】', '[租]', '（租）（2025年起）'])
    assert.deepEqual(read(`阳光苑2栋2单元601室${remark}`), ['|阳光苑2栋|2|601'], remark);
});

test('what stands in front is left off step by step, the longest building first, and kept', () => {
  assert.deepEqual(read('江城市东区花桥街道滨江大道389号阳光苑2栋2单元1101室'), [
    '|江城市东区花桥街道滨江大道389号阳光苑2栋|2|1101',
    '江城市|东区花桥街道滨江大道389号阳光苑2栋|2|1101',
    '江城市东区|花桥街道滨江大道389号阳光苑2栋|2|1101',
    '江城市东区花桥街道|滨江大道389号阳光苑2栋|2|1101',
    '江城市东区花桥街道滨江大道389号|阳光苑2栋|2|1101',
  ]);
  // A building by its number in a street, or the fifth of an estate: both, before anything shorter.
  assert.deepEqual(read('江城市桂花巷12号601室'), [
    '|江城市桂花巷12号||601',
    '|江城市桂花巷12栋||601',
    '江城市|桂花巷12号||601',
    '江城市|桂花巷12栋||601',
  ]);
});

test('an address is cut behind whatever ends a division or a road', () => {
  for (const front of [
    '百花胡同',
    '恩施自治州',
    '巴彦苏木',
    '查干嘎查',
    '大兴安岭地区',
    '工人新村',
    '滨江大道',
  ])
    assert.deepEqual(
      read(`${front}阳光苑2栋601`),
      [`|${front}阳光苑2栋||601`, `${front}|阳光苑2栋||601`],
      front,
    );
});

test('what names no room has no reading', () => {
  for (const address of ['', '外地', '滨江大道***', '江城市滨江大道389号', '阳光苑', '阳光苑2栋2单元'])
    assert.deepEqual(read(address), [], address);
});
