import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { judgeWords, readWordFiles } from '../../../packs/default.words.ts';
import { DEFAULT_PACK } from '../../../packs/folder.ts';
import { type Book, openBook, packBook, textOf } from './book.ts';
import { fillList, fillPerson } from './fill.ts';
import { listForm, packFormWords } from './form.sample.ts';
import type { Layout } from './layout.ts';
import { previewOf } from './preview.ts';
import { recognise } from './recognise.ts';
import { readSheet } from './sheet.ts';
import { cellStyles } from './styles.ts';

const words = packFormWords(judgeWords(await readWordFiles(DEFAULT_PACK)));
const AT = new Date('2026-11-22T08:00:00Z');
const people = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), values: { name: `人${i + 1}`, sex: '2' } }));

type Rows = (string | number | null)[][];

/** A sheet of these cells; `lined` ranges have lines around every cell. */
async function sheetOf(
  rows: Rows,
  lined?: [from: number, to: number],
  merges: string[] = [],
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('表');
  for (const range of merges) sheet.mergeCells(range);
  rows.forEach((cells, r) => {
    cells.forEach((value, c) => {
      if (value !== null) sheet.getCell(r + 1, c + 1).value = value;
    });
  });
  const width = Math.max(...rows.map((cells) => cells.length));
  for (let r = lined?.[0] ?? 1; lined && r <= lined[1]; r += 1)
    for (let c = 1; c <= width; c += 1) sheet.getCell(r, c).border = { bottom: { style: 'thin' } };
  return Buffer.from(await book.xlsx.writeBuffer());
}

async function layoutOf(bytes: Buffer): Promise<Layout> {
  return recognise(await openBook(bytes), words)!.layout;
}
const itemsOf = ({ targets }: Layout) =>
  Object.fromEntries(targets.filter(({ item }) => item).map(({ ref, item }) => [ref, item]));

async function opened(book: Book): Promise<ExcelJS.Worksheet> {
  const made = new ExcelJS.Workbook();
  await made.xlsx.load((await packBook(book, AT)) as unknown as ArrayBuffer);
  return made.worksheets[0]!;
}

test('running numbers printed already leave a list’s rows free; the line to sign ends them', async () => {
  const bytes = await sheetOf(
    [
      ['序号', '姓名', '联系电话'],
      [1, null, null],
      [2, null, null],
      [3, null, null],
      ['填表人：', null, '审核：'],
    ],
    [1, 4],
  );
  const layout = await layoutOf(bytes);
  assert.deepEqual([layout.kind, layout.first, layout.last], ['list', 2, 4]);
  assert.deepEqual(itemsOf(layout), { A2: 'calc.number', B2: 'name', C2: 'phone', A5: 'calc.filler' });
});

test('headings without any row below are a list too: rows are made', async () => {
  const bytes = await sheetOf([['姓名', '身份证号', '家庭住址', '备注']]);
  const book = await openBook(bytes);
  const { sheet, layout } = recognise(book, words)!;
  assert.deepEqual([layout.kind, layout.first, layout.last], ['list', 2, 2]);
  const after = await opened(fillList(book, sheet, { layout, words, general: {} }, people(3)).book);
  assert.deepEqual(
    [2, 3, 4].map((row) => after.getCell(row, 1).value),
    ['人1', '人2', '人3'],
  );
});

test('a list without lines or rows is drawn with the row that is filled first, and filled with a gap where nothing else stands', async () => {
  const book = await openBook(await sheetOf([['姓名', '身份证号', '家庭住址', '备注']]));
  const { sheet, layout } = recognise(book, words)!;
  const blank = previewOf(sheet, cellStyles(book), { asked: layout.targets.map(({ ref }) => ref) });
  assert.equal(blank.rows.length, 2);
  const below = blank.cells.filter(({ row }) => row === 2);
  assert.deepEqual(
    below.map(({ ref, text, rows, cols }) => [ref, text, rows, cols]),
    ['A2', 'B2', 'C2', 'D2'].map((ref) => [ref, '', 1, 1]),
  );
  const nobody = [{ id: '1', values: {} }];
  const filled = fillList(book, sheet, { layout, words, general: {} }, nobody);
  const after = previewOf(readSheet(filled.book, sheet.entry), cellStyles(filled.book), filled);
  assert.deepEqual(
    after.cells.flatMap(({ ref, mark }) => (mark === 'gap' ? [ref] : [])),
    ['A2', 'B2', 'C2'],
  );
  assert.equal(after.rows.length, 2);
});

test('one form with each blank below its heading is a person’s, and what follows is no list', async () => {
  const bytes = await sheetOf(
    [
      ['姓名', '性别', '民族'],
      [null, null, null],
      ['籍贯', '学历', '政治面貌'],
      [null, null, null],
      ['工作单位', '联系电话', '是否低保'],
      [null, null, '□是□否'],
    ],
    [1, 6],
  );
  const layout = await layoutOf(bytes);
  assert.equal(layout.kind, 'person');
  assert.deepEqual(itemsOf(layout), {
    ...{ A2: 'name', B2: 'sex', C2: 'nation', A4: 'native_place', B4: 'education', C4: 'political' },
    ...{ A6: 'workplace', B6: 'phone', C6: 'low_income' },
  });
});

