import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart } from '../../platform/files/sample.ts';
import { run } from '../../platform/runtime.ts';
import { sampleHouses, sampleId } from '../resident/sample.ts';
import { finished } from './sample.ts';

// What real offices hand in, from the upload to the people in the registry, through the interface as a browser uses it.
const { program, runtime, place, staff, ask: asked } = await testTown();
const headers = await staff('east1', 'community_staff', place.east, place.eastUnit);
const [homeA, homeB] = (await sampleHouses(runtime, place.east, 2)) as [string, string];
const [homeNowhere] = (await sampleHouses(runtime, null, 1)) as [string];
for (const [id, code] of Object.entries({ [homeA]: 'HA', [homeB]: 'HB', [homeNowhere]: 'HN' }))
  await run(runtime, SYSTEM, ({ db }) =>
    sql`update housing_house set address_code = ${code} where id = ${id}::uuid`.execute(db),
  );

async function ask(method: 'GET' | 'POST', url: string, payload?: object) {
  const answer = await program.http.inject({ method, url, headers, ...(payload && { payload }) });
  assert.ok(answer.statusCode < 300, `${url}: ${answer.statusCode} ${answer.body}`);
  return answer.json();
}

function upload(bytes: Buffer, name: string) {
  const file = multipart(bytes, name, 'application/octet-stream');
  return program.http.inject({
    method: 'POST',
    url: '/api/sheets?target=person',
    payload: file.payload,
    headers: { ...file.headers, ...headers },
  });
}

/** Hands a table in and lets it be imported as the program proposes; what became of its rows, and what is wrong in which cell. */
async function imported(bytes: Buffer, name: string, mapping: object = {}) {
  const answer = await upload(bytes, name);
  assert.equal(answer.statusCode, 201, answer.body);
  const { id, suggested, encoding, head } = answer.json();
  const { job } = await ask('POST', `/api/sheets/${id}/start`, {
    mapping: { ...suggested, ...mapping },
    trial: false,
  });
  const done = await finished(runtime, job);
  assert.equal(done.state, 'done', done.error ?? '');
  const { progress } = await ask('GET', `/api/sheets/${id}`);
  const { items } = await ask('GET', `/api/sheets/${id}/faults`);
  const faults = items.map((item: { row: number; faults: { column: string | null; code: string }[] }) => [
    ...[item.row, item.faults[0]!.column, item.faults[0]!.code],
  ]);
  return { encoding, head, outcomes: progress.outcomes, faults };
}

/** Chinese text as old spreadsheet programs save it. */
function gbk(text: string): Buffer {
  const bytes = new Map<string, number[]>();
  const decoder = new TextDecoder('gb18030');
  for (let high = 0x81; high < 0xff; high += 1)
    for (let low = 0x40; low < 0xff; low += 1)
      bytes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Buffer.from([...text].flatMap((char) => bytes.get(char) ?? [char.charCodeAt(0)]));
}

async function homesOf(id: string): Promise<string[]> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ code: string }>`
      select o.address_code as code from resident_person p join resident_home h on h.person_id = p.id and h.to_on is null
      join housing_house o on o.id = h.house_id where p.id_print = ${runtime.sealer.fingerprint(id)}::bytea order by 1`.execute(
      db,
    ),
  );
  return rows.map(({ code }) => code);
}

const ids = Array.from({ length: 9 }, (_, i) => sampleId('1961-05-04', 100 + i));
const wrongDigit = ids[2]!.slice(0, 17) + (ids[2]!.endsWith('0') ? '1' : '0');

test('a GBK table with a title and two lines of headings is read; a wrong check digit and a formula are told by cell', async () => {
  const lines = [
    '东社区人员登记表,,,,',
    '姓名,证件,,住处,',
    ',公民身份号码,联系电话,房屋编码,户号',
    `王一,${ids[0]},13800000001,HA,1`,
    `王二,${ids[1]},"=1+1",HA,1`,
    `王三,${wrongDigit},13800000003,HA,1`,
  ];
  const { encoding, head, outcomes, faults } = await imported(gbk(lines.join('\r\n')), '人员.csv');
  assert.deepEqual([encoding, head], ['gb18030', { row: 2, lines: 2 }]);
  assert.deepEqual([outcomes.new, outcomes.refused], [1, 2]);
  assert.deepEqual(faults, [
    [5, '联系电话', 'formula'],
    [6, '公民身份号码', 'bad_id_number'],
  ]);
  assert.deepEqual(await homesOf(ids[0]!), ['HA']);
});

