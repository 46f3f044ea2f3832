import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { openStage } from '../../../test/neighbour.city.ts';
import { loadActor } from '../account/index.ts';
import { readSheet } from './queries.ts';
import { handIn } from './sample.ts';
import { templateOf } from './template.ts';

const stage = await openStage();
const { runtime } = stage.program;
const actorOf = async (name: string) => (await loadActor(runtime.db, await stage.idOf(name), 'program'))!;
const community = await actorOf('community1');

async function opened(subject: string): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  const { bytes } = await templateOf(runtime, community, subject);
  await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
  return book;
}

test('every kind of table has a template whose headings the import knows by themselves, once a row is filled in', async () => {
  const targets = await stage.done('community1', { url: '/api/sheets/targets' });
  const subjects = targets.items.map(({ subject }: { subject: string }) => subject);
  assert.deepEqual(subjects.slice(0, 3), ['estate', 'building', 'house']);
  for (const { subject, fields } of targets.items) {
    const book = await opened(subject);
    const sheet = book.getWorksheet('数据')!;
    sheet.getCell('A2').value = '一';
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    const { id } = await (async () => ({
      id: await handIn(runtime, community, bytes, '模板.xlsx', subject),
    }))();
    const { suggested, columns, head } = await readSheet(runtime, community, id);
    assert.deepEqual(head, { row: 1, lines: 1 }, subject);
    const open = fields.filter(
      ({ code, choices }: { code: string; choices: object[] | null }) => !choices && code !== 'said_on',
    );
    assert.equal(columns.length, open.length, subject);
    const known = new Set(Object.keys(suggested.columns));
    assert.deepEqual(
      open.map(({ code }: { code: string }) => code).filter((code: string) => !known.has(code)),
      [],
      subject,
    );
  }
});

test('a template is typed: lists open in cells, digits stay text, and an example stands where none is imported', async () => {
  const book = await opened('house');
  const [sheet, guide] = [book.getWorksheet('数据')!, book.getWorksheet('填写说明')!];
  const headings = (sheet.getRow(1).values as string[]).slice(1);
  const column = (name: string) => headings.indexOf(name) + 1;
  assert.ok(column('门牌号*') > 0);
  assert.deepEqual(sheet.getCell(2, column('房屋类型')).dataValidation.formulae, [
    '"自住房,出租房,空置房,其他"',
  ]);
  assert.equal(sheet.getCell(2, column('统一标准地址编码')).numFmt, '@');
  assert.match(JSON.stringify(sheet.getCell(1, column('房屋用途')).note), /住宅、商铺/);
  assert.equal(sheet.getRow(2).values.length, 0, 'no row to be imported by mistake');
  const said = (guide.getColumn(1).values as string[]).indexOf('出租开始日期');
  assert.ok(guide.getCell(said, 4).value instanceof Date);
});

test('only who may hand such tables in gets the template; what is not handed in has none', async () => {
  const url = '/api/sheets/targets/person/template';
  assert.equal((await stage.ask('community1', { url })).status, 200);
  assert.equal((await stage.ask('grid1', { url })).status, 403);
  assert.equal((await stage.ask('grid1', { url: '/api/sheets/targets/house/template' })).status, 200);
  assert.equal((await stage.ask('community1', { url: '/api/sheets/targets/nothing/template' })).status, 404);
});
