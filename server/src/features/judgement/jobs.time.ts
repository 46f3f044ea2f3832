import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { Timer } from '../../platform/feature.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { lockMatter, type Told, tell, unitsAbove } from '../matter/index.ts';
import { whatName } from './judged.ts';
import { DECIDE, endOf } from './people.ts';
import type { AppealRow } from './queries.appeal.ts';
import { endFor, openFor } from './tasks.ts';

const BATCH = 200;

interface Due {
  id: string;
  matter_id: string;
}

/** What is due, each locked with its matter and judged once more: another program may have been first. One that fails holds up no other. */
async function each(
  runtime: Runtime,
  due: readonly Due[],
  step: (ctx: Context, id: string) => Promise<Told | null>,
): Promise<void> {
  const areas = await areaTree(runtime);
  for (const { id, matter_id } of due)
    await run(runtime, SYSTEM, async (ctx) => {
      const matter = await lockMatter(ctx.db, SYSTEM, areas, matter_id);
      const told = await step(ctx, id);
      if (told) tell(ctx, matter, [told]);
    }).catch((error) =>
      runtime.log.error({ err: error, id }, 'what was due of a judgement failed and will be tried again'),
    );
}

/** Asked and not given in time: nothing was said, and nothing counts. */
async function lapse(runtime: Runtime): Promise<void> {
  const { rows } = await sql<Due>`
    select id, matter_id from judgement_unit where state = 'asked' and until < ${runtime.clock.now()}::timestamptz
    order by until, id limit ${atMost(BATCH)}`.execute(runtime.db);
  await each(runtime, rows, async (ctx, id) => {
    const done = await sql<{ task_id: string; by_unit: string }>`
      update judgement_unit set state = 'lapsed', version = version + 1 where id = ${id}::uuid and state = 'asked'
      returning task_id, by_unit`.execute(ctx.db);
    const row = done.rows[0];
    if (!row) return null;
    const delta = endFor(ctx, { id: row.task_id, kind: 'appraise', unit: row.by_unit }, 'cancelled');
    return { kind: 'appraise_lapsed', audience: 'staff', tasks: [delta] };
  });
}

/** An appeal that waited too long goes to the next centre above that is no party to it, with a new time; the highest keeps it, overdue for all to see. */
async function raise(runtime: Runtime): Promise<void> {
  const units = await unitRegistry(runtime);
  const above = (unit: string): string[] =>
    unitsAbove(units, unit).filter((each) => units.get(each)?.kind === 'centre' && !units.get(each)?.retired);
  const climbing = units.all().flatMap(({ id }) => above(id).map((to) => ({ id, to })));
  const { rows } = await sql<Due>`
    select id, matter_id from judgement_appeal where state in ('submitted', 'accepted') and due_at < ${runtime.clock.now()}::timestamptz
      and exists (
        select from unnest(${climbing.map(({ id }) => id)}::uuid[], ${climbing.map(({ to }) => to)}::uuid[]) as up (id, "to")
        where up.id = decider_unit and up."to" <> unit_id and up."to" is distinct from judge_unit)
    order by due_at, id limit ${atMost(BATCH)}`.execute(runtime.db);
  await each(runtime, rows, async (ctx, id) => {
    const found = await sql<AppealRow>`
      select * from judgement_appeal where id = ${id}::uuid and state in ('submitted', 'accepted') and due_at < ${ctx.now}::timestamptz
      for update`.execute(ctx.db);
    const row = found.rows[0];
    const next =
      row && above(row.decider_unit).find((each) => each !== row.unit_id && each !== row.judge_unit);
    if (!row || !next) return null;
    const due = await endOf(runtime, row.due_limit, ctx.now);
    const end = endFor(ctx, { id: row.task_id, kind: 'appeal', unit: row.decider_unit }, 'cancelled');
    const note = `逾期未审，提级审理：${whatName(row.what)}`;
    const task = openFor(ctx, { matter: row.matter_id, kind: 'appeal', unit: next, due, note });
    ctx.write(sql`update judgement_appeal set decider_unit = ${next}::uuid, task_id = ${task.id}::uuid, due_at = ${due}::timestamptz,
      version = version + 1 where id = ${id}::uuid`);
    const form = {
      from_unit: units.get(row.decider_unit)?.name,
      unit: units.get(next)?.name,
      what: whatName(row.what),
    };
    const says = { permission: DECIDE, from: row.unit_id, reason: row.reason, due: due.toISOString() };
    const notify = [{ template: 'appealed-unit', units: [next], says }];
    return { kind: 'appeal_raised', audience: 'staff', form, tasks: [end, task.delta], notify };
  });
}

/** What becomes of judgements by the clock. Safe to run twice and in several programs. */
export async function performTimes(runtime: Runtime): Promise<void> {
  await lapse(runtime);
  await raise(runtime);
}

export const judgementTimer: Timer = { name: 'judgement.time', everySeconds: 60, tick: performTimes };