test('gaps in a line of text are filled where they are; what is written behind a colon stays', async () => {
  const bytes = await sheetOf([
    ['姓名：______ 性别：____ 民族：汉族'],
    ['电话：'],
    ['日期'],
    ['    年  月  日'],
  ]);
  const book = await openBook(bytes);
  const { sheet, layout } = recognise(book, words)!;
  const person = { id: '1', values: { name: '张三', sex: '1', nation: '15', phone: '13900001234' } };
  const filling = { layout, words, general: { 'calc.today': '2026-11-22' } };
  const after = await opened(fillPerson(book, sheet, filling, person).book);
  assert.equal(after.getCell('A1').value, '姓名：张三   性别：男   民族：汉族');
  assert.equal(after.getCell('A2').value, '电话：13900001234');
  assert.equal(after.getCell('A4').value, '2026年11月22日');
});

const NS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const DRAWING = `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>9</xdr:row></xdr:from><xdr:to><xdr:col>1</xdr:col><xdr:row>12</xdr:row></xdr:to></xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from></xdr:oneCellAnchor></xdr:wsDr>`;
const VML = '<xml><br><x:Anchor>1, 15, 8, 2, 3, 15, 12, 4</x:Anchor><x:Row>8</x:Row><x:Row>1</x:Row></xml>';
const COMMENTS = '<comments><commentList><comment ref="H9"/><comment ref="A1"/></commentList></comments>';
const EXT =
  '<extLst><ext><x14:conditionalFormatting xmlns:x14="a" xmlns:xm="b"><x14:cfRule><xm:f>$H$9&gt;"H9"</xm:f></x14:cfRule><xm:sqref>H5:H8</xm:sqref></x14:conditionalFormatting></ext></extLst>';

/** The list with everything that hangs on rows: pictures, remarks, links, page breaks, names, a second sheet, a chain of formulas. */
async function hungForm(): Promise<Book> {
  const book = await openBook(await listForm());
  const set = (path: string, text: string) => book.parts.set(path, Buffer.from(text));
  const sheet = 'xl/worksheets/sheet1.xml';
  const more = `<hyperlinks><hyperlink ref="A9:B10" r:id="x"/></hyperlinks>`;
  const breaks = '<rowBreaks count="1" manualBreakCount="1"><brk id="9" max="16383" man="1"/></rowBreaks>';
  const text = textOf(book, sheet);
  const at = text.indexOf('<pageMargins');
  set(
    sheet,
    `${text.slice(0, at)}${more}${text.slice(at).replace('</worksheet>', `${breaks}${EXT}</worksheet>`)}`,
  );
  set('xl/drawings/drawing1.xml', DRAWING);
  set('xl/drawings/vmlDrawing1.vml', VML);
  set('xl/comments1.xml', COMMENTS);
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  set(
    'xl/worksheets/_rels/sheet1.xml.rels',
    `<Relationships ${NS}><Relationship Id="a" Type="${type}/drawing" Target="../drawings/drawing1.xml"/><Relationship Id="b" Type="${type}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/><Relationship Id="c" Type="${type}/comments" Target="/xl/comments1.xml"/><Relationship Id="x" Type="${type}/hyperlink" Target="http://a/" TargetMode="External"/></Relationships>`,
  );
  set('xl/calcChain.xml', '<calcChain><c r="H9" i="1"/></calcChain>');
  const types = textOf(book, '[Content_Types].xml');
  set(
    '[Content_Types].xml',
    types.replace('</Types>', '<Override PartName="/xl/calcChain.xml" ContentType="c"/></Types>'),
  );
  return book;
}

test('everything that hangs on rows below goes along: pictures, remarks, links, page breaks, conditions, the chain of formulas', async () => {
  const form = await hungForm();
  const { sheet, layout } = recognise(form, words)!;
  const { book } = fillList(form, sheet, { layout, words, general: {} }, people(14));
  const text = textOf(book, 'xl/worksheets/sheet1.xml');
  assert.match(text, /<hyperlink ref="A19:B20" r:id="x"\/>/);
  assert.match(text, /<brk id="19" /);
  assert.match(text, /<xm:f>\$H\$19&gt;"H9"<\/xm:f>|<xm:f>\$H\$19&gt;&quot;H9&quot;<\/xm:f>/);
  assert.match(text, /<xm:sqref>H5:H18<\/xm:sqref>/);
  const drawing = textOf(book, 'xl/drawings/drawing1.xml');
  assert.deepEqual(
    [...drawing.matchAll(/<xdr:row>(\d+)/g)].map(([, row]) => row),
    ['19', '22', '0'],
  );
  const vml = textOf(book, 'xl/drawings/vmlDrawing1.vml');
  assert.equal(
    vml,
    VML.replace(', 8, 2', ', 18, 2').replace(', 12, 4', ', 22, 4').replace('<x:Row>8', '<x:Row>18'),
  );
  assert.equal(textOf(book, 'xl/comments1.xml'), COMMENTS.replace('H9', 'H19'));
  assert.equal(book.parts.has('xl/calcChain.xml'), false);
  assert.ok(!textOf(book, '[Content_Types].xml').includes('calcChain'));
  assert.match(textOf(book, book.workbook), /<calcPr [^>]*fullCalcOnLoad="1"/);
});

test('a list of 5,000 people keeps every row in its place', async () => {
  const book = await openBook(await listForm());
  const { sheet, layout } = recognise(book, words)!;
  const after = await opened(fillList(book, sheet, { layout, words, general: {} }, people(5000)).book);
  for (const i of [1, 2, 3, 4, 2500, 4999, 5000]) assert.equal(after.getCell(4 + i, 2).value, `人${i}`);
  assert.equal(after.getCell('H5005').formula, 'SUM(H5:H5004)');
});
