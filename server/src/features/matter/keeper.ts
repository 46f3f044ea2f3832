import type { Context, Runtime } from '../../platform/runtime.ts';
import type { Decision } from '../workflow/index.ts';
import type { Matter } from './row.ts';

/** A step on a matter that is decided and not yet written. */
export interface Acting {
  /** As it was before the step, locked. */
  matter: Matter;
  action: string;
  form: Record<string, unknown>;
  /** May be completed: who holds a task in person, how long a clock runs, who else is told, what the event says. */
  decision: Decision;
}

/** What a later feature adds to the matters of its own type, inside the very transaction of each step; may refuse it. */
export type Keeper = (ctx: Context, step: Acting) => Promise<void>;

// By the database, which a program keeps where it runs under another clock (the demo city's history).
const keepers = new WeakMap<Runtime['db'], Map<string, Keeper>>();

/** Tells this program who keeps the matters of a type beside the flow. Call it where the feature adds its routes. */
export function registerKeeper(runtime: Runtime, type: string, keeper: Keeper): void {
  const known = keepers.get(runtime.db) ?? new Map<string, Keeper>();
  keepers.set(runtime.db, known);
  if (known.has(type)) throw new Error(`two keepers of ${type}`);
  known.set(type, keeper);
}

/** Who keeps matters of a type beside the flow, if anybody does. */
export const keeperOf = (runtime: Runtime, type: string): Keeper | undefined =>
  keepers.get(runtime.db)?.get(type);
