import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mineFirst } from './jobs.ts';

type Todos = Parameters<typeof mineFirst>[0];
type Matters = Parameters<typeof mineFirst>[1];

const todo = (id: string, due: string | null) =>
  ({
    state: 'pending',
    kind_name: '处置',
    stands_in: null,
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
    jobs.map((job) => job.to),
    ['/matters/c', '/matters/a', '/matters/b'],
  );
  assert.deepEqual(jobs[1]?.point, { lng: 1, lat: 2 });
});

test('what the lines ask of a grid stands among the matters by its limit, and opens on its own page', () => {
  const work = { kind: 'duty', id: 'p', of: 'd', title: '走访', about: '公安', area: { name: '一格' } };
  const held = { stands_in: '陈大海', matter: null, work };
  const asked = { ...todo('', '2026-01-02'), ...held } as unknown as Todos[number];
  const jobs = mineFirst([todo('a', '2026-01-03'), asked], [], []);
  assert.deepEqual(
    jobs.map(({ to, title, place, standsIn }) => [to, title, place, standsIn]),
    [
      ['/duties/p', '走访', '一格 · 公安', '陈大海'],
      ['/matters/a', 'a', '', null],
    ],
  );
});
