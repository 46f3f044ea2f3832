import { sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { openTasks } from '../task/index.ts';
import { centreOf, standInsOf } from './commands.handover.ts';
import { workersOf } from './queries.workers.ts';
import { addCounts } from './row.ts';

const CHUNK = 500;

/** One piece: in which grid, and about whom or what. */
export interface Asked {
  grid: string;
  target: string | null;
}

/** Who has to do what is asked of grids now: each grid's worker, the stand-in of who is away, or, without one, the community. */
export async function holdersOf(ctx: Context, grids: readonly string[], giver: string) {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  const workers = await workersOf(ctx.db, grids);
  const standIns = await standInsOf(ctx, new Set(workers.values()));
  return (grid: string) => {
    const worker = workers.get(grid) ?? null;
    const away = standIns.get(worker ?? '');
    const account = away ? away.account : worker;
    return {
      account,
      unit: account ? null : centreOf(grid, areas, units, giver),
      ...(away && { standsIn: away.standsIn }),
    };
  };
}

/** Gives a new task to its grids: a piece each, with a task for whoever has to do it. */
export async function givePieces(
  ctx: Context,
  duty: { id: string; unit: string; due: Date },
  asked: readonly Asked[],
): Promise<void> {
  const holder = await holdersOf(ctx, [...new Set(asked.map(({ grid }) => grid))], duty.unit);
  // In the order in which they were asked, which is that of the areas: lists go by the id.
  const ids = asked.map(() => uuidv7(ctx.now)).sort();
  const wanted = asked.map(({ grid, target }, i) => ({ id: ids[i]!, grid, target, ...holder(grid) }));
  for (let i = 0; i < wanted.length; i += CHUNK) {
    const part = wanted.slice(i, i + CHUNK);
    const tasks = openTasks(
      ctx,
      part.map(({ id, grid: _, target: _t, ...held }) => ({
        ...{ subjectKind: 'duty', subject: id, kind: 'duty', role: null },
        ...{ dueAt: duty.due, note: null, ...held },
      })),
    );
    const rows = part.map((piece, at) => ({ ...piece, task: tasks[at] }));
    ctx.write(sql`
      insert into duty_piece (id, duty_id, grid_id, target, account_id, unit_id, task_id, state, due_at)
      select id, ${duty.id}::uuid, grid, target, account, unit, task, 'open', ${duty.due}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(id uuid, grid uuid, target uuid, account uuid, unit uuid, task uuid)`);
    ctx.write(addCounts(part.map(({ grid }) => ({ duty: duty.id, grid, asked: 1 }))));
    await ctx.flush();
  }
}
