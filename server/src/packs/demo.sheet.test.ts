import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { DemoPeople } from '../../../packs/demo/households.ts';
import { accountId, demoTemplate, signIn } from '../../test/demo.ts';
import { testProgram } from '../../test/harness.ts';
import { loadActor } from '../features/account/index.ts';
import { exportJob } from '../features/ledger/table/export.ts';
import { listFaults, listSheets, readSheet } from '../features/sheet/queries.ts';
import { finished } from '../features/sheet/sample.ts';
import { SYSTEM } from '../platform/access.ts';
import { multipart } from '../platform/files/sample.ts';
import { type Runtime, run } from '../platform/runtime.ts';
import { loadSheet } from './demo.sheet.ts';
import { seeded } from './seed.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The rows of an exported ledger, without its headings. */
async function cellsOf(book: Buffer): Promise<string[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(book as unknown as ArrayBuffer);
  const sheet = workbook.worksheets[0]!;
  const rows = sheet.getRows(1, sheet.rowCount)!;
  return rows.map((row) => [1, 2, 3].map((at) => row.getCell(at).text)).slice(1);
}

/** Who has to do with which house, and of whom sources differ on what. */
const homesAndQueue = (runtime: Runtime) =>
  run(runtime, SYSTEM, async ({ db }) => {
    const homes = await sql`
      select person_id, house_id, kind, from_on, to_on from resident_home order by 1, 2, 3, 4, 5`.execute(db);
    const queue = await sql`select person_id, item from resident_waiting order by 1, 2`.execute(db);
    return { homes: homes.rows, queue: queue.rows };
  });

test('the clerk of the demo finds an import with its few slips marked', async () => {
  const program = await testProgram(await demoTemplate());
  const { runtime } = program;
  await loadSheet(runtime, new DemoPeople(seeded(7), '2026-03-02'));
  const clerk = (await loadActor(runtime.db, await accountId(program, 'community1'), 'program'))!;
  const { items } = await listSheets(runtime, clerk, {});
  const { job } = await readSheet(runtime, clerk, items[0]!.id);
  assert.equal((await finished(runtime, job!)).state, 'done');
  const { progress } = await readSheet(runtime, clerk, items[0]!.id);
  const { new: made, refused } = progress!.outcomes;
  assert.ok(made >= 10, `${made} people`);
  const faults = (await listFaults(runtime, clerk, items[0]!.id, {})).items.flatMap((row) => row.faults);
  assert.equal(faults.length, refused);
  assert.deepEqual(
    new Set(faults.map(({ code }) => code)),
    new Set(['bad_id_number', 'bad_phone', 'bad_code', 'required']),
  );
});

test('the people ledger that was exported, handed in again, finds everybody’s home by the address alone, and it is the one they had', async () => {
  const program = await testProgram(await demoTemplate());
  const { runtime, http } = program;
  const headers = await signIn(program, 'community1');
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await http.inject({ method, url, headers, ...(payload && { payload }) });
    assert.ok(answer.statusCode < 300, answer.body);
    return answer;
  };
  const wanted = {
    ...{ name: '人员台账', columns: ['name', 'id_number', 'calc.address'], purpose: '核对住址' },
    rule: 'person.state == "present"',
  };
  const { job } = (await ask('POST', '/api/ledger/exports', wanted)).json();
  const asked = { id: job, accountId: await accountId(program, 'community1'), progress: null };
  const input = { ...wanted };
  const exported = await exportJob.work(runtime, { ...asked, input, report: async () => {} });
  const book = (await ask('GET', (exported as { file: string }).file)).rawPayload;
  const file = multipart(book, '人员台账.xlsx', XLSX);
  const sent = await http.inject({
    ...{ method: 'POST', url: '/api/sheets?target=person', payload: file.payload },
    headers: { ...file.headers, ...headers },
  });
  const { id, suggested } = sent.json();
  assert.equal(suggested.columns.home_address, '现住地址');
  // Who has neither number nor home cannot be known again.
  const known = (await cellsOf(book)).filter(([, number, address]) => number !== '' || address !== '');
  assert.ok(known.filter(([, , address]) => address !== '').length > 1000, 'most have an address');
  const before = await homesAndQueue(runtime);
  for (const trial of [true, false]) {
    const started = (await ask('POST', `/api/sheets/${id}/start`, { mapping: suggested, trial })).json();
    assert.equal((await finished(runtime, started.job)).state, 'done');
    const { progress } = (await ask('GET', `/api/sheets/${id}`)).json();
    assert.deepEqual((await ask('GET', `/api/sheets/${id}/faults`)).json().items, []);
    const { same, changed, waiting } = progress.outcomes;
    assert.equal(same + changed + waiting, known.length, JSON.stringify(progress));
  }
  assert.deepEqual(await homesAndQueue(runtime), before);
});
