import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offeredFirst } from './resident.ts';

test('of a long list the common words are offered in their order, and the one that was chosen', () => {
  const kin = ['01', '02', '10', '11', '12', '20', '21', '30', '51', '77', '80'].map((value) => ({ value }));
  const codes = (chosen?: string) => offeredFirst('kin', kin, chosen).map(({ value }) => value);
  assert.deepEqual(codes(), ['01', '02', '10', '20', '30', '51', '80']);
  assert.deepEqual(codes('77').slice(-2), ['80', '77']);
  assert.deepEqual(codes('20'), codes());
  const sexes = ['0', '1', '2', '9'].map((value) => ({ value }));
  assert.deepEqual(offeredFirst('sex', sexes), [{ value: '1' }, { value: '2' }]);
  assert.equal(offeredFirst('nation', kin).length, 8, 'the first of any other list');
});
