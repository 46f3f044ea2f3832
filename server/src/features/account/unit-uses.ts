import type { Context, Runtime } from '../../platform/runtime.ts';

/** What is still in a unit's hands: how many of what, in words that follow the number. */
export interface UnitUse {
  what: string;
  n: number;
  words: string;
}

/** Says what of its own a feature still finds in a unit's hands. Called under the unit's lock. */
export type UnitUses = (ctx: Context, unit: string) => Promise<UnitUse>;

// By the database, which a program keeps where it runs under another clock (the demo city's history).
const known = new WeakMap<Runtime['db'], UnitUses[]>();

/** Lets a later feature keep a unit from being retired over work it still has. Call it where the feature adds its routes. */
export function registerUnitUses(runtime: Runtime, uses: UnitUses): void {
  known.set(runtime.db, [...(known.get(runtime.db) ?? []), uses]);
}

/** What later features find in a unit's hands. */
export async function usesOf(ctx: Context, unit: string): Promise<UnitUse[]> {
  const found: UnitUse[] = [];
  for (const uses of known.get(ctx.runtime.db) ?? []) found.push(await uses(ctx, unit));
  return found;
}
