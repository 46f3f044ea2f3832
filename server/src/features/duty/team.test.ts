import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';

const stage = await openStage();
const { runtime } = stage.program;
const grid = stage.grid.id as string;
const community = stage.grid.ancestors.at(-1).id as string;
const PHONE = '19911112222';

const member = (more: object = {}) => ({
  client_id: randomUUID(),
  area: grid,
  role: 'doctor',
  name: '许文',
  unit_name: '社区卫生服务中心',
  services: '量血压、慢病随访',
  phone: PHONE,
  from_on: '2026-01-01',
  ...more,
});
const added = async (more: object = {}): Promise<string> =>
  (await stage.post('community1', '/api/team-members', member(more))).id;
const team = (who: string, area = grid) => stage.done(who, { url: `/api/grid-teams/${area}` });
const shown = async (who: string, id: string) =>
  (await team(who)).members.find((one: { id: string }) => one.id === id);
const settle = (who: string, payload: object) =>
  stage.ask(who, { method: 'PUT', url: '/api/my-grid', payload });
const fields = (body: { fields?: { path: string; code: string }[] }) =>
  (body.fields ?? []).map(({ path, code }) => `${path} ${code}`);

test('a resident finds the own grid by position, reads the doctor with the whole number, and others see it masked', async () => {
  const id = await added();
  assert.equal((await shown('citizen', id)).phone, '199****2222', 'before it is known where one lives');
  const home = await settle('citizen', { point: stage.point });
  assert.deepEqual([home.body.grid.id, home.body.how], [grid, 'position']);
  const seen = await team('citizen');
  assert.equal(seen.home, true);
  assert.equal(seen.edits, false);
  assert.equal((await shown('citizen', id)).phone, PHONE);
  for (const who of ['grid1', 'community1', 'street1', 'district1'])
    assert.equal((await shown(who, id)).phone, PHONE, who);
  for (const who of ['citizen2', 'grid2', 'communityB', 'dept-water', 'property1'])
    assert.equal((await shown(who, id)).phone, '199****2222', who);
});

test('whose own record was checked lives where it says, without choosing', async () => {
  const id = await added();
  const mark = (account: string | null) =>
    run(runtime, SYSTEM, (ctx) =>
      sql`update resident_person set account_id = ${account}::uuid, area_id = ${grid}::uuid where id = (
        select id from resident_person where state = 'present' order by id limit 1)`.execute(ctx.db),
    );
  await mark(await stage.idOf('citizen2'));
  const mine = await stage.done('citizen2', { url: '/api/my-grid' });
  assert.deepEqual([mine.grid.id, mine.how], [grid, 'registered']);
  assert.equal((await shown('citizen2', id)).phone, PHONE);
  await mark(null);
  assert.equal((await shown('citizen2', id)).phone, '199****2222');
});

test('a member of the community serves all its grids, and the grid worker reads the number', async () => {
  const id = await added({ area: community, role: 'lawyer', name: '周敏' });
  assert.equal((await shown('citizen', id)).phone, PHONE);
  assert.equal((await shown('grid1', id)).phone, PHONE);
});

test('phones stay within the fence: an unfiltered read as somebody else shows none', async () => {
  await added();
  const readAs = async (name: string) => {
    const actor = (await loadActor(runtime.db, await stage.idOf(name)))!;
    return run(
      runtime,
      actor,
      async (ctx) => (await sql`select from duty_phone`.execute(ctx.db)).rows.length,
    );
  };
  assert.ok((await readAs('grid1')) > 0 && (await readAs('citizen')) > 0);
  for (const name of ['citizen2', 'grid2', 'communityB', 'dept-water'])
    assert.equal(await readAs(name), 0, name);
});

test('nobody reads the phones of a city by moving house', async () => {
  const grids = (await stage.done('citizen2', { url: `/api/areas?level=grid&limit=5` })).items;
  const answers = [];
  for (const { id } of grids) answers.push((await settle('citizen2', { grid: id })).body.code ?? 'ok');
  assert.deepEqual(answers, ['ok', 'ok', 'ok', 'moved_too_often', 'moved_too_often']);
  assert.deepEqual(fields((await settle('citizen', { grid: community })).body), ['grid unknown_area']);
  assert.equal((await settle('grid1', { grid })).status, 403);
});

