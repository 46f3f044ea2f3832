import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { openStage } from '../../../test/neighbour.city.ts';

const stage = await openStage();
const DAY = 86_400_000;
const community = stage.grid.ancestors.at(-1).id as string;

const application = (more: object = {}) => ({
  client_id: randomUUID(),
  line: 'urban',
  name: '门前三包巡查',
  content: '每月查看沿街商铺门前三包落实情况。',
  reason: '市容条例第十二条；部门人手不足。',
  areas: [community],
  from_on: '2026-03-01',
  to_on: '2026-12-31',
  most: 1,
  per: 'month',
  ...more,
});
const applied = async (more: object = {}, who = 'dept-urban'): Promise<string> =>
  (await stage.post(who, '/api/admissions', application(more))).id;
const task = (more: object = {}) => ({
  client_id: randomUUID(),
  line: 'urban',
  title: '三月门前三包',
  instructions: '查看沿街商铺。',
  areas: [community],
  limit: '5wd',
  fields: [{ name: 'shops', kind: 'number', label: '商铺数', required: true }],
  ...more,
});
const give = (more: object = {}, who = 'dept-urban') =>
  stage.ask(who, { method: 'POST', url: '/api/duties', payload: task(more) });
const entry = async (id: string, who = 'city1') =>
  (await stage.done(who, { url: '/api/admissions?limit=200' })).items.find(
    (one: { id: string }) => one.id === id,
  );
async function decide(who: string, id: string, action: string, said?: string) {
  const { version } = await entry(id, who);
  const payload = { version, action, ...(said && { said }) };
  return stage.ask(who, { method: 'POST', url: `/api/admissions/${id}/decide`, payload });
}
async function admitted(more: object = {}): Promise<string> {
  const id = await applied(more);
  for (const [who, action] of [
    ['district1', 'review'],
    ['city1', 'approve'],
  ] as const)
    assert.equal((await decide(who, id, action)).status, 200);
  return id;
}
const fields = (body: { fields?: { path: string; code: string }[] }) =>
  (body.fields ?? []).map(({ path, code }) => `${path} ${code}`);

test('a department gives grids only what is on the list: refused with the remedy, then reviewed and approved by two people, then given', async () => {
  const refused = await give();
  assert.deepEqual(fields(refused.body), ['admission not_admitted']);
  assert.match(refused.body.detail, /准入清单.*申请/);
  const id = await applied();
  assert.deepEqual(fields((await give({ admission: id })).body), ['admission not_admitted']);
  assert.equal((await decide('district1', id, 'approve')).body.code, 'not_now');
  assert.equal((await decide('district1', id, 'review')).status, 200);
  const twice = await decide('district1', id, 'approve');
  assert.deepEqual([twice.status, twice.body.code], [409, 'second_person']);
  assert.equal((await entry(id, 'grid1')) ?? null, null, 'not on the list yet');
  assert.equal((await decide('city1', id, 'approve', '同意，每月一次')).status, 200);
  assert.equal((await entry(id, 'grid1')).standing, 'in_force');
  assert.equal((await give({ admission: id })).status, 201);
  const { items } = await stage.done('grid1', { url: `/api/admissions/${id}/history` });
  assert.deepEqual(
    items.map((step: { name: string }) => step.name),
    ['申请', '初审同意', '批准'],
  );
  await stage.program.settle();
  const told = (await stage.done('dept-urban', { url: '/api/messages' })).items.map(
    (one: { title: string }) => one.title,
  );
  assert.ok(told.includes('已列入准入清单：门前三包巡查'));
});

test('an entry holds for its line, its areas, its days, and so and so often; for its own unit alone', async () => {
  const id = await admitted();
  assert.deepEqual(fields((await give({ admission: id, line: 'food' })).body), ['admission other_line']);
  const elsewhere = await stage.done('city1', {
    url: `/api/areas?parent=${stage.grid.ancestors.at(-2).id}&limit=10`,
  });
  const other = elsewhere.items.find((one: { id: string }) => one.id !== community).id;
  assert.deepEqual(fields((await give({ admission: id, areas: [other] })).body), ['areas not_admitted_here']);
  assert.deepEqual(fields((await give({ admission: id }, 'dept-water')).body), ['admission not_admitted']);
  assert.equal((await give({ admission: id })).status, 201);
  assert.deepEqual(fields((await give({ admission: id })).body), ['admission too_often']);
  stage.program.clock.advance(31 * DAY);
  stage.forget('dept-urban', 'district1', 'city1', 'grid1', 'dept-water');
  assert.equal((await give({ admission: id })).status, 201, 'another month');
  stage.program.clock.advance(365 * DAY);
  stage.forget('dept-urban', 'district1', 'city1', 'grid1', 'dept-water');
  assert.deepEqual(fields((await give({ admission: id })).body), ['admission not_admitted']);
  assert.equal((await entry(id)).standing, 'expired');
});

test('two tasks at the same moment are not both the last one that is allowed', async () => {
  const id = await admitted({ from_on: '2027-01-01', to_on: '2027-12-31' });
  const answers = await Promise.all([
    give({ admission: id }),
    give({ admission: id }),
    give({ admission: id }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422]);
});

test('command centres of the area itself need no entry', async () => {
  assert.equal((await give({}, 'community1')).status, 201);
});

test('refusing and taking off need a reason; whoever applied may withdraw and decides nothing', async () => {
  const when = { from_on: '2027-01-01', to_on: '2027-12-31' };
  const id = await applied(when);
  assert.deepEqual(fields((await decide('city1', id, 'refuse')).body), ['said required']);
  assert.equal((await decide('dept-urban', id, 'review')).body.code, 'not_now');
  assert.equal((await decide('dept-urban', id, 'withdraw')).status, 200);
  const own = await applied(when, 'city1');
  assert.equal((await decide('city1', own, 'review')).body.code, 'second_person');
  const on = await admitted(when);
  assert.deepEqual(fields((await decide('city1', on, 'end')).body), ['said required']);
  assert.equal((await decide('city1', on, 'end', '部门已有专职队伍')).status, 200);
  assert.deepEqual(fields((await give({ admission: on })).body), ['admission not_admitted']);
});

test('a grid worker objects to what is on no list; upheld, the task ends and its worker is told', async () => {
  const { id } = (await give({}, 'community1')).body;
  const objection = await stage.post('grid1', '/api/duty-objections', {
    client_id: randomUUID(),
    duty: id,
    text: '这是城管部门自己的事，不在清单',
  });
  const list = async (who: string) => (await stage.done(who, { url: '/api/duty-objections' })).items;
  const [seen] = await list('district1');
  assert.deepEqual([seen.id, seen.answers, seen.duty.id], [objection.id, true, id]);
  assert.deepEqual(await list('grid2'), []);
  const reply = { version: seen.version, upheld: true, reply: '确实未经准入，予以收回' };
  await stage.post('district1', `/api/duty-objections/${objection.id}/reply`, reply);
  const again = await stage.ask('district1', {
    method: 'POST',
    url: `/api/duty-objections/${objection.id}/reply`,
    payload: reply,
  });
  assert.equal(again.body.code, 'changed_meanwhile');
  assert.equal((await stage.done('community1', { url: `/api/duties/${id}` })).state, 'closed');
  const { items } = await stage.done('grid1', { url: '/api/duty-pieces?limit=200' });
  assert.ok(items.every((one: { duty: string }) => one.duty !== id));
  await stage.program.settle();
  const told = (await stage.done('grid1', { url: '/api/messages' })).items.map(
    (one: { title: string }) => one.title,
  );
  assert.ok(told.includes('您的异议成立'));
});
