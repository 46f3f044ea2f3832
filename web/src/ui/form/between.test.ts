import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between } from './between.ts';

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
