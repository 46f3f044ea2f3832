import type { Context } from '../../platform/runtime.ts';
import { closeTasks, openTasks } from '../task/index.ts';

/** Beside the flow of a matter: listed with its tasks, and unknown to its flow. */
const SUBJECT_KIND = 'matter.aside';

/** What a task means for the kept numbers of whoever holds it. */
export type Delta = [ref: string, kind: string, change: 1 | -1];

export interface Opened {
  id: string;
  delta: Delta;
}

/** Queues a task of a unit about a matter. */
export function openFor(
  ctx: Context,
  task: { matter: string; kind: string; unit: string; due: Date; note: string | null },
): Opened {
  const { matter: subject, kind, unit, due: dueAt, note } = task;
  const [id] = openTasks(ctx, [
    { subjectKind: SUBJECT_KIND, subject, kind, role: null, unit, account: null, dueAt, note },
  ]);
  return { id: id!, delta: [unit, kind, 1] };
}

/** Queues the end of such a task. */
export function endFor(
  ctx: Context,
  task: { id: string; kind: string; unit: string },
  state: 'done' | 'cancelled',
): Delta {
  closeTasks(ctx, [{ id: task.id, state }]);
  return [task.unit, task.kind, -1];
}
