import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import type { JobRun } from '../../platform/feature.ts';
import { run } from '../../platform/runtime.ts';
import { registerSheetTargets } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { samplePlace, sampleStaff } from '../account/sample.ts';
import { forgetSheet, startReport, startSheet } from './commands.start.ts';
import { chooseHead } from './commands.upload.ts';
import { sweepFaults } from './jobs.sweep.ts';
import { sheetJob } from './jobs.work.ts';
import { listFaults, listSheets, readSheet } from './queries.ts';
import { finished, handIn, makeThings, thingTarget } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const place = await samplePlace(runtime);
await makeThings(program.ownerUrl);
registerSheetTargets(runtime, [thingTarget()]);

const actorOf = async (username: string, role: string, unitId: string) =>
  (await loadActor(runtime.db, await sampleStaff(runtime, username, [{ role, unitId }])))!;
const ann = await actorOf('ann', 'city_staff', place.centre);
const bob = await actorOf('bob', 'city_staff', place.centre);
const eve = await actorOf('eve', 'district_staff', place.eastUnit);

const csv = (...lines: string[]) => Buffer.from(lines.join('\n'));
const refused = (code: string) => (error: { code?: string; fields?: { code: string }[] }) =>
  error.code === code || error.fields?.[0]?.code === code;

async function things(): Promise<Record<string, [name: string, writes: number]>> {
  const { rows } = await sql<{ code: string; name: string; writes: number }>`
    select code, name, writes from thing order by code`.execute(runtime.db);
  return Object.fromEntries(rows.map(({ code, name, writes }) => [code, [name, writes]]));
}

/** Starts with the proposed mapping and waits for the end. */
async function worked(id: string, trial: boolean, more: object = {}) {
  const { suggested } = await readSheet(runtime, ann, id);
  const { job } = await startSheet(runtime, ann, id, { mapping: { ...suggested, ...more }, trial });
  const done = await finished(runtime, job);
  assert.equal(done.state, 'done', done.error ?? '');
  return readSheet(runtime, ann, id);
}

const FAULTY = csv(
  '编号,名称,日期,数量',
  'A1,桌,2020-01-02,3',
  'A2,,2020-01-02,3',
  'A3,椅,2020-02-30,5000',
  'A4,退回,2020年3月4日,1',
  'A5,冲突,,',
  'A1,别的,,',
  'A1,桌,2020/1/2,3',
  'A6,灯,=1+1,2',
);

test('a check writes nothing and says of every faulty cell why; the import takes the good rows and no other', async () => {
  const id = await handIn(runtime, ann, FAULTY);
  const checked = await worked(id, true);
  assert.deepEqual(await things(), {});
  assert.deepEqual(checked.progress!.outcomes, { new: 1, same: 1, changed: 0, waiting: 0, refused: 6 });
  const { items } = await listFaults(runtime, ann, id, {});
  assert.deepEqual(
    items.map(({ row, faults }) => [
      row,
      ...faults.map(({ column, code, shown }) => `${column} ${code} ${shown}`),
    ]),
    [
      [3, '名称 required '],
      [4, '日期 bad_date 2020-02-30', '数量 bad_number 5000'],
      [5, '名称 not_here '],
      [6, '名称 taken '],
      [7, 'null repeated_row '],
      [9, '日期 formula =1+1'],
    ],
  );
  assert.match(items[4]!.faults[0]!.words, /第 2 行/);
  const only = await listFaults(runtime, ann, id, { kind: 'amount:bad_number' });
  assert.deepEqual(
    only.items.map(({ row }) => row),
    [4],
  );
  const paged = await listFaults(runtime, ann, id, { limit: 2, cursor: '4' });
  assert.deepEqual([paged.items.map(({ row }) => row), paged.next], [[5, 6], '6']);

  const imported = await worked(id, false);
  assert.deepEqual(imported.progress!.outcomes, { new: 1, same: 1, changed: 0, waiting: 0, refused: 6 });
  assert.deepEqual(await things(), { A1: ['桌', 1] });
});

test('the same file again changes nothing, a changed row changes one thing', async () => {
  const again = await worked(await handIn(runtime, ann, FAULTY), false);
  assert.deepEqual([again.progress!.outcomes.new, again.progress!.outcomes.same], [0, 2]);
  assert.deepEqual(await things(), { A1: ['桌', 1] });
  const other = await worked(await handIn(runtime, ann, csv('编号,名称', 'A1,大桌')), false);
  assert.equal(other.progress!.outcomes.changed, 1);
  assert.deepEqual(await things(), { A1: ['大桌', 2] });
});

