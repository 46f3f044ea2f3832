import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import type { JobRun } from '../../platform/feature.ts';
import { multipart } from '../../platform/files/sample.ts';
import { startJobs } from '../../platform/jobs.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff, createUnit, forgetUnits, loadActor, unitRegistry } from '../account/index.ts';
import { startSession } from '../account/session.ts';
import { areaTree } from '../area/index.ts';
import { exportJob } from './jobs.export.ts';
import { importJob } from './jobs.import.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await smallCity(runtime);

/** Two people of the district's centre, each with imports of their own, and one of the east community. */
async function districtPeople() {
  const areas = await areaTree(runtime);
  const units = await unitRegistry(runtime);
  const made = await run(runtime, SYSTEM, async (ctx) => {
    const areaId = areas.byCode('429901')!.id;
    const centre =
      units.byCode('district') ??
      (await createUnit(ctx, { code: 'district', name: '甲区指挥中心', kind: 'centre', areaId }));
    const staff = async (username: string, unitId: string, role: string) =>
      (
        await createStaff(ctx, {
          username,
          name: username,
          passwordHash: 'none',
          relations: [{ role, unitId }],
        })
      ).id;
    return {
      ann: await staff('ann', centre.id, 'district_staff'),
      bob: await staff('bob', centre.id, 'district_staff'),
      eva: await staff('eva', units.byCode('east')!.id, 'community_staff'),
    };
  });
  forgetUnits(runtime);
  return made;
}

const ids = await districtPeople();

