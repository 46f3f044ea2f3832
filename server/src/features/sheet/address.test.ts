import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from '../../../test/counted.ts';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart } from '../../platform/files/sample.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';
import { createEstate, makeBuildings, roomsNamed } from '../housing/index.ts';
import { finished } from './sample.ts';

// Addresses as departments write them, from the upload to the person in the registry.
const { program, runtime, place, staff } = await testTown();
const headers = await staff('east1', 'community_staff', place.east, place.eastUnit);

const scheme = { units: 2, floors: 6, basement: 0, rooms: 2, numbering: 'by-unit' as const, skip: [] };
const stand = (buildings: readonly string[], where: object, front = '') =>
  run(runtime, SYSTEM, (ctx) =>
    makeBuildings(
      ctx,
      buildings.map((name) => ({
        ...{ name, address: `${front}${name}`, kind: 'residence', floors: 6, scheme },
        ...where,
      })),
      { source: 'manual' },
    ),
  );
async function estate(name: string, area: string, buildings: readonly string[]): Promise<void> {
  const { id } = await createEstate(runtime, SYSTEM, { client_id: uuidv7(runtime.clock.now()), name, area });
  await stand(buildings, { estate: { id, name, property_unit_id: null } }, name);
}
await estate('听涛雅苑', place.east, ['听涛雅苑1栋', '听涛雅苑2栋', '听涛雅苑12栋', '听涛雅苑A座']);
await estate('临江里', place.east, ['三号楼', '4栋']);
await estate('临江小区', place.east, ['3栋']);
await estate('望湖居', place.east, ['1幢', '1栋']);
await estate('望湖居小区', place.east, ['1栋']);
await estate('西园', place.west, ['西园7栋']);
await estate('同名苑', place.east, ['9栋']);
await estate('同名苑', place.west, ['9栋']);

/** What becomes of rows of 小区,楼栋,单元,房号: null, or the column, the code and the words of what is wrong. */
async function imported(rows: readonly string[], where = '小区,楼栋,单元,房号') {
  const table = [
    `姓名,手机,${where}`,
    ...rows.map((row, i) => `赵${'甲乙丙丁'[i % 4]},1380000${1000 + i},${row}`),
  ];
  const file = multipart(Buffer.from(table.join('\n')), '人员.csv', 'text/csv');
  const sent = await program.http.inject({
    ...{ method: 'POST', url: '/api/sheets?target=person', payload: file.payload },
    headers: { ...file.headers, ...headers },
  });
  assert.equal(sent.statusCode, 201, sent.body);
  const { id, suggested } = sent.json();
  const started = await program.http.inject({
    ...{ method: 'POST', url: `/api/sheets/${id}/start`, headers },
    payload: { mapping: suggested, trial: true },
  });
  assert.equal((await finished(runtime, started.json().job)).state, 'done');
  const answer = await program.http.inject({ method: 'GET', url: `/api/sheets/${id}/faults`, headers });
  const wrong = new Map<number, [string, string, string]>(
    answer
      .json()
      .items.map(
        ({ row, faults: [{ column, code, words }] }: { row: number; faults: [Record<string, string>] }) => [
          ...[row, [column, code, words]],
        ],
      ),
  );
  return rows.map((_, i) => wrong.get(i + 2) ?? null);
}

