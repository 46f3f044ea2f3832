import { type Actor, areasOf } from '../../platform/access.ts';

/** To learn that calls are one person's takes the right to learn who it is. */
export const VIEW_CONTACT = 'matter:view-all-contact';

export const FINDING_VIEW = 'finding:view';
export const FINDING_HANDLE = 'finding:handle';

/** Where an actor sees findings of a kind: that one person called so often, only where it may see whole contacts too. */
export function seenIn(actor: Actor, kind: 'place' | 'caller'): string[] {
  const areas = areasOf(actor, FINDING_VIEW);
  if (kind === 'place') return areas;
  const trusted = new Set(areasOf(actor, VIEW_CONTACT));
  return areas.filter((area) => trusted.has(area));
}
