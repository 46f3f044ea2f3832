import type { Json } from '../../platform/database/tables.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';

/** Two records that become one, or two again: the one that stays and the one that goes. */
export interface Pair {
  kept: string;
  gone: string;
}

/** What a later feature keeps about persons goes with them, in the same transaction. */
export interface MergeHook {
  /** Under which the feature's part of a merge is kept. */
  name: string;
  /** Gives what belongs to the record that goes to the one that stays, both folded already; returns what it must know to give it back, null for nothing. */
  merge(ctx: Context, pair: Pair): Promise<Json>;
  /** Gives back what went over then; what came to the record that stayed since is that one's. */
  undo(ctx: Context, pair: Pair, went: Json): Promise<void>;
}

// By the database, which a program keeps where it runs under another clock (the demo city's history).
const hooks = new WeakMap<Runtime['db'], MergeHook[]>();

/** Lets a later feature take part in merges and in taking them back. Call it where the feature adds its routes. */
export function registerMergeHook(runtime: Runtime, hook: MergeHook): void {
  hooks.set(runtime.db, [...(hooks.get(runtime.db) ?? []), hook]);
}

/** What later features keep goes over; returns what each must know to give it back. */
export async function hookMerge(ctx: Context, pair: Pair): Promise<Record<string, Json>> {
  const went: Record<string, Json> = {};
  for (const { name, merge } of hooks.get(ctx.runtime.db) ?? []) {
    const own = await merge(ctx, pair);
    if (own !== null) went[name] = own;
  }
  return went;
}

/** What later features keep goes back to whom it came from. */
export async function hookUndo(ctx: Context, pair: Pair, went: Record<string, Json>): Promise<void> {
  for (const { name, undo } of hooks.get(ctx.runtime.db) ?? [])
    if (went[name] !== undefined) await undo(ctx, pair, went[name]);
}
