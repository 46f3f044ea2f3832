import type { Actor } from '../../platform/access.ts';
import type { UnitRegistry } from '../account/index.ts';
import { type Matter, scopesOf } from './row.ts';
import { holdsOn } from './standing.ts';

export const VIEW_CONTACT = 'matter:view-all-contact';

/**
 * Whether an actor who sees a matter may see its caller's name and phone. The permission must be held where the matter is: over
 * one of its areas, or for one of the units that have a part in it: not one that gave its part back, or had it taken away. Of a confidential matter only the centre that answers for it.
 */
export function mayUnmask(actor: Actor, matter: Matter, units: UnitRegistry): boolean {
  if (matter.confidential)
    return holdsOn(actor, matter, units).some(
      ({ relation, permissions }) => relation === 'centre' && (permissions as Set<string>).has(VIEW_CONTACT),
    );
  const concerned = new Set(scopesOf(matter));
  return actor.grants.some(
    ({ permission, area, unit }) =>
      permission === VIEW_CONTACT &&
      ((area !== undefined && concerned.has(area)) || (unit !== undefined && concerned.has(unit))),
  );
}
