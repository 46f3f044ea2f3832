import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../api/client.ts';
import { fieldName, showErrors } from '../../api/errors.ts';
import type { FormField } from '../../api/types.ts';
import { answersOf, rulesOf } from './fields.ts';

const field = (kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name: 'it',
  kind,
  label: '内容',
  ...more,
});

test('answers are what the server wants: ids of choices, numbers as numbers, trimmed texts, nothing empty', () => {
  const give = (kind: FormField['kind'], value: unknown) => answersOf([field(kind)], { it: value });
  assert.deepEqual(give('text', '  修好了 '), { it: '修好了' });
  assert.deepEqual(give('text', '   '), {});
  assert.deepEqual(give('number', '12.5'), { it: 12.5 });
  assert.deepEqual(give('boolean', false), { it: false });
  assert.deepEqual(give('unit', { value: 'u1', label: '水务' }), { it: 'u1' });
  assert.deepEqual(give('units', [{ value: 'u1', label: '水务' }]), { it: [{ unit: 'u1', role: 'main' }] });
  assert.deepEqual(give('units', []), {});
  assert.deepEqual(give('files', [{ stored: { id: 'f1' } }]), { it: ['f1'] });
});

test('a required choice carries no rule for strings, or "no" would count as missing', () => {
  assert.deepEqual(rulesOf(field('boolean', { required: true })), [
    { required: true, message: '请选择内容' },
  ]);
});

test('a number of a form is refused out of the bounds of its field, which need not be whole', async () => {
  const check = (more: Partial<FormField>, value: unknown) =>
    rulesOf(field('number', more))[0]!.validator!(null, value);
  await assert.rejects(check({ min: 1, max: 9 }, 9.5), /请填写 1 到 9 之间的数/);
  await assert.rejects(check({ max: 9 }, 10), /请填写不大于 9 的数/);
  await check({ min: 1, max: 9 }, '8.5');
  await check({ min: 1 }, undefined);
});

test('a photo that failed or is still on its way holds the form back', async () => {
  const check = rulesOf(field('files'))[0]!.validator!;
  await assert.rejects(check(null, [{ error: '网络不通' }]), /没有传上/);
  await assert.rejects(check(null, [{ share: 0.5 }]), /还在上传/);
  await check(null, [{ stored: { id: 'f1' } }]);
});

test('faults of a refusal go to their fields; what has no field is told above the form', () => {
  const set: unknown[] = [];
  const form = {
    setFields: (fields: unknown[]) => void set.push(...fields),
    // Nothing was typed into them yet.
    getFieldsError: () => [{ name: ['note'] }, { name: ['address'] }, { name: ['answers', 'place'] }],
  };
  const refusal = new ApiError(422, {
    fields: [
      { path: 'note', code: 'short', message: '太短' },
      { path: 'version', code: 'stale', message: '已被他人办理' },
      { path: 'point', code: 'outside', message: '不在本市' },
      { path: 'answers.place.lng', code: 'range', message: '经度不对' },
      { path: 'answers.other', code: 'unknown', message: '没有这个问题' },
    ],
  });
  assert.deepEqual(showErrors(form, refusal, { point: 'address' }), ['已被他人办理', '没有这个问题']);
  assert.deepEqual(set, [
    { name: ['note'], errors: ['太短'] },
    { name: ['address'], errors: ['不在本市'] },
    { name: ['answers', 'place'], errors: ['经度不对'] },
  ]);
});

test('paths of faults are read in every notation the server may use', () => {
  assert.deepEqual(fieldName('/answers/room'), ['answers', 'room']);
  assert.deepEqual(fieldName('contact.phone'), ['contact', 'phone']);
  assert.deepEqual(fieldName('files[2]'), ['files']);
});
