import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { waiting } from '../../../../test/held.ts';
import { type Body, testTown, type Who } from '../../../../test/town.ts';
import { type Actor, SYSTEM } from '../../../platform/access.ts';
import { openDatabase } from '../../../platform/database/open.ts';
import { run } from '../../../platform/runtime.ts';
import { loadActor } from '../../account/index.ts';
import { receive } from '../../resident/index.ts';
import { exportJob } from './export.ts';
import { bulkJob } from './jobs.ts';

const { program, runtime, place, staff, ask, ids, ...town } = await testTown();
const east = await staff('east3', 'community_staff', place.east, place.eastUnit);
const west = await staff('west3', 'community_staff', place.west, place.westUnit);
const city = await staff('city3', 'city_staff', place.city, place.centre);
const work = () => town.work(bulkJob, exportJob);
const table = (who: Who, query: Record<string, string>) =>
  ask(
    who,
    'GET',
    `/api/ledger/rows?${new URLSearchParams({ columns: 'name,sex,calc.age,education', ...query })}`,
  );

await run(runtime, SYSTEM, (ctx) =>
  receive(
    ctx,
    'sheet',
    Array.from({ length: 120 }, (_, i) => ({
      values: {
        name: `${'张李'[i % 2]}${i}`,
        sex: String(1 + (i % 2)),
        birth_date: `${1940 + (i % 60)}-01-01`,
        education: i % 3 === 0 ? '70' : '60',
      },
      sourceKey: `t${i}`,
      area: i < 100 ? place.east : place.west,
    })),
  ),
);

test('pages of a ledger hold everybody the rule holds for once, and nobody of a neighbour', async () => {
  const rule = 'person.sex == "2" && person.age >= 40 && person.education in ["60"]';
  const found: string[] = [];
  let cursor = '';
  do {
    const { status, body } = await table(east, { rule, limit: '7', ...(cursor && { cursor }) });
    assert.equal(status, 200, JSON.stringify(body));
    for (const row of body.items) {
      found.push(row.id);
      assert.deepEqual([row.cells[1], row.cells[2] >= 40, row.cells[3]], ['女性', true, row.cells[3]]);
    }
    cursor = body.next ?? '';
  } while (cursor);
  const { rows: people } = (await ask(east, 'GET', `/api/ledger/count?${new URLSearchParams({ rule })}`))
    .body;
  assert.deepEqual([found.length, new Set(found).size], [people, people]);
  assert.ok(people > 10);
  const both = (await ask(city, 'GET', `/api/ledger/count?${new URLSearchParams({ rule })}`)).body.rows;
  const other = (await ask(west, 'GET', `/api/ledger/count?${new URLSearchParams({ rule })}`)).body.rows;
  assert.equal(both, people + other);
});

test('everybody is there for the program only: no actor finds a row, nobody writes past the fence', async () => {
  const everybody = async (actor: Actor) =>
    (
      await run(runtime, actor, ({ db }) =>
        sql<{ n: number }>`select count(*)::int as n from resident_everybody`.execute(db),
      )
    ).rows[0]!.n;
  const actor = (await loadActor(runtime.db, ids.get('city3')!))!;
  assert.deepEqual([await everybody(SYSTEM), await everybody(actor)], [120, 0]);
  await assert.rejects(
    run(runtime, SYSTEM, ({ db }) => sql`update resident_everybody set name = 'x'`.execute(db)),
    /permission denied/,
  );
});

test('groups add up to the whole, in words', async () => {
  const { body } = await ask(east, 'GET', '/api/ledger/groups?by=education');
  assert.deepEqual([body.total, body.items.length], [100, 2]);
  assert.equal(
    body.items.reduce((sum: number, each: Body) => sum + each.rows, 0),
    100,
  );
  assert.ok(body.items.every((each: Body) => /教育/.test(each.name)));
  assert.equal((await ask(east, 'GET', '/api/ledger/groups?by=phone')).status, 422);
});

test('who may not unmask may not ask for what is masked either', async () => {
  for (const rule of [
    'person.name.startsWith("张")',
    'person.birth_date == "1940-01-01"',
    'person.low_income',
  ])
    assert.deepEqual(
      [(await table(city, { rule })).body.code, (await table(east, { rule })).status],
      ['invalid_fields', 200],
      rule,
    );
});

