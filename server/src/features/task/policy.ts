import { type Actor, unitsOf } from '../../platform/access.ts';

/** Whoever may see a unit's matters sees what the unit has to do. */
export const VIEW_UNIT = 'matter:view-unit';

/**
 * Everybody in whose name the actor has something to do: the actor's own person and the units it works for. Tasks of anybody
 * else do not exist for it. Grid workers belong to no unit; what waits for them is addressed to them in person.
 */
export const holdersOf = (actor: Actor): string[] => [actor.id, ...unitsOf(actor, VIEW_UNIT)];
