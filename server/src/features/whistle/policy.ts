import type { Actor } from '../../platform/access.ts';
import type { UnitRegistry } from '../account/index.ts';
import { holdsOn, type Matter, VIEW_AREA, VIEW_UNIT } from '../matter/index.ts';

/** The matter type that a whistle is. */
export const TYPE = 'whistle';
/** Who may ever blow one; where, says the grant's area. */
export const BLOW = 'whistle:blow';
/** Who keeps a department's roster of on-call officers. */
export const KEEP = 'whistle:on-call';
/** Staff who may read whistles at all; which, the matter's own visibility says. */
export const READERS = [VIEW_AREA, VIEW_UNIT];

/** Who calls people together beside the departments: the whistler and the centre that coordinates. Only they see names and phones whole. */
export const musters = (actor: Actor, matter: Matter, units: UnitRegistry): boolean =>
  holdsOn(actor, matter, units).some(
    ({ relation, permissions }) =>
      (relation === 'creator' && permissions.has(BLOW)) ||
      (relation === 'centre' && permissions.has('matter:dispatch')),
  );
