import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { readPortions } from '../../platform/sheet/read.ts';
import { storedSheet } from '../../platform/sheet/source.ts';
import { registerSheetTargets } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { samplePlace, sampleStaff } from '../account/sample.ts';
import { startReport, startSheet } from './commands.start.ts';
import { listFaults, readSheet } from './queries.ts';
import { finished, handIn, makeThings, thingTarget } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
const place = await samplePlace(runtime);
await makeThings(program.ownerUrl);
registerSheetTargets(runtime, [thingTarget()]);
const relations = [{ role: 'city_staff', unitId: place.centre }];
const ann = (await loadActor(runtime.db, await sampleStaff(runtime, 'ann', relations)))!;

const ROWS = 200_000;
const MB = 1024 * 1024;

/** Every twentieth row has a fault, of four kinds in turn. */
function manyRows(): Buffer {
  const wrong = [',,2020-01-02,1', ',无名,2020-13-02,1', ',无名,,很多', ',退回,2020-01-02,1'];
  const lines = ['编号,名称,日期,数量'];
  for (let i = 0; i < ROWS; i += 1)
    lines.push(`N${i}${i % 20 === 7 ? wrong[Math.floor(i / 20) % 4] : `,第${i}件,2020-01-02,${i % 1000}`}`);
  return Buffer.from(lines.join('\r\n'));
}

test('200,000 rows with 5 % faults are checked, imported and marked in bounded memory', async () => {
  const id = await handIn(runtime, ann, manyRows(), '很多.csv');
  const { suggested, rows_about } = await readSheet(runtime, ann, id);
  assert.ok(rows_about > ROWS / 2 && rows_about < ROWS * 2, `${rows_about} rows were foreseen`);
  let peak = 0;
  const watching = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const before = process.memoryUsage().rss;
  for (const trial of [true, false]) {
    const { job } = await startSheet(runtime, ann, id, { mapping: suggested, trial });
    assert.equal((await finished(runtime, job)).state, 'done');
    const { progress } = await readSheet(runtime, ann, id);
    const bad = ROWS / 20;
    assert.deepEqual(progress!.outcomes, { new: ROWS - bad, same: 0, changed: 0, waiting: 0, refused: bad });
    assert.deepEqual(
      progress!.faults.map(({ field, code, rows }) => `${field} ${code} ${rows}`).sort(),
      ['amount bad_number', 'born bad_date', 'name not_here', 'name required'].map(
        (each) => `${each} ${bad / 4}`,
      ),
    );
  }
  const { rows } = await sql`select count(*)::int as n from thing`.execute(runtime.db);
  assert.deepEqual(rows, [{ n: ROWS - ROWS / 20 }]);

  const { job } = await startReport(runtime, ann, id, 'all');
  const { result } = await finished(runtime, job);
  clearInterval(watching);
  assert.ok(peak - before < 400 * MB, `${Math.round((peak - before) / MB)} MB more than before`);

  const file = String(result!.file).split('/').at(-1)!;
  let n = 0;
  let marked = 0;
  for await (const portion of readPortions((await storedSheet(runtime, file))!, {
    format: 'xlsx',
    encoding: '',
    delimiter: '',
  }))
    for (const { cells } of portion) {
      n += 1;
      if (cells[4]) marked += 1;
    }
  assert.deepEqual([n, marked], [ROWS + 1, ROWS / 20 + 1]);
  const page = await listFaults(runtime, ann, id, { cursor: '199900' });
  assert.ok(page.items.every(({ row }) => row > 199_900));
});

test('the file that is given back shows each fault in red with why; corrected and handed in again it is whole', async () => {
  const id = await handIn(
    runtime,
    ann,
    Buffer.from('编号,名称,数量\nZ1,桌,1\nZ2,,5000\nZ3,灯,2'),
    '三件.csv',
  );
  const { suggested } = await readSheet(runtime, ann, id);
  await finished(runtime, (await startSheet(runtime, ann, id, { mapping: suggested, trial: false })).job);
  const { result } = await finished(runtime, (await startReport(runtime, ann, id, 'faulty')).job);
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  const bytes = await runtime.files.get(`${String(result!.file).split('/').at(-1)!}.full`);
  await book.xlsx.load(bytes as never);
  const sheet = book.worksheets[0]!;
  assert.deepEqual((sheet.getRow(1).values as string[]).slice(1), ['编号', '名称', '数量', '原因（系统）']);
  assert.equal(sheet.rowCount, 2);
  const red = (ref: string) => (sheet.getCell(ref).fill as { fgColor?: { argb: string } })?.fgColor?.argb;
  assert.deepEqual(
    [red('A2'), red('B2'), red('C2'), red('D2')],
    [undefined, 'FFFFC7CE', 'FFFFC7CE', 'FFFFC7CE'],
  );
  assert.match(String(sheet.getCell('D2').value), /请填写“名称”。\n不能大于 1000。/);
  sheet.getCell('B2').value = '椅';
  sheet.getCell('C2').value = 5;
  const again = await handIn(runtime, ann, Buffer.from(await book.xlsx.writeBuffer()), '改好.xlsx');
  const read = await readSheet(runtime, ann, again);
  assert.deepEqual([read.columns, read.remembered], [['编号', '名称', '数量'], true]);
  await finished(
    runtime,
    (await startSheet(runtime, ann, again, { mapping: read.suggested, trial: false })).job,
  );
  assert.equal((await readSheet(runtime, ann, again)).progress!.outcomes.new, 1);
});
