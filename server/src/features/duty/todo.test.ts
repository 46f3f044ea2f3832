// What is asked of grids is in 待办 with everything else, and counted the same way.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { leaveTimer } from '../account/jobs.ts';
import { sampleTask } from './sample.ts';

const stage = await openStage();
const { runtime, clock } = stage.program;
const community = stage.grid.ancestors.at(-1).id as string;

const given = async (): Promise<string> =>
  (
    await stage.post(
      'community1',
      '/api/duties',
      sampleTask(community, { limit: '20wd', photos: 0, position: false }),
    )
  ).id;
const todo = async (who: string, duty: string) =>
  (await stage.done(who, { url: '/api/tasks?limit=200' })).items.filter(
    ({ work }: { work: { of: string } | null }) => work?.of === duty,
  );
const counted = async (who: string): Promise<number> =>
  (await stage.done(who, { url: '/api/tasks/counts' })).items.find(
    ({ kind }: { kind: string }) => kind === 'duty',
  )?.open ?? 0;

/** The kept numbers of all holders are those of the open tasks themselves. */
async function recountEquals(): Promise<void> {
  const { rows: kept } = await sql`
    select ref, kind, open from task_count where kind in ('duty', 'patrol') and open <> 0 order by 1, 2`.execute(
    runtime.db,
  );
  const { rows: open } = await sql`
    select coalesce(account_id, unit_id) as ref, kind, count(*)::int as open from task
    where kind in ('duty', 'patrol') and closed_at is null group by 1, 2 order by 1, 2`.execute(runtime.db);
  assert.ok(open.length > 0);
  assert.deepEqual(kept, open);
}

test('a task of the seven lines stands in its worker’s list by its limit, says what it is about and is counted until it is done', async () => {
  await given();
  const before = await counted('grid1');
  assert.equal(before, 1);
  const duty = await given();
  const [row, ...more] = await todo('grid1', duty);
  assert.equal(more.length, 0);
  assert.deepEqual(
    [row.kind, row.kind_name, row.matter, row.work.kind, row.work.title, row.work.area.id],
    ['duty', '网格任务', null, 'duty', '出租房走访', stage.grid.id],
  );
  assert.match(row.work.about, /^公安 · /);
  assert.equal(await counted('grid1'), before + 1);
  const listed = await stage.done('grid1', { url: '/api/tasks?kind=duty&limit=200' });
  assert.equal(listed.items.length, before + 1, 'list and number agree');
  assert.deepEqual(await todo('grid2', duty), [], 'another community’s worker has nothing of it');
  const answer = { client_id: randomUUID(), answers: { rentals: 1 } };
  await stage.post('grid1', `/api/duty-pieces/${row.work.id}/answer`, answer);
  assert.deepEqual(await todo('grid1', duty), []);
  assert.equal(await counted('grid1'), before);
  await stage.post('community1', `/api/duty-pieces/${row.work.id}/return`, { version: 2, reason: '请补充' });
  assert.equal((await todo('grid1', duty))[0].note, '请补充');
  assert.equal(await counted('grid1'), before + 1);
  await recountEquals();
  const { version } = await stage.done('community1', { url: `/api/duties/${duty}` });
  await stage.post('community1', `/api/duties/${duty}/close`, { version, note: '不再需要' });
  assert.equal(await counted('grid1'), before);
  await recountEquals();
});

test('it goes with the worker’s leave and comes back, list and number alike', async () => {
  const duty = await given();
  const at = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000).toISOString();
  await stage.post('grid1', '/api/leaves', {
    ...{ from_at: at(-1), to_at: at(24), reason: '家中有事', take_back: true },
  });
  clock.advance(3_600_000);
  await leaveTimer.tick(runtime);
  await stage.program.settle();
  await recountEquals();
  assert.equal((await todo('community1', duty)).length > 0, true, 'the community has it meanwhile');
  clock.advance(24 * 3_600_000);
  stage.forget('grid1', 'community1');
  await leaveTimer.tick(runtime);
  await stage.program.settle();
  assert.equal((await todo('grid1', duty)).length, 1);
  await recountEquals();
});