test('a house written once over merged cells is everybody’s, also one that stands in no grid', async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('人员');
  sheet.addRow(['房屋编码', '姓名', '公民身份号码']);
  sheet.addRow(['HN', '李一', ids[3]]);
  sheet.addRow([null, '李二', ids[4]]);
  sheet.mergeCells('A2:A3');
  const { outcomes, faults } = await imported(Buffer.from(await book.xlsx.writeBuffer()), '人员.xlsx');
  assert.deepEqual([outcomes.new, faults], [2, []]);
  assert.deepEqual([await homesOf(ids[3]!), await homesOf(ids[4]!)], [['HN'], ['HN']]);
});

test('who stands in two households is told in one file, and between two sources waits for somebody to decide', async () => {
  const head = '姓名,公民身份号码,房屋编码,户号';
  const twice = [head, `赵一,${ids[5]},HA,7`, `赵一,${ids[5]},HB,8`].join('\n');
  const { outcomes, faults } = await imported(Buffer.from(twice), '两户.csv', {
    constants: { said_on: '2026-01-05' },
  });
  assert.deepEqual([outcomes.new, outcomes.refused], [1, 1]);
  assert.deepEqual(faults, [[3, null, 'repeated_row']]);
  const other = Buffer.from([head, `赵一,${ids[5]},HB,8`].join('\n'));
  const { outcomes: later } = await imported(other, '卫健.csv', { constants: { source: 'health' } });
  assert.equal(later.waiting, 1, JSON.stringify(later));
  assert.deepEqual(await homesOf(ids[5]!), ['HA'], 'one household until it is decided');
});

test('all that is wrong with a row is told at once, its home beside its cells; a home whose own cell is faulty is not looked for', async () => {
  const columns = '姓名,公民身份号码,出生日期,手机号码,房屋编码,楼栋';
  const rows = [
    `孙一,${wrongDigit},,1390000,没有这里,`,
    `孙二,${ids[7]},1970-01-01,13900000000,没有这里,`,
    `孙三,${ids[8]},,1390000,,"=1+1"`,
    `孙四,${wrongDigit},,13900000000,HA,`,
  ];
  const { id, suggested } = (await upload(Buffer.from([columns, ...rows].join('\n')), '全部.csv')).json();
  const { job } = await ask('POST', `/api/sheets/${id}/start`, { mapping: suggested, trial: true });
  assert.equal((await finished(runtime, job)).state, 'done');
  const { items } = await ask('GET', `/api/sheets/${id}/faults`);
  assert.deepEqual(
    items.map(({ faults }: { faults: { column: string; code: string }[] }) =>
      faults.map(({ column, code }) => `${column} ${code}`).sort(),
    ),
    [
      ['公民身份号码 bad_id_number', '房屋编码 unknown_house', '手机号码 bad_phone'],
      ['出生日期 id_differs', '房屋编码 unknown_house'],
      ['手机号码 bad_phone', '楼栋 formula'],
      ['公民身份号码 bad_id_number'],
    ],
  );
});

test('a table of tomorrow, and whoever is said to have moved in then, are refused where it is written', async () => {
  const rows = Buffer.from(`姓名,公民身份号码,房屋编码,入住日期\n钱一,${ids[6]},HA,2099-01-01`);
  const { outcomes, faults } = await imported(rows, '明天.csv');
  assert.deepEqual([outcomes.refused, faults], [1, [[2, '入住日期', 'bad_date']]]);
  const { id, suggested } = (await upload(rows, '明天.csv')).json();
  const { status, body } = await asked(headers, 'POST', `/api/sheets/${id}/start`, {
    mapping: { ...suggested, constants: { said_on: '2099-01-01' } },
    trial: false,
  });
  assert.deepEqual([status, body.fields[0].path], [422, 'mapping.constants.said_on']);
});

test('a ZIP bomb, half a file, an old spreadsheet and a picture are refused at the door, with what to do', async () => {
  const kept = async () => (await ask('GET', '/api/sheets')).items.length;
  const before = await kept();
  const book = new ExcelJS.Workbook();
  book.addWorksheet('人员').addRow(['姓名']);
  const good = Buffer.from(await book.xlsx.writeBuffer());
  const bomb = Buffer.from(good);
  const entry = bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bomb.writeUInt32LE(0xf0000000, entry + 24);
  for (const [bytes, code] of [
    [bomb, 'too_large_unpacked'],
    [good.subarray(0, good.length - 40), 'broken_table'],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'old_excel'],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0]), 'not_a_table'],
  ] as const) {
    const answer = await upload(bytes, '人员.xlsx');
    assert.equal(answer.statusCode, 422, code);
    const [field] = answer.json().fields;
    assert.deepEqual([field.code, field.path], [code, 'file']);
    assert.match(field.message, /请|最多|最大/);
  }
  assert.equal(await kept(), before, 'nothing of them is kept');
});
