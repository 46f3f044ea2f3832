import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { createMatter } from './index.ts';
import { smallCity } from './sample.ts';
import { sweep } from './sweep.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const people = await smallCity(runtime);
const caller = (await loadActor(runtime.db, people.caller)) as Actor;
clock.set(new Date('2026-11-23T02:00:00Z'));
const HOUR = 3_600_000;

async function opened(): Promise<string> {
  const point = { lng: 114.405, lat: 30.405 };
  const { id } = await createMatter(runtime, caller, {
    client_id: randomUUID(),
    type: 'city-event',
    text: '路灯不亮',
    point,
  });
  return id;
}

async function sweepAll(): Promise<void> {
  while ((await sweep(runtime)) > 0);
}

/** For which limit and when those who have the work were pressed. */
async function pressed(id: string): Promise<{ clock: string; at: string }[]> {
  const { rows } = await sql<{ clock: string; at: Date }>`
    select data -> 'ladder' ->> 'kind' as clock, at from event
    where subject = ${id}::uuid and kind = 'matter.press' order by seq`.execute(runtime.db);
  return rows.map(({ clock: kind, at }) => ({ clock: kind, at: at.toISOString() }));
}

test('after a long stop those who have the work are pressed once, however many limits and rungs lie behind', async () => {
  const id = await opened();
  clock.advance(30 * 24 * HOUR);
  await sweepAll();
  assert.equal((await pressed(id)).length, 1);
  await program.settle();
  const { rows } = await run(runtime, SYSTEM, (ctx) =>
    sql<{ n: number }>`select count(*)::int as n from message
      where subject = ${id}::uuid and template = 'ladder-press' group by account_id`.execute(ctx.db),
  );
  assert.ok(rows.length > 0 && rows.every(({ n }) => n === 1));
});

test('while time goes on they are pressed for each limit when it runs out', async () => {
  const id = await opened();
  for (let hour = 0; hour < 24 * 20; hour += 1) {
    clock.advance(HOUR);
    await sweepAll();
  }
  const limits = (await pressed(id)).map(({ clock: kind }) => kind);
  assert.ok(limits.includes('accept') && limits.includes('resolve'), String(limits));
});
