import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../matter.ts';
import { turnsOf } from './turns.ts';

const step = (kind: string, at: string, more: Partial<Step> = {}) =>
  ({
    seq: 1,
    kind,
    at,
    actor: { name: '王桂兰', unit: null },
    implied: false,
    internal: false,
    form: [],
    ...more,
  }) as Step;

test('an act is one turn with its opinion and the steps it went through', () => {
  const turns = turnsOf([
    step('opened', '1'),
    step('dispatch', '2'),
    step('dispatch.internal', '2', { internal: true }),
    step('register', '2', { implied: true }),
    step('sign', '3'),
  ]);
  assert.deepEqual(
    turns.map((turn) => [turn.main.kind, turn.internal.length, turn.implied.map((each) => each.kind)]),
    [
      ['opened', 0, []],
      ['dispatch', 1, ['register']],
      ['sign', 0, []],
    ],
  );
});

test('an opinion without a public half stands by itself', () => {
  const turns = turnsOf([step('feedback.internal', '1', { internal: true })]);
  assert.deepEqual(
    turns.map((turn) => turn.main.kind),
    ['feedback.internal'],
  );
});
