import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './housing.ts';

test('what was found stands building by building, unit by unit, floor by floor', () => {
  const doors = ['2栋3单元101室', '10栋1单元101室', '2栋1单元1001室', '2栋1单元201室', '2栋2单元101室'];
  assert.deepEqual(
    inOrder(doors.map((door) => ({ address: `滨江大道389号阳光苑${door}` }))).map(({ address }) =>
      address.slice('滨江大道389号阳光苑'.length),
    ),
    ['2栋1单元201室', '2栋1单元1001室', '2栋2单元101室', '2栋3单元101室', '10栋1单元101室'],
  );
});
