import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { ZipFile } from 'yazl';
import type { FileRow } from './cells.ts';
import { detect, readPortions, readRows } from './read.ts';
import type { SheetSource } from './source.ts';
import { isDateFormat } from './xlsx.book.ts';

/** Bytes in memory, in small pieces, so that characters, tags and records are cut wherever they can be. */
function inMemory(bytes: Buffer, piece = 7): SheetSource {
  return {
    size: bytes.length,
    async read(range = { start: 0, end: bytes.length }) {
      const part = bytes.subarray(range.start, range.end);
      const step = part.length > 100_000 ? 65_536 : piece;
      return Readable.from(
        (function* () {
          for (let at = 0; at < part.length; at += step) yield part.subarray(at, at + step);
        })(),
        { objectMode: false },
      );
    },
  };
}

async function rowsOf(bytes: Buffer): Promise<FileRow[]> {
  const source = inMemory(bytes);
  const rows: FileRow[] = [];
  for await (const row of readRows(source, await detect(source))) rows.push(row);
  return rows;
}

async function spreadsheet(fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void) {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet('人员'), book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const refused = (code: string) => (error: { fields?: { code: string }[] }) =>
  error.fields?.[0]?.code === code;

test('UTF-8, with and without a mark, GB18030 and UTF-16 are read as what they are', async () => {
  const gbk = Buffer.from([
    0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb1, 0xb8, 0xd7, 0xa2, 0x0a, 0xc0, 0xee, 0xcb, 0xc4, 0x2c, 0x31,
  ]);
  for (const bytes of [
    Buffer.from('姓名,备注\n李四,1'),
    Buffer.from('\ufeff姓名,备注\n李四,1'),
    Buffer.from('\ufeff姓名,备注\r\n李四,1', 'utf16le'),
    gbk,
  ])
    assert.deepEqual(
      (await rowsOf(bytes)).map(({ row, cells }) => [row, ...cells]),
      [
        [1, '姓名', '备注'],
        [2, '李四', '1'],
      ],
    );
});

test('a text that begins like a formula is told; one that only keeps its zeros is read', async () => {
  const [, row] = await rowsOf(Buffer.from('编号,说明,电话\n="00123",=1+1,+86 139\n'));
  assert.deepEqual(row!.cells, ['00123', '=1+1', '+86 139']);
  assert.deepEqual([...row!.marks!], [[1, 'formula']]);
});

test('dates, numbers, rich text, links and flags of a spreadsheet are what it shows', async () => {
  const bytes = await spreadsheet((sheet) => {
    sheet.addRow(['日期', '数', '富文本', '链接', '是否']);
    sheet.addRow([new Date('1980-01-02T00:00:00Z'), 12.5, null, null, true]);
    sheet.getCell('A2').numFmt = 'yyyy"年"m"月"d"日"';
    sheet.getCell('C2').value = { richText: [{ text: '张' }, { text: '三', font: { bold: true } }] };
    sheet.getCell('D2').value = { text: '李四', hyperlink: 'mailto:x@y' };
    sheet.getCell('G3').value = '远处';
  });
  const [, second, third] = await rowsOf(bytes);
  assert.deepEqual(second!.cells, [new Date('1980-01-02T00:00:00Z'), 12.5, '张三', '李四', true]);
  assert.deepEqual([third!.row, third!.cells], [3, ['', '', '', '', '', '', '远处']]);
});

test('only formats that show a day or a time make dates', () => {
  for (const format of ['yyyy-mm-dd', '[$-804]yyyy"年"m"月"', 'hh:mm', '[h]:mm', 'd/m/yy;@'])
    assert.ok(isDateFormat(format), format);
  for (const format of ['0.00', 'General', '"day" 0', '[Red]0', '#,##0_d', '0\\d', '@'])
    assert.ok(!isDateFormat(format), format);
});

test('formulas are not calculated: what the file kept is told, with the mark; errors have no value', async () => {
  const bytes = await spreadsheet((sheet) => {
    sheet.addRow(['甲', '乙', '丙']);
    sheet.getCell('A2').value = { formula: 'LEFT("abc",1)', result: 'kept' } as ExcelJS.CellValue;
    sheet.getCell('B2').value = { formula: 'WEBSERVICE("http://x")' } as ExcelJS.CellValue;
    sheet.getCell('C2').value = { error: '#REF!' } as ExcelJS.CellValue;
    sheet.getCell('D2').value = '=A1';
  });
  const [, row] = await rowsOf(bytes);
  assert.deepEqual([row!.cells[0], row!.cells[1] ?? '', row!.cells[2] ?? ''], ['kept', '', '']);
  assert.deepEqual([...row!.marks!].sort(), [
    [0, 'formula'],
    [1, 'formula'],
    [2, 'error'],
    [3, 'formula'],
  ]);
});

test('what is written once in merged cells stands for all of them', async () => {
  const bytes = await spreadsheet((sheet) => {
    sheet.addRow(['户号', '姓名', '电话']);
    for (const name of ['甲', '乙', '丙', '丁']) sheet.addRow([null, name]);
    sheet.getCell('A2').value = 'H1';
    sheet.getCell('A5').value = 'H2';
    sheet.mergeCells('A2:A4');
    sheet.getCell('B1').value = '人员';
    sheet.mergeCells('B1:C1');
  });
  assert.deepEqual(
    (await rowsOf(bytes)).map(({ cells }) => cells.slice(0, 3)),
    [
      ['户号', '人员', '人员'],
      ['H1', '甲'],
      ['H1', '乙'],
      ['H1', '丙'],
      ['H2', '丁'],
    ],
  );
});

test('the first sheet that is not hidden is read', async () => {
  const bytes = await spreadsheet((sheet, book) => {
    sheet.state = 'veryHidden';
    sheet.addRow(['代码']);
    book.addWorksheet('数据').addRow(['姓名']);
    book.addWorksheet('说明').addRow(['怎么填']);
  });
  assert.deepEqual(
    (await rowsOf(bytes)).map(({ cells }) => cells),
    [['姓名']],
  );
});

test('a packed file is refused when it declares too much, and stopped where it unpacks to more than it declared', async () => {
  const bytes = await spreadsheet((sheet) => {
    for (let i = 0; i < 2_000; i += 1) sheet.addRow(['0'.repeat(200)]);
  });
  const lying = Buffer.from(bytes);
  const mark = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
  for (let at = lying.indexOf(mark); at >= 0; at = lying.indexOf(mark, at + 4)) {
    const name = lying.subarray(at + 46, at + 46 + lying.readUInt16LE(at + 28)).toString();
    if (/^xl.worksheets.*xml$/.test(name)) lying.writeUInt32LE(1_000, at + 24);
  }
  await assert.rejects(rowsOf(lying), refused('too_large_unpacked'));
  const large = Buffer.from(bytes);
  large.writeUInt32LE(900_000_000, large.lastIndexOf(mark) + 24);
  await assert.rejects(rowsOf(large), refused('too_large_unpacked'));
});

/** A spreadsheet with the XML of its first sheet and shared texts of one's own. */
async function crafted(sheet: string, shared: readonly string[] = []): Promise<Buffer> {
  const xml = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const parts = {
    'xl/workbook.xml': `<workbook ${xml}><sheets><sheet name="a"/></sheets></workbook>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${xml}>${sheet}</worksheet>`,
    'xl/sharedStrings.xml': `<sst ${xml}>${shared.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
  };
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), path);
  zip.end();
  return buffer(zip.outputStream);
}

test('a text that a small file says a million times over is refused before it fills the memory', async () => {
  const long = '长'.repeat(40_000);
  const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(100)}</row>`;
  await assert.rejects(
    rowsOf(await crafted(`<sheetData>${row}</sheetData>`, [long])),
    refused('too_large_unpacked'),
  );
  const merged = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>';
  const block = '<mergeCells><mergeCell ref="A1:ZZ9"/></mergeCells>';
  await assert.rejects(rowsOf(await crafted(merged + block, [long])), refused('too_large_unpacked'));
  const cell = `<sheetData><row><c t="inlineStr"><is>${`<t>${long}</t>`.repeat(2)}</is></c></row></sheetData>`;
  await assert.rejects(rowsOf(await crafted(cell)), refused('too_large_unpacked'));
  const [only] = await rowsOf(
    await crafted('<sheetData><row><c t="s"><v>0</v></c></row></sheetData>', [long]),
  );
  assert.deepEqual(only!.cells, [long]);
});

test('merged blocks without number, one over the other, take no longer than a sheet of that size', async () => {
  const rows = Array.from({ length: 3_000 }, (_, i) => `<row r="${i + 1}"><c><v>${i}</v></c></row>`).join('');
  const blocks = '<mergeCell ref="B1:C3000"/>'.repeat(200_000);
  const hollow = 'mergeCell '.repeat(100_000);
  const bytes = await crafted(
    `<sheetData>${rows}</sheetData><mergeCells>${blocks}</mergeCells><x>${hollow}</x>`,
  );
  assert.equal((await rowsOf(bytes)).length, 3_000);
});

test('rows keep the number that spreadsheet programs show, whatever is empty between them or said of them', async () => {
  const csv = await rowsOf(Buffer.from('人员登记表\n\n姓名;电话\n甲;1\n\n乙;2\n'));
  assert.deepEqual(
    csv.map(({ row, cells }) => [row, ...cells]),
    [
      [1, '人员登记表'],
      [3, '姓名', '电话'],
      [4, '甲', '1'],
      [6, '乙', '2'],
    ],
  );
  const said = ['3', '2', 'x', '99999999', '7'].map((r) => `<row r="${r}"><c><v>1e999</v></c></row>`);
  const rows = await rowsOf(await crafted(`<sheetData>${said.join('')}</sheetData>`));
  assert.deepEqual(
    rows.map(({ row, cells }) => [row, ...cells]),
    [3, 4, 5, 6, 7].map((row) => [row, '1e999']),
  );
});

test('cells further right than any table has are not read', async () => {
  const [row] = await rowsOf(Buffer.from(`${'a,'.repeat(700)}b\n`));
  assert.equal(row!.cells.length, 500);
});

test('what is no table, cut off, or blown up by entities is refused', async () => {
  const bytes = await spreadsheet((sheet) => sheet.addRow(['姓名']));
  await assert.rejects(rowsOf(bytes.subarray(0, bytes.length - 30)), refused('broken_table'));
  await assert.rejects(rowsOf(Buffer.from('PK\u0003\u0004 and no more')), refused('broken_table'));
  await assert.rejects(rowsOf(Buffer.alloc(0)), refused('empty_file'));
  await assert.rejects(rowsOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0])), refused('old_excel'));
  await assert.rejects(rowsOf(Buffer.concat([Buffer.from('abc'), Buffer.alloc(9)])), refused('not_a_table'));
  const { walkAll } = await import('./xml.ts');
  const doctype = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>';
  await assert.rejects(walkAll(Readable.from([Buffer.from(doctype)]), {}), /entity/);
});

test('of a long text the top comes before the rest of what was read with it is taken apart', async () => {
  const source = inMemory(Buffer.from('张三,1\n'.repeat(20_000)));
  const portions: number[] = [];
  for await (const portion of readPortions(source, await detect(source))) portions.push(portion.length);
  assert.ok(portions[0]! >= 60 && portions[0]! < 2000, `${portions[0]} rows`);
  assert.equal(
    portions.reduce((sum, each) => sum + each, 0),
    20_000,
  );
});
