import { type Actor, holds } from '../../platform/access.ts';
import type { RegistryItem } from './registry.ts';

/**
 * True for whoever may see and say what an item of a person is, as far as sensitive groups go: their items only while the group is on, and then
 * by one permission per group, which nobody has by default.
 */
export const mayItem = (actor: Actor, { group, off }: RegistryItem): boolean =>
  !group || (!off && holds(actor, `resident:group-${group}`));

/** Who decides what is kept at all, and who looks whether that was right, know which items there are. */
const DECIDERS = ['dictionary:edit', 'dictionary:groups', 'audit:read'];

/** True for whoever may know that an item is kept. */
export const knowsItem = (actor: Actor, item: RegistryItem): boolean =>
  mayItem(actor, item) || (!item.off && DECIDERS.some((permission) => holds(actor, permission)));
