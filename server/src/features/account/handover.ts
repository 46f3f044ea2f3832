import type { Context, Runtime } from '../../platform/runtime.ts';

/** To whom the work of somebody who is not there goes: the stand-in, or the unit where there is none who can. */
export interface Heir {
  leave: string | null;
  standIn: string | null;
}

/** How a later feature moves the work it has given to people. Both run in the transaction of the leave or dismissal. */
export interface WorkMover {
  /** Moves all open work of a person; returns how many pieces. */
  handOver(ctx: Context, account: string, heir: Heir): Promise<number>;
  /** Gives back what a stand-in got for this leave and has not done. */
  takeBack(ctx: Context, leave: string, account: string): Promise<number>;
}

// By the database, which a program keeps where it runs under another clock (the demo city's history).
const known = new WeakMap<Runtime['db'], WorkMover[]>();

/** Lets a later feature move its work when somebody goes. Call it where the feature adds its routes. */
export function registerWorkMover(runtime: Runtime, mover: WorkMover): void {
  known.set(runtime.db, [...(known.get(runtime.db) ?? []), mover]);
}

const sum = async (ctx: Context, move: (mover: WorkMover) => Promise<number>): Promise<number> => {
  let moved = 0;
  // What is queued must be seen: that somebody is away, disabled, or has lost a role.
  await ctx.flush();
  for (const mover of known.get(ctx.runtime.db) ?? []) moved += await move(mover);
  return moved;
};

/** Moves all open work of a person who is not there any more, in this transaction. */
export const handOverWork = (ctx: Context, account: string, heir: Heir): Promise<number> =>
  sum(ctx, (mover) => mover.handOver(ctx, account, heir));

/** Gives a person back what was not done during a leave, in this transaction. */
export const takeWorkBack = (ctx: Context, leave: string, account: string): Promise<number> =>
  sum(ctx, (mover) => mover.takeBack(ctx, leave, account));
