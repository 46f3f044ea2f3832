import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import type { JobRun } from '../../platform/feature.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { type CalendarDefinition, publishCalendar } from '../workflow/index.ts';
import { act, createMatter } from './index.ts';
import { recountJob } from './jobs.recount.ts';
import { matterDetail } from './queries.detail.ts';
import { matterEvents } from './queries.events.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const people = await smallCity(runtime);
const [caller, west] = await Promise.all(
  [people.caller, people.west].map(async (id) => (await loadActor(runtime.db, id))!),
);
// A Monday morning.
clock.advance(Date.parse('2026-11-23T10:00:00+08:00') - clock.now().getTime());

async function opened(): Promise<string> {
  const input = {
    client_id: randomUUID(),
    type: 'wish',
    text: '想要一张轮椅',
    point: { lng: 114.405, lat: 30.405 },
  };
  return (await createMatter(runtime, caller!, input)).id;
}

const office: CalendarDefinition = {
  name: '标准工作日历',
  timezone: 'Asia/Shanghai',
  national: 'CN',
  week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['09:00-12:00', '13:30-17:30']])),
};

const input = { code: 'standard' };
const job: JobRun = { id: '', accountId: '', input, progress: null, report: async () => {} };

async function publish(days: CalendarDefinition['days']): Promise<unknown> {
  await run(runtime, SYSTEM, (ctx) => publishCalendar(ctx, 'standard', { ...office, days }));
  await program.settle();
  return recountJob.work(runtime, job);
}

const acceptOf = async (id: string) =>
  (await matterDetail(runtime, west!, id)).clocks.find(({ kind }) => kind === 'accept')!;

test('a holiday announced later moves what is open, with its tasks and a line in its story; what has ended keeps its time', async () => {
  const [open, done] = [await opened(), await opened()];
  await act(runtime, west!, done, 'accept', { version: 1, form: {} });
  assert.equal((await acceptOf(open)).due_at, '2026-11-24T02:00:00.000Z', 'one working day');
  assert.notDeepEqual(await publish([{ date: '2026-11-23', working: false, name: '停工' }]), { clocks: 0 });

  const moved = await matterDetail(runtime, west!, open);
  assert.equal((await acceptOf(open)).due_at, '2026-11-25T01:00:00.000Z', 'counted from the next morning');
  assert.match((await acceptOf(open)).why, /工作日历第 2 版/);
  assert.equal(moved.due_at, '2026-11-25T01:00:00.000Z');
  assert.equal(moved.version, 1, 'nobody who has it open is refused for it');
  const { rows } = await sql<{ due: Date }>`
    select due_at as due from task where subject = ${open}::uuid and closed_at is null`.execute(runtime.db);
  assert.deepEqual(rows[0]!.due, new Date('2026-11-25T01:00:00Z'));
  const story = (await matterEvents(runtime, west!, open)).at(-1)!;
  assert.equal(story.name, '时限重算');
  assert.match(
    story.form.find(({ label }) => label === '受理时限')!.text,
    /11月24日 10:00 → 2026年11月25日 09:00/,
  );
  assert.equal((await acceptOf(done)).due_at, '2026-11-24T02:00:00.000Z');
  assert.deepEqual(
    (await matterEvents(runtime, caller!, open)).map(({ kind }) => kind),
    ['opened'],
    'the caller is not told of how clocks are counted',
  );
  await act(runtime, west!, open, 'accept', { version: 1, form: {} });
});

test('counting again changes nothing, and each event carries the hash of the one before', async () => {
  const id = await opened();
  await publish([]);
  const events = async () =>
    (
      await sql<{ hash: Buffer; prev_hash: Buffer | null }>`
        select hash, prev_hash from event where subject = ${id}::uuid order by seq`.execute(runtime.db)
    ).rows;
  const before = await events();
  assert.deepEqual(await recountJob.work(runtime, job), { clocks: 0 });
  const after = await events();
  assert.equal(after.length, before.length);
  for (const [i, { prev_hash }] of after.entries()) assert.deepEqual(prev_hash, after[i - 1]?.hash ?? null);
});

test('each publishing queues a counting', async () => {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from job where kind = 'matter.recount' and input ->> 'code' = 'standard'`.execute(
    runtime.db,
  );
  assert.ok(Number(rows[0]!.n) >= 2);
});
