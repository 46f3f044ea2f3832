import ExcelJS from 'exceljs';
import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { SheetField } from '../../platform/sheet/target.ts';
import { type Dictionaries, dictionaries } from '../dictionary/index.ts';
import { targetFor } from './row.ts';

/** So many rows under the headings know what may stand in them. */
const READY = 1000;
/** What a list in a cell may come to, in characters, where the words stand in the rule itself. */
const LONGEST_LIST = 250;

const EXAMPLES: Record<string, string | number | Date> = {
  date: new Date('2020-06-01T00:00:00Z'),
  number: 1,
  flag: '是',
  phone: '13900000000',
  id_number: '18 位号码',
  credit_code: '18 位代码',
  plate: '鄂A12345',
};
const TYPES: Record<string, string> = {
  ...{ text: '文字', code: '从列表中选择', date: '日期，如 2020-06-01', number: '数字', flag: '是 或 否' },
  ...{ phone: '电话号码', id_number: '公民身份号码', credit_code: '统一社会信用代码', plate: '号牌号码' },
};

const wordsOf = (words: Dictionaries, { type, dictionary }: SheetField): string[] => {
  if (type === 'flag') return ['是', '否'];
  return type === 'code' ? (words.get(dictionary!)?.items.map(({ name }) => name) ?? []) : [];
};

const remarkOf = ({ name, required, hint, type }: SheetField, list: readonly string[]): string =>
  [
    `${name}${required ? '（必填）' : ''}：${TYPES[type] ?? '文字'}`,
    ...(hint ? [hint] : []),
    ...(list.length > 0 ? [`可填：${list.slice(0, 40).join('、')}${list.length > 40 ? ' ……' : ''}`] : []),
  ].join('\n');

/** Of each column: digits stay digits, days are days, and a list opens where the words are few. */
function readyColumn(sheet: ExcelJS.Worksheet, at: number, field: SheetField, list: readonly string[]): void {
  const column = sheet.getColumn(at);
  column.width = Math.min(30, Math.max(12, field.name.length * 2 + 4));
  column.numFmt = field.type === 'date' ? 'yyyy-mm-dd' : field.type === 'number' ? 'General' : '@';
  const joined = list.join(',');
  if (list.length === 0 || joined.length > LONGEST_LIST || list.some((word) => /[,"]/.test(word))) return;
  const { letter } = column;
  // A rule for the whole column at once; the library types only rules cell by cell.
  (
    sheet as unknown as { dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void } }
  ).dataValidations.add(`${letter}2:${letter}${READY}`, {
    type: 'list',
    allowBlank: true,
    formulae: [`"${joined}"`],
  });
}

function explain(book: ExcelJS.Workbook, fields: readonly SheetField[], words: Dictionaries): void {
  const sheet = book.addWorksheet('填写说明');
  sheet.columns = ['项', '必填', '怎样填', '示例', '可填的内容'].map((header, i) => ({
    header,
    width: [22, 8, 40, 24, 80][i]!,
  }));
  sheet.getRow(1).font = { bold: true };
  for (const field of fields) {
    const list = wordsOf(words, field);
    const example = list[0] ?? EXAMPLES[field.type] ?? '';
    const row = sheet.addRow([
      field.name,
      field.required ? '是' : '',
      field.hint ?? TYPES[field.type] ?? '',
      example,
      list.join('、'),
    ]);
    row.alignment = { vertical: 'top', wrapText: true };
    if (example instanceof Date) row.getCell(4).numFmt = 'yyyy-mm-dd';
  }
}

/**
 * An empty table to fill in: the headings that an import knows by themselves, columns of their type, lists to choose from, remarks on each
 * heading; how each is filled stands on a second sheet, with examples there, so that no example is ever imported. 403 for whoever may not
 * hand such tables in.
 */
export async function templateOf(
  runtime: Runtime,
  actor: Actor,
  subject: string,
): Promise<{ name: string; bytes: Buffer }> {
  const target = targetFor(runtime, actor, subject);
  const words = await dictionaries(runtime);
  // What is said once for a whole file is chosen on the screen.
  const fields = (await target.fields(runtime, actor)).filter(
    ({ choices, code }) => !choices && code !== 'said_on',
  );
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('数据', { views: [{ state: 'frozen', ySplit: 1 }] });
  for (const [i, field] of fields.entries()) {
    const list = wordsOf(words, field);
    readyColumn(sheet, i + 1, field, list);
    const cell = sheet.getCell(1, i + 1);
    cell.value = field.required ? `${field.name}*` : field.name;
    cell.font = { bold: true, ...(field.required && { color: { argb: 'FFC00000' } }) };
    cell.note = remarkOf(field, list);
  }
  explain(book, fields, words);
  return { name: `${target.name}导入模板.xlsx`, bytes: Buffer.from(await book.xlsx.writeBuffer()) };
}