test('a view is kept, shared with those within and above, and changed by its owner only', async () => {
  const body = {
    client_id: randomUUID(),
    name: '高龄',
    columns: ['name', 'calc.age'],
    rule: 'person.age >= 80',
    shared: true,
  };
  for (const _ of [1, 2]) assert.equal((await ask(east, 'POST', '/api/ledger/views', body)).status, 204);
  const names = async (who: Who) =>
    (await ask(who, 'GET', '/api/ledger/views')).body.items.map((each: Body) => each.name);
  assert.deepEqual([await names(east), await names(city), await names(west)], [['高龄'], ['高龄'], []]);
  const { client_id: _, ...fields } = body;
  const change = { ...fields, version: 1, name: '八十以上' };
  assert.equal(
    (await ask(city, 'PUT', `/api/ledger/views/${body.client_id}`, { ...change, rule: '' })).status,
    403,
  );
  assert.equal((await ask(east, 'PUT', `/api/ledger/views/${body.client_id}`, change)).status, 204);
  assert.equal((await ask(east, 'PUT', `/api/ledger/views/${body.client_id}`, change)).status, 409);
  assert.equal(
    (await ask(east, 'POST', '/api/ledger/views', { ...body, client_id: randomUUID(), columns: ['nope'] }))
      .status,
    422,
  );
  assert.equal((await ask(east, 'DELETE', `/api/ledger/views/${body.client_id}`)).status, 204);
  assert.deepEqual(await names(city), []);
});

test('many are edited after a look, and the edit is taken back as if it had not been', async () => {
  const rule = 'person.age >= 70';
  const values = { education: '高中' };
  const before = (await table(east, { rule, limit: '200' })).body.items.map((row: Body) => row.cells);
  const preview = (
    await ask(east, 'POST', '/api/ledger/bulk/preview', { client_id: randomUUID(), rule, values })
  ).body;
  assert.equal(preview.rows, before.length, JSON.stringify(preview));
  assert.deepEqual(preview.items[0].before, [before[0][3]]);
  const id = randomUUID();
  for (const _ of [1, 2])
    assert.equal((await ask(east, 'POST', '/api/ledger/bulk', { client_id: id, rule, values })).status, 201);
  await work();
  const done = (await ask(east, 'GET', `/api/ledger/bulk/${id}`)).body;
  assert.deepEqual([done.state, done.done, done.refused], ['done', before.length, 0]);
  const after = (await table(east, { rule, limit: '200' })).body.items;
  assert.ok(after.every((row: Body) => row.cells[3] === preview.items[0].after[0]));
  assert.equal((await ask(west, 'POST', `/api/ledger/bulk/${id}/undo`)).status, 404);
  assert.equal((await ask(east, 'POST', `/api/ledger/bulk/${id}/undo`)).status, 200);
  await work();
  assert.equal((await ask(east, 'GET', `/api/ledger/bulk/${id}`)).body.state, 'undone');
  assert.deepEqual(
    (await table(east, { rule, limit: '200' })).body.items.map((row: Body) => row.cells),
    before,
  );
});

test('a degree of whoever is too young for it is taken with a warning, in the cell and before many are changed', async () => {
  const child = await town.person({ name: '张小宝', birth_date: '2020-05-01', sex: '1' });
  const grown = await town.person({ name: '张大宝', birth_date: '1980-05-01', sex: '1' });
  const values = { education: '博士' };
  const preview = (
    await ask(east, 'POST', '/api/ledger/bulk/preview', {
      client_id: randomUUID(),
      rows: [child, grown],
      values,
    })
  ).body;
  assert.deepEqual(preview.warnings, [{ message: '学历与年龄不符，请核对。', rows: 1 }]);
  const change = async (id: string) => {
    const { version } = (await ask(east, 'GET', `/api/ledger/rows/${id}?columns=name,education`)).body;
    const body = { version, columns: 'name,education', values };
    return ask(east, 'PATCH', `/api/ledger/rows/${id}`, body);
  };
  const [young, old] = [await change(child), await change(grown)];
  assert.deepEqual([young.status, young.body.warnings.length, old.body.warnings], [200, 1, []]);
  assert.equal(young.body.cells[1], '博士研究生毕业');
});

test('a bulk edit leaves a neighbour’s people as they are, and refuses what cannot be', async () => {
  const theirs = (await table(west, {})).body.items.map((row: Body) => row.id);
  const id = randomUUID();
  const refused = await ask(east, 'POST', '/api/ledger/bulk', {
    client_id: id,
    rows: theirs,
    values: { remark: 'x' },
  });
  assert.deepEqual([refused.status, refused.body.fields?.[0]?.code], [422, 'nobody']);
  for (const values of [{ phone: '13900000000' }, { education: '没有这个' }, { nope: '1' }])
    assert.equal(
      (await ask(east, 'POST', '/api/ledger/bulk/preview', { client_id: id, rows: theirs, values })).status,
      422,
    );
});

