import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Counts, chipsOf } from './chips.ts';

const item = (type: string, state: string, state_name: string, n: number): Counts['items'][number] => ({
  type,
  state,
  state_name,
  phase: 'handle',
  open: true,
  n,
});
const items = [
  item('city-event', 'handling', '处置中', 10),
  item('repair', 'handling', '维修中', 2),
  item('complaint', 'handling', '处置中', 1),
  item('wish', 'handling', '圆愿中', 2),
];

test('a state that types name differently is called as most matters call it, and the others are told', () => {
  const [chip, ...more] = chipsOf(items, '');
  assert.deepEqual(more, [], 'one chip for one state of the filter');
  assert.equal(chip?.name, '处置中等');
  assert.equal(chip?.n, 15);
  assert.equal(chip?.names, '处置中 11、维修中 2、圆愿中 2');
});

test('within one type a state has its own name and number', () => {
  assert.deepEqual(
    chipsOf(items, 'wish').map(({ name, names, n }) => ({ name, names, n })),
    [{ name: '圆愿中', names: null, n: 2 }],
  );
});
