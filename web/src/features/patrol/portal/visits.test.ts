import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../patrol.ts';
import { isProblem, missingOf, requestOf } from './visits.ts';

const ITEMS: Item[] = [
  { code: 'clear', label: '通道畅通', kind: 'yes_no', bad: 'no' },
  { code: 'photo', label: '现场照片', kind: 'photo' },
  { code: 'more', label: '其他', kind: 'text', required: false },
];
const file = (name: string) => new File(['x'], name);

test('only a bad answer is offered as a matter, and what is missing is named', () => {
  assert.equal(isProblem(ITEMS[0]!, { value: false }), true);
  assert.equal(isProblem(ITEMS[0]!, { value: true }), false);
  assert.equal(isProblem(ITEMS[0]!, undefined), false);
  assert.deepEqual(missingOf(ITEMS, { clear: { value: true } }), ['“现场照片”还没有拍照']);
  assert.deepEqual(missingOf(ITEMS, { clear: { value: false }, photo: { photos: [file('a')] } }), []);
});

test('photos travel in the order of the questions, and a matter is asked only of a problem', () => {
  const [one, two] = [file('1'), file('2')];
  const request = requestOf(ITEMS, {
    photo: { photos: [two] },
    clear: { value: true, raise: true, photos: [one], note: '干净' },
  });
  assert.deepEqual(request.files, [one, two]);
  assert.deepEqual(request.answers, [
    { code: 'clear', value: true, note: '干净', photos: 1 },
    { code: 'photo', photos: 1 },
  ]);
});
