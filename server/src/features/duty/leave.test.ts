import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { leaveTimer } from '../account/jobs.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { sampleTask } from './sample.ts';

const stage = await openStage();
const { program } = stage;
const { runtime, clock } = program;
const HOUR = 3_600_000;
const community = stage.grid.ancestors.at(-1).id as string;
const worker = await stage.idOf('grid1');

const given = async (): Promise<string> =>
  (
    await stage.post(
      'community1',
      '/api/duties',
      sampleTask(community, { limit: '20wd', photos: 0, position: false }),
    )
  ).id;
const holderOf = async (duty: string) => {
  const { rows } = await sql<{ account: string | null; unit: string | null; open: number }>`
    select p.account_id as account, p.unit_id as unit,
      (select count(*)::int from task t where t.subject = p.id and t.closed_at is null) as open
    from duty_piece p where p.duty_id = ${duty}::uuid and p.grid_id = ${stage.grid.id}::uuid`.execute(
    runtime.db,
  );
  return rows[0]!;
};
async function pass(hours: number): Promise<void> {
  clock.advance(hours * HOUR);
  stage.forget('grid1', 'community1', 'grid2', 'district1');
  await leaveTimer.tick(runtime);
  await program.settle();
}
async function colleague(): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select l.account_id as id from account_relation l join area a on a.id = l.area_id
    where l.role_code = 'grid_worker' and a.parent_id = ${community}::uuid and l.account_id <> ${worker}::uuid and l.ended_at is null
    order by l.account_id limit 1`.execute(runtime.db);
  return rows[0]!.id;
}

test('what a grid worker who is away has to do goes to the stand-in, also what comes meanwhile or is sent back, and the rest comes home', async () => {
  const before = await given();
  const standIn = await colleague();
  const at = (hours: number) => new Date(clock.now().getTime() + hours * HOUR).toISOString();
  await stage.post('grid1', '/api/leaves', {
    ...{ from_at: at(-1), to_at: at(48), reason: '家中有事', take_back: true, stand_in_id: standIn },
  });
  await pass(1);
  assert.deepEqual(await holderOf(before), { account: standIn, unit: null, open: 1 });
  const meanwhile = await given();
  assert.deepEqual(await holderOf(meanwhile), { account: standIn, unit: null, open: 1 });
  const headers = bearer(await tokenFor(runtime, standIn));
  const { items } = (await program.http.inject({ url: '/api/tasks?kind=duty&limit=200', headers })).json();
  type One = { work: { of: string; area: { id: string } }; stands_in: string | null };
  for (const duty of [before, meanwhile]) {
    const pieces = items.filter((one: One) => one.work.of === duty);
    const grids = pieces.map((one: One) => [one.work.area.id === stage.grid.id, one.stands_in]);
    assert.deepEqual(grids.sort(), [
      [false, null],
      [true, '陈大海'],
    ]);
  }
  await pass(48);
  for (const duty of [before, meanwhile])
    assert.deepEqual(await holderOf(duty), { account: worker, unit: null, open: 1 });
});

test('what is sent back after its worker was dismissed waits for the community', async () => {
  const duty = await given();
  const { items } = await stage.done('grid1', { url: '/api/duty-pieces?limit=200' });
  const { id } = items.find((one: { duty: string }) => one.duty === duty);
  await stage.post('grid1', `/api/duty-pieces/${id}/answer`, {
    client_id: randomUUID(),
    answers: { rentals: 1 },
  });
  const open = await given();
  const { version } = await stage.done('admin', { url: `/api/staff/${worker}` });
  await stage.post('admin', `/api/staff/${worker}/disable`, { version });
  assert.equal((await holderOf(open)).account, null);
  await stage.post('community1', `/api/duty-pieces/${id}/return`, { version: 2, reason: '请补充' });
  const held = await holderOf(duty);
  assert.equal(held.account, null);
  assert.ok(held.unit);
  assert.equal(held.open, 1);
});
