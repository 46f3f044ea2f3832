import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strange } from './rules.strange.ts';

const paths = (values: Record<string, string>) => strange(values, '2026-11-22').map(({ path }) => path);

test('a child with a degree and a marriage before the age for it are strange; whoever is old enough, or of no known age, is not', () => {
  const child = { birth_date: '2020-03-01', sex: '1' };
  assert.deepEqual(paths({ ...child, education: '11' }), ['education']);
  assert.deepEqual(paths({ ...child, education: '80', marital: '10' }), []);
  assert.deepEqual(paths({ ...child, education: '90' }), []);
  assert.deepEqual(paths({ education: '11', marital: '20' }), []);
  assert.deepEqual(paths({ birth_date: '1990-01-01', sex: '2', education: '11', marital: '20' }), []);
});

test('the age is that of the day: a man of 21 is married a day too early, a woman of 20 is not', () => {
  assert.deepEqual(paths({ birth_date: '2004-11-23', sex: '1', marital: '20' }), ['marital']);
  assert.deepEqual(paths({ birth_date: '2004-11-22', sex: '1', marital: '20' }), []);
  assert.deepEqual(paths({ birth_date: '2006-11-22', sex: '2', marital: '40' }), []);
  assert.deepEqual(paths({ birth_date: '2006-11-23', sex: '2', marital: '40' }), ['marital']);
});
