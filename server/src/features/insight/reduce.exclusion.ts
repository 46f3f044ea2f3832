import type { EventRow } from '../../platform/events.ts';
import { type Fact, isLateAt } from './facts.ts';
import { type Facts, factId } from './reduce.ts';

/**
 * What an exclusion names: the `matter`, the `rating` that an event (`rated`) gave, or what of one unit is `overdue:<clock>`; what
 * else may be excluded is no fact.
 */
interface Exclusion {
  exclusion: string;
  what: string;
  unit: string;
  rated?: number;
}

function concerns({ what, unit, rated }: Exclusion, fact: Fact, at: Date): boolean {
  if (what === 'matter') return true;
  if (what === 'rating') return rated !== undefined && fact.id === factId(fact.subject, 'visit', rated);
  return what === `overdue:${fact.clock}` && fact.unit === unit && isLateAt(fact, at);
}

/** An approved exclusion (剔除) takes facts out of judgement, its revocation puts them back. Other judgements change no fact. */
export function reduceExclusion(facts: Facts, { kind, at, data }: EventRow): void {
  const { exclusion } = data as unknown as Exclusion;
  for (const fact of facts.values()) {
    const by = new Set(fact.excluded?.split(' '));
    if (kind === 'matter.excluded' && concerns(data as unknown as Exclusion, fact, at)) by.add(exclusion);
    if (kind === 'matter.exclusion_revoked') by.delete(exclusion);
    fact.excluded = by.size > 0 ? [...by].join(' ') : null;
  }
}
