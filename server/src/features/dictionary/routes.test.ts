import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { demoTemplate, signIn } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';
import { judgeWords, readWordFiles } from '../../packs/default.words.ts';
import { DEFAULT_PACK } from '../../packs/folder.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { dictionaries, groupsOn, registryItems, syncWords } from './index.ts';

const program = await testProgram(await demoTemplate());
const { runtime, http } = program;
// biome-ignore lint/suspicious/noExplicitAny: whatever was answered.
type Answer = { status: number; body: any };
async function voice(name: string) {
  const headers = await signIn(program, name);
  return async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object): Promise<Answer> => {
    const answer = await http.inject({ method, url: `/api/${url}`, headers, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.json() };
  };
}
const admin = await voice('admin');
const security = await voice('security');
const auditor = await voice('auditor');
const worker = await voice('grid1');

test('the lists carry their standards, what is to be checked, and are found by a word in them', async () => {
  const all = (await worker('GET', 'dictionaries')).body.items;
  const sex = all.find(({ code }: { code: string }) => code === 'sex');
  assert.deepEqual([sex.name, sex.standard, sex.unsure, sex.offered], ['性别', 'GB/T 2261.1-2003', false, 4]);
  const found = (await worker('GET', `dictionaries?search=${encodeURIComponent('蒙古族')}`)).body.items;
  assert.deepEqual(
    found.map(({ code, found: words }: { code: string; found: string[] }) => [code, words]),
    [['nation', ['蒙古族']]],
  );
  assert.equal((await worker('GET', 'dictionaries?search=%25')).body.items.length, 0, 'no wildcards');
  const { body } = await worker('GET', 'dictionaries/nation');
  assert.deepEqual([body.items.length, body.items[0].number, body.items[0].name], [58, 1, '汉族']);
  assert.ok(body.used_by.includes('民族'));
  assert.equal((await worker('GET', 'dictionaries/nothing')).status, 404);
});

test('whoever holds the printed standard fills an empty list, and everybody understands the words at once', async () => {
  assert.equal((await dictionaries(runtime)).codeOf('left_kind', '留守儿童'), null);
  const items = [
    { code: '01', name: '留守老人' },
    { code: '02', name: '留守儿童', aliases: ['留守孩子'] },
  ];
  const added = await admin('POST', 'dictionaries/left_kind/items', { items });
  assert.deepEqual(
    added.body.items.map(({ number, code }: { number: number; code: string }) => [number, code]),
    [
      [1, '01'],
      [2, '02'],
    ],
  );
  const words = await dictionaries(runtime);
  assert.deepEqual([words.codeOf('left_kind', '留守孩子'), words.numberOf('left_kind', '02')], ['02', 2]);
  const again = await admin('POST', 'dictionaries/left_kind/items', { items });
  assert.deepEqual([again.status, again.body.items.length], [201, 2], 'sent again it counts once');
  const wrong = await admin('POST', 'dictionaries/left_kind/items', {
    items: [
      { code: '02', name: '别的' },
      { code: '03', name: '留守孩子' },
      { code: '04', name: '留守妇女' },
      { code: '04', name: '其他' },
    ],
  });
  assert.equal(wrong.status, 422);
  assert.deepEqual(
    wrong.body.fields.map(({ path, code }: { path: string; code: string }) => [path, code]),
    [
      ['items.0.code', 'code_taken'],
      ['items.1.name', 'word_taken'],
      ['items.3.code', 'code_taken'],
    ],
  );
  const checked = await admin('PATCH', 'dictionaries/left_kind', { version: 1, unsure: false, note: null });
  assert.deepEqual([checked.body.unsure, checked.body.note, checked.body.version], [false, null, 2]);
  assert.equal(
    (await admin('PATCH', 'dictionaries/left_kind', { version: 1, name: '晚了' })).body.code,
    'stale',
  );
});

test('a word is retired and offered again, never gone; its number stays, also through a newer pack', async () => {
  const url = 'dictionaries/rental_use/items/2';
  const before = (await admin('GET', 'dictionaries/rental_use')).body.items[1];
  const retired = await admin('PATCH', url, { version: before.version, retired: true, name: '住宅' });
  const last = retired.body.items.at(-1);
  assert.deepEqual([last.number, last.code, last.name, last.retired], [2, '02', '住宅', true]);
  assert.equal((await dictionaries(runtime)).nameOf('rental_use', '02'), '住宅');
  assert.equal((await admin('PATCH', url, { version: 1, name: '晚了' })).body.code, 'stale');

  const pack = judgeWords(await readWordFiles(DEFAULT_PACK));
  const list = pack.dictionaries.find(({ code }) => code === 'rental_use')!;
  list.items.splice(1, 1, { code: '98', name: '新用途' }, { code: '02', name: '住房' });
  await run(runtime, SYSTEM, (ctx) => syncWords(ctx, pack));
  const { items } = (await admin('GET', 'dictionaries/rental_use')).body;
  const number = (code: string) => items.find((item: { code: string }) => item.code === code).number;
  assert.deepEqual(
    ['01', '02', '03', '98'].map(number),
    [1, 2, 3, 8],
    'a new word takes the next free number',
  );
  assert.equal(
    items.find((item: { code: string }) => item.code === '02').name,
    '住宅',
    'what a city edited stays',
  );
  const offered = await admin('PATCH', url, { version: last.version, retired: false });
  assert.equal(offered.body.items.find((item: { number: number }) => item.number === 2).retired, false);
});

