import assert from 'node:assert/strict';
import { test } from 'node:test';
import { THRESHOLD } from './rules.likely.ts';
import { type Candidate, cellsAround, likeness, metres } from './rules.similar.ts';

const AT = new Date('2026-11-22T02:00:00Z');

const why = (asked: string, other: Partial<Candidate>) =>
  likeness(
    { text: asked, category: null, parent: null, point: { lng: 114.4, lat: 30.4 }, at: AT },
    {
      title: '',
      text: '',
      category: null,
      parent: null,
      point: { lng: 114.4003, lat: 30.4 },
      place: '',
      at: AT,
      photo: false,
      ...other,
    },
  ).why;

test('what both say is told in whole words, not in the pairs they are found by', () => {
  assert.deepEqual(why('路灯不亮，晚上看不见路', { text: '晚上看不见，路灯坏了三天' }), [
    '都提到：晚上看不见、路灯',
  ]);
});

test('the name of the street and the distance are no reason: both were asked near that street', () => {
  const place = '滨江街道江湾社区第一网格 滨江大道88号';
  assert.deepEqual(why('滨江大道路灯不亮', { text: '滨江大道路灯坏了', place }), ['都提到：路灯']);
  assert.deepEqual(why('滨江大道有积水', { text: '滨江大道井盖缺失', place }), []);
});

test('words of every second call are not told, and words are not joined that only one of the calls joins', () => {
  assert.deepEqual(why('请尽快处理井盖', { text: '请尽快处理噪声' }), []);
  assert.deepEqual(why('学生只能绕行，希望尽快解决', { text: '行人只能绕道，希望尽快解决' }), []);
  assert.deepEqual(why('学生只能绕行，希望尽快解决', { text: '行人只能绕行' }), ['都提到：绕行']);
  assert.deepEqual(why('井盖缺失', { text: '缺失的是井盖' }), ['都提到：井盖、缺失']);
});

test('what every second call says makes nothing likelier', () => {
  const [draft, other] = ['希望相关部门尽快处理，已经反映多次', '希望有关部门尽快处理，已经反映多次'];
  const near = { point: { lng: 114.4, lat: 30.4 }, at: AT };
  const likely = (text: string) =>
    likeness(
      { text: draft, category: null, parent: null, ...near },
      { title: '', text, category: null, parent: null, place: '', photo: false, ...near },
    ).likelihood;
  assert.equal(likely(other), likely('井盖不见了'));
});

test('a matter that shares only the street and a particle is not worth showing; one about the same tree is', () => {
  const draft = {
    text: '滨江大道的树倒了一棵',
    category: null,
    parent: null,
    point: { lng: 114.4, lat: 30.4 },
    at: AT,
  };
  const other = {
    title: '',
    text: '滨江大道的井盖少了一块',
    category: null,
    parent: null,
    point: { lng: 114.401, lat: 30.4 },
    place: '滨江大道88号',
    at: AT,
    photo: false,
  };
  assert.ok(likeness(draft, other).likelihood < THRESHOLD);
  assert.ok(likeness(draft, { ...other, text: '大树倒在路上，树倒了没人管' }).likelihood >= THRESHOLD);
});

test('what counts as within some metres lies in the cells around, at their edges too', () => {
  const here = { lng: 114.405, lat: 30.4051 };
  for (const there of [
    { lng: 114.405, lat: 30.406000000000002 },
    { lng: 114.406, lat: 30.4051 + 0.0009 },
    { lng: 114.404, lat: 30.404 },
  ]) {
    const radius = metres(here, there)!;
    const [cell] = cellsAround(there, 0);
    assert.ok(
      cellsAround(here, radius).some(({ y, x }) => y === cell!.y && x === cell!.x),
      JSON.stringify(there),
    );
  }
});
