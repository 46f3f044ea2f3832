import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import { leaveTimer } from '../account/jobs.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { areaTree } from '../area/index.ts';

const stage = await openStage();
const { runtime, clock } = stage.program;
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(clock.now().getTime() + hours * HOUR).toISOString();

/** Another grid worker of the same community, as the city's are: of a grid and of the community's unit. */
async function colleague(): Promise<string> {
  const tree = await areaTree(runtime);
  const near = tree.children(stage.grid.ancestors.at(-1).id).find(({ id }) => id !== stage.grid.id)!;
  const unitId = await stage.unitOf('grid1');
  return run(runtime, SYSTEM, async (ctx) => {
    const relations = [{ role: 'grid_worker', areaId: near.id, unitId }];
    const person = { username: 'near-worker', name: '邻格', passwordHash: 'none', relations };
    return (await createStaff(ctx, person)).id;
  });
}

/** A dispute that the grid worker has in person. */
async function given(): Promise<string> {
  const call = { type: 'dispute', category: 'gbt31000-17', text: '楼上漏水，两家为赔偿争执。', files: [] };
  const { id } = await stage.report({ ...call, answers: { parties: '楼上楼下两户' } });
  await dispatch(id);
  return id;
}
async function dispatch(id: string): Promise<void> {
  const task = { unit: await stage.unitOf('grid1'), role: 'main', account: await stage.idOf('grid1') };
  await stage.act('community1', id, 'dispatch', { units: [task] });
}
const leave = (hours: number) =>
  stage.post('grid1', '/api/leaves', {
    ...{ from_at: at(-1), to_at: at(hours), reason: '家中有事', take_back: true, stand_in_id: standIn },
  });
async function pass(hours: number): Promise<void> {
  clock.advance(hours * HOUR);
  stage.forget('grid1', 'community1');
  await leaveTimer.tick(runtime);
  await stage.program.settle();
}

const standIn = await colleague();
const sees = async (url: string) => {
  const headers = bearer(await tokenFor(runtime, standIn, 'staff'));
  return (await stage.program.http.inject({ method: 'GET', url, headers })).statusCode;
};

test('a stand-in sees a dispute while standing in, and nothing of it afterwards; standing in again, sees it again', async () => {
  const id = await given();
  for (const _ of ['once', 'and again']) {
    assert.deepEqual([await sees(`/api/disputes/${id}`), await sees(`/api/matters/${id}`)], [404, 404]);
    await leave(20);
    assert.deepEqual([await sees(`/api/disputes/${id}`), await sees(`/api/matters/${id}`)], [200, 200]);
    await pass(21);
    assert.equal((await stage.ask('grid1', { url: `/api/disputes/${id}` })).status, 200, 'whose it is');
  }
  assert.deepEqual([await sees(`/api/disputes/${id}`), await sees(`/api/matters/${id}`)], [404, 404]);
  const { rows } =
    await sql`select from event where subject = ${id}::uuid and kind = 'matter.handover'`.execute(runtime.db);
  assert.equal(rows.length, 4);
});

test('whoever stood in before and is given the same dispute by a later step sees it', async () => {
  const id = await given();
  await leave(20);
  await pass(21);
  const unit = await stage.unitOf('dept-urban');
  await stage.act('community1', id, 'dispatch', { units: [{ unit, role: 'main' }] });
  await leave(20);
  assert.equal(await sees(`/api/disputes/${id}`), 404);
  await dispatch(id);
  assert.equal(await sees(`/api/disputes/${id}`), 200);
  await pass(21);
});

test('a stand-in who is named a mediator goes on seeing the dispute when the other is back', async () => {
  const id = await given();
  await leave(20);
  const mediator = { client_id: randomUUID(), kind: 'people', account: 'near-worker' };
  await stage.post('community1', `/api/disputes/${id}/mediators`, mediator);
  await pass(21);
  assert.equal(await sees(`/api/disputes/${id}`), 200);
});