test('a city has lists of its own, under codes that nobody uses, in which a word and a foreign code mean one thing', async () => {
  const body = { code: 'clubs', name: '社团' };
  assert.equal((await admin('POST', 'dictionaries', body)).body.own, true);
  const items = [
    { code: '1', name: '书画' },
    { code: '2', name: '舞蹈' },
  ];
  await admin('POST', 'dictionaries/clubs/items', { items });
  const change = (number: number, part: object) =>
    admin('PATCH', `dictionaries/clubs/items/${number}`, { version: 1, ...part });
  assert.equal((await change(1, { foreign: { old: ['7'] } })).status, 200);
  const paths = async (part: object) =>
    (await change(2, part)).body.fields.map(({ path }: { path: string }) => path);
  assert.deepEqual(await paths({ foreign: { old: ['8', '7'] } }), ['foreign.old.1']);
  assert.deepEqual(await paths({ aliases: ['跳舞', '1'] }), ['aliases.1']);
  // A code is understood before any word: one that is a word already would take its meaning.
  assert.equal((await change(2, { aliases: ['dance'] })).status, 200);
  const add = { items: [{ code: 'dance', name: '广场舞' }] };
  const clash = await admin('POST', 'dictionaries/clubs/items', add);
  assert.deepEqual(
    clash.body.fields.map(({ path, code }: { path: string; code: string }) => [path, code]),
    [['items.0.code', 'word_taken']],
  );
  await admin('PATCH', 'dictionaries/clubs/items/2', { version: 2, aliases: [] });
  assert.equal((await admin('POST', 'dictionaries/clubs/items', add)).status, 201);
  await admin('PATCH', 'dictionaries/clubs/items/3', { version: 1, retired: true });
  await admin('PATCH', 'dictionaries/clubs/items/2', { version: 3, aliases: ['dance'] });
  const again = await admin('PATCH', 'dictionaries/clubs/items/3', { version: 2, retired: false });
  assert.equal(again.body.fields?.[0].code, 'word_taken', 'offered again it clashes too');
  assert.equal((await admin('POST', 'dictionaries', body)).status, 201, 'sent again it counts once');
  const taken = await admin('POST', 'dictionaries', { code: 'sex', name: '别的' });
  assert.deepEqual([taken.status, taken.body.code], [409, 'code_taken']);
});

test('a heading that real sheets carry is added, and refused where it means another item', async () => {
  const { items } = (await admin('GET', 'registry/person/items')).body;
  const phone = items.find(({ code }: { code: string }) => code === 'phone');
  const url = 'registry/person/items/phone';
  const taken = await admin('PATCH', url, { version: phone.version, own_aliases: ['户主电话'] });
  assert.deepEqual([taken.status, taken.body.fields[0].code], [422, 'word_taken']);
  assert.equal((await registryItems(runtime)).find('person', '小灵通'), null);
  await admin('PATCH', url, { version: phone.version, own_aliases: ['小灵通'] });
  assert.equal((await registryItems(runtime)).find('person', '小灵通（选填）')?.code, 'phone');
  assert.equal((await admin('GET', 'registry/nothing/items')).status, 404);
});

