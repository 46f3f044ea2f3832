import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeWords, readWordFiles } from '../../packs/default.words.ts';
import { DEFAULT_PACK } from '../../packs/folder.ts';
import type { Actor } from '../../platform/access.ts';
import { checkValue } from './check.ts';
import { parseWords } from './pack.ts';
import { mayItem } from './policy.ts';
import { registryOf } from './registry.ts';
import { dictionariesOf } from './words.ts';

const pack = judgeWords(await readWordFiles(DEFAULT_PACK));
const words = dictionariesOf(
  pack.dictionaries.map(({ standard = null, note = null, unsure = false, ...list }) => ({
    ...{ ...list, standard, note, unsure },
    items: list.items.map((item, i) => ({
      ...{ aliases: [], foreign: {}, ...item },
      number: i + 1,
      retired: false,
    })),
  })),
);
const everything = registryOf(pack.items, new Set(pack.groups.map(({ code }) => code)));
const usual = registryOf(pack.items, new Set());
const by = { words, today: '2026-11-22' };
const check = (code: string, said: string, from?: string) =>
  checkValue(everything.item('person', code)!, said, { ...by, ...(from && { from }) });

test('every name of an item finds it, whatever stands around it, also with all sensitive groups on', () => {
  for (const item of pack.items) {
    for (const heading of [item.name, item.code, `* ${item.name} ：`, ` ${[...item.name].join(' ')}（必填）`])
      assert.equal(everything.find(item.subject, heading)?.code, item.code, `${item.subject} ${heading}`);
  }
});

test('an alias means one item of its subject only', () => {
  for (const item of usual.of('person'))
    for (const alias of item.aliases) assert.equal(usual.find('person', alias)?.code, item.code, alias);
  assert.equal(usual.find('person', '身份证号')?.code, 'id_number');
  assert.equal(usual.find('person', '户籍门(楼)详址')?.code, 'registered_address');
  assert.equal(usual.find('person', '今天天气'), null);
});

test('the items of sensitive groups are not there until their group is on, are always sealed and never shown', () => {
  const groups = pack.items.filter(({ group }) => group);
  assert.ok(groups.length > 60);
  for (const item of groups) {
    assert.deepEqual([item.fence, item.mask], ['sealed', 'all'], item.code);
    assert.equal(usual.find('person', item.name)?.group, undefined, item.name);
  }
  assert.equal(
    usual.of('person').some(({ group }) => group),
    false,
  );
  const drug = registryOf(pack.items, new Set(['drug']));
  assert.deepEqual([...new Set(drug.of('person').map(({ group }) => group))], [undefined, 'drug']);
});

test('every code and every name of a list means that code, also as a table program writes it', () => {
  for (const { code: list, items } of words.all())
    for (const { code, name } of items) {
      assert.equal(words.codeOf(list, ` ${code} `), code);
      assert.equal(words.codeOf(list, name), code, `${list} ${name}`);
      assert.equal(words.nameOf(list, code), name);
    }
  assert.equal(words.codeOf('nation', '1'), '01');
  assert.equal(words.codeOf('nation', '汉'), '01');
  assert.equal(words.codeOf('education', '本科'), '20');
  assert.equal(words.codeOf('nation', '火星族'), null);
  assert.equal(words.nameOf('nation', '77'), '77');
});

test('the lists are the standards’: 56 peoples and two, and eighteen of GB/T 31000 that nobody has are empty and marked', () => {
  assert.equal(words.get('nation')!.items.length, 58);
  assert.equal(
    words.get('case_kind')!.items.every(({ code }) => code.length === 6),
    true,
  );
  const empty = words.all().filter(({ items }) => items.length === 0);
  assert.equal(empty.length, 18);
  assert.ok(empty.every(({ unsure, standard }) => unsure && standard === 'GB/T 31000-2015'));
});

test('sex is converted at the boundary: RuoYi writes 0 for what the standard writes 1', () => {
  assert.deepEqual(
    ['0', '1', '2', '男', '女'].map((said) => words.codeOf('sex', said, 'ruoyi')),
    ['1', '2', '0', '1', '2'],
  );
  assert.deepEqual(
    ['0', '1', '2', '男', '女'].map((said) => words.codeOf('sex', said)),
    ['0', '1', '2', '1', '2'],
  );
  assert.equal(words.codeOf('sex', '9', 'ruoyi'), null, 'a code of ours is none of theirs');
  assert.equal(words.codeOf('nation', '05', 'ruoyi'), '05', 'a list they share is read as it is');
});

test('a retired word is understood when nothing offered means the same', () => {
  const item = (number: number, name: string, retired: boolean) => ({
    ...{ number, code: `0${number}`, name, aliases: [], foreign: {}, retired },
  });
  const list = (items: ReturnType<typeof item>[]) =>
    dictionariesOf([{ code: 'x', name: '甲', standard: null, unsure: false, note: null, items }]);
  assert.equal(list([item(1, '旧', true)]).codeOf('x', '旧'), '01');
  assert.equal(list([item(1, '旧', true), item(2, '旧', false)]).codeOf('x', '旧'), '02');
});