test('membership has its days: one that ended is history for who edits, and gone for residents', async () => {
  const id = await added({ role: 'police', name: '梁警官' });
  const { client_id: _, area: _a, phone: _p, ...body } = member({ role: 'police', name: '梁警官' });
  const change = { ...body, version: 1, to_on: '2026-03-01' };
  assert.equal(
    (await stage.done('community1', { method: 'PATCH', url: `/api/team-members/${id}`, payload: change }))
      .version,
    2,
  );
  const stale = await stage.ask('community1', {
    method: 'PATCH',
    url: `/api/team-members/${id}`,
    payload: change,
  });
  assert.equal(stale.body.code, 'changed_meanwhile');
  assert.equal(await shown('citizen', id), undefined);
  const { past } = await team('community1');
  assert.ok(past.some((one: { id: string; to_on: string }) => one.id === id && one.to_on === '2026-03-01'));
  assert.deepEqual((await team('citizen')).past, []);
});

test('a call goes to the unit of a member that handles matters, else to the community; others than residents of the grid cannot call', async () => {
  const unit = await stage.unitOf('dept-urban');
  const handled = await added({ role: 'deputed', name: '陈工', unit });
  const alone = await added({ role: 'counsellor', name: '何老师' });
  const call = (who: string, id: string, client_id = randomUUID()) =>
    stage.ask(who, {
      method: 'POST',
      url: `/api/team-members/${id}/call`,
      payload: { client_id, text: '老人独居，想请人上门看看' },
    });
  const client_id = randomUUID();
  const first = await call('citizen', handled, client_id);
  assert.equal(first.status, 201, first.text);
  assert.equal((await call('citizen', handled, client_id)).body.matter, first.body.matter);
  const second = await call('citizen', alone);
  assert.equal(second.body.to, '社区');
  await stage.program.settle();
  const todo = (await stage.done('dept-urban', { url: '/api/tasks?limit=200' })).items;
  assert.ok(todo.some((one: { matter: { id: string } | null }) => one.matter?.id === first.body.matter));
  const waiting = (await stage.done('community1', { url: '/api/tasks?limit=200' })).items;
  assert.ok(waiting.some((one: { matter: { id: string } | null }) => one.matter?.id === second.body.matter));
  assert.equal((await call('citizen2', handled)).status, 403);
  assert.equal((await call('citizen', randomUUID())).status, 404);
});

test('the neighbour organisation stands tier under tier, and a tier with others under it is not ended', async () => {
  const add = (kind: string, name: string, parent?: string, area = grid) =>
    stage.ask('community1', {
      method: 'POST',
      url: '/api/neighbour-units',
      payload: { client_id: randomUUID(), area, kind, name, ...(parent && { parent }) },
    });
  const committee = (await add('committee', '社区党委', undefined, community)).body.id;
  const branch = (await add('branch', '第一网格党支部', committee)).body.id;
  assert.deepEqual(fields((await add('household', '张家', branch)).body), ['parent wrong_parent']);
  const group = (await add('group', '一号楼党小组', branch)).body.id;
  assert.equal((await add('household', '张家', group)).status, 201);
  assert.equal((await add('building_head', '一号楼楼栋长', group)).status, 201);
  const { neighbours } = await team('citizen');
  assert.deepEqual(
    neighbours.map((one: { kind: string }) => one.kind),
    ['committee', 'branch', 'group', 'household', 'building_head'],
  );
  const end = { version: 1, name: '一号楼党小组', parent: branch, ended: true };
  const kept = await stage.ask('community1', {
    method: 'PATCH',
    url: `/api/neighbour-units/${group}`,
    payload: end,
  });
  assert.equal(kept.body.code, 'has_children');
});

test('each grid has one station, at its place; two who set it at once are not both heard', async () => {
  const set = (version: number, name: string) =>
    stage.ask('community1', {
      method: 'PUT',
      url: `/api/grid-stations/${grid}`,
      payload: { version, name, address: '桂园路 8 号', point: stage.point, hours: '8:30–17:30' },
    });
  assert.equal((await set(0, '第一网格工作站')).status, 200);
  const both = await Promise.all([set(1, '甲站'), set(1, '乙站')]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  const { stations } = await team('citizen');
  assert.deepEqual(stations[0].point, stage.point);
});

test('only the own community edits its teams', async () => {
  const call = { method: 'POST' as const, url: '/api/team-members', payload: member() };
  assert.deepEqual(fields((await stage.ask('communityB', call)).body), ['area unknown_area']);
  assert.equal((await stage.ask('grid1', call)).status, 403);
});
