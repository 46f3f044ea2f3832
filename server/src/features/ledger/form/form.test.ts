import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { judgeWords, readWordFiles } from '../../../packs/default.words.ts';
import { DEFAULT_PACK } from '../../../packs/folder.ts';
import { type Book, openBook, packBook, textOf } from './book.ts';
import { fillList, fillPerson } from './fill.ts';
import { listForm, packFormWords, personForm } from './form.sample.ts';
import { fingerprintOf, recognise } from './recognise.ts';
import type { FormPerson } from './words.ts';

const words = packFormWords(judgeWords(await readWordFiles(DEFAULT_PACK)));
const AT = new Date('2026-11-22T08:00:00Z');
const general = { 'calc.today': '2026-11-22', 'calc.filler': '王芳', 'calc.unit': '样例社区' };

const person = (id: number, values: FormPerson['values'] = {}): FormPerson => ({
  id: String(id),
  values: {
    name: `张三${id}`,
    sex: id % 2 ? '1' : '2',
    id_number: `99999919500228001${id % 10}`,
    birth_date: '1950-02-28',
    ...values,
  },
});

async function known(bytes: Buffer) {
  const book = await openBook(bytes);
  return { book, ...recognise(book, words)! };
}

async function opened(book: Book, name: string): Promise<ExcelJS.Worksheet> {
  const made = new ExcelJS.Workbook();
  await made.xlsx.load((await packBook(book, AT)) as unknown as ArrayBuffer);
  return made.getWorksheet(name)!;
}

const listed = async (bytes: Buffer, people: FormPerson[]) => {
  const form = await known(bytes);
  const filled = fillList(form.book, form.sheet, { layout: form.layout, words, general }, people);
  return { ...form, ...filled, form, after: await opened(filled.book, '名册') };
};
const GAP = 'FFFFF2A8';
const colour = (cell: ExcelJS.Cell) => (cell.fill as ExcelJS.FillPattern | undefined)?.fgColor?.argb;

test('a list’s headings in two lines are known; somebody else’s name under 监护人 is not the person’s', async () => {
  const { layout } = await known(await listForm());
  assert.deepEqual([layout.kind, layout.first, layout.last], ['list', 5, 8]);
  const items = Object.fromEntries(
    layout.targets.map((each) => [`${each.ref} ${each.gap ?? ''}`, each.item]),
  );
  assert.deepEqual(items, {
    'A5 ': 'calc.number',
    'B5 ': 'name',
    'C5 ': 'sex',
    'D5 ': 'id_number',
    'E5 ': 'birth_date',
    'F5 ': null,
    'G5 ': null,
    'H5 ': null,
    'I5 ': 'remark',
    'A2 0': 'calc.unit',
    'A2 1': 'calc.today',
    'A10 0': 'calc.filler',
  });
});

test('a list is filled cell by cell, gaps are coloured, and the line above keeps its places', async () => {
  const { after, filled, gaps } = await listed(await listForm(), [
    person(1),
    person(2, { remark: '独居', birth_date: '' }),
  ]);
  assert.equal(after.getCell('A5').value, 1);
  assert.equal(after.getCell('B6').value, '张三2');
  assert.equal(after.getCell('C5').value, '男');
  assert.equal(after.getCell('D5').value, '999999195002280011', 'a number of 18 digits stays a text');
  assert.equal(after.getCell('E5').value, '1950.02', '出生年月 is year and month');
  assert.equal(after.getCell('I6').value, '独居');
  assert.equal(after.getCell('F5').value, null);
  assert.equal(after.getCell('B7').value, null);
  assert.deepEqual(gaps, ['E6'], 'where nobody remarked anything, nothing is missing');
  assert.equal(colour(after.getCell('E6')), GAP);
  assert.equal(colour(after.getCell('E5')), undefined);
  assert.equal(colour(after.getCell('E7')), undefined, 'a row without a person has no gaps');
  assert.equal(after.getCell('I5').value, null);
  assert.equal(colour(after.getCell('I5')), undefined);
  assert.equal(filled.includes('B6'), true);
  assert.equal(
    after.getCell('A2').value,
    `填报单位（盖章）：样例社区${' '.repeat(12)}填表日期：2026年11月22日`,
  );
  assert.equal(after.getCell('A10').value, '制表人：王芳');
});

