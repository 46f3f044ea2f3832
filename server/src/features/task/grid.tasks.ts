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

/** Queues the end of such tasks, which are still open, and counts them no more. */
export function closeGridTasks(
  ctx: Context,
  kind: string,
  held: readonly (GridHolder & { task: string })[],
  state: TaskEnd['state'],
): void {
  count(ctx, kind, held, -1);
  closeTasks(
    ctx,
    held.map(({ task }) => ({ id: task, state })),
  );
}
