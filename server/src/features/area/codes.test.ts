import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAreaCode, parentCode, readAreaCode, suggestedParent } from './codes.ts';

const level = (text: string) => {
  const reading = readAreaCode(text);
  return reading.ok ? `${reading.value.code} ${reading.value.level}` : reading.message;
};

test('a code is read at each level, short, canonical or padded to twelve digits', () => {
  assert.equal(level('42'), '420000 province');
  assert.equal(level('420000000000'), '420000 province');
  assert.equal(level('4201'), '420100 city');
  assert.equal(level('420102000000'), '420102 district');
  assert.equal(level('420102001'), '420102001 street');
  assert.equal(level('420102001000'), '420102001 street');
  assert.equal(level(' 420102001004 '), '420102001004 community');
  assert.equal(level('420102001004007'), '420102001004007 grid');
  assert.equal(level('42010200100400a'), '42010200100400A grid');
});

test('a wrong code is refused in Chinese with a remedy', () => {
  for (const text of [
    '',
    '4201020',
    '42010A',
    '042010',
    '420102000004',
    '420102001000001',
    '420102001004000',
    '4.20102E+11',
  ]) {
    const reading = readAreaCode(text);
    assert.ok(!reading.ok, text);
    assert.match(reading.message + reading.remedy, /[一-龥]/);
    assert.equal(isAreaCode(text), false);
  }
  assert.match(level('4.20102E+11'), /科学计数法/);
  assert.match(level('4201020'), /7 位/);
});

test('the suggested parent is the next shorter code, also where a city has no districts', () => {
  assert.equal(suggestedParent('429998001001001'), '429998001001');
  assert.equal(suggestedParent('429998001001'), '429998001');
  assert.equal(suggestedParent('429998001'), '429998');
  assert.equal(suggestedParent('429998'), '429900');
  assert.equal(suggestedParent('429900'), '420000');
  assert.equal(suggestedParent('420000'), null);
  assert.equal(suggestedParent('441900003'), '441900');
});

test('a stated parent wins over the code', () => {
  assert.equal(parentCode('429998001', '429900'), '429900');
  assert.equal(parentCode('429998001', '429999000000'), '429999');
  assert.equal(parentCode('429998001', ' '), '429998');
  assert.throws(() => parentCode('429998001', '42X'), /数字以外/);
});