test('a ledger goes out as a typed sheet, masked as its asker reads it', async () => {
  const started = await ask(east, 'POST', '/api/ledger/exports', {
    name: '台账',
    columns: ['name', 'birth_date', 'calc.age', 'education'],
    rule: 'person.age >= 70',
  });
  assert.equal(started.status, 201, JSON.stringify(started.body));
  await work();
  const job = await ask(east, 'GET', `/api/jobs/${started.body.job}`);
  const file = await program.http.inject({ method: 'GET', url: job.body.result.file, headers: east });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file.rawPayload as never);
  const sheet = book.worksheets[0]!;
  assert.equal(sheet.rowCount, 1 + job.body.result.rows);
  const row = sheet.getRow(2);
  assert.deepEqual([row.getCell(2).value instanceof Date, typeof row.getCell(3).value], [true, 'number']);
  assert.equal(
    (await program.http.inject({ method: 'GET', url: job.body.result.file, headers: west })).statusCode,
    404,
  );
});

test('an edit that was cancelled and is being taken back writes nothing more, though its last rows were on their way', async () => {
  const rows = async () => (await table(east, { limit: '200' })).body.items.map(({ cells }: Body) => cells);
  const [id, before] = [randomUUID(), await rows()];
  const body = { client_id: id, rule: 'true', values: { education: '高中' } };
  assert.equal((await ask(east, 'POST', '/api/ledger/bulk', body)).status, 201);
  const [job] = await town.rows(`select id, account_id from job where input->>'bulk' = '${id}'`);
  let reports = 0;
  const report = async () => {
    reports += 1;
    if (reports > 1) return;
    assert.equal((await ask(east, 'POST', `/api/jobs/${job.id}/cancel`)).status, 200);
    assert.equal((await ask(east, 'POST', `/api/ledger/bulk/${id}/undo`)).status, 200);
  };
  const input = { bulk: id };
  await bulkJob.work(runtime, { id: job.id, accountId: job.account_id, input, progress: null, report });
  const stands = async () => {
    const { state, done, undone } = (await ask(east, 'GET', `/api/ledger/bulk/${id}`)).body;
    return [state, done, undone];
  };
  assert.deepEqual(await stands(), ['undoing', 50, 0]);
  await work();
  assert.deepEqual(await stands(), ['undone', 50, 50]);
  assert.deepEqual(await rows(), before);
});

test('an undo that ended before its first row is told as an undo, not as an edit, and may be asked again', async () => {
  const [id, other] = [randomUUID(), randomUUID()];
  const stopped = async (now: boolean) =>
    town.rows(`update account set disabled_at = ${now ? 'now()' : 'null'} where username = 'east3'`);
  const stands = async (of: string) => {
    const { state, done, undone, refused } = (await ask(east, 'GET', `/api/ledger/bulk/${of}`)).body;
    return [state, done, undone, refused];
  };
  const rows = (await table(east, { limit: '3' })).body.items.map((row: Body) => row.id);
  const body = { rows, values: { education: '高中' } };
  assert.equal((await ask(east, 'POST', '/api/ledger/bulk', { ...body, client_id: id })).status, 201);
  await work();
  assert.equal((await ask(east, 'POST', `/api/ledger/bulk/${id}/undo`)).status, 200);
  assert.equal((await ask(east, 'POST', '/api/ledger/bulk', { ...body, client_id: other })).status, 201);
  await stopped(true);
  await work();
  await stopped(false);
  assert.deepEqual(
    [await stands(id), await stands(other)],
    [
      ['undo_failed', 3, 0, 0],
      ['failed', 0, 0, 0],
    ],
  );
  assert.equal((await ask(east, 'POST', `/api/ledger/bulk/${id}/undo`)).status, 200);
  await work();
  assert.deepEqual(await stands(id), ['undone', 3, 3, 0]);
});

test('an edit that stands in each other’s way with somebody else’s goes on behind it', async () => {
  const [{ first, last }] = await town.rows(
    `select min(id::text) as first, max(id::text) as last from resident_person where area_id = '${place.east}'`,
  );
  const lock = (id: string) => sql`select from resident_person where id = ${id}::uuid for update`;
  const body = { client_id: randomUUID(), rows: [first, last], values: { education: '高中' } };
  const started = await ask(east, 'POST', '/api/ledger/bulk', body);
  assert.equal(started.status, 201, JSON.stringify(started.body));
  const somebody = openDatabase(program.ownerUrl, { poolSize: 1 });
  let working: Promise<void> | undefined;
  await somebody.transaction().execute(async (db) => {
    // The edit has the first and waits for the last; it alone looks whether it stands in the way, so it is the one that is broken off.
    await sql`set local deadlock_timeout = '1min'`.execute(db);
    await lock(last).execute(db);
    working = work();
    await waiting(program, 1);
    await lock(first).execute(db);
  });
  await Promise.all([working, somebody.destroy()]);
  const { state, done } = (await ask(east, 'GET', `/api/ledger/bulk/${started.body.id}`)).body;
  assert.deepEqual([state, done], ['done', 2]);
});