async function as(id: string) {
  const actor = (await loadActor(runtime.db, id))!;
  const { token } = await run(runtime, actor, async (ctx) =>
    startSession(ctx, { id, kind: 'staff' }, { address: 'test', agent: 'test' }),
  );
  const authorization = `Bearer ${token}`;
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await program.http.inject({ method, url, payload, headers: { authorization } });
    return { status: answer.statusCode, body: answer.json() };
  };
  const upload = async (bytes: Uint8Array, name = '历史.csv') => {
    const { payload, headers } = multipart(bytes, name, 'text/csv');
    const answer = await program.http.inject({
      method: 'POST',
      url: '/api/imports',
      payload,
      headers: { ...headers, authorization },
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const download = async (url: string) =>
    (await program.http.inject({ method: 'GET', url, headers: { authorization } })).rawPayload;
  return { id, ask, upload, download };
}

const [ann, bob, eva] = [await as(ids.ann), await as(ids.bob), await as(ids.eva)];

/** Works off what is queued, as the running program does, until this job has ended. */
async function finished(who: typeof ann, id: string) {
  const jobs = startJobs(runtime, [importJob, exportJob]);
  try {
    for (let i = 0; i < 200; i += 1) {
      const { body } = await who.ask('GET', `/api/jobs/${id}`);
      if (!['waiting', 'running'].includes(body.state)) return body;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the job did not end');
  } finally {
    await jobs.stop();
  }
}

const csv = (rows: string[][]) => rows.map((row) => row.join(',')).join('\n');
const HEAD = [
  '编号',
  '标题',
  '内容',
  '小类',
  '经度',
  '纬度',
  '地址',
  '上报时间',
  '联系人',
  '联系电话',
  '承办单位',
];
const good = (id: string, more: Partial<Record<string, string>> = {}) =>
  HEAD.map(
    (name) =>
      more[name] ??
      {
        编号: id,
        标题: `井盖缺失${id}`,
        内容: '路口井盖没了',
        经度: '114.405',
        纬度: '30.405',
        上报时间: '2026-01-05 08:30',
      }[name] ??
      '',
  );

const MAPPING = (suggested: object, more: object = {}) => ({
  ...suggested,
  constants: { type: 'city-event' },
  ...more,
});

async function importOf(who: typeof ann, file: Uint8Array, mapping: object = {}, options: object = {}) {
  const { status, body } = await who.upload(file);
  assert.equal(status, 201, JSON.stringify(body));
  const started = await who.ask('POST', `/api/imports/${body.id}/start`, {
    mapping: MAPPING(body.suggested, mapping),
    ...options,
  });
  assert.equal(started.status, 202, JSON.stringify(started.body));
  return { id: body.id as string, job: started.body.job as string, upload: body };
}

const count = async () =>
  Number((await sql<{ n: number }>`select count(*) as n from matter`.execute(runtime.db)).rows[0]!.n);

async function sheetOf(bytes: Buffer): Promise<unknown[][]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as never);
  const rows: unknown[][] = [];
  book.worksheets[0]!.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}

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
  const { job, upload } = await importOf(ann, Buffer.from(file));
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

test('the same file twice creates nothing twice, and its mapping is remembered for this account alone', async () => {
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
  assert.equal((await bob.upload(file)).body.remembered, false);
});

/** The job as a program would run it that dies right after its n-th report. */
function dyingRun(id: string, input: object, reports: number): JobRun {
  let said = 0;
  const report = async () => {
    said += 1;
    if (said === reports) throw new Error('killed');
  };
  return { id, accountId: ids.ann, input, progress: {}, report };
}

test('killed in the middle and run again, an import makes no matter twice and leaves none out', async () => {
  const rows = Array.from({ length: 350 }, (_, i) =>
    i % 50 === 7 ? good(`K${i}`, { 经度: 'x' }) : good(`K${i}`),
  );
  const before = await count();
  const { id, job } = await importOf(ann, Buffer.from(csv([HEAD, ...rows])));
  await assert.rejects(importJob.work(runtime, dyingRun(job, { import: id }, 2)), /killed/);
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

test('imported into dispatched matters: the importing centre dispatches, skipped steps are recorded', async () => {
  const file = csv([HEAD, good('D1', { 承办单位: '水务' }), good('D2', { 承办单位: 'power' }), good('D3')]);
  const { job } = await importOf(
    ann,
    Buffer.from(file),
    { values: { unit: { 水务: 'water' } } },
    { dispatch: true },
  );
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
    Buffer.from(csv([HEAD, good('T1'), good('T1'), good('T2', { 经度: '?' })])),
    {},
    { dry_run: true },
  );
  const trial = await finished(ann, job);
  assert.deepEqual([trial.result.created, trial.result.repeated, trial.result.refused], [1, 1, 1]);
  assert.equal(await count(), before);
  const real = await ann.ask('POST', `/api/imports/${id}/start`, { mapping: MAPPING(upload.suggested) });
  assert.equal((await finished(ann, real.body.job)).result.created, 1);
  assert.equal(
    (await ann.ask('POST', `/api/imports/${id}/start`, { mapping: MAPPING(upload.suggested) })).status,
    409,
  );
});

test('a neighbour sees nothing of another’s import, job and files, and whoever lacks the right is stopped', async () => {
  const { id, job } = await importOf(ann, Buffer.from(csv([HEAD, good('N1', { 经度: '?' })])));
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
  const { job } = await importOf(ann, Buffer.from(csv([HEAD, good('C1')])));
  assert.equal((await ann.ask('POST', `/api/jobs/${job}/cancel`)).body.state, 'cancelled');
  const other = await importOf(ann, Buffer.from(csv([HEAD, good('C2')])));
  await finished(ann, other.job);
  assert.equal((await ann.ask('POST', `/api/jobs/${other.job}/cancel`)).status, 409);
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
  const { body } = await ann.upload(Buffer.from(csv([HEAD, good(randomUUID())])));
  const bad = await ann.ask('POST', `/api/imports/${body.id}/start`, {
    mapping: { columns: { text: ['没有这列'], lng: ['经度'] }, time_zone: 'Mars/Base' },
  });
  assert.equal(bad.status, 422);
  assert.deepEqual(
    bad.body.fields.map((field: { code: string }) => field.code),
    ['unknown_column', 'required', 'required', 'bad_zone'],
  );
});
