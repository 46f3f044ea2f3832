import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import type { SheetCell } from './write.cells.ts';
import { streamSheet } from './write.ts';

const AT = new Date('2026-03-02T08:30:00Z');
const mark = { who: '王芳 & 社区', at: AT };

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

async function opened(rows: SheetCell[][], line?: string) {
  const head = { ...(line && { line }), columns: ['甲', '乙'], widths: [9], mark };
  const { content } = streamSheet(head, async (write) => {
    for (const row of rows) await write(row);
  });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await bytesOf(content)) as unknown as ArrayBuffer);
  return { book, sheet: book.worksheets[0]! };
}

test('each value comes back as what it was: number, moment on the wall clock of Shanghai, day, text, flag', async () => {
  const { sheet } = await opened([
    [12.5, AT],
    [{ day: '1950-02-28' }, true],
    ['  前后空格  ', '420100195002280017'],
    [Number.NaN, null],
    [{ day: '1899-12-31' }, 'a\u0000b\ud800<&>"\r\n'],
  ]);
  assert.equal(sheet.getCell('A2').value, 12.5);
  assert.equal((sheet.getCell('B2').value as Date).toISOString(), '2026-03-02T16:30:00.000Z');
  assert.equal((sheet.getCell('A3').value as Date).toISOString(), '1950-02-28T00:00:00.000Z');
  assert.equal(sheet.getCell('A3').numFmt, 'yyyy-mm-dd');
  assert.equal(sheet.getCell('B3').value, true);
  assert.equal(sheet.getCell('A4').value, '  前后空格  ');
  assert.equal(sheet.getCell('B4').value, '420100195002280017');
  assert.equal(sheet.getCell('A5').value, null);
  assert.equal(sheet.getCell('A6').value, '1899-12-31', 'before the days Excel counts rightly');
  assert.equal(sheet.getCell('B6').value, 'ab\ufffd<&>"\r\n');
});

test('nothing is a formula, and what looks like one stays text when it is edited', async () => {
  const texts = ['=1+1', '+86', '-1', '@SUM(A1)', '\t=1', '\r=1'];
  const { sheet } = await opened(texts.map((text) => [text]));
  texts.forEach((text, i) => {
    const cell = sheet.getCell(`A${i + 2}`);
    assert.equal(cell.value, text);
    assert.equal(cell.type, ExcelJS.ValueType.String);
    assert.equal(cell.numFmt, '@');
  });
});

test('who made it and when stands on every page and in the properties; the headings stay in sight and on every page', async () => {
  const { book, sheet } = await opened([['1', '2']], '=第一行');
  assert.equal(book.creator, mark.who);
  assert.equal(book.created.toISOString(), AT.toISOString());
  assert.match(sheet.headerFooter.oddHeader!, /王芳 && 社区 2026-03-02 16:30 导出/);
  assert.match(sheet.headerFooter.oddFooter!, /王芳 && 社区 2026-03-02 16:30 导出/);
  assert.equal(sheet.getCell('A1').value, '=第一行');
  assert.equal(sheet.getCell('B2').value, '乙');
  assert.deepEqual(sheet.views[0]!.state, 'frozen');
  assert.equal((sheet.views[0] as { ySplit?: number }).ySplit, 2);
  assert.equal(sheet.pageSetup.printTitlesRow, '1:2');
  assert.equal(sheet.getColumn(1).width, 9);
});

test('rows are asked for only as fast as they are read, so that memory does not grow with the sheet', async () => {
  const wide = Array.from({ length: 20 }, () => crypto.randomUUID().repeat(4));
  let written = 0;
  const { content, stop } = streamSheet({ columns: wide }, async (write) => {
    for (; written < 100_000; written += 1) await write(wide.map((text) => text + Math.random()));
  });
  for await (const _ of content) break;
  assert.ok(written > 0 && written < 10_000, `${written} rows were made for one reader's first piece`);
  stop(new Error('nobody reads on'));
});

test('100,000 rows stand in their order', async () => {
  const { content } = streamSheet({ columns: ['号', '文'] }, async (write) => {
    for (let i = 0; i < 100_000; i += 1) await write([i, `第${i}行`]);
  });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await bytesOf(content)) as unknown as ArrayBuffer);
  let rows = 0;
  book.worksheets[0]!.eachRow((row, number) => {
    if (number === 1) return;
    assert.equal(row.getCell(1).value, rows);
    assert.equal(row.getCell(2).value, `第${rows}行`);
    rows += 1;
  });
  assert.equal(rows, 100_000);
});

test('what the rows fail with, the reader fails with', async () => {
  const { content } = streamSheet({ columns: ['甲'] }, async (write) => {
    await write(['一']);
    throw new Error('没有下一行');
  });
  await assert.rejects(bytesOf(content), /没有下一行/);
});
