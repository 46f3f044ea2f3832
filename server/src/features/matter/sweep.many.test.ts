import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { Actor } from '../../platform/access.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { sampleStaff } from '../account/sample.ts';
import { areaTree } from '../area/index.ts';
import { act, createMatter } from './index.ts';
import { matterEvents } from './queries.events.ts';
import { lockMatter } from './row.ts';
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
const admin = await sampleStaff(runtime, 'admin', [{ role: 'system_admin' }]);
clock.set(new Date('2026-11-23T02:00:00Z'));

const opened = async (): Promise<string> =>
  (
    await createMatter(runtime, actors.caller, {
      client_id: randomUUID(),
      type: 'city-event',
      text: '路灯不亮',
      point: { lng: 114.405, lat: 30.405 },
    })
  ).id;
const kindsOf = async (id: string) => (await matterEvents(runtime, actors.west, id)).map(({ kind }) => kind);
const HOUR = 3_600_000;

/** How often each rung of each clock was handled. */
const times = async (): Promise<number[]> =>
  (
    await sql<{ n: number }>`
      select count(*)::int as n from event where data ? 'ladder'
      group by data -> 'ladder' ->> 'clock', data -> 'ladder' ->> 'rung'`.execute(runtime.db)
  ).rows.map(({ n }) => n);

test('several programs at once take what is due, each rung of each clock once', async () => {
  for (let i = 0; i < 160; i += 1) await opened();
  clock.advance(2 * HOUR);
  const done = await Promise.all([sweep(runtime), sweep(runtime), sweep(runtime)]);
  const more = await sweep(runtime);
  const handled = await times();
  assert.equal(
    done.reduce((sum, n) => sum + n, 0) + more,
    handled.length + 160,
    'warnings that came too late are passed over',
  );
  assert.equal(handled.length, 160);
  assert.ok(handled.every((n) => n === 1));
});

test('a clock of something that is no matter is nothing to the sweep and holds up nothing', async () => {
  await sql`insert into workflow_clock (id, subject, kind, started_at, due_at, limits, next_at)
    select gen_random_uuid(), gen_random_uuid(), 'handle', now(), ${clock.now()}::timestamptz, '{"limit": "1h"}', ${clock.now()}::timestamptz - interval '1 day'
    from generate_series(1, 60)`.execute(runtime.db);
  const id = await opened();
  clock.advance(2 * HOUR);
  assert.ok((await sweep(runtime, 1)) > 0, 'the first round finds what is a matter');
  await sweep(runtime);
  assert.ok((await kindsOf(id)).includes('press'));
  await sql`delete from workflow_clock k where not exists (select from matter where id = k.subject)`.execute(
    runtime.db,
  );
});

test('a matter that somebody has in hand is left alone, and handled afterwards on what it has become', async () => {
  const id = await opened();
  clock.advance(2 * HOUR);
  await sweep(runtime);
  const areas = await areaTree(runtime);
  clock.advance(4 * HOUR);
  await run(runtime, SYSTEM, async (ctx) => {
    await lockMatter(ctx.db, SYSTEM, areas, id);
    await sweep(runtime);
    assert.ok(!(await kindsOf(id)).includes('card'), 'not while it is in hand');
  });
  await act(runtime, actors.west, id, 'accept', { version: 1, form: {} });
  await sweep(runtime);
  assert.deepEqual((await kindsOf(id)).slice(1), ['press', 'accept'], 'its clock had stopped meanwhile');
});

test('a clock that cannot be handled holds up no other, is put off, and says so on the matter', async () => {
  const [bad, good] = [await opened(), await opened()];
  await sql`update workflow_clock set limits = limits || '{"action": "no-such-action"}' where subject = ${bad}::uuid and kind = 'accept'`.execute(
    runtime.db,
  );
  clock.advance(2 * HOUR);
  for (let i = 0; i < 4; i += 1) {
    clock.advance(60_000 * 3);
    await sweep(runtime);
  }
  assert.ok((await kindsOf(good)).includes('press'));
  assert.ok((await kindsOf(bad)).includes('stuck'));
  const { rows } = await sql<{ faults: number; next_at: Date }>`
    select faults, next_at from workflow_clock where subject = ${bad}::uuid and kind = 'accept'`.execute(
    runtime.db,
  );
  assert.ok(rows[0]!.faults >= 3);
  const { rows: told } = await run(runtime, SYSTEM, async (ctx) =>
    sql<{ body: string }>`
        select m.body from message m where m.account_id = ${admin}::uuid and m.template = 'clock-stuck'`.execute(
      ctx.db,
    ),
  );
  assert.equal(told.length, 1, 'the administrators are told, once');
  assert.match(told[0]!.body, /未能自动办理到期的步骤。系统仍在重试/);
  assert.ok(rows[0]!.next_at > clock.now(), 'it is tried again, later and later');
  await sql`update workflow_clock set faults = 80, next_at = ${clock.now()}::timestamptz
    where subject = ${bad}::uuid and kind = 'accept'`.execute(runtime.db);
  assert.equal(await sweep(runtime), 0, 'however long it has been failing');
  await sql`update workflow_clock set limits = limits - 'action' where subject = ${bad}::uuid`.execute(
    runtime.db,
  );
});

test('a clock of the machine that goes back handles nothing twice', async () => {
  await sweep(runtime);
  const before = (await times()).length;
  const back = { ...runtime, clock: { now: () => new Date(clock.now().getTime() - 48 * HOUR) } };
  assert.equal(await sweep(back), 0);
  assert.equal((await times()).length, before);
  assert.ok((await times()).every((n) => n === 1));
});