test('more people than rows: rows are set in like the blank ones, and all below moves with its merges, formulas and print areas', async () => {
  const people = Array.from({ length: 30 }, (_, i) => person(i + 1));
  const { after, form } = await listed(await listForm(), people);
  for (let i = 0; i < 30; i += 1) {
    const row = 5 + i;
    assert.equal(after.getCell(row, 1).value, i + 1);
    assert.equal(after.getCell(row, 2).value, `张三${i + 1}`);
    assert.deepEqual(after.getCell(row, 2).font, { name: '仿宋', size: 14 });
    assert.equal(after.getRow(row).height, 22);
    assert.equal(after.getCell(row, 5).border.bottom?.style, 'thin');
    assert.deepEqual(after.getCell(row, 3).dataValidation?.formulae, ['"男,女"']);
  }
  assert.equal(after.getCell('A35').value, '合计');
  assert.equal(after.getCell('H35').formula, 'SUM(H5:H34)');
  assert.equal(after.getCell('A36').value, '制表人：王芳');
  assert.ok((after.model as unknown as { merges: string[] }).merges.includes('A35:G35'));
  assert.equal(after.pageSetup.printArea, 'A1:I36');
  assert.equal(after.pageSetup.printTitlesRow, '1:4');
  const rules = (after as unknown as { conditionalFormattings: { ref: string }[] }).conditionalFormattings;
  assert.equal(rules[0]!.ref, 'H5:H34');
  assert.match(textOf(form.book, form.sheet.entry.path), /A9:G9/, 'the form itself stays as it was');
});

test('what is not touched stays byte for byte: other parts, the top of the sheet, print set-up, conditions', async () => {
  const { form, book, sheet } = await listed(await listForm(), [person(1), person(2)]);
  const path = sheet.entry.path;
  for (const [name, bytes] of form.book.parts)
    if (![path, 'xl/styles.xml', 'xl/workbook.xml'].includes(name))
      assert.ok(bytes.equals(book.parts.get(name)!), `${name} was changed`);
  const [before, after] = [textOf(form.book, path), textOf(book, path)];
  assert.equal(after.slice(0, after.indexOf('<row r="2"')), before.slice(0, before.indexOf('<row r="2"')));
  assert.equal(after.slice(after.indexOf('</sheetData>')), before.slice(before.indexOf('</sheetData>')));
  const row = (text: string, r: number) =>
    text.slice(text.indexOf(`<row r="${r}"`), text.indexOf(`<row r="${r + 1}"`));
  for (const r of [3, 4, 7, 8, 9]) assert.equal(row(after, r), row(before, r));
  const styles = textOf(form.book, 'xl/styles.xml');
  const [kept] = /<fonts.*<\/fonts>/s.exec(styles)!;
  assert.ok(textOf(book, 'xl/styles.xml').includes(kept));
});

test('a form for one person is filled: boxes ticked in their font, digits one by one, the date into its gap', async () => {
  const { book, sheet, layout } = await known(await personForm());
  assert.equal(layout.kind, 'person');
  const one = person(1, {
    name: '欧阳 <娜>',
    sex: '2',
    nation: '15',
    marital: '21',
    low_income: false,
    'calc.age': 76,
  });
  const filled = fillPerson(book, sheet, { layout, words, general }, one);
  const after = await opened(filled.book, '登记表');
  assert.equal(after.getCell('B2').value, '欧阳 <娜>');
  assert.deepEqual(after.getCell('B2').font, { name: '楷体', size: 16 });
  const { richText } = after.getCell('E2').value as ExcelJS.CellRichTextValue;
  assert.equal(richText.map(({ text }) => text).join(''), '□男 ☑女');
  assert.equal(richText[2]!.font?.name, 'Wingdings');
  assert.equal(after.getCell('B3').value, '1950年2月28日');
  assert.equal(after.getCell('E3').value, '土家族');
  const digits = Array.from({ length: 18 }, (_, i) => after.getCell(4, 2 + i).value).join('');
  assert.equal(digits, '999999195002280011');
  assert.equal(after.getCell('B5').value, '未婚□  已婚☑  丧偶□  离异□', '初婚 is 已婚');
  assert.equal(after.getCell('B11').value, '□是 ☑否');
  assert.equal(after.getCell('E11').value, 76);
  assert.equal(after.getCell('A12').value, `填表人：王芳${' '.repeat(11)}填表日期：2026年11月22日`);
  assert.deepEqual(filled.gaps, ['B6']);
  for (const ref of ['C7', 'F7', 'B10', 'C10', 'D10', 'E9'])
    assert.equal(after.getCell(ref).value, null, ref);
  assert.equal(after.getCell('I2').value, '照片（一寸）');
});

test('a form is known again by its words, whatever its month; another one is another', async () => {
  const [march, more, other] = [await listForm(), await listForm(4), await personForm()];
  const print = async (bytes: Buffer) => fingerprintOf((await known(bytes)).sheet).toString('hex');
  assert.equal(await print(march), await print(more));
  assert.notEqual(await print(march), await print(other));
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(march as unknown as ArrayBuffer);
  book.worksheets[0]!.getCell('A1').value = '高龄老人津贴发放名册（2027 年 12 月）';
  assert.equal(await print(Buffer.from(await book.xlsx.writeBuffer())), await print(march));
});
