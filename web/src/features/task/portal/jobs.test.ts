import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mineFirst } from './jobs.ts';

type Todos = Parameters<typeof mineFirst>[0];
type Matters = Parameters<typeof mineFirst>[1];

const todo = (id: string, due: string | null) =>
  ({
    state: 'pending',
    kind_name: '处置',
    due_at: due,
    overdue: false,
    matter: { id, title: id, area: { name: '' }, address: '', cover: null },
  }) as unknown as Todos[number];
const matter = (id: string, owner: string, phase = 'handle') =>
  ({
    id,
    title: id,
    phase,
    state_name: '处置中',
    owner: { id: owner },
    due_at: '2026-01-02',
    area: { name: '' },
    address: '',
    cover: null,
    point: { lng: 1, lat: 2 },
  }) as unknown as Matters[number];

test('what waits for my unit in my grid is mine too, once, the most pressing first', () => {
  const jobs = mineFirst(
    [todo('a', '2026-01-03'), todo('b', null)],
    [matter('a', 'u1'), matter('c', 'u1'), matter('d', 'u2'), matter('e', 'u1', 'verify')],
    ['u1'],
  );
  assert.deepEqual(
    jobs.map((job) => job.matter),
    ['c', 'a', 'b'],
  );
  assert.deepEqual(jobs[1]?.point, { lng: 1, lat: 2 });
});
