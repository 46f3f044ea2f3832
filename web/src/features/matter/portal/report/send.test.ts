import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../../../api/client.ts';
import type { MatterType } from '../catalog.ts';
import type { ReportDraft } from './draft.ts';
import { bodyOf, faultsOf, sortRefusal, sourceOf } from './send.ts';

const type: MatterType = {
  code: 'repair',
  name: '报事报修',
  description: '',
  sources: [{ code: 'visit', name: '入户走访' }],
  place_required: true,
  anonymous: false,
  confidential: false,
  form: [{ name: 'room', kind: 'text', label: '房号' }],
};
const draft = (more: Partial<ReportDraft> = {}): ReportDraft => ({
  client_id: 'c1',
  text: '水管漏水',
  answers: {},
  anonymous: false,
  confidential: false,
  place: { point: { lng: 114, lat: 30 }, address: '' },
  ...more,
});
const nowhere = { point: null, address: ' ' };

test('words and a place are asked for before anything travels; a community is place enough', () => {
  assert.equal(faultsOf(draft(), type), undefined);
  assert.match(faultsOf(draft({ text: '  ' }), type)?.text ?? '', /一句话/);
  assert.match(faultsOf(draft({ place: nowhere }), type)?.place ?? '', /地点/);
  assert.equal(faultsOf(draft({ place: nowhere }), { ...type, place_required: false }), undefined);
  assert.equal(
    faultsOf(draft({ place: { ...nowhere, area: { code: '429998001001', name: '听涛社区' } } }), type),
    undefined,
  );
});

test('the body holds only what was said, and anonymity only where the kind allows it', () => {
  assert.deepEqual(bodyOf(draft({ anonymous: true, answers: { room: ' ' } }), type, undefined, []), {
    client_id: 'c1',
    type: 'repair',
    text: '水管漏水',
    point: { lng: 114, lat: 30 },
  });
  const full = bodyOf(
    draft({
      anonymous: true,
      confidential: true,
      answers: { room: '3-1' },
      category: { code: 'x', name: '' },
    }),
    { ...type, anonymous: true },
    'patrol',
    ['f1'],
  );
  assert.deepEqual(
    [full.anonymous, full.confidential, full.answers, full.category, full.source, full.files],
    [true, true, { room: '3-1' }, 'x', 'patrol', ['f1']],
  );
});

test('a worker comes upon it on patrol, else on a visit', () => {
  assert.equal(sourceOf(type), 'visit');
  assert.equal(sourceOf({ ...type, sources: [...type.sources, { code: 'patrol', name: '' }] }), 'patrol');
  assert.equal(sourceOf({ ...type, sources: [] }), undefined);
});

test('a refusal is sorted to the words, the place, the questions, or above the page', () => {
  const refusal = new ApiError(422, {
    fields: [
      { path: 'text', code: 'short', message: '太短' },
      { path: 'point', code: 'outside_city', message: '不在本市' },
      { path: 'answers.room', code: 'required', message: '请填房号' },
      { path: 'files[0]', code: 'gone', message: '照片已失效' },
    ],
  });
  assert.deepEqual(sortRefusal(refusal), {
    faults: { text: '太短', place: '不在本市', other: ['照片已失效'] },
    answers: [{ name: ['answers', 'room'], errors: ['请填房号'] }],
  });
  assert.deepEqual(sortRefusal(new ApiError(403, { detail: '没有权限' })).faults, { other: ['没有权限'] });
});
