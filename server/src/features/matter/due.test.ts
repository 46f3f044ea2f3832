import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { demoTemplate } from '../../../test/demo.ts';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadActor } from '../account/index.ts';
import { amend } from './commands.amend.ts';
import { act, createMatter } from './index.ts';
import { matterDetail } from './queries.detail.ts';
import { matterEvents } from './queries.events.ts';
import { smallCity } from './sample.ts';

/** Matters whose kept limit is not that of their nearest running clock. */
const WRONG = sql<{ number: string }>`
  select m.number from matter m left join lateral (
    select min(c.due_at) as due_at from workflow_clock c where c.subject = m.id and c.stopped_at is null
      and (c.pauses -> -1 ->> 'from' is null or c.pauses -> -1 ->> 'to' is not null)) c on true
  where m.due_at is distinct from c.due_at limit 5`;

test('the limit that lists show is that of the nearest running clock, for every matter of the demo city', async () => {
  const { runtime } = await testProgram(await demoTemplate());
  assert.deepEqual((await WRONG.execute(runtime.db)).rows, []);
});

test('it moves with the steps of a matter: taken, extended, closed', async () => {
  const { runtime, clock } = await testProgram(await emptyTemplate());
  const people = await smallCity(runtime);
  const actor = async (id: string) => (await loadActor(runtime.db, id))!;
  const { id } = await createMatter(runtime, await actor(people.caller), {
    client_id: randomUUID(),
    type: 'city-event',
    text: '垃圾没人收',
    point: { lng: 114.405, lat: 30.405 },
  });
  const west = await actor(people.west);
  const seen = new Set<string>();
  for (const [version, action, form] of [
    [1, 'accept', {}],
    [2, 'reject', { reason: '不属于受理范围，请向业主委员会反映' }],
  ] as const) {
    clock.advance(60_000);
    await act(runtime, west, id, action, { version, form });
    assert.deepEqual((await WRONG.execute(runtime.db)).rows, [], `after ${action}`);
    const { rows } = await sql<{ due: Date | null }>`select due_at as due from matter`.execute(runtime.db);
    seen.add(String(rows[0]!.due));
  }
  assert.equal(seen.size, 2, 'the limit changed');
  assert.ok(seen.has('null'), 'a closed one has none');
});

test('while a matter is suspended nothing of it is due but the suspension itself, which ends on the day that was named', async () => {
  const { runtime, clock } = await testProgram(await emptyTemplate());
  const people = await smallCity(runtime);
  clock.advance(Date.parse('2026-11-23T10:00:00+08:00') - clock.now().getTime());
  const west = (await loadActor(runtime.db, people.west))!;
  const { id } = await createMatter(runtime, (await loadActor(runtime.db, people.caller))!, {
    client_id: randomUUID(),
    type: 'city-event',
    text: '垃圾没人收',
    point: { lng: 114.405, lat: 30.405 },
  });
  const step = async (version: number, action: string, form: object) => {
    clock.advance(60_000);
    await act(runtime, west, id, action, { version, form: { ...form } });
    assert.deepEqual((await WRONG.execute(runtime.db)).rows, [], `after ${action}`);
    return matterDetail(runtime, west, id);
  };
  await step(1, 'accept', {});
  const before = await step(2, 'register', {});
  const suspended = await step(3, 'suspend', { reason: '等待供应商到货', until: '2026-12-10' });
  assert.equal(suspended.due_at, '2026-12-10T15:59:59.000Z');
  const { rows } = await sql<{ kind: string; due: Date | null }>`
    select kind, due_at as due from task where subject = ${id}::uuid and closed_at is null`.execute(
    runtime.db,
  );
  assert.deepEqual(rows, [{ kind: 'resume', due: new Date('2026-12-10T15:59:59Z') }]);
  const resumed = await step(4, 'resume', {});
  assert.ok(resumed.due_at! > before.due_at!, 'later by what the suspension took');
});

test('another condition means its own limit, from the same start', async () => {
  const { runtime, clock } = await testProgram(await emptyTemplate());
  const people = await smallCity(runtime);
  clock.advance(Date.parse('2026-11-23T10:00:00+08:00') - clock.now().getTime());
  const west = (await loadActor(runtime.db, people.west))!;
  const { id } = await createMatter(runtime, (await loadActor(runtime.db, people.caller))!, {
    client_id: randomUUID(),
    type: 'city-event',
    category: 'add-c-01',
    condition: 'add-c-01-1',
    text: '井盖不见了',
    point: { lng: 114.405, lat: 30.405 },
  });
  const resolve = async () =>
    (await matterDetail(runtime, west, id)).clocks.find(({ kind }) => kind === 'resolve')!.due_at;
  assert.equal(await resolve(), '2026-11-24T05:30:00.000Z', '2 紧急工作时，另加减半的 2 工作日');
  clock.advance(60_000);
  const form = { condition: 'add-c-01-2', reason: '井盖还在，只是破损' };
  await amend(runtime, west, id, { version: 1, form });
  assert.equal(await resolve(), '2026-11-27T02:00:00.000Z', '2 工作日，另加 2 工作日');
  assert.deepEqual((await WRONG.execute(runtime.db)).rows, []);
  const story = (await matterEvents(runtime, west, id)).at(-1)!;
  assert.match(
    story.form.find(({ label }) => label === '办结时限')!.text,
    /11月24日 13:30 → .*11月27日 10:00/,
  );
});
