import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FormField } from './definition.ts';
import { checkForm } from './form.ts';

const field = (changes: Partial<FormField>): FormField => ({
  name: 'x',
  kind: 'text',
  label: '说明',
  ...changes,
});
const codes = (fields: FormField[], input: Record<string, unknown>) =>
  checkForm(fields, input).problems.map((problem) => problem.code);

test('text is trimmed, and emptiness is the absence of an answer', () => {
  assert.deepEqual(checkForm([field({})], { x: '  好  ' }).values, { x: '好' });
  assert.deepEqual(codes([field({ required: true })], { x: '   ' }), ['required']);
  assert.deepEqual(codes([field({ required: true })], {}), ['required']);
  assert.deepEqual(codes([field({})], { x: null }), []);
});

test('length counts characters, not code units, and says by how much', () => {
  assert.deepEqual(codes([field({ max_length: 2 })], { x: '😀😀' }), []);
  const { problems } = checkForm([field({ max_length: 2 })], { x: '一二三' });
  assert.equal(problems[0]?.message, '“说明”最多 2 字，现有 3 字，请删减');
});

test('every kind refuses what is not of its kind', () => {
  const wrong: [FormField['kind'], unknown, string][] = [
    ['textarea', 5, 'not_text'],
    ['number', '5', 'not_number'],
    ['boolean', 'true', 'not_boolean'],
    ['date', '2026-02-30', 'not_date'],
    ['phone', '1234', 'not_phone'],
    ['select', 'c', 'not_option'],
    ['files', ['../x'], 'not_files'],
    ['unit', { id: 1 }, 'not_reference'],
    ['matter', 'a b', 'not_reference'],
    ['units', [{ unit: 'u', role: 'boss' }], 'not_units'],
    ['units', [{ unit: 'u', role: 'co' }], 'one_main'],
    [
      'units',
      [
        { unit: 'u', role: 'main' },
        { unit: 'u', role: 'co' },
      ],
      'unit_twice',
    ],
  ];
  for (const [kind, value, code] of wrong) {
    assert.deepEqual(
      codes([field({ kind, options: [{ value: 'a', label: 'A' }] })], { x: value }),
      [code],
      kind,
    );
  }
});

test('an answer the form does not ask for is refused by name', () => {
  const { problems } = checkForm([], { state: 'closed' });
  assert.deepEqual([problems[0]?.path, problems[0]?.code], ['state', 'unknown_field']);
});

test('whatever is sent, checking neither throws nor lets an unchecked value through', () => {
  const kinds: FormField['kind'][] = [
    'text',
    'number',
    'select',
    'unit',
    'units',
    'date',
    'boolean',
    'files',
    'phone',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.anything(), (kind, value) => {
      const { values, problems } = checkForm([field({ kind })], { x: value });
      if (problems.length === 0 && 'x' in values)
        assert.deepEqual(checkForm([field({ kind })], values).problems, []);
    }),
  );
});
