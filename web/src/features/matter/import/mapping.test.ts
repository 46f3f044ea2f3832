import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundField, Mapping } from './data.ts';
import { typesOf, unknownOf, withAnswer, withAnswerColumns, withConstant, withMeaning } from './mapping.ts';

const empty: Mapping = { columns: { text: ['内容'] } };
const value = (text: string, code: string | null = null) => ({
  text,
  count: 1,
  known: code === null ? null : { code, name: code },
  mapped: null,
  guess: null,
});
const field = (name: string, values: FoundField['values']): FoundField => ({
  field: name,
  name,
  distinct: values.length,
  more: false,
  values,
});

test('a word is given a meaning, left out, and forgotten again without a trace', () => {
  const one = withMeaning(empty, 'type', '占道', 'city-event');
  const two = withMeaning(one, 'type', '测试', null);
  assert.deepEqual(two.values, { type: { 占道: 'city-event', 测试: null } });
  const answer = withMeaning(two, 'answers.complaint.purpose', '问事', 'consult');
  assert.deepEqual(answer.values?.answers, { 'complaint.purpose': { 问事: 'consult' } });
  const back = ['占道', '测试'].reduce((now, text) => withMeaning(now, 'type', text, undefined), two);
  assert.deepEqual(back, empty);
  assert.deepEqual(empty, { columns: { text: ['内容'] } }, 'what was there is not touched');
});

test('constants and the columns of questions come and go the same way', () => {
  assert.deepEqual(withConstant(withConstant(empty, 'type', 'repair'), 'type', undefined), empty);
  const asked = withAnswer(withConstant(empty, 'type', 'complaint'), 'complaint.purpose', 'help');
  assert.deepEqual(asked.constants, { type: 'complaint', answers: { 'complaint.purpose': 'help' } });
  assert.deepEqual(withAnswer(asked, 'complaint.purpose', undefined).constants, { type: 'complaint' });
  assert.deepEqual(withAnswerColumns(empty, 'complaint.purpose', ['目的']).answers, {
    'complaint.purpose': ['目的'],
  });
  assert.deepEqual(withAnswerColumns(empty, 'complaint.purpose', []), empty);
});

test('what is still unknown is counted, and a word that names something of every object is a word like others', () => {
  const found = [field('type', [value('占道'), value('报修', 'repair'), value('constructor')])];
  assert.equal(unknownOf(empty, found), 2);
  assert.equal(unknownOf(withMeaning(empty, 'type', '占道', null), found), 1);
});

test('the types of a file are those its words mean and the one for empty cells, without rows that are left out', () => {
  const all = ['city-event', 'repair', 'complaint', 'wish'].map((code) => ({ code, name: code, form: [] }));
  const found = {
    job: null,
    fields: [field('type', [value('报修', 'repair'), value('占道'), value('测试', 'wish')])],
  };
  const mapping = withConstant(withMeaning(empty, 'type', '占道', 'city-event'), 'type', 'complaint');
  const codes = (now: Mapping) => typesOf(now, found, all as never).map(({ code }) => code);
  assert.deepEqual(codes(mapping), ['city-event', 'repair', 'complaint', 'wish']);
  assert.deepEqual(codes(withMeaning(mapping, 'type', '测试', null)), ['city-event', 'repair', 'complaint']);
});
