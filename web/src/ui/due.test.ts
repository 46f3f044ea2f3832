import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueOf, span } from './due.ts';

const at = (text: string) => new Date(`2026-11-22T${text}:00Z`).getTime();

test('a span names its two largest sizes', () => {
  assert.equal(span(30_000), '1 分钟');
  assert.equal(span(40 * 60_000), '40 分钟');
  assert.equal(span(125 * 60_000), '2 小时 5 分');
  assert.equal(span(-(3 * 24 + 4) * 3_600_000), '3 天 4 小时');
});

test('a deadline is calm, then soon in the last fifth of its term, then overdue', () => {
  const due = '2026-11-22T10:00:00Z';
  const started = '2026-11-22T00:00:00Z';
  assert.deepEqual(dueOf(due, at('07:00'), started), { kind: 'calm', words: '还剩 3 小时' });
  assert.deepEqual(dueOf(due, at('08:30'), started), { kind: 'due_soon', words: '还剩 1 小时 30 分' });
  assert.deepEqual(dueOf(due, at('10:30'), started), { kind: 'overdue', words: '超期 30 分钟' });
});

test('without a known term the last four hours are soon', () => {
  assert.equal(dueOf('2026-11-22T10:00:00Z', at('05:59')).kind, 'calm');
  assert.equal(dueOf('2026-11-22T10:00:00Z', at('06:00')).kind, 'due_soon');
});
