import type { CallerRule, PlaceRule, Policy } from './settings.ts';

/** A call as what may add up with others. */
export interface Call {
  type: string;
  /** The class above its own; null without a class. */
  group: string | null;
}

/** The rule by which calls like this one add up at a place; none for a call without a class. */
export function placeRule({ rules }: Policy, { type, group }: Call): PlaceRule | null {
  if (group === null) return null;
  return (
    rules.find(
      (rule): rule is PlaceRule =>
        rule.kind === 'place' &&
        (rule.types?.includes(type) ?? true) &&
        (rule.groups?.includes(group) ?? true),
    ) ?? null
  );
}

export const callerRule = ({ rules }: Policy): CallerRule | null =>
  rules.find((rule): rule is CallerRule => rule.kind === 'caller') ?? null;

/** An earlier call, and the finding that it is part of. */
export interface Earlier {
  id: string;
  at: Date;
  finding: string | null;
  open: boolean;
}

/** What a call does: nothing, make an open finding grow, or raise one of these calls. */
export type Gathered =
  | { kind: 'none' }
  | { kind: 'grow'; finding: string }
  | { kind: 'raise'; calls: string[] };

const DAY = 86_400_000;

/**
 * Decides what a call and those before it amount to. Calls of a finding that has ended are answered and count no more; an open one
 * takes the call in, whatever its number, and of several that of the last call; else `count` of them within `days` raise one.
 */
export function gather(
  call: { id: string; at: Date },
  earlier: readonly Earlier[],
  { days, count }: { days: number; count: number },
): Gathered {
  const since = call.at.getTime() - days * DAY;
  const recent = earlier.filter(({ id, at }) => id !== call.id && at.getTime() >= since && at <= call.at);
  const open = recent.filter((each) => each.finding !== null && each.open);
  if (open.length > 0) {
    const last = open.reduce((a, b) => (b.at > a.at ? b : a));
    return { kind: 'grow', finding: last.finding! };
  }
  const loose = recent.filter((each) => each.finding === null);
  if (loose.length + 1 < count) return { kind: 'none' };
  return { kind: 'raise', calls: [...loose.map(({ id }) => id), call.id] };
}

/** The smallest area that holds all of some paths (from the city down), a community at least: what lies deeper is too narrow to answer. */
export function commonPath(paths: readonly (readonly string[])[], deepest: number): string[] {
  const [first = []] = paths;
  const shared = first.findIndex((area, i) => paths.some((path) => path[i] !== area));
  return first.slice(0, Math.min(shared === -1 ? first.length : shared, deepest));
}
