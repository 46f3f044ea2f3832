import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** Something to do that is about no matter, as 待办 lists it. */
export interface TodoWork {
  id: string;
  /** The whole that it is a part of. */
  of: string;
  title: string;
  /** One line more: who asks, about whom. */
  about: string;
  area: string;
}

/** How the tasks of a feature that has no matters read for their holder, by the subject. */
export type TodoReader = (
  runtime: Runtime,
  actor: Actor,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, TodoWork>>;

// By the database, which a program keeps where it runs under another clock (the demo city's history).
const known = new WeakMap<Runtime['db'], Map<string, TodoReader>>();

/** Lets 待办 list the tasks of a later feature: those whose subject is of this kind. Call it where the feature adds its routes. */
export function registerTodos(runtime: Runtime, kind: string, reader: TodoReader): void {
  const map = known.get(runtime.db) ?? new Map<string, TodoReader>();
  known.set(runtime.db, map.set(kind, reader));
}

export const todoReaders = (runtime: Runtime): ReadonlyMap<string, TodoReader> =>
  known.get(runtime.db) ?? new Map();
