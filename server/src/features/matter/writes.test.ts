import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { type Context, run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { closeTasks } from '../task/index.ts';
import { noted, updateClock } from '../workflow/index.ts';
import { endCards } from './apply.cards.ts';
import { updateMatter, workflowOf } from './commands.write.ts';
import { createMatter } from './index.ts';
import { lockMatter } from './row.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, ownerUrl } = program;
const people = await smallCity(runtime);
const caller = (await loadActor(runtime.db, people.caller)) as Actor;
const owner = openDatabase(ownerUrl, { poolSize: 1 });
after(() => owner.destroy());

const opened = async (): Promise<string> =>
  (
    await createMatter(runtime, caller, {
      client_id: randomUUID(),
      type: 'city-event',
      text: '路灯不亮',
      point: { lng: 114.405, lat: 30.405 },
    })
  ).id;

/** Fills a table with copies of one of its rows, each under an id of its own. */
async function fill(table: string, copies: number): Promise<void> {
  await owner.connection().execute(async (db) => {
    await sql`set session_replication_role = replica`.execute(db);
    await sql`insert into ${sql.table(table)} select copy.*
      from (select * from ${sql.table(table)} limit 1) r cross join generate_series(1, ${copies}::int) n
      cross join lateral jsonb_populate_record(null::${sql.table(table)}, to_jsonb(r) || jsonb_build_object('id', gen_random_uuid(),
        'subject', gen_random_uuid(), 'matter_id', gen_random_uuid(), 'client_id', gen_random_uuid(), 'number', n::text)) copy`.execute(
      db,
    );
    await sql`set session_replication_role = origin`.execute(db);
    await sql`analyze ${sql.table(table)}`.execute(db);
  });
}

/** Rows that this connection has read without an index, by table. */
async function readThrough(ctx: Context): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; n: number }>`
    select relname as name, seq_tup_read::int as n from pg_stat_xact_user_tables where relname = any (${Object.keys(FILLED)}::text[])`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ name, n }) => [name, n]));
}

/** So many rows that a plan made for any number of rows to be written reads the table through, unless it is told which ones. */
const FILLED = { matter: 3000, task: 6000, workflow_clock: 6000, matter_card: 6000 };

test('what is written of matters finds its rows by their keys, however many others there are', async () => {
  const ids = [await opened(), await opened()];
  await sql`insert into matter_card (id, matter_id, level, unit_id, reason, given_by, given_at, due_at, task_id, clock_id)
    select gen_random_uuid(), k.subject, 'yellow', m.centre_unit, '', m.created_by, now(), now(), t.id, k.id
    from workflow_clock k join matter m on m.id = k.subject join task t on t.subject = m.id where k.kind = 'resolve'`.execute(
    runtime.db,
  );
  for (const [table, copies] of Object.entries(FILLED)) await fill(table, copies);
  const areas = await areaTree(runtime);
  await run(runtime, SYSTEM, async (ctx) => {
    const matters = [
      await lockMatter(ctx.db, SYSTEM, areas, ids[0]!),
      await lockMatter(ctx.db, SYSTEM, areas, ids[1]!),
    ];
    for (const matter of matters) {
      const decision = noted(await workflowOf(ctx, matter), matter.state, 'card', {});
      const [clock, card] = matter.clocks;
      const limits = { ...card!.limits, card: { id: randomUUID(), level: 'yellow' as const } };
      endCards(ctx, matter, decision, [{ ...card!, limits }], 'ended');
      updateClock(ctx, { ...clock!, rung: 1 });
      closeTasks(
        ctx,
        matter.tasks.map(({ id }) => ({ id, state: 'cancelled' as const })),
      );
      updateMatter(ctx, matter);
    }
    const before = await readThrough(ctx);
    await ctx.flush();
    assert.deepEqual(await readThrough(ctx), before);
  });
});
