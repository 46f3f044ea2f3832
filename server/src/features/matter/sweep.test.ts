import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { Actor } from '../../platform/access.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor, unitRegistry } from '../account/index.ts';
import { createMatter } from './index.ts';
import { matterDetail } from './queries.detail.ts';
import { matterEvents } from './queries.events.ts';
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
// A Monday morning.
clock.set(new Date('2026-11-23T02:00:00Z'));

async function opened(): Promise<string> {
  const input = {
    client_id: randomUUID(),
    type: 'city-event',
    text: '路灯不亮',
    point: { lng: 114.405, lat: 30.405 },
  };
  return (await createMatter(runtime, actors.caller, input)).id;
}

/** Lets time pass in small steps, as it does, with a sweep after each. */
async function pass(hours: number): Promise<number> {
  let handled = 0;
  for (let i = 0; i < hours * 4; i += 1) {
    clock.advance(15 * 60_000);
    handled += await sweep(runtime);
  }
  return handled;
}

const kindsOf = async (id: string) => (await matterEvents(runtime, actors.west, id)).map(({ kind }) => kind);

interface Stray {
  id: string;
}
const strays = async (): Promise<Stray[]> =>
  (
    await sql<Stray>`select id from workflow_clock where (stopped_at is not null and next_at is not null)
      or (stopped_at is null and next_at <= ${clock.now()}::timestamptz)`.execute(runtime.db)
  ).rows;

test('a matter that nobody takes is warned of, pressed, carded, and goes up to the top, with a line for each', async () => {
  const id = await opened();
  assert.equal(await sweep(runtime), 0, 'nothing is due yet');
  await pass(2.5);
  assert.deepEqual((await kindsOf(id)).slice(1, 3), ['warn', 'press']);
  await pass(24 * 5);
  const detail = await matterDetail(runtime, actors.street, id);
  assert.ok((await kindsOf(id)).includes('card'));
  assert.equal(detail.level, 'B', 'the street has it');
  const raised = (await matterEvents(runtime, actors.street, id)).find(
    ({ kind }) => kind === 'escalate.internal',
  )!;
  assert.match(raised.form.find(({ name }) => name === 'reason')!.text, /时限.*到期.*系统自动提级/);
  const hop = (await matterEvents(runtime, actors.street, id)).find(({ kind }) => kind === 'escalate')!;
  assert.match(
    hop.form.find(({ label }) => label === '责任中心')!.text,
    /^west（A 社区） → street（B 街道）$/,
  );
  assert.deepEqual(await strays(), []);
  await pass(24 * 14);
  const kinds = await kindsOf(id);
  assert.ok(kinds.filter((kind) => kind === 'alarm').length >= 3, 'the top is told again and again');
  assert.equal((await matterDetail(runtime, actors.street, id)).level, 'B', 'the street is the highest here');
});

test('who stands at the top hears of one matter once a working day however many clocks ran out, later once a week', async () => {
  const id = await opened();
  await pass(24 * 56);
  const days = (await matterEvents(runtime, actors.street, id))
    .filter(({ kind }) => kind === 'alarm')
    .map(({ at }) => Math.floor((new Date(at).getTime() + 8 * 3_600_000) / 86_400_000))
    // The centre below it heard once or twice before it was raised.
    .slice(-8);
  const between = days.slice(1).map((day, i) => day - days[i]!);
  assert.ok(
    between.slice(0, 3).every((gap) => gap >= 1),
    String(days),
  );
  assert.ok(
    between.slice(-3).every((gap) => gap >= 7),
    String(days),
  );
});

test('what waits at a desk is told to whoever accepts there, each once, and not to grid workers of the unit', async () => {
  const unit = (await unitRegistry(runtime)).byCode('west')!;
  await sql`update account_relation set unit_id = ${unit.id}::uuid where account_id = ${people.grid}::uuid`.execute(
    runtime.db,
  );
  const id = await opened();
  await pass(24 * 4);
  assert.ok((await kindsOf(id)).includes('card'), 'a card of its own community');
  await program.settle();
  const { rows } = await run(runtime, SYSTEM, (ctx) =>
    sql<{ account: string; event: string; n: number }>`
      select m.account_id as account, m.event_seq::text as event, count(*)::int as n from message m
      where m.subject = ${id}::uuid and m.template like 'ladder-%' group by 1, 2`.execute(ctx.db),
  );
  assert.ok(rows.some(({ account }) => account === people.west));
  assert.ok(!rows.some(({ account }) => account === people.grid));
  assert.ok(rows.every(({ n }) => n === 1));
});

test('each rung of a clock is handled once and in order', async () => {
  const { rows } = await sql<{ clock: string; rungs: number[] }>`
    select data -> 'ladder' ->> 'clock' as clock, array_agg((data -> 'ladder' ->> 'rung')::int order by seq) as rungs
    from event where data ? 'ladder' group by 1`.execute(runtime.db);
  assert.ok(rows.length > 3);
  for (const { rungs } of rows)
    for (const [i, rung] of rungs.entries()) assert.ok(i === 0 || rung > rungs[i - 1]!, String(rungs));
});