test('the ordinary spellings of an address are the same room', async () => {
  const spellings = [
    '听涛雅苑,听涛雅苑1栋,1,601',
    '听涛雅苑,1栋,1,601',
    '听涛雅苑,1栋,1单元,601',
    '听涛雅苑,1号楼,1,601',
    '听涛雅苑,1幢,1,601',
    '听涛雅苑,1楼,1,601',
    '听涛雅苑,1#楼,1,601',
    '听涛雅苑,1,1,601',
    '听涛雅苑,一栋,1,601',
    '听涛雅苑,1栋,1,601室',
    '听涛雅苑,1栋,一单元,601号',
    '听涛雅苑,听涛雅苑一号楼,１,６０１',
    ',听涛雅苑1栋,1单元,602',
    ',听涛雅苑1号楼,一单元,602',
    ',听涛雅苑一幢,1单元,602',
    '听涛雅苑,01栋,01单元,601',
    '听涛雅苑,1栋,1,0601',
    '听涛雅苑小区,1栋,1,601',
    '听涛雅苑,听涛雅苑小区1栋,1,601',
    ',听涛雅苑小区1栋,1,601',
    '临江,3栋,1,101',
    '听涛雅苑,2栋,,1-601',
    '听涛雅苑,2栋,,01－601室',
    '听涛雅苑,1栋,,1-1-601',
    '听涛雅苑,,,1-1-601',
    '听涛雅苑,,,１－２－601室',
    '听涛雅苑,1栋,2单元,1-2-601',
    '听涛雅苑,1栋,2单元,1-601',
    '听涛雅苑,1栋,1,1-601',
    '听涛雅苑,十二栋,2,101',
    '听涛雅苑,a栋,2,101',
    '临江里,3栋,1,101',
    '临江里,临江里3幢,1,101',
    ',临江里3栋,1,101',
    ',临江里四栋,1,101',
    '望湖居,1幢,1,101',
    // Two estates are called so: the importer's own is meant.
    '同名苑,9栋,1,101',
  ];
  const wrong = await imported(spellings);
  assert.deepEqual(
    spellings.filter((_, i) => wrong[i]),
    [],
  );
});

test('what leads to no room, or to several, is refused at the part that fails, with names that are there', async () => {
  const found = await imported([
    '听涛雅园,1栋,1,601',
    '听涛雅苑,5栋,1,601',
    '望湖居,1号楼,1,101',
    '听涛雅苑,1栋,3,601',
    '听涛雅苑,1栋,,601',
    '听涛雅苑,1栋,1,999',
    ',1栋,1,601',
    ',听涛雅苑5栋,1,601',
    '听涛雅苑,1栋,,1-601',
    '听涛雅苑,1栋,,2-1-601',
    '听涛雅苑,2栋,1,2-1-999',
    '望湖居小区,2栋,1,101',
    '听涛雅苑,,,5-1-601',
    '听涛雅苑,,,1-3-601',
    ',,,1-1-601',
  ]);
  assert.deepEqual(
    found.map((each) => each?.slice(0, 2)),
    [
      ['小区', 'unknown_estate'],
      ['楼栋', 'unknown_building'],
      ['楼栋', 'ambiguous_building'],
      ['单元', 'unknown_entrance'],
      ['单元', 'required'],
      ['房号', 'unknown_house'],
      ['小区', 'required'],
      ['楼栋', 'unknown_building'],
      ['单元', 'required'],
      ['房号', 'unknown_house'],
      ['房号', 'unknown_house'],
      ['楼栋', 'unknown_building'],
      ['楼栋', 'unknown_building'],
      ['单元', 'unknown_entrance'],
      ['小区', 'required'],
    ],
  );
  assert.match(found[1]![2], /没有登记“5栋”，登记的有听涛雅苑1栋、听涛雅苑2栋、听涛雅苑12栋等：/);
  assert.match(found[2]![2], /如望湖居1幢、望湖居1栋/);
  assert.match(found[3]![2], /登记的有1单元、2单元/);
});

test('of what stands outside the importer’s reach no names are told, whether the room is there or not', async () => {
  const found = await imported(['西园,7栋,1,101', '西园,7栋,9,999', '西园,5栋,1,101']);
  assert.deepEqual(
    found.map((each) => each?.slice(0, 2)),
    [
      ['楼栋', 'outside_reach'],
      ['楼栋', 'outside_reach'],
      ['楼栋', 'unknown_building'],
    ],
  );
  assert.ok(found.every((each) => !each![2].includes('西园7栋')));
});

test('a building of no estate is found however its number is written, with a nought before it on either side', async () => {
  await stand(['06栋', '七栋', '8号楼', '桂花巷05栋'], {});
  const written = ['06号楼', '6栋', '六幢', '07栋', '08栋', '桂花巷05号楼'];
  const rows = written.map((building) => ({ estate: '', building, unit: '1', number: '101' }));
  const found = await run(runtime, SYSTEM, (ctx) => roomsNamed(ctx, rows, () => true));
  assert.deepEqual(
    written.filter((_, i) => !('room' in found[i]!)),
    [],
  );
});

