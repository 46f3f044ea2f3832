import type { Context } from '../../platform/runtime.ts';
import { closeTasks, countTasks, openTasks, type StandsIn, type TaskEnd } from './commands.ts';

/** Who has something to do in a grid: its worker or a stand-in, or a unit where there is none. */
export interface GridHolder {
  account: string | null;
  unit: string | null;
  standsIn?: StandsIn;
}

const count = (ctx: Context, kind: string, held: readonly GridHolder[], n: 1 | -1): void =>
  countTasks(
    ctx,
    held.map(({ account, unit }) => ({ ref: (account ?? unit)!, kind, n })),
  );

/** Queues tasks of one kind for what is to be done in grids, and counts them for their holders. Returns their ids. */
export function openGridTasks(
  ctx: Context,
  kind: string,
  asked: readonly (GridHolder & { subject: string; due: Date; note?: string })[],
): string[] {
  count(ctx, kind, asked, 1);
  return openTasks(
    ctx,
    asked.map(({ subject, account, unit, due, note, standsIn }) => ({
      ...{ subjectKind: kind, subject, kind, role: null, account, unit, dueAt: due, note: note ?? null },
      ...(standsIn && { standsIn }),
    })),
  );
}

/** What is to be done in a grid, as the feature that owns it keeps its task. */
interface TaskRow {
  task_id: string;
  account_id: string | null;
  unit_id: string | null;
}

/** Queues the end of such tasks, which are still open, and counts them no more. */
export function closeGridTasks(
  ctx: Context,
  kind: string,
  rows: readonly TaskRow[],
  state: TaskEnd['state'],
): void {
  const held = rows.map(({ account_id, unit_id }) => ({ account: account_id, unit: unit_id }));
  count(ctx, kind, held, -1);
  closeTasks(
    ctx,
    rows.map(({ task_id }) => ({ id: task_id, state })),
  );
}
