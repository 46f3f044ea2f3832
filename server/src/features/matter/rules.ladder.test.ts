import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Hop, hopWords, lateWords } from './rules.ladder.ts';

const hop = (due: Hop['due']): Hop => ({
  from: { unit: 'west', level: 'A' },
  to: { unit: 'street', level: 'B' },
  due,
});
const nameOf = (unit: string) => (unit === 'west' ? '西社区指挥中心' : '一街道指挥中心');

test('a raise tells from which centre and level to which, and a limit only when it became another', () => {
  const [before, after] = ['2026-03-02T09:00:00.000Z', '2026-03-04T02:00:00.000Z'];
  assert.deepEqual(hopWords(hop({ before, after }), nameOf), {
    centre: '西社区指挥中心（A 社区） → 一街道指挥中心（B 街道）',
    due: '3月2日 17:00 → 3月4日 10:00',
  });
  assert.deepEqual(Object.keys(hopWords(hop({ before, after: before }), nameOf)), ['centre']);
  assert.equal(hopWords(hop({ before: null, after }), nameOf).due, '无 → 3月4日 10:00');
});

test('how late a clock is, is said in days and hours, and in minutes only within the first hour', () => {
  const clock = { kind: 'resolve', due_at: new Date('2026-03-02T09:00:00Z') };
  const words = (at: string) => lateWords(clock, new Date(at));
  assert.equal(words('2026-03-02T09:00:30Z'), '办结时限 3月2日 17:00 到期');
  assert.equal(words('2026-03-02T09:40:00Z'), '办结时限 3月2日 17:00 到期，已超时 40 分钟');
  assert.equal(words('2026-03-04T12:10:00Z'), '办结时限 3月2日 17:00 到期，已超时 2 天 3 小时');
});
