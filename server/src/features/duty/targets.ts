import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** Something beside grids that a task can be about, each in its own grid (people, houses): what its feature says of it. */
export interface DutyTargets {
  kind: string;
  /** The Chinese word for it. */
  name: string;
  /** Of these, those the actor may give to the grids, each with its grid; the others are missing. */
  gridsOf(runtime: Runtime, actor: Actor, ids: readonly string[]): Promise<Map<string, string>>;
  /** How each reads for this reader, masked as its own feature says; what the reader may not see is missing. */
  labelsOf(runtime: Runtime, actor: Actor, ids: readonly string[]): Promise<Map<string, string>>;
}

const known = new WeakMap<Runtime['db'], Map<string, DutyTargets>>();

/** Lets tasks be about a later feature's things (a segment of people turned into tasks). Call it where the feature adds its routes. */
export function registerDutyTargets(runtime: Runtime, targets: DutyTargets): void {
  const map = known.get(runtime.db) ?? new Map<string, DutyTargets>();
  known.set(runtime.db, map);
  if (map.has(targets.kind)) throw new Error(`two kinds of targets called ${targets.kind}`);
  map.set(targets.kind, targets);
}

export const targetsOf = (runtime: Runtime, kind: string): DutyTargets | undefined =>
  known.get(runtime.db)?.get(kind);

/** How the targets of some pieces read for this reader, by id. */
export async function labelsFor(
  runtime: Runtime,
  actor: Actor,
  pieces: readonly { target: string | null; target_kind: string | null }[],
): Promise<Map<string, string>> {
  const byKind = Map.groupBy(
    pieces.filter(({ target }) => target !== null),
    ({ target_kind }) => target_kind!,
  );
  const labels = new Map<string, string>();
  for (const [kind, rows] of byKind)
    for (const [id, label] of (await targetsOf(runtime, kind)?.labelsOf(
      runtime,
      actor,
      rows.map(({ target }) => target!),
    )) ?? [])
      labels.set(id, label);
  return labels;
}
