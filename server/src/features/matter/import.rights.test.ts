import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import {
  csv,
  finished as finish,
  goodRow as good,
  HEAD,
  importOf,
  importPeople,
  mappingOf,
} from './import.sample.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await smallCity(runtime);
const { ann, bob, eva } = await importPeople(program);
const finished = (who: typeof ann, job: string) => finish(runtime, who, job);

const count = async () =>
  Number((await sql<{ n: number }>`select count(*) as n from matter`.execute(runtime.db)).rows[0]!.n);

test('imported into dispatched matters: the importing centre dispatches, skipped steps are recorded', async () => {
  const file = csv([HEAD, good('D1', { 承办单位: '水务' }), good('D2', { 承办单位: 'power' }), good('D3')]);
  const { job } = await importOf(ann, file, { values: { unit: { 水务: 'water' } } }, { dispatch: true });
  const done = await finished(ann, job);
  assert.equal(done.result.dispatched, 2, JSON.stringify(done));
  assert.equal(done.result.refused, 1);
  const { rows } = await sql<{ id: string; state: string; unit: string; version: number }>`
    select m.id, m.state, u.code as unit, m.version from matter m join account_unit u on u.id = m.main_unit
    where m.title like '井盖缺失D%' order by m.title`.execute(runtime.db);
  assert.deepEqual(
    rows.map(({ state, unit, version }) => [state, unit, version]),
    [
      ['handling', 'water', 2],
      ['handling', 'power', 2],
    ],
  );
  const events = (await ann.ask('GET', `/api/matters/${rows[0]!.id}/events`)).body.items as {
    kind: string;
    implied: boolean;
  }[];
  assert.deepEqual(events.map((event) => event.kind).sort(), ['accept', 'dispatch', 'opened', 'register']);
  const tasks = await sql<{ kind: string; state: string }>`
    select kind, state from task where subject = ${rows[0]!.id}::uuid order by kind`.execute(runtime.db);
  assert.deepEqual(tasks.rows, [
    { kind: 'accept', state: 'done' },
    { kind: 'handle', state: 'pending' },
  ]);
});

test('a trial run says what would happen and creates nothing; the real one may follow', async () => {
  const before = await count();
  const { id, job, upload } = await importOf(
    ann,
    csv([HEAD, good('T1'), good('T1'), good('T2', { 经度: '?' })]),
    {},
    { dry_run: true },
  );
  const trial = await finished(ann, job);
  assert.deepEqual([trial.result.created, trial.result.repeated, trial.result.refused], [1, 1, 1]);
  assert.equal(await count(), before);
  const real = await ann.ask('POST', `/api/imports/${id}/start`, { mapping: mappingOf(upload.suggested) });
  assert.equal((await finished(ann, real.body.job)).result.created, 1);
  assert.equal(
    (await ann.ask('POST', `/api/imports/${id}/start`, { mapping: mappingOf(upload.suggested) })).status,
    409,
  );
});

test('a neighbour sees nothing of another’s import, job and files, and whoever lacks the right is stopped', async () => {
  const { id, job } = await importOf(ann, csv([HEAD, good('N1', { 经度: '?' })]));
  const done = await finished(ann, job);
  assert.equal((await ann.ask('GET', `/api/imports/${id}`)).status, 200);
  assert.equal((await bob.ask('GET', `/api/imports/${id}`)).status, 404);
  assert.equal(
    (await bob.ask('POST', `/api/imports/${id}/start`, { mapping: { columns: { text: ['内容'] } } })).status,
    404,
  );
  assert.equal((await bob.ask('GET', `/api/jobs/${job}`)).status, 404);
  assert.equal((await bob.ask('POST', `/api/jobs/${job}/cancel`)).status, 404);
  assert.equal((await bob.ask('GET', done.result.report)).status, 404);
  assert.equal((await bob.ask('GET', '/api/jobs')).body.items.length, 0);
  assert.equal((await eva.upload(Buffer.from('a,b\n1,2'))).status, 403);
});

test('a job that waits can be cancelled, one that is over cannot', async () => {
  const { job } = await importOf(ann, csv([HEAD, good('C1')]));
  assert.equal((await ann.ask('POST', `/api/jobs/${job}/cancel`)).body.state, 'cancelled');
  const other = await importOf(ann, csv([HEAD, good('C2')]));
  await finished(ann, other.job);
  assert.equal((await ann.ask('POST', `/api/jobs/${other.job}/cancel`)).status, 409);
});

test('a spreadsheet that would unpack to gigabytes is refused before anything is unpacked', async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('x').addRow(['编号', '内容']);
  const bytes = Buffer.from(await book.xlsx.writeBuffer());
  const entry = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bytes.writeUInt32LE(900_000_000, entry + 24);
  const { status, body } = await ann.upload(bytes, '炸弹.xlsx');
  assert.equal(status, 422);
  assert.equal(body.fields[0].code, 'too_large_unpacked');
});

test('what is no table, too large, empty or badly mapped is refused with field and remedy', async () => {
  for (const [bytes, code] of [
    [Buffer.alloc(0), 'empty_file'],
    [Buffer.from('只有表头,没有行'), 'no_rows'],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0]), 'old_excel'],
    [Buffer.from('PK\u0003\u0004 and no more'), 'broken_table'],
    [Buffer.concat([Buffer.from('abc'), Buffer.alloc(50)]), 'not_a_table'],
  ] as const) {
    const { status, body } = await ann.upload(bytes);
    assert.equal(status, 422, code);
    assert.equal(body.fields[0].code, code);
  }
  assert.equal((await ann.upload(Buffer.alloc(51 * 1024 * 1024, 'a'))).status, 413);
  const { body } = await ann.upload(csv([HEAD, good(randomUUID())]));
  const bad = await ann.ask('POST', `/api/imports/${body.id}/start`, {
    mapping: { columns: { text: ['没有这列'], lng: ['经度'] }, time_zone: 'Mars/Base' },
  });
  assert.equal(bad.status, 422);
  assert.deepEqual(
    bad.body.fields.map((field: { code: string }) => field.code),
    ['unknown_column', 'required', 'required', 'bad_zone'],
  );
});
