import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { shapeFaults } from './validation.ts';

const strict = { additionalProperties: false };
const Rule = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('place'),
      radius: Type.Integer({ minimum: 10, title: '半径' }),
      name: Type.String(),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('caller'), name: Type.String() }, strict),
]);
const Shape = Type.Object(
  {
    name: Type.String({ minLength: 1, title: '名称' }),
    level: Type.Union([Type.Literal('A'), Type.Literal('B')], { title: '层级' }),
    limit: Type.String({ pattern: '^[1-9][0-9]*d$' }),
    count: Type.Integer({ minimum: 2 }),
    term: Type.Union([Type.String(), Type.Object({ weight: Type.Number({ exclusiveMinimum: 0 }) }, strict)]),
    rules: Type.Array(Rule),
  },
  strict,
);
const fine = {
  name: '甲',
  level: 'A',
  limit: '3d',
  count: 2,
  term: 'handled',
  rules: [{ kind: 'caller', name: '乙' }],
};
const told = (more: object) =>
  shapeFaults(Shape, { ...fine, ...more }).map(({ path, message }) => `${path}: ${message}`);

test('what fits has no faults, and stays as it was given', () => {
  const given = structuredClone(fine);
  assert.deepEqual(shapeFaults(Shape, given), []);
  assert.deepEqual(given, fine);
});

test('each kind of fault is told in Chinese, by its title where it has one and else by its path', () => {
  assert.deepEqual(told({ name: undefined }), ['name: 请填写「名称」。']);
  assert.deepEqual(told({ name: '' }), ['name: 请填写「名称」。']);
  assert.deepEqual(told({ count: '两件' }), ['count: 「count」的类型不对，应为整数。']);
  assert.deepEqual(told({ count: 1 }), ['count: 「count」不能小于 2。']);
  assert.deepEqual(told({ limit: '三天' }), ['limit: 「limit」的格式不对，请检查后重填。']);
  assert.deepEqual(told({ extra: 1 }), ['extra: 没有「extra」这一项，请检查名称是否写错。']);
  assert.deepEqual(told({ rules: 1 }), ['rules: 「rules」的类型不对，应为列表。']);
});

test('a choice of words is told as one fault with all of them', () => {
  assert.deepEqual(told({ level: 'E' }), ['level: 「层级」只能是：A、B。']);
});

test('of a choice of shapes only the one that was meant is told', () => {
  assert.deepEqual(told({ rules: [{ kind: 'place', name: '乙' }] }), ['rules.0.radius: 请填写「半径」。']);
  assert.deepEqual(
    told({
      rules: [
        { kind: 'place', name: '乙', radius: 3 },
        { kind: 'caller', name: '丙', radius: 60 },
      ],
    }),
    ['rules.0.radius: 「半径」不能小于 10。', 'rules.1.radius: 没有「radius」这一项，请检查名称是否写错。'],
  );
  assert.deepEqual(told({ term: { weight: 0 } }), ['term.weight: 「term.weight」必须大于 0。']);
});
