import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Built, type Kind, opsOf, rowsOf, ruleOf, saidOf, withAlso } from './rule.ts';

const KINDS: Record<string, Kind> = {
  'person.age': 'number',
  'person.sex': 'code',
  'person.education': 'code',
  'person.remark': 'text',
  'person.lives_alone': 'flag',
  'person.birth_date': 'date',
  'house.state': 'code',
  tags: 'tag',
};
const kindOf = (fact: string) => KINDS[fact];
const read = (rule: string) => rowsOf(rule, kindOf);

test('a row is said in the words of the builder, not in the rule language', () => {
  const said = (rule: string, words: string, names: Record<string, string> = {}) => {
    const [row] = read(rule)!.rows;
    return saidOf(row!, { words, kind: kindOf(row!.fact)! }, (code) => names[code] ?? code);
  };
  assert.equal(said('person.age >= 80', '年龄（周岁）'), '年龄 ≥ 80 周岁');
  assert.equal(said('person.age == 0.0', '建筑面积（平方米）'), '建筑面积 = 0 平方米');
  assert.equal(said('person.age <= 3', '物业费（元/平方米·月）'), '物业费 ≤ 3 元/平方米·月');
  assert.equal(said('person.age >= 20', '员工数（含临时工）'), '员工数（含临时工） ≥ 20');
  assert.equal(said('person.age <= 3', '户内人数'), '户内人数 ≤ 3');
  assert.equal(said('!person.lives_alone', '独居'), '独居：否');
  assert.equal(said('person.sex == "2"', '性别', { 2: '女性' }), '性别 是 女性');
  assert.equal(
    said('!(person.education in ["60", "70"])', '学历', { 60: '高中', 70: '初中' }),
    '学历 不是 高中、初中',
  );
  assert.equal(said('person.education == ""', '学历'), '学历 未填写');
  assert.equal(said('!("done" in tags)', '手工标签', { done: '已体检' }), '手工标签 没有 已体检');
  assert.equal(said('person.remark.contains("2")', '备注', { 2: '女性' }), '备注 包含 2');
});

test('of what is always filled in nobody is asked whether it is, unless an old condition does', () => {
  const asked = (always: boolean, now: 'in' | 'empty') =>
    opsOf({ kind: 'code', always }, now).map(([op]) => op);
  assert.deepEqual(asked(false, 'in'), ['in', 'out', 'filled', 'empty']);
  assert.deepEqual(asked(true, 'in'), ['in', 'out']);
  assert.deepEqual(asked(true, 'empty'), ['in', 'out', 'empty']);
});

test('rows become a rule, and the rule becomes the same rows again', () => {
  const built: Built = {
    join: 'all',
    rows: [
      { fact: 'person.sex', op: 'in', value: ['2'] },
      { fact: 'person.age', op: 'ge', value: 35 },
      { fact: 'person.age', op: 'eq', value: 64 },
      { fact: 'person.education', op: 'in', value: ['60', '70'] },
      { fact: 'person.education', op: 'out', value: ['60', '70'] },
      { fact: 'person.education', op: 'filled', value: null },
      { fact: 'person.remark', op: 'contains', value: '说“好” && "走" (a|b)\\' },
      { fact: 'person.remark', op: 'equals', value: '|| true' },
      { fact: 'person.lives_alone', op: 'no', value: null },
      { fact: 'person.birth_date', op: 'before', value: '1960-01-01' },
      { fact: 'person.birth_date', op: 'after', value: '1940-01-01' },
      { fact: 'tags', op: 'lacks', value: ['screened'] },
    ],
  };
  const rule = ruleOf(built);
  assert.match(rule, /person\.age == 64\.0/, 'equal numbers need a fraction');
  assert.deepEqual(read(rule), built);
  assert.deepEqual(read(ruleOf({ ...built, join: 'any' })), { ...built, join: 'any' });
});

test('the shipped segments are read as rows where rows can say them', () => {
  assert.equal(read('person.age >= 80 && !person.lives_alone')?.rows.length, 2);
  assert.equal(
    read('person.sex == "2" && person.age >= 35 && person.age <= 64 && !("screened" in tags)')?.rows.length,
    4,
  );
  for (const only of [
    'person.age >= 60 && (person.lives_alone || household.size < 2)',
    'person.age >= 80 && person.sex == "2" || person.lives_alone',
    'person.unknown == "1"',
    'person.age == "80"',
    'person.age >=',
  ])
    assert.equal(read(only), null, only);
});

test('a row without its value asks nothing, and no rows ask for everybody', () => {
  assert.equal(ruleOf({ join: 'all', rows: [{ fact: 'person.sex', op: 'in', value: [] }] }), '');
  assert.deepEqual(read(' '), { join: 'all', rows: [] });
  assert.deepEqual(read('true'), { join: 'all', rows: [] });
});

test('one more condition holds for all of a rule of either-or', () => {
  const more = { fact: 'person.sex', op: 'in' as const, value: ['1'] };
  assert.equal(withAlso('', more), 'person.sex == "1"');
  assert.equal(withAlso('person.age >= 80', more), 'person.age >= 80 && person.sex == "1"');
  assert.equal(
    withAlso('person.age >= 80 || person.lives_alone', more),
    '(person.age >= 80 || person.lives_alone) && person.sex == "1"',
  );
});
