import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doorNumber, isCalled } from './rules.named.ts';

test('a building answers to its number, alone or behind its estate, and to no other building’s', () => {
  for (const said of ['3', '3栋', '三号楼', '听涛雅苑3栋', '听涛雅苑小区03幢', '滨江大道389号听涛雅苑3栋'])
    assert.equal(isCalled(said, '听涛雅苑3栋', '听涛雅苑'), true, said);
  for (const said of ['5栋', '13栋', 'A3栋', 'A座', '临江里3栋', '听涛雅苑', '听涛雅苑5栋'])
    assert.equal(isCalled(said, '听涛雅苑3栋', '听涛雅苑'), false, said);
  assert.deepEqual(
    ['a3栋', '3栋', '听涛雅苑A3座'].map((said) => isCalled(said, '听涛雅苑A3栋', '听涛雅苑')),
    [true, false, true],
  );
  assert.deepEqual(
    ['12号', '桂花巷12号', '梨花巷12号', '2号'].map((said) => isCalled(said, '桂花巷12号', null)),
    [true, true, false, false],
  );
});

test('the number of a door is read out of what stands around it', () => {
  for (const said of ['601', '601室', '2-601', '2单元601', '6楼601（租）', '０６０１'])
    assert.equal(doorNumber(said), '601', said);
  assert.deepEqual(['B12', 'b12室', '地下室'].map(doorNumber), ['b12', 'b12', '地下']);
});
