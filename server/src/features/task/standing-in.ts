import type { Json } from '../../platform/database/tables.ts';
import type { Context } from '../../platform/runtime.ts';
import { awayOf } from '../account/index.ts';
import type { StandsIn } from './commands.ts';

/** What of a task says whose it really is. */
interface Held {
  account: string | null;
  unit: string | null;
  result: Json;
}

/** For whom its holder has a task, when that is not for themselves. */
export const standing = (task: Held): StandsIn | undefined => task.result?.stands_in as StandsIn | undefined;

/** What was said to whoever had it first. */
export const noteOf = (task: Held): string | null =>
  standing(task) ? standing(task)!.note : ((task.result?.note as string | undefined) ?? null);

/** Whose a task really is: who stood in for somebody still away hands on that person's task, not an own one. */
export async function originOf(ctx: Context, task: Held, leave: string): Promise<StandsIn> {
  const before = standing(task);
  if (before && (await awayOf(ctx.db, [before.for])).get(before.for)?.leave === before.leave) return before;
  return { for: task.account!, leave, unit: task.unit, note: noteOf(task) };
}
