import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { makeVisits } from './jobs.ts';

const stage = await openStage();
const { program } = stage;
const { runtime } = program;
const community = stage.grid.ancestors.at(-1).id as string;

const gridsOf = async (id: string) =>
  (
    await sql<{ grid: string; n: number }>`select grid_id as grid, count(*)::int as n from patrol_visit
      where campaign_id = ${id}::uuid and state = 'open' group by grid_id`.execute(runtime.db)
  ).rows;

/** The grid worker walks the own grid and finds something; returns the finding. */
async function walked(id: string): Promise<string> {
  const { items } = await stage.done('grid1', { url: '/api/patrol-visits?limit=200' });
  const visit = items.find((each: { campaign: string }) => each.campaign === id).id;
  const payload = { client_id: randomUUID(), answers: [{ code: 'clear', value: false, note: '堆有纸箱' }] };
  await stage.post('grid1', `/api/patrol-visits/${visit}/submit`, payload);
  return (await stage.done('grid1', { url: `/api/patrol-visits/${visit}` })).findings[0].id;
}

test('a grid that is merged into a new one while a campaign runs is asked no more, and the new one once', async () => {
  const items = [{ code: 'clear', label: '消防通道畅通', kind: 'yes_no', bad: 'no' }];
  const when = { starts_on: '2026-03-02', ends_on: '2026-03-29', per: 'once', times: 1 };
  const what = { client_id: randomUUID(), name: '老街消防', theme: '消防', areas: [community], items };
  const { id } = await stage.post('community1', '/api/patrols', { ...what, ...when });
  await makeVisits(runtime);
  const found = await walked(id);
  const before = await gridsOf(id);
  const tree = await areaTree(runtime);
  const old = tree.get(stage.grid.id)!;
  const taken = new Set(tree.children(community).map((area) => area.code));
  const code = Array.from(
    { length: 90 },
    (_, i) => `${old.code.slice(0, -3)}${String(i + 1).padStart(3, '0')}`,
  ).find((each) => !taken.has(each));
  await stage.post('admin', '/api/areas', { code, name: '合并后的网格', parent: tree.get(community)!.code });
  const { version } = await stage.done('admin', { url: `/api/areas/${old.code}` });
  await stage.post('admin', `/api/areas/${old.code}/retire`, { version });
  for (const _ of [1, 2]) await program.settle();
  await makeVisits(runtime);
  const after = await gridsOf(id);
  assert.equal(after.length, before.length + 1, 'the new one');
  for (const who of ['community1', 'street1']) {
    const { items, ...seen } = await stage.done(who, { url: `/api/patrols/${id}/findings` });
    assert.deepEqual([items.map((each: { id: string }) => each.id), seen.next], [[found], null], who);
    assert.equal((await stage.done(who, { url: `/api/patrols/${id}` })).findings, 1, who);
  }
  assert.ok(!after.some(({ grid }) => grid === old.id));
  const fresh = (await areaTree(runtime)).byCode(code!)!.id;
  assert.equal(after.find(({ grid }) => grid === fresh)?.n, 1);
  const { rows } = await sql<{ planned: number }>`
    select sum(planned)::int as planned from patrol_count where campaign_id = ${id}::uuid`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.planned, after.length + 1, 'with the one that was walked');
  const tasks = await sql`select from task t where t.subject_kind = 'patrol' and t.closed_at is null
    and not exists (select from patrol_visit v where v.id = t.subject)`.execute(runtime.db);
  assert.equal(tasks.rows.length, 0);
});

test('a campaign whose visits are all there is left alone by the timer, whoever has it in hand', {
  timeout: 60_000,
}, async () => {
  await makeVisits(runtime);
  await run(runtime, SYSTEM, async ({ db }) => {
    await sql`select from patrol_campaign for update`.execute(db);
    await makeVisits(runtime);
  });
});
