import { type Actor, unitsOf } from '../../platform/access.ts';
import type { AreaTree } from '../area/index.ts';
import { reachesOf, VIEW_UNIT } from './policy.ts';
import { hasLeft, type Matter } from './row.ts';

/** Whether an actor sees a matter by where it lies, and not only as one of its parties. */
const seesByArea = (actor: Actor, matter: Matter, areas: AreaTree): boolean =>
  reachesOf(actor, areas).some(
    (reach) =>
      (reach.kind === 'all' || (reach.kind === 'area' && matter.areas.includes(reach.area))) &&
      !(reach.plain && matter.confidential),
  );

/**
 * When this actor's part in a matter ended, for who returned it or had it taken away and sees it for no other reason; null for
 * everybody else. They keep seeing that it exists and how it stood then: what others say and do afterwards is not theirs.
 */
export function leftAt(actor: Actor, matter: Matter, areas: AreaTree): Date | null {
  const { caller_id, created_by, centre_unit, property_unit, owner_unit, tasks } = matter;
  const refs = new Set<string | null>([...unitsOf(actor, VIEW_UNIT), actor.id]);
  const theirs = tasks.filter((task) => refs.has(task.unit) || refs.has(task.account));
  if (theirs.length === 0 || !theirs.every(hasLeft)) return null;
  if ([caller_id, created_by, centre_unit, property_unit, owner_unit].some((ref) => ref && refs.has(ref)))
    return null;
  if (actor.kind === 'system' || seesByArea(actor, matter, areas)) return null;
  return new Date(Math.max(...theirs.map((task) => Number(task.closed_at))));
}

/** Of what was added to a matter in time, what was there when somebody left it. */
export const untilLeft = <T>(things: readonly T[], left: Date | null, at: (thing: T) => Date | string): T[] =>
  things.filter((thing) => left === null || new Date(at(thing)) <= left);