test('a title, two lines of headings and merged cells are found; a formula is taken only when asked for', async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('登记');
  sheet.addRow(['物品登记表']);
  sheet.mergeCells('A1:D1');
  sheet.addRow(['物品编号', '基本情况', null, '日期']);
  sheet.addRow([null, '叫什么', '数量', null]);
  sheet.mergeCells('A2:A3');
  sheet.mergeCells('B2:C2');
  sheet.mergeCells('D2:D3');
  sheet.addRow(['M1', '柜', 2, new Date('2021-05-06T00:00:00Z')]);
  sheet.addRow(['M2', null, 3, 44_323]);
  sheet.getCell('B5').value = { formula: 'B4&"二"', result: '柜二' } as ExcelJS.CellValue;
  sheet.addRow(['M3', '箱', 4, null]);
  sheet.mergeCells('D5:D6');
  const id = await handIn(runtime, ann, Buffer.from(await book.xlsx.writeBuffer()), '登记.xlsx');
  const read = await readSheet(runtime, ann, id);
  assert.deepEqual(read.columns, ['物品编号', '叫什么', '数量', '日期']);
  assert.deepEqual(
    (await worked(id, true)).progress!.faults.map(({ code }) => code),
    ['formula'],
  );
  assert.equal((await worked(id, false, { formulas: 'take' })).progress!.outcomes.new, 3);
  const { rows } =
    await sql`select code, name, born::text as born from thing where code like 'M%' order by code`.execute(
      runtime.db,
    );
  assert.deepEqual(rows, [
    { code: 'M1', name: '柜', born: '2021-05-06' },
    { code: 'M2', name: '柜二', born: '2021-05-07' },
    { code: 'M3', name: '箱', born: '2021-05-07' },
  ]);
});

test('the headings can be chosen, and a mapping that makes no row right is refused by field', async () => {
  const unmerged = await handIn(runtime, ann, csv('登记表', '编号,基本情况,', ',名称,数量', 'H1,钟,2'));
  const two = await readSheet(runtime, ann, unmerged);
  assert.deepEqual([two.head, two.columns], [{ row: 2, lines: 2 }, ['编号', '名称', '数量']]);
  const id = await handIn(runtime, ann, csv('说明,见下', '甲,乙', '编号,名称', 'H1,钟'));
  assert.equal((await readSheet(runtime, ann, id)).head.row, 3);
  await chooseHead(runtime, ann, id, { row: 2, lines: 1 });
  assert.deepEqual((await readSheet(runtime, ann, id)).columns, ['甲', '乙']);
  await assert.rejects(chooseHead(runtime, ann, id, { row: 4, lines: 1 }), refused('bad_head'));
  const start = (mapping: { columns: Record<string, string>; constants?: Record<string, string> }) =>
    startSheet(runtime, ann, id, { mapping, trial: true });
  await assert.rejects(start({ columns: { code: '甲' } }), refused('required'));
  await assert.rejects(start({ columns: { code: '甲', name: '丙' } }), refused('unknown_column'));
  await assert.rejects(
    start({ columns: { code: '甲', name: '乙', strange: '乙' } }),
    refused('unknown_field'),
  );
  await assert.rejects(
    start({ columns: { code: '甲', name: '乙' }, constants: { unit: 'b' } }),
    refused('bad_value'),
  );
  await assert.rejects(handIn(runtime, ann, csv('编号,名称')), refused('no_rows'));
});

