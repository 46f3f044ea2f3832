import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff, createUnit, forgetUnits } from '../account/index.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { areaTree } from '../area/index.ts';
import { type Ask, askingCity } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { program, caller, west, water, grid, people } = city;
const { runtime, http } = program;
const admin = bearer(await tokenFor(runtime, await sampleStaff(runtime, 'boss', [{ role: 'system_admin' }])));

const manage = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
  const answer = await http.inject({ method, url, headers: admin, payload });
  assert.ok(answer.statusCode < 300, answer.body);
  // Once for what follows from it, once for what follows from that.
  await program.settle();
  await program.settle();
  return answer.json();
};
const disable = async (id: string) =>
  manage('POST', `/api/staff/${id}/disable`, {
    version: (await manage('GET', `/api/staff/${id}`)).version,
  });
const newGrid = (username: string) =>
  run(runtime, SYSTEM, async (ctx) => {
    const areaId = (await areaTree(runtime)).byCode('429901001001001')!.id;
    const relations = [{ role: 'grid_worker', areaId }];
    return (await createStaff(ctx, { username, name: username, passwordHash: 'none', relations })).id;
  });
async function voice(id: string): Promise<Ask> {
  const headers = bearer(await tokenFor(runtime, id));
  return async (method, url, payload) => {
    const answer = await http.inject({ method, url, payload, headers });
    return { status: answer.statusCode, body: answer.json() };
  };
}

/** What stands in somebody's list about a matter; the kept number must say the same. */
async function waiting(who: Ask, id: string): Promise<string[]> {
  const { items } = (await who('GET', '/api/tasks?limit=200')).body;
  assert.equal((await who('GET', '/api/tasks/counts')).body.total, items.length, 'list and number agree');
  return items.flatMap((item: { kind: string; matter: { id: string } }) =>
    item.matter.id === id ? item.kind : [],
  );
}

async function claimedWish(who: Ask) {
  const wish = await city.report(caller, { type: 'wish', text: '想要一把轮椅，去医院用' });
  assert.equal((await city.perform(west, wish.id, 'accept')).status, 200);
  const claimed = await city.perform(who, wish.id, 'claim');
  assert.equal(claimed.status, 200, JSON.stringify(claimed.body));
  await program.settle();
  return wish;
}

test('what a grid worker had claimed goes to the centre when the account is disabled, which is told and can finish it', async () => {
  const id = await newGrid('leaver');
  const leaver = await voice(id);
  const wish = await claimedWish(leaver);
  assert.deepEqual(await waiting(leaver, wish.id), ['handle']);
  assert.deepEqual(await waiting(west, wish.id), []);
  await disable(id);
  assert.deepEqual(await waiting(west, wish.id), ['handle']);
  const inbox = (await west('GET', '/api/messages')).body.items;
  assert.ok(
    inbox.some((each: { body: string }) => each.body.includes('账号已停用')),
    JSON.stringify(inbox),
  );
  const story = (await west('GET', `/api/matters/${wish.id}/events`)).body.items;
  assert.equal(story.at(-1).name, '任务移交');
  const { status, body } = await city.perform(west, wish.id, 'feedback', { reply: '轮椅已送到家' });
  assert.equal(status, 200, JSON.stringify(body));
});

test('taking the role away hands over too; another role that still reaches the matter keeps the work', async () => {
  const wish = await claimedWish(grid);
  const { relations } = await manage('GET', `/api/staff/${people.grid}`);
  const again = { role: 'grid_worker', area_id: (await areaTree(runtime)).byCode('429901001001')!.id };
  await manage('POST', `/api/staff/${people.grid}/relations`, again);
  await manage('DELETE', `/api/staff/${people.grid}/relations/${relations[0].id}`);
  assert.deepEqual(await waiting(await city.again('grid'), wish.id), ['handle']);
  const left = (await manage('GET', `/api/staff/${people.grid}`)).relations[0].id;
  await manage('DELETE', `/api/staff/${people.grid}/relations/${left}`);
  assert.deepEqual(await waiting(await city.again('grid'), wish.id), []);
  assert.deepEqual(await waiting(west, wish.id), ['handle']);
});

test('a task given to one person of a unit is the unit’s when that person leaves', async () => {
  const unit = await city.unitOf('water');
  const person = await run(runtime, SYSTEM, async (ctx) => {
    const relations = [{ role: 'department_staff', unitId: unit }];
    return (await createStaff(ctx, { username: 'water2', name: 'water2', passwordHash: 'none', relations }))
      .id;
  });
  const { id } = await city.report(caller);
  const units = [{ unit, role: 'main', account: person }];
  assert.equal((await city.perform(west, id, 'dispatch', { units })).status, 200);
  await disable(person);
  assert.ok((await waiting(water, id)).length === 1);
  const { rows } = await sql<{ account_id: string | null }>`
    select account_id from task where subject = ${id}::uuid and closed_at is null`.execute(runtime.db);
  assert.deepEqual(rows, [{ account_id: null }]);
  const kept = await sql`select from task_count where ref = ${person}::uuid and open <> 0`.execute(
    runtime.db,
  );
  assert.equal(kept.rows.length, 0);
  const other = await city.report(caller, { text: '另一处路面塌了一个坑' });
  const refused = await city.perform(west, other.id, 'dispatch', { units });
  assert.deepEqual([refused.status, refused.body.fields?.[0].code], [422, 'unknown_person']);
});

test('a unit where nobody can handle is refused, by dispatch and by transfer, until somebody is there', async () => {
  const empty = await run(runtime, SYSTEM, async (ctx) => {
    const areaId = (await areaTree(runtime)).byCode('4299')!.id;
    return (await createUnit(ctx, { code: 'gas', name: '燃气公司', kind: 'department', areaId })).id;
  });
  forgetUnits(runtime);
  const { id } = await city.report(caller, { text: '有燃气味，请来看看' });
  const units = [{ unit: empty, role: 'main' }];
  const refused = await city.perform(west, id, 'dispatch', { units });
  assert.deepEqual([refused.status, refused.body.fields?.[0].code], [422, 'nobody_there']);
  assert.match(refused.body.fields[0].message, /燃气公司/);
  const water1 = [{ unit: await city.unitOf('water'), role: 'main' }];
  assert.equal((await city.perform(west, id, 'dispatch', { units: water1 })).status, 200);
  const form = { unit: empty, reason: '应由燃气公司办理' };
  const moved = await city.perform(water, id, 'transfer', form);
  assert.deepEqual(
    [moved.status, moved.body.fields?.[0]],
    [422, { ...refused.body.fields[0], path: 'unit' }],
  );
  const relations = [{ role: 'department_staff', unitId: empty }];
  await run(runtime, SYSTEM, (ctx) =>
    createStaff(ctx, { username: 'gas', name: 'gas', passwordHash: 'none', relations }),
  );
  assert.equal((await city.perform(water, id, 'transfer', form)).status, 200);
});
