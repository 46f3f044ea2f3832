import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { JobRun } from '../../platform/feature.ts';
import {
  csv,
  finished as finish,
  goodRow as good,
  HEAD,
  importOf,
  importPeople,
  sheetOf,
} from './import.sample.ts';
import { importJob } from './jobs.import.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await smallCity(runtime);
const { ann, bob, cyd } = await importPeople(program);
const finished = (who: typeof ann, job: string) => finish(runtime, who, job);

const count = async () =>
  Number((await sql<{ n: number }>`select count(*) as n from matter`.execute(runtime.db)).rows[0]!.n);

test('a file with faults makes matters of its good rows and hands back exactly the others, each with why and what to do', async () => {
  const file = csv([
    HEAD,
    good('A1', { 联系人: '王小明', 联系电话: '138-0000-0000' }),
    good('A2', { 经度: '东经', 纬度: '95' }),
    good('A3', { 上报时间: '2027-01-01 00:00' }),
    good('A4', { 标题: '', 内容: '' }),
    good('A5', { 经度: '120.1', 纬度: '30.2' }),
    good('A6', { 联系电话: '12' }),
    good('A7', { 小类: '没有的类' }),
    good('A1'),
    good('A8', { 上报时间: '去年' }),
  ]);
  const before = await count();
  const { job, upload } = await importOf(ann, file);
  assert.equal(upload.rows, 9);
  assert.equal(upload.encoding, 'utf-8');
  assert.deepEqual(upload.suggested.columns.category, ['小类']);
  const done = await finished(ann, job);
  assert.equal(done.state, 'done', JSON.stringify(done));
  const { created, repeated, refused, read } = done.result;
  assert.deepEqual({ created, repeated, refused, read }, { created: 1, repeated: 1, refused: 7, read: 9 });
  assert.equal(await count(), before + 1);
  const [head, ...rows] = await sheetOf(await ann.download(done.result.report));
  assert.deepEqual(head!.slice(0, 5), ['行号', '有问题的列', '原因', '怎么办', '编号']);
  assert.deepEqual(
    rows.map((row) => row[0]),
    [3, 4, 5, 6, 7, 8, 10],
  );
  assert.match(String(rows[0]![1]), /经度\n纬度/);
  assert.match(String(rows[1]![2]), /时间晚于现在/);
  assert.match(String(rows[3]![2]), /不在本市任何网格内/);
  assert.equal(rows[4]![1], '联系电话');
  assert.match(String(rows[5]![2]), /没有的类/);
  for (const row of rows) assert.ok(String(row[3]).length > 4, `no remedy: ${row}`);
});

test('what is imported keeps the time of its file, its number is of that day, and nobody is told of single rows', async () => {
  const { rows } = await sql<{ id: string; number: string; created_at: Date; channel: string }>`
    select id, number, created_at, channel from matter where title = '井盖缺失A1'`.execute(runtime.db);
  assert.equal(rows.length, 1);
  assert.equal(rows[0]!.created_at.toISOString(), '2026-01-05T00:30:00.000Z');
  assert.equal(Number.parseInt(rows[0]!.id.replace('-', '').slice(0, 12), 16), rows[0]!.created_at.getTime());
  assert.match(rows[0]!.number, /-260105-/);
  assert.equal(rows[0]!.channel, 'import');
  await program.settle();
  const inbox = (await ann.ask('GET', '/api/messages')).body.items as { title: string; body: string }[];
  assert.equal(inbox.length, 1);
  assert.match(inbox[0]!.body, /新建 1 件，重复 1 行，退回 7 行/);
});

test('the same file twice creates nothing twice, and its mapping is remembered for the unit alone', async () => {
  const file = Buffer.from(
    csv([
      ['单号', '事由', '网格码'],
      ['S1', '路灯不亮', '429901001001'],
      ['S2', '路面破损', '429901001002'],
    ]),
  );
  const mapping = { columns: { reference: ['单号'], text: ['事由'], area: ['网格码'] } };
  const first = await finished(ann, (await importOf(ann, file, mapping)).job);
  assert.equal(first.result.created, 2, JSON.stringify(first));
  const before = await count();
  const again = await ann.upload(file);
  assert.equal(again.body.remembered, true);
  assert.deepEqual(again.body.suggested.columns.text, ['事由']);
  const { body } = await ann.ask('POST', `/api/imports/${again.body.id}/start`, {
    mapping: again.body.suggested,
  });
  const second = await finished(ann, body.job);
  assert.equal(second.result.created, 0);
  assert.equal(second.result.repeated, 2);
  assert.equal(await count(), before);
  const colleague = await bob.upload(file);
  assert.equal(colleague.body.remembered, true);
  assert.deepEqual(colleague.body.suggested.columns, mapping.columns);
  const stranger = await cyd.upload(file);
  assert.equal(stranger.body.remembered, false);
  assert.equal(stranger.body.suggested.columns.text, undefined);
});

/** The job as a program would run it that dies right after its n-th report. */
function dyingRun(id: string, input: object, reports: number): JobRun {
  let said = 0;
  const report = async () => {
    said += 1;
    if (said === reports) throw new Error('killed');
  };
  return { id, accountId: ann.id, input, progress: {}, report };
}

test('killed in the middle and run again, an import makes no matter twice and leaves none out', async () => {
  const rows = Array.from({ length: 350 }, (_, i) =>
    i % 50 === 7 ? good(`K${i}`, { 经度: 'x' }) : good(`K${i}`),
  );
  const before = await count();
  const { id, job } = await importOf(ann, csv([HEAD, ...rows]));
  await assert.rejects(importJob.work(runtime, dyingRun(job, { subject: id }, 2)), /killed/);
  const half = await count();
  assert.ok(half > before && half < before + 300, `${half - before} in the first half`);
  const done = await finished(ann, job);
  assert.equal(done.result.created, 343);
  assert.equal(done.result.refused, 7);
  assert.equal(done.result.repeated, 0);
  assert.equal(await count(), before + 343);
});

test('GB18030 and spreadsheets with dates as numbers are read as what they are', async () => {
  // 编号,内容 / G1,井盖 in GB18030.
  const gb = Buffer.concat([
    Buffer.from([0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xc4, 0xda, 0xc8, 0xdd, 0x0a]),
    Buffer.from('G1,'),
    Buffer.from([0xbe, 0xae, 0xb8, 0xc7, 0x0a]),
  ]);
  const { job, upload } = await importOf(ann, gb, {
    constants: { type: 'city-event', area: '429901001001' },
  });
  assert.equal(upload.encoding, 'gb18030');
  assert.deepEqual(upload.columns, ['编号', '内容']);
  assert.equal((await finished(ann, job)).result.created, 1);

  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('工单');
  sheet.addRow(['编号', '内容', '网格编码', '上报时间']);
  sheet.addRow(['X1', '树倒了', '429901001001', new Date(Date.UTC(2026, 0, 6, 9, 0))]);
  sheet.addRow(['X2', '=1+1', 429901001002, 46028.375]);
  sheet.getCell('D2').numFmt = 'yyyy-mm-dd hh:mm';
  const bytes = Buffer.from(await book.xlsx.writeBuffer());
  const second = await importOf(ann, bytes);
  const done = await finished(ann, second.job);
  assert.equal(done.result.created, 2, JSON.stringify(done));
  const { rows } = await sql<{ created_at: Date }>`
    select created_at from matter where text in ('树倒了', '=1+1') order by text desc`.execute(runtime.db);
  assert.deepEqual(
    rows.map((row) => row.created_at.toISOString()),
    ['2026-01-06T01:00:00.000Z', '2026-01-06T01:00:00.000Z'],
  );
});
