import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reached, standOf } from './rules.ts';

const steps = [
  { name: '开工', due_on: '2026-03-01', done_on: '2026-02-27' },
  { name: '封顶', due_on: '2026-03-10', done_on: null },
];

test('an item is overdue from the day after its deadline or an unreached milestone, and never when done', () => {
  const item = { percent: 40, deadline: '2026-04-01', milestones: steps };
  assert.equal(standOf(item, '2026-03-10'), 'running');
  assert.equal(standOf(item, '2026-03-11'), 'overdue');
  assert.equal(standOf({ ...item, milestones: [] }, '2026-04-02'), 'overdue');
  assert.equal(standOf({ ...item, percent: 100 }, '2026-05-01'), 'done');
});

test('a milestone is reached once and keeps its day', () => {
  const after = reached(steps, ['开工', '封顶'], '2026-03-09');
  assert.deepEqual(
    after.map((step) => step.done_on),
    ['2026-02-27', '2026-03-09'],
  );
});