test('an address in one cell leads to its room, under whatever heading', async () => {
  for (const heading of ['现住地址', '住址', '家庭住址（必填）', '居住地址', '现住址', '详细地址'])
    assert.deepEqual(await imported(['听涛雅苑2栋2单元601室'], heading), [null], heading);
  assert.deepEqual(await imported(['听涛雅苑,2栋2单元601室', '听涛雅苑,听涛雅苑2栋601室'], '小区,住址'), [
    null,
    ['住址', 'required', '听涛雅苑2栋不止一个单元有“601”：请填写单元。'],
  ]);
});

test('columns that name a building go before an address beside them; one that names none lets the address speak', async () => {
  const said = '小区,楼栋,单元,房号,现住地址';
  const there = '临江里3号楼1单元101室';
  assert.deepEqual(
    (await imported([`,听涛雅苑2栋,,601,${there}`, `,听涛雅苑2栋,3,601,${there}`], said)).map((each) =>
      each?.slice(0, 2),
    ),
    [
      ['单元', 'required'],
      ['单元', 'unknown_entrance'],
    ],
  );
  assert.deepEqual(await imported([`,3号楼,1,101,${there}`, `,,,,${there}`], said), [null, null]);
});

test('an address that names another building, unit or room than the columns beside it leads to none', async () => {
  const beside = (columns: readonly string[]) =>
    imported(
      columns.map((each) => `${each},听涛雅苑2栋2单元601室`),
      '小区,楼栋,单元,房号,现住地址',
    );
  const same = [
    ...['听涛雅苑,2栋,,', '听涛雅苑小区,二号楼,2单元,', ',听涛雅苑2幢,,', ',听涛雅苑小区2栋,,', ',2,,601'],
    ...['听涛雅苑,,2,', ',,,601', ',,二单元,2-601', ',,,2单元601室（租）', ',滨江大道389号听涛雅苑2栋,,'],
  ];
  const agreeing = await beside(same);
  assert.deepEqual(
    same.filter((_, i) => agreeing[i]),
    [],
  );
  const other = ['听涛雅苑,1栋,,', ',听涛雅苑12栋,,', ',临江里2栋,,', ',2栋,1单元,', ',A座,,', ',,,602'];
  const found = await beside(other);
  for (const [i, each] of found.entries())
    assert.deepEqual(each?.slice(0, 2), ['现住地址', 'other_address'], other[i]);
  assert.equal(found[0]![2], '“楼栋”写的是“1栋”，地址里是“听涛雅苑2栋”：请核对，两处要是同一套。');
});

test('an address in one cell that leads to no room is told at its cell', async () => {
  const wrong = [
    '滨江大道389号听涛雅苑9栋2单元601室',
    '听涛雅苑2栋2单元999室',
    '外地',
    '2栋2单元601室',
    '滨江大道***',
    '西园7栋1单元101室',
    '听涛雅苑2栋601室',
    '武汉市洪山区听涛雅苑2栋2单元601室',
    '样例市西社区同名苑9栋1单元101室',
  ];
  const found = await imported(wrong, '住址');
  assert.deepEqual(
    found.map((each) => each?.slice(0, 2)),
    [
      ['住址', 'unknown_building'],
      ['住址', 'unknown_house'],
      ['住址', 'unknown_house'],
      ['住址', 'required'],
      ['住址', 'unknown_house'],
      ['住址', 'outside_reach'],
      ['住址', 'required'],
      ['住址', 'unknown_building'],
      ['住址', 'outside_reach'],
    ],
  );
  assert.match(found[0]![2], /^听涛雅苑没有登记“听涛雅苑9栋”，登记的有/);
  assert.match(found[7]![2], /^在“武汉市洪山区”没有找到“听涛雅苑2栋”：/);
});

test('an estate that nobody knows is told at its own cell, where the address stands beside it', async () => {
  const [found] = await imported(['听涛雅园,2栋2单元601室'], '小区,住址');
  assert.deepEqual(found?.slice(0, 2), ['小区', 'unknown_estate']);
});

test('a thousand addresses take no more statements than one', async () => {
  const doors = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ estate: i % 2 ? '听涛雅苑' : '', building: `听涛雅苑${1 + (i % 2)}栋` },
      ...{ unit: '1', number: `${1 + (i % 6)}01室` },
    }));
  const ask = (count: number) => counted(runtime, (ctx) => roomsNamed(ctx, doors(count), () => true));
  const [one, many] = [await ask(1), await ask(1000)];
  assert.equal(many.statements, one.statements);
  assert.ok(many.result.every((each) => 'room' in each));
});
