import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between } from './between.ts';
import type { Rule } from './fields.ts';

test('a number out of its bounds is refused in words, a broken one where whole ones are asked; nothing passes', async () => {
  const check = async (value: unknown, whole = true) => {
    const { validator } = between(1, 1000, { whole }) as {
      validator(rule: unknown, value: unknown): Promise<void>;
    };
    return validator({}, value).then(
      () => 'taken',
      (error: Error) => error.message,
    );
  };
  const refused = '请填写 1 到 1,000 之间的整数';
  assert.deepEqual(await Promise.all([0, -5, 1001, 1.5].map((each) => check(each))), Array(4).fill(refused));
  assert.deepEqual(
    await Promise.all([1, 1000, null, undefined].map((each) => check(each))),
    Array(4).fill('taken'),
  );
  assert.deepEqual([await check(1.5, false), await check(0, false)], ['taken', '请填写 1 到 1,000 之间的数']);
});

test('a bound that nobody set refuses nothing; what is no number is always refused', async () => {
  const told = async (rule: Rule, ...values: unknown[]) => {
    const check = (value: unknown) => rule.validator!({}, value).catch((error: Error) => error.message);
    return (await Promise.all(values.map(check))).map((said) => said ?? 'taken');
  };
  const loose = { whole: false };
  assert.deepEqual(await told(between(-2, undefined, loose), -3, -2, 9e9), [
    '请填写不小于 -2 的数',
    'taken',
    'taken',
  ]);
  assert.deepEqual(await told(between(undefined, 0.0005, loose), 1, -9e9), [
    '请填写不大于 0.0005 的数',
    'taken',
  ]);
  assert.deepEqual(await told(between(undefined, undefined, loose), '十', Number.NaN, '1.5', ''), [
    '请填写数字',
    '请填写数字',
    'taken',
    'taken',
  ]);
});