test('a city keeps items of its own and leaves out what it does not need; what the program reads stays', async () => {
  const items = async (query = '') => (await worker('GET', `registry/person/items${query}`)).body.items;
  const codeOf = (name: string, of: { name: string; code: string }[]) =>
    of.find((item) => item.name === name)?.code;
  const dog = { name: '养犬证号', type: 'text', sealed: true };
  const made = await admin('POST', 'registry/person/items', dog);
  assert.equal(made.status, 201);
  assert.equal(codeOf('养犬证号', made.body.items), 'own_1');
  assert.equal((await admin('POST', 'registry/person/items', dog)).body.items.length, made.body.items.length);
  const second = await admin('POST', 'registry/person/items', { name: '邻居电话', type: 'phone' });
  const phone = second.body.items.find(({ code }: { code: string }) => code === 'own_2');
  assert.deepEqual(
    [phone.fence, phone.mask, phone.own],
    ['sealed', 'phone', true],
    'a phone is always sealed',
  );
  assert.equal((await registryItems(runtime)).find('person', '邻居电话（选填）')?.code, 'own_2');
  const refused = async (body: object) =>
    (await admin('POST', 'registry/person/items', body)).body.fields[0].code;
  assert.equal(await refused({ name: '手机', type: 'text' }), 'word_taken');
  assert.equal(await refused({ name: '社团', type: 'code', dictionary: 'nothing' }), 'unknown_dictionary');
  const own = second.body.items.find(({ code }: { code: string }) => code === 'own_1');
  await admin('PATCH', 'registry/person/items/own_1', { version: own.version, retired: true });
  const again = await admin('POST', 'registry/person/items', dog);
  assert.match(again.body.fields[0].message, /养犬证号（已停用，可重新启用）/);
  await admin('PATCH', 'registry/person/items/own_1', { version: own.version + 1, retired: false });
  assert.equal(await refused({ name: '社团', type: 'text', dictionary: 'sex' }), 'not_a_code');

  const religion = (await items()).find(({ code }: { code: string }) => code === 'religion');
  const url = 'registry/person/items/religion';
  const retired = await admin('PATCH', url, { version: religion.version, retired: true });
  assert.equal(retired.body.items.at(-1).code, 'religion');
  assert.equal(codeOf('宗教信仰', await items()), undefined);
  assert.equal(codeOf('宗教信仰', await items('?all=true')), 'religion');
  const registry = await registryItems(runtime);
  assert.equal(registry.find('person', '宗教信仰'), null);
  assert.equal(registry.item('person', 'religion')?.name, '宗教信仰', 'what is kept stays readable');
  await run(runtime, SYSTEM, async (ctx) => syncWords(ctx, judgeWords(await readWordFiles(DEFAULT_PACK))));
  assert.equal(codeOf('宗教信仰', await items()), undefined, 'a newer pack does not bring it back');
  assert.equal(codeOf('养犬证号', await items()), 'own_1');
  await admin('PATCH', url, { version: religion.version + 1, retired: false });
  assert.equal(codeOf('宗教信仰', await items()), 'religion');
  const name = (await items()).find(({ code }: { code: string }) => code === 'name');
  const needed = await admin('PATCH', 'registry/person/items/name', { version: name.version, retired: true });
  assert.deepEqual([needed.status, needed.body.code], [409, 'needed']);
});

test('sensitive groups do not exist until the security administrator switches one on, with a reason in the log', async () => {
  const codes = async (who = admin) =>
    (await who('GET', 'registry/person/items')).body.items.map(({ code }: { code: string }) => code);
  assert.equal((await codes()).includes('drug_control'), false);
  assert.deepEqual([...(await groupsOn(runtime))], []);
  const { items } = (await auditor('GET', 'registry/groups')).body;
  assert.ok(items.every(({ on }: { on: boolean }) => !on));
  const decision = { version: 1, on: true, reason: '禁毒办书面委托，仅限三个社区' };
  assert.equal(
    (await admin('POST', 'registry/groups/drug', decision)).status,
    403,
    'not the system administrator',
  );
  assert.equal((await security('POST', 'registry/groups/drug', { ...decision, reason: '要' })).status, 422);
  const done = (await security('POST', 'registry/groups/drug', decision)).body.items;
  const drug = done.find(({ code }: { code: string }) => code === 'drug');
  assert.deepEqual([drug.on, drug.reason, drug.version], [true, decision.reason, 2]);
  assert.ok(drug.decided_by);
  assert.equal((await codes()).includes('drug_control'), true);
  assert.equal((await codes()).includes('aids_route'), false);
  assert.equal((await codes(worker)).includes('drug_control'), false, 'nobody has the right by default');
  const usedBy = async (who = admin, list = 'drug_control') =>
    (await who('GET', `dictionaries/${list}`)).body.used_by.length;
  assert.deepEqual([await usedBy(), await usedBy(worker), await usedBy(admin, 'aids_route')], [1, 0, 0]);
  assert.deepEqual([...(await groupsOn(runtime))], ['drug']);
  assert.equal((await security('POST', 'registry/groups/drug', decision)).body.code, 'stale');
  const { rows } = await sql<{ data: object }>`
    select data from event where kind = 'dictionary.group' order by seq`.execute(runtime.db);
  assert.deepEqual(
    rows.map(({ data }) => data),
    [{ group: 'drug', on: true, reason: decision.reason }],
  );
});
