import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { type Body, testTown, type Who } from '../../../../test/town.ts';
import { sampleHouses } from '../../resident/sample.ts';
import { exportJob } from './export.ts';
import { bulkJob } from './jobs.ts';

const { program, runtime, place, staff, ask, ...town } = await testTown();
const east = await staff('east7', 'community_staff', place.east, place.eastUnit);
const west = await staff('west7', 'community_staff', place.west, place.westUnit);
const city = await staff('city7', 'city_staff', place.city, place.centre);
const street = await staff('street7', 'street_staff', place.city, place.centre);
const work = () => town.work(bulkJob, exportJob);

const at = (path: string, query: Record<string, string>) =>
  `/api/ledger/${path}?${new URLSearchParams(query)}`;
async function everything(who: Who, query: Record<string, string>): Promise<Body[]> {
  const rows: Body[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, body }: { status: number; body: Body } = await ask(
      who,
      'GET',
      at('rows', { ...query, limit: '4', ...(cursor && { cursor }) }),
    );
    assert.equal(status, 200, JSON.stringify(body));
    rows.push(...body.items);
    cursor = body.next;
  }
  return rows;
}
const idsOf = (rows: Body[]): string[] => rows.map(({ id }) => id).sort();
const one = async (who: Who, subject: string, id: string, columns: string) =>
  (await ask(who, 'GET', at(`rows/${id}`, { subject, columns }))).body;

