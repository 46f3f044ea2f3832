import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnName } from '../../../platform/sheet/write.cells.ts';
import { copyFormula, parseBlock, parseRef, shiftBlocks, shiftFormula } from './refs.ts';

const three = { after: 8, count: 3 };

test('columns are counted as spreadsheets letter them', () => {
  for (const [col, letters] of [
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ] as const) {
    assert.equal(columnName(col), letters);
    assert.deepEqual(parseRef(`${letters}7`), { row: 7, col });
  }
  assert.equal(parseRef('A0'), null);
  assert.equal(parseBlock('A:C'), null);
});

test('what stands below new rows moves, what holds the copied row grows, what stands above stays', () => {
  const shifted = (formula: string) => shiftFormula(three, formula, '名册', '名册');
  assert.equal(shifted('SUM(D4:D8)'), 'SUM(D4:D11)');
  assert.equal(shifted('D9*$E$10+F3'), 'D12*$E$13+F3');
  assert.equal(shifted("'名册'!A9+其他!A9"), "'名册'!A12+其他!A9");
  assert.equal(shifted('LOG10(A9)&"A9 与 B9"&AB12_x'), 'LOG10(A12)&"A9 与 B9"&AB12_x');
  assert.equal(shifted('SUM($4:$8)'), 'SUM($4:$11)');
  assert.equal(shiftFormula(three, 'A9+名册!A9', '名册', '其他'), 'A9+名册!A12');
  assert.equal(
    shiftFormula(three, "'名册'!$A$1:$H$30,名册!$1:$3", '名册', null),
    "'名册'!$A$1:$H$33,名册!$1:$3",
  );
  assert.equal(shiftBlocks(three, 'A4:C8 D8 E9 F1:F1048576'), 'A4:C11 D8:D11 E12 F1:F1048576');
});

test('a formula copied down goes along, except where it is held', () => {
  assert.equal(
    copyFormula('IF(C5="","",YEAR($H$1)-YEAR(C$5)+SUM(D5:E5))', 2),
    'IF(C7="","",YEAR($H$1)-YEAR(C$5)+SUM(D7:E7))',
  );
});