test('cells are read as what they mean, or refused with the reason', () => {
  assert.deepEqual(check('birth_date', '1980年1月2日'), { ok: true, value: '1980-01-02' });
  for (const said of ['1980-01-02', '1980/1/2', '1980.01.02', '19800102', '1980-1-2 00:00:00'])
    assert.equal(check('birth_date', said).value, '1980-01-02', said);
  assert.match(check('birth_date', '1981-02-29').problem!, /没有 1981-02-29/);
  assert.match(check('birth_date', '80年').problem!, /1980-01-02/);
  assert.deepEqual(check('income', '12,000.5'), { ok: true, value: 12000.5 });
  assert.match(check('income', '一万').problem!, /数字/);
  assert.deepEqual(check('veteran', '是').value, true);
  assert.deepEqual(check('veteran', '无').value, false);
  assert.deepEqual(check('mental_managers', '片区民警、99').value, '02|99');
  assert.equal(words.nameOf('mental_managers', '02|99'), '片区民警、其他');
  assert.match(check('nation', '火星').problem!, /“火星”不在“民族”中/);
  assert.deepEqual(check('name', '  '), { ok: true, value: null });
  assert.match(check('name', '甲'.repeat(51)).problem!, /最多 50 个字/);
  assert.deepEqual(check('phone', '139 1234 5678').value, '13912345678');
  assert.equal(check('id_number', '11010519491231002x').value, '11010519491231002X');
  assert.equal(check('id_number', '110105194912310021').value, null);
});

test('a list that nobody has yet refuses nobody: the text is kept, with a warning', () => {
  const said = check('left_kind', '留守儿童');
  assert.deepEqual([said.ok, said.value], [true, '留守儿童']);
  assert.match(said.warning!, /还没有内容/);
});

test('no text makes the check fall over; what it accepted it accepts again and keeps the same', () => {
  const items = pack.items.filter(({ subject }) => subject === 'person');
  fc.assert(
    fc.property(fc.constantFrom(...items), fc.string({ unit: 'binary' }), (item, said) => {
      const first = checkValue(item, said, by);
      assert.equal(first.ok, first.problem === undefined);
      if (!first.ok || first.value === null) return;
      const kept = first.value === true ? '是' : first.value === false ? '否' : String(first.value);
      assert.deepEqual(checkValue(item, kept, by).value, first.value, item.code);
    }),
  );
});

test('a pack that contradicts itself is refused with every fault', () => {
  const of = (dictionaries: string, registry: string) => () =>
    parseWords({
      dictionaries: [{ name: 'a.yaml', text: dictionaries }],
      registry: [{ name: 'b.yaml', text: registry }],
      groups: { name: 'g.yaml', text: 'groups: []' },
    });
  const none = 'subject: person\nitems: []';
  assert.throws(of('dictionaries: [{ code: a, name: 甲, items: [], colour: red }]', none), /colour/);
  assert.throws(
    of(
      'dictionaries: [{ code: a, name: 甲, items: [{ code: "1", name: 一 }, { code: "1", name: 二 }] }]',
      none,
    ),
    /代码 1 出现两次/,
  );
  assert.throws(
    of(
      'dictionaries: []',
      'subject: person\nitems: [{ code: a, name: 甲, type: code, dictionary: b }, { code: c, name: 丙, type: text, group: d }]',
    ),
    /字典 b 不存在\n.*敏感群体 d 不存在/,
  );
  assert.throws(
    of('dictionaries: []', 'subject: person\nitems: [{ code: a, name: 甲, type: text, past: true }]'),
    /person\.a 不是日期，不能写 past/,
  );
});

test('what is kept of a sensitive group is nobody’s to see while it is off, and its keepers’ only while it is on', () => {
  const actor = (...permissions: string[]): Actor => ({
    ...{ id: '00000000-0000-7000-8000-000000000099', kind: 'staff', name: '某' },
    grants: permissions.map((permission) => ({ permission })),
  });
  const keeper = actor('resident:group-drug');
  const of = (on: string[]) => registryOf(pack.items, new Set(on)).item('person', 'drug_control')!;
  assert.equal(mayItem(keeper, of([])), false);
  assert.equal(mayItem(keeper, of(['drug'])), true);
  assert.equal(mayItem(actor('resident:group-aids', 'dictionary:groups'), of(['drug'])), false);
  assert.equal(mayItem(actor(), everything.item('person', 'name')!), true);
});

test('a day that has been is not to come, and somebody’s own phone is no hotline', () => {
  assert.equal(check('birth_date', '2026-11-22').value, '2026-11-22');
  assert.match(check('birth_date', '2090-01-01').problem!, /2090-01-01 还没有到/);
  assert.equal(check('permit_until', '2090-01-01').ok, true, 'what ends may end later');
  assert.match(check('phone', '123').problem!, /手机为 11 位，固定电话请带区号/);
  for (const said of ['110', '12345', '400-123-4567', '95588'])
    assert.match(check('phone', said).problem!, /是服务号码/, said);
  for (const [said, kept] of [
    ['139 0000 0000', '13900000000'],
    ['027-87654321', '027-87654321'],
    ['（027）87654321转801', '027-87654321-801'],
    ['0717-6212345-8', '0717-6212345-8'],
  ] as const)
    assert.equal(check('phone', said).value, kept, said);
  const office = everything.item('place', 'phone')!;
  assert.equal(checkValue(office, '12345', by).value, '12345', 'a place may have one');
  assert.equal(checkValue(office, '123', by).ok, false);
});
