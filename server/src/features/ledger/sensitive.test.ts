import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { type Body, testTown, type Who } from '../../../test/town.ts';
import { multipart } from '../../platform/files/sample.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { sampleGroups } from '../dictionary/sample.ts';
import { computeStale } from './segment/jobs.ts';

const SECRET = '每周五面谈';
const town = await testTown();
const { program, runtime, place, staff, ask, rows } = town;
/** Works in the east, and keeps the group of one place. */
const keeperOf = async (name: string, areaId: string): Promise<Who> => {
  const relations = [
    { role: 'community_staff', areaId: place.east, unitId: place.eastUnit },
    { role: 'keeper_drug', areaId },
  ];
  return bearer(await tokenFor(runtime, await sampleStaff(runtime, name, relations)));
};
const east = await staff('east9', 'community_staff', place.east, place.eastUnit);
const [keeper, elsewhere] = [await keeperOf('keeper9', place.east), await keeperOf('keeper8', place.west)];

const values = { name: '秦无名', birth_date: '1980-01-01', drug_help: SECRET, drug_found_on: '2020-01-01' };
const body = () => ({ client_id: randomUUID(), values, area: place.east, house: null });
/** What everybody gets who asks, as one text. */
const said = async (who: Who, method: string, url: string, payload?: object): Promise<string> => {
  const { status, body: answer } = await ask(who, method, url, payload);
  assert.ok(status < 300, `${url}: ${status} ${JSON.stringify(answer)}`);
  return JSON.stringify(answer);
};

test('a sensitive group that is off is nobody’s to write, to name or to read', async () => {
  const { status } = await ask(keeper, 'POST', '/api/residents', body());
  assert.equal(status, 403);
  assert.ok(!(await said(keeper, 'GET', '/api/registry/person/items')).includes('drug_'));
});

let person = '';
test('the group has a permission of its own, for one place; each look at it needs a purpose and is kept', async () => {
  await sampleGroups(runtime, ['drug']);
  const made = await ask(keeper, 'POST', '/api/residents', body());
  assert.equal(made.status, 201, JSON.stringify(made.body));
  person = made.body.id;
  for (const who of [east, elsewhere]) {
    assert.equal((await ask(who, 'POST', '/api/residents', body())).status, 403);
    const change = { version: made.body.version ?? 1, values: { drug_help: '改写' } };
    assert.equal((await ask(who, 'PATCH', `/api/residents/${person}`, change)).status, 403);
  }
  const look = (who: Who, purpose: string) =>
    ask(who, 'POST', `/api/residents/${person}/looks`, { items: ['drug_help'], purpose });
  for (const who of [east, elsewhere]) {
    for (const url of ['', '/statements'])
      assert.ok(!(await said(who, 'GET', `/api/residents/${person}${url}`)).includes('drug_'), url);
    assert.equal((await look(who, '随便看看')).status, 403);
  }
  const shown = await said(keeper, 'GET', `/api/residents/${person}`);
  assert.ok(shown.includes('drug_help') && !shown.includes(SECRET), 'there, and masked');
  assert.equal((await look(keeper, ' ')).status, 422);
  assert.equal((await look(keeper, '每月面谈前了解情况')).body.drug_help ?? SECRET, SECRET);
  const looks = await rows(`select items, purpose from resident_look where person_id = '${person}'`);
  assert.deepEqual(looks, [{ items: ['drug_help'], purpose: '每月面谈前了解情况' }]);
});

test('no condition, column, group or sheet asks for it: neither for many nor for one', async () => {
  for (const item of ['drug_help', 'drug_found_on']) {
    const rule = `person.${item} != ""`;
    const asked = encodeURIComponent(rule);
    const tries: [string, string, object?][] = [
      ['POST', '/api/segments/try', { rule }],
      ['POST', '/api/segments', { client_id: randomUUID(), name: '一群人', rule }],
      ['GET', `/api/ledger/count?rule=${asked}`],
      ['GET', `/api/ledger/count?rule=${encodeURIComponent(`person.name == "秦无名" && ${rule}`)}`],
      ['GET', `/api/ledger/rows?columns=name&rule=${asked}`],
      ['GET', `/api/ledger/rows?columns=name,${item}`],
      ['GET', `/api/ledger/groups?by=${item}`],
      ['POST', '/api/ledger/views', { client_id: randomUUID(), name: '视图', columns: ['name', item] }],
      ['POST', '/api/ledger/views', { client_id: randomUUID(), name: '视图', columns: ['name'], rule }],
      ['POST', '/api/ledger/exports', { name: '表', columns: ['name', item], purpose: '核对人员情况' }],
      ['POST', '/api/ledger/exports', { name: '表', columns: ['name'], rule }],
      [
        'POST',
        '/api/ledger/bulk/preview',
        { client_id: randomUUID(), people: [person], values: { [item]: '2021-01-01' } },
      ],
    ];
    for (const [method, url, payload] of tries) {
      const { status, body: answer } = await ask(keeper, method, url, payload);
      assert.equal(status, 422, `${method} ${url} ${JSON.stringify(answer)}`);
    }
  }
  for (const url of ['/api/segment-facts', '/api/ledger/columns', '/api/form-items'])
    assert.ok(!(await said(keeper, 'GET', url)).includes('drug_'), url);
});

