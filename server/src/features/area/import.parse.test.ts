import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decodeText, type Fault, parseDivisions } from './import.parse.ts';

const EXTRACT = new URL(
  '../../../../../shared/data/regions/extract_wuhan_huangshi_yichang_nantong.json',
  import.meta.url,
);
const brief = (faults: Fault[]) => faults.map(({ row, column, severity }) => `${row} ${column} ${severity}`);

test('a table is read with Chinese or English column names, parents first', () => {
  const csv =
    '\uFEFF区划代码,名称,上级,级别,备注\r\n429998001,江滩街道,,,x\r\n429998,临江区,429900,区,\r\n429900000000,滨江市,42,市,\r\n';
  assert.deepEqual(
    parseDivisions(csv, 'csv', (code) => code === '420000'),
    {
      rows: [
        { row: 4, code: '429900', name: '滨江市', level: 'city', parent: '420000' },
        { row: 3, code: '429998', name: '临江区', level: 'district', parent: '429900' },
        { row: 2, code: '429998001', name: '江滩街道', level: 'street', parent: '429998' },
      ],
      faults: [],
      total: 3,
    },
  );
});

test('each faulty row is named with its number, the others are kept', () => {
  const lines = [
    'code,name,parent,level',
    '429998,临江区,420000,',
    '42999,少一位,,',
    '',
    '429998001,,,',
    '429998,又一个临江区,,',
    '4.29998E+11,科学计数,,',
    '429998002,钟楼街道,42999X,',
    '429998003,桂园街道,429999,',
    '429998004,新街道,429998,乡里',
  ];
  const { rows, faults, total } = parseDivisions(lines.join('\n'), 'csv', (code) => code === '420000');
  assert.deepEqual(
    rows.map((row) => row.code),
    ['429998', '429998003', '429998004'],
  );
  assert.deepEqual(brief(faults), [
    '3 code error',
    '5 name error',
    '6 code error',
    '7 code error',
    '8 parent error',
    '9 parent warning',
    '10 level warning',
  ]);
  assert.equal(total, 8);
  for (const { message, remedy } of faults) assert.match(`${message}\n${remedy}`, /[一-龥].*\n.*[一-龥]/);
  assert.match(faults[2]!.message, /第 2 行重复/);
});

test('a stated parent and level win over the code: a street directly under its city', () => {
  const { rows, faults } = parseDivisions(
    '[{"code":"429998001","name":"直管镇","parent":"429900","level":3}]',
    'json',
    () => true,
  );
  assert.deepEqual(rows, [
    { row: 1, code: '429998001', name: '直管镇', level: 'district', parent: '429900' },
  ]);
  assert.deepEqual(brief(faults), ['1 level warning']);
});

test('a parent chain that comes back to itself is refused', () => {
  const csv = 'code,name,parent\n429998,甲,429999\n429999,乙,429998\n429998001,丙,\n429999001,丁,429999001';
  const { rows, faults } = parseDivisions(csv, 'csv');
  assert.deepEqual(
    rows.map((row) => row.code),
    ['429998001'],
  );
  assert.equal(faults.filter((one) => /绕回/.test(one.message)).length, 3);
});

test('a file that is no table or no array is refused as a whole, in words', () => {
  for (const [text, format] of [
    ['编号,什么\n1,2', 'csv'],
    ['{"a":1}', 'json'],
    ['[{', 'json'],
    ['', 'csv'],
    ['a,"b', 'csv'],
  ] as const) {
    const { rows, faults } = parseDivisions(text, format);
    assert.deepEqual(rows, []);
    assert.ok(
      faults.length > 0 && faults.every((one) => one.severity === 'error' && /[一-龥]/.test(one.remedy)),
      text,
    );
  }
  assert.deepEqual(brief(parseDivisions('[1, {"code":"42","name":"示例省"}]', 'json').faults), [
    '1 null error',
  ]);
});

test('a table saved by a Chinese spreadsheet program (GB18030) is decoded', () => {
  const gbk = Uint8Array.from([0xc3, 0xfb, 0xb3, 0xc6]);
  assert.equal(decodeText(gbk), '名称');
  assert.equal(decodeText(new TextEncoder().encode('名称')), '名称');
});

test('8,729 real division codes of four cities are read without loss', {
  skip: existsSync(EXTRACT) ? false : 'the folder of shared test data is absent on this machine',
}, () => {
  const { rows, faults, total } = parseDivisions(readFileSync(EXTRACT, 'utf8'), 'json');
  assert.equal(total, 8729);
  assert.equal(rows.length, 8729);
  const levels = Object.entries(Object.groupBy(rows, (row) => row.level)).map(([level, all]) => [
    level,
    all.length,
  ]);
  assert.deepEqual(Object.fromEntries(levels), { district: 40, street: 499, community: 8190 });
  // The extract has no city nodes: exactly the districts say that their parent is missing, as warnings.
  assert.equal(faults.length, 40);
  assert.ok(faults.every((one) => one.severity === 'warning' && one.column === 'parent'));
});
