import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';

const stage = await openStage();

async function made(more: object = {}) {
  const { id } = await stage.post('community1', '/api/projects', {
    client_id: randomUUID(),
    name: '十件实事',
    public: true,
  });
  const item = {
    client_id: randomUUID(),
    name: '加装路灯',
    unit: await stage.unitOf('community1'),
    account: 'grid1',
    deadline: '2026-06-30',
    milestones: [{ name: '开工', due_on: '2026-03-01' }],
    ...more,
  };
  for (const _ of [1, 2]) await stage.post('community1', `/api/projects/${id}/items`, item);
  return { id, item: item.client_id };
}
const entry = (who: string, item: string, payload: object) =>
  stage.ask(who, {
    method: 'POST',
    url: `/api/project-items/${item}/entries`,
    payload: { client_id: randomUUID(), text: '路灯已装好', ...payload },
  });

test('a project with a passed milestone is overdue until it is reached; numbers follow each entry and count it once', async () => {
  const { id, item } = await made();
  const read = () => stage.done('community1', { url: `/api/projects/${id}` });
  const before = await read();
  assert.deepEqual([before.items, before.projects.length, before.projects[0].stand], [1, 1, 'overdue']);
  const client_id = randomUUID();
  const files = [await stage.photo('grid1')];
  for (const _ of [1, 2])
    assert.equal(
      (await entry('grid1', item, { client_id, percent: 40, milestones: ['开工'], files })).status,
      201,
    );
  const after = await read();
  assert.deepEqual([after.percent, after.done, after.projects[0].stand], [40, 0, 'running']);
  assert.equal((await entry('grid1', item, { percent: 100 })).status, 201);
  const done = await read();
  assert.deepEqual([done.percent, done.done, done.projects[0].stand], [100, 1, 'done']);
  const detail = await stage.done('grid1', { url: `/api/project-items/${item}` });
  assert.deepEqual([detail.entries.length, detail.files.length], [2, 1]);
});

test('the person named has it on the phone and reports, colleagues and strangers do not', async () => {
  const { item } = await made();
  const mine = await stage.done('grid1', { url: '/api/project-items' });
  assert.ok(mine.items.some((each: { id: string }) => each.id === item));
  assert.equal((await entry('grid2', item, { percent: 10 })).status, 404);
  assert.equal((await entry('street1', item, { percent: 10 })).status, 403);
});

test("whoever is dismissed answers for no project any more: it is their unit's", async () => {
  const { rows } = await sql<{ username: string; unit: string }>`
    select a.username, l.unit_id as unit from account a join account_relation l on l.account_id = a.id and l.ended_at is null
    where l.role_code = 'community_staff' and l.unit_id = ${await stage.unitOf('community1')}::uuid and a.demo_order = 0
    order by a.username limit 1`.execute(stage.program.runtime.db);
  const { username } = rows[0]!;
  const { id, item } = await made({ account: username });
  const { items } = await stage.done('admin', { url: `/api/staff?q=${username}` });
  const person = items.find((each: { username: string }) => each.username === username);
  const { version } = await stage.done('admin', { url: `/api/staff/${person.id}` });
  await stage.post('admin', `/api/staff/${person.id}/disable`, { version });
  assert.equal((await stage.done('community1', { url: `/api/projects/${id}` })).projects[0].person, null);
  assert.equal((await entry('community1', item, { percent: 10 })).status, 201);
});

test('everybody sees a public list: units and progress, no persons', async () => {
  const { id } = await made();
  const { body } = await stage.ask(null, { url: `/api/public-projects/${id}` });
  assert.deepEqual([body.projects[0].name, body.projects[0].person, body.manages], ['加装路灯', null, false]);
});

test('a milestone after the deadline is refused at its place', async () => {
  const { id } = await stage.post('community1', '/api/projects', {
    client_id: randomUUID(),
    name: '清单',
    public: false,
  });
  const payload = {
    client_id: randomUUID(),
    name: '修路',
    unit: await stage.unitOf('community1'),
    deadline: '2026-06-30',
    milestones: [{ name: '验收', due_on: '2026-07-01' }],
  };
  const answer = await stage.ask('community1', { method: 'POST', url: `/api/projects/${id}/items`, payload });
  assert.equal(answer.body.fields[0].path, 'milestones.0.due_on');
});