test('a department’s form that asks for it is not filled with it, whatever its cells are said to mean', async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('名册');
  sheet.addRow(['姓名', '帮扶情况（吸毒人员）', '初次发现日期']);
  for (let row = 2; row < 8; row += 1) sheet.addRow(['', '', '']);
  const { payload, headers } = multipart(Buffer.from(await book.xlsx.writeBuffer()), '名册.xlsx');
  const sent = await program.http.inject({
    ...{ method: 'POST', url: '/api/forms', payload, headers: { ...headers, ...keeper } },
  });
  assert.equal(sent.statusCode, 201, sent.body);
  const form = sent.json() as Body;
  assert.ok(!JSON.stringify(form.targets).includes('drug_'));
  const mapped = await ask(keeper, 'PATCH', `/api/forms/${form.id}`, {
    version: form.version,
    targets: [{ ref: 'B2', item: 'drug_help' }],
  });
  assert.equal(mapped.status, 422, JSON.stringify(mapped.body));
  const filled = await said(keeper, 'POST', `/api/forms/${form.id}/preview`, { people: [person] });
  assert.ok(filled.includes('秦无名') && !filled.includes(SECRET) && !filled.includes('2020'));
});

test('it is not found by searching, not told with tasks, lists, maps or notices, and not named in the log', async () => {
  const q = encodeURIComponent(SECRET);
  assert.deepEqual((await ask(keeper, 'GET', `/api/residents?q=${q}`)).body.items, []);
  const id = randomUUID();
  await said(keeper, 'POST', '/api/segments', { client_id: id, name: '成年人', rule: 'person.age >= 18' });
  await computeStale(runtime);
  const urls = [`/api/segments/${id}`, `/api/segments/${id}/people`, `/api/segments/${id}/points`];
  for (const url of ['/api/residents', '/api/ledger/rows?columns=name,health', ...urls]) {
    const text = await said(keeper, 'GET', url);
    assert.ok(!text.includes(SECRET) && !text.includes('drug_'), url);
  }
  assert.ok((await said(keeper, 'GET', `/api/segments/${id}/people`)).includes('秦无名'));
  const log = await rows(`select kind, data::text as data from event`);
  const named = log.filter(({ kind, data }) => kind !== 'dictionary.group' && data.includes('drug_'));
  assert.deepEqual(named, []);
  assert.ok(!JSON.stringify(log).includes(SECRET));
});

test('care is no way around: the kinds of care name no sensitive group, and who may not unmask reads no kind', async () => {
  for (const kind of ['03', '04']) {
    const refused = await ask(east, 'POST', '/api/care', { person, level: '2', kind });
    assert.deepEqual([refused.status, refused.body.fields[0].path], [422, 'kind']);
  }
  const city = await staff('city9', 'city_staff', place.city, place.centre);
  const rule = encodeURIComponent('person.care_kind == "02"');
  assert.equal((await ask(city, 'GET', `/api/ledger/count?rule=${rule}`)).status, 422);
  assert.equal((await ask(city, 'GET', '/api/ledger/groups?by=care_kind')).status, 422);
  assert.equal((await ask(east, 'GET', `/api/ledger/count?rule=${rule}`)).status, 200);
});

test('what a rule asks stands in no event, no waiting job and no message', async () => {
  const rule = 'person.low_income && person.name.startsWith("秦")';
  const id = randomUUID();
  await said(east, 'POST', '/api/segments', { client_id: id, name: '低保秦姓', rule });
  await said(east, 'PATCH', `/api/segments/${id}`, { version: 1, rule: `${rule} && person.age >= 18` });
  await said(east, 'POST', '/api/ledger/exports', { name: '表', columns: ['name'], rule });
  assert.equal((await ask(east, 'DELETE', `/api/segments/${id}`)).status, 204);
  const kept = await rows(
    `select kind, data::text as said from event union all select kind, input::text || coalesce(error, '') from job
      union all select template, title || body from message`,
  );
  assert.ok(kept.length > 3);
  assert.deepEqual(
    kept.filter(({ said: text }) => /low_income|startsWith|低保秦/.test(text)),
    [],
  );
  const told = await rows(`select kind, data from event where subject = '${id}' order by seq`);
  assert.deepEqual(told, [
    { kind: 'segment.created', data: { version: 1 } },
    { kind: 'segment.changed', data: { version: 2 } },
    { kind: 'segment.retired', data: { version: 2 } },
  ]);
});
