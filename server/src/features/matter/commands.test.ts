import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { Actor } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import { eventHash } from '../../platform/events.ts';
import { loadActor } from '../account/index.ts';
import { amend } from './commands.amend.ts';
import { act, createMatter } from './index.ts';
import { matterCounts } from './queries.counts.ts';
import { matterDetail } from './queries.detail.ts';
import { matterEvents } from './queries.events.ts';
import { listMatters } from './queries.list.ts';
import { smallCity } from './sample.ts';
import { sweep } from './sweep.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const people = await smallCity(runtime);
const actors = Object.fromEntries(
  await Promise.all(
    Object.entries(people).map(async ([name, id]) => [name, await loadActor(runtime.db, id)]),
  ),
) as Record<keyof typeof people, Actor>;
const unit = async (code: string) =>
  (
    await runtime.db
      .selectFrom('account_unit')
      .select('id')
      .where('code', '=', code)
      .executeTakeFirstOrThrow()
  ).id;

async function open(more: object = {}): Promise<string> {
  clock.advance(1000);
  const input = {
    client_id: randomUUID(),
    type: 'city-event',
    text: '垃圾没人收',
    point: { lng: 114.405, lat: 30.405 },
    ...more,
  };
  return (await createMatter(runtime, actors.caller, input)).id;
}

async function perform(
  who: Actor,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<void> {
  clock.advance(60_000);
  const { version } = await matterDetail(runtime, who, id);
  await act(runtime, who, id, action, { version, form });
}

const refusal = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('of two people who act at once one succeeds and the other learns what is', async () => {
  const id = await open();
  const both = await Promise.allSettled([
    act(runtime, actors.west, id, 'accept', { version: 1, form: {} }),
    act(runtime, actors.west, id, 'reject', { version: 1, form: { reason: '不属于受理范围，请拨打 12345' } }),
  ]);
  assert.equal(both.filter((each) => each.status === 'fulfilled').length, 1);
  const lost = both.find((each) => each.status === 'rejected')!;
  assert.ok(refusal('changed_meanwhile')(lost.reason));
  assert.equal((lost.reason as Refusal).extra?.version, 2);
});

test('who received a return cannot pass the matter on to closing', async () => {
  const id = await open();
  const water = await unit('water');
  await perform(actors.west, id, 'dispatch', { units: [{ unit: water, role: 'main' }] });
  await assert.rejects(
    perform(actors.water, id, 'return', {}),
    refusal('invalid_fields'),
    'a return says why',
  );
  await perform(actors.water, id, 'return', { reason: '不属于供水设施，是通信井盖' });
  const detail = await matterDetail(runtime, actors.west, id);
  assert.equal(detail.state, 'returned');
  assert.equal(detail.tasks.at(-1)!.kind, 'arbitrate');
  assert.ok(!detail.abilities.some((each) => each.action === 'close' && each.enabled));
  await assert.rejects(perform(actors.west, id, 'close', { met: true }), Refusal);
});

test('a wrong place is corrected, and the right community has the matter', async () => {
  const id = await open();
  await amend(runtime, actors.west, id, {
    version: 1,
    form: {
      point: { lng: 114.415, lat: 30.405 },
      reason: '居民点错了位置',
    },
  });
  const there = await matterDetail(runtime, actors.east, id);
  assert.equal(there.area.name, '东网格');
  assert.ok(there.abilities.some((each) => each.action === 'accept' && each.enabled));
  const open2 = there.tasks.filter((task) => task.closed_at === null);
  assert.deepEqual(
    open2.map((task) => task.unit?.name),
    ['east'],
  );
  await program.settle();
  const { rows } = await sql<{ n: number }>`
    select c.n from matter_count c join area a on a.id = c.ref where a.name = '东网格' and c.state = 'reported'`.execute(
    runtime.db,
  );
  assert.equal(rows[0]?.n, 1);
  await assert.rejects(
    amend(runtime, actors.east, id, { version: 1, form: { title: '新标题', reason: '更正' } }),
    refusal('changed_meanwhile'),
  );
  await assert.rejects(
    amend(runtime, actors.caller, id, { version: 2, form: { title: '新标题', reason: '更正' } }),
    refusal('not_allowed'),
  );
});

test('what nobody confirms is closed and filed when its term is over', async () => {
  const id = await open({ type: 'repair', category: 'rp-water-01' });
  await perform(actors.property, id, 'dispatch');
  await perform(actors.property, id, 'feedback', { reply: '水管已修好，恢复供水。' });
  assert.equal(await sweep(runtime), 0);
  clock.advance(4 * 86_400_000);
  assert.ok((await sweep(runtime)) >= 1);
  assert.equal((await matterDetail(runtime, actors.west, id)).state, 'closed');
  clock.advance(8 * 86_400_000);
  await sweep(runtime);
  assert.equal((await matterDetail(runtime, actors.west, id)).state, 'archived');
});

test('every event of a matter carries the hash of the one before and of what it says', async () => {
  const id = await open();
  await perform(actors.west, id, 'accept');
  await perform(actors.caller, id, 'supplement', { text: '现在气味更大了' });
  const { rows } = await sql<Parameters<typeof eventHash>[0] & { hash: Buffer; prev_hash: Buffer | null }>`
    select subject, kind, actor, at, audience, data, hash, prev_hash from event where subject = ${id}::uuid order by seq`.execute(
    runtime.db,
  );
  assert.ok(rows.length >= 3);
  let before: Buffer | null = null;
  for (const row of rows) {
    assert.deepEqual(row.prev_hash, before);
    assert.deepEqual(eventHash(row, row.prev_hash), row.hash);
    before = row.hash;
  }
});

test('steps that one action implies stand in the story in their order', async () => {
  const id = await open();
  await perform(actors.west, id, 'dispatch', { units: [{ unit: await unit('water'), role: 'main' }] });
  const kinds = (await matterEvents(runtime, actors.west, id)).map((event) => event.kind);
  assert.deepEqual(kinds, ['opened', 'accept', 'register', 'dispatch']);
});

test('no phone number lies readable in any row, and only the scope of the matter opens the contact', async () => {
  const id = await open({ contact: { name: '张三', phone: '19912345678' } });
  const { rows } = await sql<{ found: boolean }>`
    select (select string_agg(e.data::text, '') from event e) like '%19912345678%' as found`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.found, false);
  const unscoped = await sql`select from matter_contact`.execute(runtime.db);
  assert.equal(unscoped.rows.length, 0, 'without an actor nobody sees a contact');
  assert.equal((await matterDetail(runtime, actors.west, id)).contact?.phone, '199****5678');
  assert.equal((await matterDetail(runtime, actors.caller, id)).contact?.phone, '19912345678');
});

test('a confidential call is seen by whoever may accept there and by its parties, and counted for no others', async () => {
  await program.settle();
  const before = await matterCounts(runtime, actors.grid);
  const id = await open({
    type: 'dispute',
    text: '楼上楼下因漏水争执，请求调解',
    answers: { parties: '301 与 201 两户' },
  });
  await program.settle();
  assert.equal((await matterDetail(runtime, actors.west, id)).confidential, true);
  assert.equal((await matterDetail(runtime, actors.caller, id)).confidential, true);
  await assert.rejects(matterDetail(runtime, actors.grid, id), refusal('not_found'));
  assert.ok(!(await listMatters(runtime, actors.grid, {})).items.some((item) => item.id === id));
  assert.equal((await matterCounts(runtime, actors.grid)).total, before.total);
  const plain = await open();
  assert.equal(
    (await matterDetail(runtime, actors.grid, plain)).id,
    plain,
    'the grid worker does see ordinary calls there',
  );
});
