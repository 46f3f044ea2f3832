import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Field, fieldOf, missingOf, withColumn, withConstant } from './data.ts';

test('a column is one field and a field one column: choosing one lets the other go', () => {
  const first = withColumn({ columns: {} }, '姓名', 'name');
  assert.equal(fieldOf(first, '姓名'), 'name');
  const other = withColumn(first, '户主', 'name');
  assert.deepEqual(other.columns, { name: '户主' });
  assert.deepEqual(withColumn(other, '户主', 'head_name').columns, { head_name: '户主' });
  assert.deepEqual(withColumn(other, '户主', null).columns, {});
});

test('what every row needs is said by a column or for the whole file', () => {
  const fields = [
    { code: 'name', required: true },
    { code: 'sex', required: false },
  ] as Field[];
  assert.deepEqual(
    missingOf(fields, { columns: {} }).map(({ code }) => code),
    ['name'],
  );
  assert.deepEqual(missingOf(fields, { columns: { name: '姓名' } }), []);
  const said = withConstant({ columns: {} }, 'name', '张三');
  assert.deepEqual(missingOf(fields, said), []);
  assert.deepEqual(withConstant(said, 'name', undefined).constants, {});
});
