import { sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { gridHolders, openGridTasks } from '../task/index.ts';
import { WORK } from './policy.ts';
import { addCounts } from './row.ts';

const CHUNK = 500;

/** One piece: in which grid, and about whom or what. */
export interface Asked {
  grid: string;
  target: string | null;
}

/** Gives a new task to its grids: a piece each, with a task for whoever has to do it. */
export async function givePieces(
  ctx: Context,
  duty: { id: string; unit: string; due: Date },
  asked: readonly Asked[],
): Promise<void> {
  const grids = [...new Set(asked.map(({ grid }) => grid))];
  const holder = await gridHolders(ctx, WORK, grids, duty.unit);
  // In the order in which they were asked, which is that of the areas: lists go by the id.
  const ids = asked.map(() => uuidv7(ctx.now)).sort();
  const wanted = asked.map(({ grid, target }, i) => ({ id: ids[i]!, grid, target, ...holder(grid) }));
  for (let i = 0; i < wanted.length; i += CHUNK) {
    const part = wanted.slice(i, i + CHUNK);
    const tasks = openGridTasks(
      ctx,
      'duty',
      part.map(({ id, grid: _, target: _t, ...held }) => ({ subject: id, due: duty.due, ...held })),
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