test('a mapping is remembered for the same headings by the same unit, and an import is its owner’s alone', async () => {
  const head = '甲列,乙列,丙列';
  const id = await handIn(runtime, ann, csv(head, 'R1,一,x'));
  const mapping = { columns: { code: '甲列', name: '乙列' } };
  await finished(runtime, (await startSheet(runtime, ann, id, { mapping, trial: true })).job);
  const colleague = await readSheet(
    runtime,
    bob,
    await handIn(runtime, bob, csv('丙列,乙列,甲列', 'x,一,R1')),
  );
  assert.deepEqual([colleague.remembered, colleague.suggested], [true, mapping]);
  const stranger = await readSheet(runtime, eve, await handIn(runtime, eve, csv(head, 'R1,一,x')));
  assert.deepEqual([stranger.remembered, stranger.suggested.columns], [false, {}]);
  for (const call of [
    () => readSheet(runtime, bob, id),
    () => listFaults(runtime, bob, id, {}),
    () => chooseHead(runtime, bob, id, { row: 1, lines: 1 }),
    () => startSheet(runtime, bob, id, { mapping, trial: true }),
    () => startReport(runtime, bob, id, 'all'),
    () => forgetSheet(runtime, bob, id),
  ])
    await assert.rejects(call, refused('not_found'));
  assert.ok(!(await listSheets(runtime, bob, {})).items.some((each) => each.id === id));
});

test('stopped anywhere and run again, an import loses no row and does none twice', async () => {
  const n = 9_000;
  const id = await handIn(
    runtime,
    ann,
    csv('编号,名称', ...Array.from({ length: n }, (_, i) => `K${i},${i % 10 === 3 ? '' : '钉'}`)),
  );
  const mapping = (await readSheet(runtime, ann, id)).suggested;
  const { job } = await startSheet(runtime, ann, id, { mapping, trial: false });
  const dying = (report: () => Promise<void>) =>
    sheetJob.work(runtime, {
      id: job,
      accountId: ann.id,
      input: { subject: id },
      progress: {},
      report,
    } as unknown as JobRun);
  // Once between two chunks, once amid the writing of one, once just after.
  let said = 0;
  await assert.rejects(
    dying(async () => assert.ok(++said < 2, 'killed')),
    /killed/,
  );
  registerSheetTargets(runtime, [thingTarget(() => Promise.reject(new Error('killed')))]);
  await assert.rejects(
    dying(async () => {}),
    /killed/,
  );
  registerSheetTargets(runtime, [thingTarget()]);
  await assert.rejects(
    dying(() => Promise.reject(new Error('killed'))),
    /killed/,
  );
  assert.equal((await finished(runtime, job)).state, 'done');
  const { progress } = await readSheet(runtime, ann, id);
  assert.deepEqual(progress!.outcomes, { new: n * 0.9, same: 0, changed: 0, waiting: 0, refused: n / 10 });
  const { rows } =
    await sql`select count(*)::int as n, max(writes) as writes from thing where code like 'K%'`.execute(
      runtime.db,
    );
  assert.deepEqual(rows[0], { n: n * 0.9, writes: 1 });
  const faults = await run(runtime, ann, ({ db }) =>
    sql`select count(*)::int as n, count(distinct row)::int as rows from sheet_fault where job_id = ${job}::uuid`.execute(
      db,
    ),
  );
  assert.deepEqual(faults.rows[0], { n: n / 10, rows: n / 10 });
});

test('while a file is worked on nothing else is begun with it; forgotten, it is gone with its faults', async () => {
  const id = await handIn(runtime, ann, csv('编号,名称', 'F1,'));
  const mapping = (await readSheet(runtime, ann, id)).suggested;
  await assert.rejects(startReport(runtime, ann, id, 'all'), refused('not_checked'));
  const { job } = await startSheet(runtime, ann, id, { mapping, trial: true });
  await assert.rejects(startSheet(runtime, ann, id, { mapping, trial: false }), refused('sheet_working'));
  await assert.rejects(forgetSheet(runtime, ann, id), refused('sheet_working'));
  await finished(runtime, job);
  await forgetSheet(runtime, ann, id);
  await assert.rejects(readSheet(runtime, ann, id), refused('not_found'));
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql`select from sheet_fault where import_id = ${id}::uuid`.execute(db),
  );
  assert.equal(rows.length, 0);
});

test('refused rows are the importer’s alone in the database too, and go with their files after a week', async () => {
  const id = await handIn(runtime, ann, csv('编号,名称', 'W1,'));
  await worked(id, true);
  const { rows } = await sql`select from sheet_fault`.execute(runtime.db);
  assert.equal(rows.length, 0, 'without an actor nothing is read');
  assert.equal((await listFaults(runtime, ann, id, {})).items.length, 1);
  clock.advance(8 * 86_400_000);
  await sweepFaults(runtime);
  assert.equal((await listFaults(runtime, ann, id, {})).items.length, 0);
});
