import ExcelJS from 'exceljs';
import { dictionariesOf, type PackWords, registryOf } from '../../dictionary/index.ts';
import { formWords } from './words.ts';

/** The words of a pack. For tests. */
export function packFormWords(pack: PackWords) {
  const lists = pack.dictionaries.map(({ standard = null, note = null, unsure = false, ...list }) => ({
    ...{ ...list, standard, note, unsure },
    items: list.items.map((item, i) => ({
      ...{ aliases: [], foreign: {}, ...item },
      ...{ number: i + 1, retired: false },
    })),
  }));
  return formWords(registryOf(pack.items, new Set()), dictionariesOf(lists));
}

const thin = { style: 'thin' as const };
const lined = { left: thin, right: thin, top: thin, bottom: thin };

async function bytesOf(book: ExcelJS.Workbook): Promise<Buffer> {
  return Buffer.from(await book.xlsx.writeBuffer());
}

function line(sheet: ExcelJS.Worksheet, from: number, to: number, columns: number): void {
  for (let row = from; row <= to; row += 1)
    for (let col = 1; col <= columns; col += 1) sheet.getCell(row, col).border = lined;
}

/**
 * A department's list: a title across, who fills in a line of gaps, headings in two lines, `rows` blank rows, a sum below with a
 * formula and a line to sign; with fonts, widths, a colour by condition, a list to choose from, print titles and a page set-up.
 */
export async function listForm(rows = 4): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('名册', {
    pageSetup: { orientation: 'landscape', paperSize: 9, fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    headerFooter: { oddFooter: '第 &P 页' },
  });
  sheet.mergeCells('A1:I1');
  sheet.getCell('A1').value = '高龄老人津贴发放名册（2026年3月）';
  sheet.getCell('A1').font = { name: '方正小标宋简体', size: 20, bold: true };
  sheet.mergeCells('A2:I2');
  sheet.getCell('A2').value = '填报单位（盖章）：                    填表日期：    年  月  日';
  const heads: [string, string][] = [
    ['A3:A4', '序号'],
    ['B3:B4', '姓  名'],
    ['C3:C4', '性别'],
    ['D3:E3', '身份信息'],
    ['F3:G3', '监护人'],
    ['H3:H4', '领取金额'],
    ['I3:I4', '备注'],
  ];
  for (const [range, text] of heads) {
    sheet.mergeCells(range);
    sheet.getCell(range.split(':')[0]!).value = text;
  }
  Object.entries({ D4: '身份证号', E4: '出生年月', F4: '姓名', G4: '联系电话' }).forEach(([ref, text]) => {
    sheet.getCell(ref).value = text;
  });
  const last = 4 + rows;
  line(sheet, 3, last + 1, 9);
  for (let row = 5; row <= last; row += 1) {
    sheet.getRow(row).height = 22;
    sheet.getCell(row, 2).font = { name: '仿宋', size: 14 };
    sheet.getCell(row, 4).numFmt = '@';
    for (let col = 1; col <= 9; col += 1) sheet.getCell(row, col).alignment = { horizontal: 'center' };
  }
  sheet.mergeCells(`A${last + 1}:G${last + 1}`);
  sheet.getCell(`A${last + 1}`).value = '合计';
  sheet.getCell(`H${last + 1}`).value = { formula: `SUM(H5:H${last})`, result: 0 };
  sheet.getCell(`A${last + 2}`).value = '制表人：';
  sheet.getCell(`F${last + 2}`).value = '审核人：';
  [6, 14, 8, 24, 12, 12, 16, 10, 20].forEach((width, i) => {
    sheet.getColumn(i + 1).width = width;
  });
  sheet.pageSetup.printTitlesRow = '1:4';
  sheet.pageSetup.printArea = `A1:I${last + 2}`;
  sheet.addConditionalFormatting({
    ref: `H5:H${last}`,
    rules: [
      {
        type: 'cellIs',
        operator: 'greaterThan',
        formulae: ['100'],
        priority: 1,
        style: { font: { bold: true } },
      },
    ],
  });
  for (let row = 5; row <= last; row += 1)
    sheet.getCell(row, 3).dataValidation = { type: 'list', allowBlank: true, formulae: ['"男,女"'] };
  return bytesOf(book);
}

/** A department's form for one person: headings with blanks inside, boxes to tick, boxes for digits, somebody else's part, a photo. */
export async function personForm(): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('填写说明').getCell('A1').value = '请如实填写';
  const sheet = book.addWorksheet('登记表');
  const put = (range: string, value: ExcelJS.CellValue) => {
    if (range.includes(':')) sheet.mergeCells(range);
    sheet.getCell(range.split(':')[0]!).value = value;
  };
  put('A1:V1', '居民信息登记表');
  put('A2', '姓 名');
  put('B2:C2', null);
  put('D2', '性  别');
  put('E2:H2', {
    richText: [
      { text: '□', font: { name: 'Wingdings', size: 12 } },
      { text: '男 ', font: { name: '宋体', size: 10 } },
      { text: '□', font: { name: 'Wingdings', size: 12 } },
      { text: '女', font: { name: '宋体', size: 10 } },
    ],
  });
  put('I2:V2', '照片（一寸）');
  put('A3', '出生日期');
  put('B3:C3', '     年   月   日');
  put('D3', '民族');
  put('E3:H3', null);
  put('A4', '公民身份号码');
  put('A5', '婚姻状况');
  put('B5:V5', '未婚□  已婚□  丧偶□  离异□');
  put('A6', '现住址');
  put('B6:V6', null);
  put('A7:A8', '监护人情况');
  put('B7', '姓名');
  put('C7:D7', null);
  put('E7', '联系电话');
  put('F7:H7', null);
  put('A9', '家庭成员');
  put('B9', '姓名');
  put('C9', '与本人关系');
  put('D9', '工作单位');
  put('A11', '是否低保');
  put('B11:C11', '□是 □否');
  put('D11', '年龄');
  put('E11', null);
  put('A12:V12', '填表人：____________   填表日期：      年    月    日');
  line(sheet, 2, 11, 22);
  sheet.getCell('B2').font = { name: '楷体', size: 16 };
  sheet.getCell('B3').numFmt = '@';
  return bytesOf(book);
}
