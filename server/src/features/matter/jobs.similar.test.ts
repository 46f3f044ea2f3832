import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { openDatabase } from '../../platform/database/open.ts';
import type { EventRow } from '../../platform/events.ts';
import { run } from '../../platform/runtime.ts';
import { askingCity, WEST } from './asking.sample.ts';
import { similarFollower } from './jobs.similar.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { runtime } = city.program;
const { body: catalog } = await city.caller('GET', '/api/catalog/categories?type=city-event');
const classes: string[] = catalog.items
  .filter(({ selectable }: { selectable: boolean }) => selectable)
  .map(({ code }: { code: string }) => code)
  .slice(0, 3);

/** What following the events so many at a time counts. Leaves nothing behind. */
const counted = (events: readonly EventRow[], size: number) =>
  run(runtime, SYSTEM, async (ctx) => {
    for (let i = 0; i < events.length; i += size) {
      await similarFollower.handle(ctx, events.slice(i, i + size));
      await ctx.flush();
    }
    const { rows: pairs } = await sql<{ met: number }>`
      select newer, older, met, same from matter_met order by newer, older`.execute(ctx.db);
    const { rows: spots } = await sql`select lat, lng, n from matter_spot order by lat, lng`.execute(ctx.db);
    return ctx.undo({ pairs, spots });
  }) as Promise<{ pairs: { newer: string; older: string; met: number }[]; spots: object[] }>;

test('calls followed together meet the classes that each would have met alone', async () => {
  // Forty metres apart: each lies near its neighbours and near no other.
  for (let i = 0; i < 24; i += 1)
    await city.report(city.caller, {
      category: classes[(i * i) % 3],
      point: { lng: WEST.lng, lat: WEST.lat - 0.004 + Math.floor(i / 2) * 0.00036 },
    });
  const { rows: events } = await sql<EventRow>`
    select * from event where kind = 'matter.opened' order by seq`.execute(runtime.db);
  const alone = await counted(events, 1);
  assert.ok(alone.pairs.some(({ newer, older }) => newer !== older));
  assert.ok(alone.pairs.reduce((sum, { met }) => sum + met, 0) >= 24, 'most met somebody');
  for (const size of [5, 24]) assert.deepEqual(await counted(events, size), alone);
});

test('a call whose number no key opens any more counts as a caller of its own', async () => {
  const first = await city.report(city.caller);
  const desk = { source: 'desk', contact: { name: '王某', phone: '13900000077' } };
  const second = await city.report(city.west, desk);
  const merged = await city.perform(city.west, second.id, 'merge', { matter: first.id });
  assert.equal(merged.status, 200, JSON.stringify(merged.body));
  const owner = openDatabase(city.program.ownerUrl, { poolSize: 1 });
  await sql`update matter_contact set phone_sealed = '\\x01630102' where matter_id = ${second.id}::uuid`.execute(
    owner,
  );
  await owner.destroy();
  const { rows: events } = await sql<EventRow>`
    select * from event where kind = 'matter.merge' and subject = ${second.id}::uuid`.execute(runtime.db);
  const callers = await run(runtime, SYSTEM, async (ctx) => {
    await similarFollower.handle(ctx, events);
    await ctx.flush();
    const { rows } = await sql<{ callers: number }>`
      select callers from matter where id = ${first.id}::uuid`.execute(ctx.db);
    return ctx.undo(rows[0]!.callers);
  });
  assert.deepEqual([events.length, callers], [1, 2]);
});
