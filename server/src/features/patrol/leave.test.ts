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
import { makeVisits } from './jobs.ts';

const stage = await openStage();
const { program } = stage;
const { runtime, clock } = program;
const HOUR = 3_600_000;
const community = stage.grid.ancestors.at(-1).id as string;
const worker = await stage.idOf('grid1');

async function campaign(): Promise<string> {
  const items = [{ code: 'clear', label: '消防通道畅通', kind: 'yes_no', bad: 'no' }];
  const when = { starts_on: '2026-03-02', ends_on: '2026-03-29', per: 'week', times: 1 };
  const what = { client_id: randomUUID(), name: '老街消防', theme: '消防', areas: [community], items };
  const { id } = await stage.post('community1', '/api/patrols', { ...what, ...when });
  await makeVisits(runtime);
  return id;
}
const at = (hours: number): string => new Date(clock.now().getTime() + hours * HOUR).toISOString();
const leave = (more: object) =>
  stage.post('grid1', '/api/leaves', {
    ...{ from_at: at(-1), to_at: at(48), reason: '家中有事', take_back: true },
    ...more,
  });
async function pass(hours: number): Promise<void> {
  clock.advance(hours * HOUR);
  stage.forget('grid1', 'community1', 'grid2');
  await leaveTimer.tick(runtime);
  await program.settle();
}
/** Who has the visit to the grid of `grid1`, as its own row and as its task say. */
async function holderOf(id: string) {
  const { rows } = await sql<{ visit: string | null; task: string | null; unit: string | null }>`
    select v.account_id as visit, t.account_id as task, t.unit_id as unit from patrol_visit v
    join task t on t.id = v.task_id and t.closed_at is null
    where v.campaign_id = ${id}::uuid and v.grid_id = ${stage.grid.id}::uuid and v.state = 'open'`.execute(
    runtime.db,
  );
  assert.equal(rows.length, 1);
  return rows[0]!;
}

test('a grid worker with rounds to walk goes on leave: the rounds go to the stand-in, who can walk them, and back', async () => {
  const standIn = await colleague();
  const ask = async (call: { method: 'GET' | 'POST'; url: string; payload?: object }) =>
    program.http.inject({ ...call, headers: bearer(await tokenFor(runtime, standIn)) });
  const id = await campaign();
  const visit = (await rounds(id))[0]!.id;
  const answers = [{ code: 'clear', value: true }];
  const walk = () =>
    ask({
      method: 'POST',
      url: `/api/patrol-visits/${visit}/submit`,
      payload: { client_id: randomUUID(), answers },
    });
  assert.equal((await walk()).statusCode, 404, 'not yet');
  assert.equal((await holderOf(id)).visit, worker);
  await leave({ stand_in_id: standIn });
  assert.deepEqual(await holderOf(id), { visit: standIn, task: standIn, unit: null });
  const list = (await ask({ method: 'GET', url: '/api/patrol-visits?limit=200' })).json();
  assert.ok(list.items.some((each: { id: string }) => each.id === visit));
  const later = await campaign();
  assert.equal((await holderOf(later)).visit, standIn, 'what is made meanwhile');
  await pass(49);
  assert.equal((await walk()).statusCode, 404, 'not any more');
  for (const each of [id, later])
    assert.deepEqual(await holderOf(each), { visit: worker, task: worker, unit: null });
});

test('without a stand-in the rounds wait for the community', async () => {
  const id = await campaign();
  await leave({});
  const centre = await stage.unitOf('community1');
  assert.deepEqual(await holderOf(id), { visit: null, task: null, unit: centre });
  await pass(49);
  assert.equal((await holderOf(id)).visit, worker);
});

/** A grid worker of another grid of the same community, whose own rounds are elsewhere. */
async function colleague(): Promise<string> {
  const other = stage.grid.ancestors.at(-1);
  const tree = await areaTree(runtime);
  const grid = tree.children(other.id).find((area) => area.level === 'grid' && area.id !== stage.grid.id)!;
  return run(runtime, SYSTEM, async (ctx) => {
    // As the city's grid workers are: of a grid and of the community's unit.
    const { rows } = await sql<{ unit: string | null }>`
      select unit_id as unit from account_relation where account_id = ${worker}::uuid and ended_at is null`.execute(
      ctx.db,
    );
    const relations = [{ role: 'grid_worker', areaId: grid.id, unitId: rows[0]!.unit ?? undefined }];
    return (
      await createStaff(ctx, { username: 'near-worker', name: '邻格', passwordHash: 'none', relations })
    ).id;
  });
}
const rounds = async (id: string) =>
  (
    await sql<{
      id: string;
    }>`select id from patrol_visit where campaign_id = ${id}::uuid and grid_id = ${stage.grid.id}::uuid`.execute(
      runtime.db,
    )
  ).rows;
