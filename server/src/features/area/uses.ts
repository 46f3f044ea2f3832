import type { Context, Runtime } from '../../platform/runtime.ts';

/** Something that later features keep by area: who draws areas anew is told how much of it there is. */
export interface AreaUse {
  kind: string;
  /** The Chinese word for it. */
  name: string;
  /** What becomes of it when the area ends, or when a part of it becomes another area: one sentence each. */
  ended: string;
  divided: string;
  /** How many there are in this area itself. Says numbers only: who draws areas need not be allowed to see them. */
  count: (runtime: Runtime, area: string) => Promise<number>;
}

const registered = new WeakMap<Runtime, AreaUse[]>();

/** Lets whoever splits or merges areas know what hangs on them. Call it where the feature adds its routes. */
export function registerAreaUse(runtime: Runtime, use: AreaUse): void {
  const before = registered.get(runtime) ?? [];
  if (before.some(({ kind }) => kind === use.kind)) throw new Error(`two features keep ${use.kind} by area`);
  registered.set(runtime, [...before, use]);
}

/** How much of each kind there is in an area, kinds with none left out; `change` chooses the sentence. */
export async function usesOf(runtime: Runtime, area: string, change: 'ended' | 'divided') {
  const uses = registered.get(runtime) ?? [];
  const counted = await Promise.all(
    uses.map(async (use) => ({
      kind: use.kind,
      name: use.name,
      count: await use.count(runtime, area),
      note: use[change],
    })),
  );
  return counted.filter(({ count }) => count > 0);
}

/** An area at the depth it has had until now: the city is 1. */
export interface AreaAt {
  id: string;
  depth: number;
}

/** Finds one of these areas under which a feature keeps rows by depth; null when there is none. */
export type FindKept = (ctx: Context, areas: readonly AreaAt[]) => Promise<string | null>;

const keepers = new WeakMap<Runtime, FindKept[]>();

/** Lets a later feature whose rows carry each ancestor by its depth keep such areas where they are. Call it where the feature adds its routes. */
export function registerAreaKeeper(runtime: Runtime, find: FindKept): void {
  keepers.set(runtime, [...(keepers.get(runtime) ?? []), find]);
}

/** The first of these areas under which a later feature keeps rows by depth. */
export async function keptOf(ctx: Context, areas: readonly AreaAt[]): Promise<string | null> {
  for (const find of keepers.get(ctx.runtime) ?? []) {
    const kept = areas.length > 0 ? await find(ctx, areas) : null;
    if (kept !== null) return kept;
  }
  return null;
}