const [near, far, nowhere] = await Promise.all([
  sampleHouses(runtime, place.east, 9),
  sampleHouses(runtime, place.west, 3),
  sampleHouses(runtime, null, 5),
]);
const register = async (who: Who, values: object, subject = 'organisation') => {
  const area = who === west ? place.west : place.east;
  const { status, body } = await ask(who, 'POST', '/api/sites', {
    ...{ client_id: randomUUID(), subject, values, area },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id as string;
};

test('pages of houses hold each within reach once, those in no grid behind the others and for a whole city only', async () => {
  const query = { subject: 'house', columns: 'address,calc.community,use' };
  const all = await everything(city, query);
  assert.deepEqual(idsOf(all), [...near, ...far, ...nowhere].sort());
  assert.deepEqual(idsOf(all.slice(-5)), [...nowhere].sort());
  assert.deepEqual(idsOf(await everything(east, query)), [...near].sort());
  assert.deepEqual(idsOf(await everything(city, { ...query, area: place.west })), [...far].sort());
  assert.deepEqual(await everything(east, { ...query, area: place.west }), []);
  for (const [who, rows] of [
    [city, 17],
    [east, 9],
    [west, 3],
  ] as const)
    assert.equal((await ask(who, 'GET', at('count', { subject: 'house' }))).body.rows, rows);
  assert.equal((await one(east, 'house', near[0]!, 'calc.community')).cells[0], '东社区');
  assert.equal(
    (await ask(east, 'GET', at(`rows/${far[0]}`, { subject: 'house', columns: 'address' }))).status,
    404,
  );
});

test('a cell of a house is checked, written as a word of its own, and refused to a stale reader and a neighbour', async () => {
  const [id] = near as [string];
  const patch = (who: Who, version: number, values: object) =>
    ask(who, 'PATCH', `/api/ledger/rows/${id}`, {
      subject: 'house',
      version,
      columns: 'use,area_m2',
      values,
    });
  const done = await patch(east, 1, { use: 'garage' });
  assert.deepEqual([done.status, done.body.cells, done.body.version], [200, ['车库', null], 2]);
  assert.equal((await patch(east, 1, { use: 'office' })).status, 409);
  assert.equal((await patch(west, 2, { use: 'office' })).status, 404);
  const bad = await patch(east, 2, { use: '城堡', area_m2: -3 });
  assert.deepEqual(
    [bad.status, bad.body.fields.map(({ path }: Body) => path)],
    [422, ['values.use', 'values.area_m2']],
  );
  assert.equal((await patch(east, 2, { address: '别处' })).body.fields[0].code, 'not_editable');
  const { rows } = await sql<Body>`
    select values, deliberate from source_statement where subject = ${id}::uuid and withdrawn_at is null`.execute(
    runtime.db,
  );
  assert.deepEqual(rows, [{ values: { use: 'garage' }, deliberate: true }]);
  assert.equal((await patch(street, 2, { use: 'office' })).status, 403, 'who only sees houses writes none');
});

test('houses are asked by their columns and by what the registry keeps, and grouped in words', async () => {
  const rule = 'house.floor >= 2 && house.floor < 5 && house.use != "garage"';
  const found = await everything(east, { subject: 'house', columns: 'floor', rule });
  assert.deepEqual(found.map(({ cells }) => cells[0]).sort(), [2, 3, 4]);
  const [, id] = near as [string, string];
  const { status } = await ask(east, 'PATCH', `/api/ledger/rows/${id}`, {
    ...{ subject: 'house', version: 1, columns: 'house_kind', values: { house_kind: '出租' } },
  });
  assert.equal(status, 200);
  for (const asked of ['house.house_kind == "02"', 'house.house_kind in ["02", "99"]'])
    assert.deepEqual(
      idsOf(await everything(city, { subject: 'house', columns: 'address', rule: asked })),
      [id],
      asked,
    );
  const { body } = await ask(east, 'GET', at('groups', { subject: 'house', by: 'house_kind' }));
  assert.deepEqual(body, {
    total: 9,
    items: [
      { value: null, name: '未填写', rows: 8 },
      { value: '02', name: '出租房', rows: 1 },
    ],
  });
  const used = [
    'house.use == "garage"',
    '!(house.use == "garage")',
    'house.estate == "无"',
    '!(house.estate in ["无"])',
  ];
  const counts = await Promise.all(
    used.map(
      async (asked) => (await ask(east, 'GET', at('count', { subject: 'house', rule: asked }))).body.rows,
    ),
  );
  assert.deepEqual(counts, [1, 8, 0, 9], 'what is not known is not equal');
  const lived = await ask(city, 'GET', at('groups', { subject: 'house', by: 'state' }));
  assert.deepEqual([lived.status, lived.body.total], [200, 17]);
  const unheard = lived.body.items.find(({ value }: { value: string }) => value === 'unknown');
  assert.equal(unheard.name, '未登记', 'one word for one state');
  const asked = { subject: 'house', rule: 'house.state == "unknown"' };
  assert.equal((await ask(city, 'GET', at('count', asked))).body.rows, unheard.rows);
  for (const asked of ['person.age > 3', 'house.nothing == ""', '"a" in tags'])
    assert.equal((await ask(east, 'GET', at('count', { subject: 'house', rule: asked }))).status, 422, asked);
});

test('many houses are edited after a look and taken back: also what nobody had said before, not what was said since', async () => {
  const columns = 'use,area_m2,remark';
  const before = await everything(east, { subject: 'house', columns });
  const body = { subject: 'house', client_id: randomUUID(), rows: [...near, ...far] };
  const values = { use: 'storage', area_m2: 42.5, remark: '已核' };
  const look = await ask(east, 'POST', '/api/ledger/bulk/preview', { ...body, values });
  assert.deepEqual([look.status, look.body.rows, look.body.items[0].after], [200, 9, ['仓储', 42.5, '已核']]);
  const { id } = (await ask(east, 'POST', '/api/ledger/bulk', { ...body, values })).body;
  await work();
  const done = (await ask(east, 'GET', `/api/ledger/bulk/${id}`)).body;
  assert.deepEqual([done.state, done.done, done.refused, done.subject], ['done', 9, 0, 'house']);
  const after = await everything(east, { subject: 'house', columns });
  assert.ok(after.every(({ cells }) => cells.join() === '仓储,42.5,已核'));
  assert.ok((await everything(west, { subject: 'house', columns })).every(({ cells }) => cells[2] === null));
  const { id: since, version } = after[0];
  const later = { subject: 'house', version, columns, values: { remark: '漏水' } };
  assert.equal((await ask(city, 'PATCH', `/api/ledger/rows/${since}`, later)).status, 200);
  assert.equal((await ask(east, 'POST', `/api/ledger/bulk/${id}/undo`)).status, 200);
  await work();
  assert.equal((await ask(east, 'GET', `/api/ledger/bulk/${id}`)).body.state, 'undone');
  const back = new Map(
    (await everything(east, { subject: 'house', columns })).map((row) => [row.id, row.cells]),
  );
  for (const row of before)
    assert.deepEqual(
      back.get(row.id),
      row.id === since ? [row.cells[0], row.cells[1], '漏水'] : row.cells,
      row.id,
    );
  assert.deepEqual(
    (await ask(east, 'GET', at('bulk', {}))).body.items,
    [],
    'people’s are a ledger of their own',
  );
});

test('organisations and vehicles are ledgers too: what is about persons is masked, asked by no rule and written in no cell', async () => {
  const shop = await register(east, { name: '东街早点铺', kind: '04', legal_name: '张桂英', employees: 3 });
  const firm = await register(east, { name: '滨江科技有限公司', kind: '01', state: '1' });
  const other = await register(west, { name: '西街药房', kind: '04' });
  const query = { subject: 'organisation', columns: 'name,kind,legal_name,employees' };
  assert.deepEqual(idsOf(await everything(city, query)), [shop, firm, other].sort());
  const mine = await everything(east, { ...query, rule: 'organisation.kind == "04"' });
  assert.deepEqual(
    mine.map(({ cells }) => cells),
    [['东街早点铺', '个体工商户', '张**', 3]],
  );
  const masked = { ...query, rule: 'organisation.legal_name == "张桂英"' };
  assert.equal((await ask(east, 'GET', at('rows', masked))).status, 422);
  const cell = (values: object) =>
    ask(east, 'PATCH', `/api/ledger/rows/${shop}`, {
      subject: 'organisation',
      version: 1,
      columns: 'kind',
      values,
    });
  assert.equal((await cell({ legal_name: '李四' })).body.fields[0].code, 'not_editable');
  assert.equal((await cell({ kind: '外星企业' })).body.fields[0].path, 'values.kind');
  assert.deepEqual((await cell({ kind: '03' })).body.cells, ['寄递物流企业']);
  const car = await register(east, { plate: '鄂A12345', kind: '1' }, 'vehicle');
  const plates = { subject: 'vehicle', columns: 'plate' };
  assert.deepEqual(
    (await everything(east, plates)).map(({ id, cells }) => [id, cells[0]]),
    [[car, '鄂A·**345']],
  );
  assert.deepEqual(await everything(west, plates), []);
});

test('many organisations are edited and taken back; one that may not be changed any more is left out and told', async () => {
  const ids = await Promise.all(
    ['甲店', '乙店', '丙店'].map((name) => register(east, { name, kind: '04', employees: 2 })),
  );
  const body = {
    subject: 'organisation',
    client_id: randomUUID(),
    rows: ids,
    values: { employees: 5, kind: '01' },
  };
  const { status, body: started } = await ask(east, 'POST', '/api/ledger/bulk', body);
  assert.equal(status, 201, JSON.stringify(started));
  const gone = await ask(east, 'POST', `/api/sites/${ids[2]}/retire`, { version: 1, reason: '已经搬走' });
  assert.equal(gone.status, 200, JSON.stringify(gone.body));
  await work();
  const done = (await ask(east, 'GET', `/api/ledger/bulk/${started.id}`)).body;
  assert.deepEqual([done.state, done.done, done.refused], ['done', 2, 1]);
  const cells = async () =>
    (await Promise.all(ids.slice(0, 2).map((id) => one(east, 'organisation', id, 'employees,kind')))).map(
      (row) => row.cells,
    );
  assert.deepEqual(await cells(), [
    [5, '非公有制经济组织'],
    [5, '非公有制经济组织'],
  ]);
  assert.equal((await ask(east, 'POST', `/api/ledger/bulk/${started.id}/undo`)).status, 200);
  await work();
  assert.deepEqual(await cells(), [
    [2, '个体工商户'],
    [2, '个体工商户'],
  ]);
});

test('a view is of its ledger; a sheet of houses goes out in words, and nothing of it is whole for a purpose', async () => {
  const view = { client_id: randomUUID(), subject: 'house', name: '出租屋', columns: ['address', 'use'] };
  assert.equal((await ask(east, 'POST', '/api/ledger/views', view)).status, 204);
  const kept = async (subject: string) =>
    (await ask(east, 'GET', at('views', { subject }))).body.items.map(({ name }: Body) => name);
  assert.deepEqual([await kept('house'), await kept('person')], [['出租屋'], []]);
  const wanted = {
    subject: 'house',
    name: '房屋',
    columns: ['address', 'use', 'floor'],
    rule: 'house.floor < 4',
  };
  assert.equal(
    (await ask(east, 'POST', '/api/ledger/exports', { ...wanted, purpose: '核对房屋' })).body.fields[0].path,
    'purpose',
  );
  assert.equal((await ask(city, 'POST', '/api/ledger/exports', wanted)).status, 403);
  const started = await ask(east, 'POST', '/api/ledger/exports', wanted);
  assert.equal(started.status, 201, JSON.stringify(started.body));
  await work();
  const job = (await ask(east, 'GET', `/api/jobs/${started.body.job}`)).body;
  const file = await program.http.inject({ method: 'GET', url: job.result.file, headers: east });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file.rawPayload as never);
  const [sheet] = book.worksheets;
  assert.equal(sheet!.rowCount, 1 + 3);
  assert.deepEqual([2, 3, 4].map((row) => sheet!.getRow(row).getCell(3).value).sort(), [1, 2, 3]);
});

test('what may not be changed any more when an edit is taken back stays as it is, and is told', async () => {
  const ids = await Promise.all(
    ['丁店', '戊店'].map((name) => register(east, { name, kind: '04', employees: 2 })),
  );
  const body = { subject: 'organisation', client_id: randomUUID(), rows: ids, values: { employees: 5 } };
  const { id } = (await ask(east, 'POST', '/api/ledger/bulk', body)).body;
  await work();
  const gone = await ask(east, 'POST', `/api/sites/${ids[1]}/retire`, { version: 2, reason: '已经搬走' });
  assert.equal(gone.status, 200, JSON.stringify(gone.body));
  assert.equal((await ask(east, 'POST', `/api/ledger/bulk/${id}/undo`)).status, 200);
  await work();
  const { state, done, undone, refused } = (await ask(east, 'GET', `/api/ledger/bulk/${id}`)).body;
  assert.deepEqual([state, done, undone, refused], ['undone', 2, 1, 1]);
  const { rows } = await sql<Body>`
    select row_id, refused from ledger_bulk_row where bulk_id = ${id}::uuid and refused is not null`.execute(
    runtime.db,
  );
  assert.deepEqual(rows, [{ row_id: ids[1], refused: '已不能撤销' }]);
});
