import type { EventRow } from '../../platform/events.ts';
import type { Fact } from './facts.ts';
import type { Facts } from './reduce.ts';

/** What an exclusion names: `matter`, or of one unit `rating` or `overdue:<clock>`; what else may be excluded is no fact. */
interface Exclusion {
  exclusion: string;
  what: string;
  unit: string;
}

function concerns({ what, unit }: Exclusion, fact: Fact): boolean {
  if (what === 'matter') return true;
  if (what === 'rating') return fact.stage === 'visit' && fact.unit === unit;
  return what === `overdue:${fact.clock}` && fact.unit === unit;
}

/** An approved exclusion (剔除) takes facts out of judgement, its revocation puts them back. Other judgements change no fact. */
export function reduceExclusion(facts: Facts, { kind, data }: EventRow): void {
  const { exclusion } = data as unknown as Exclusion;
  for (const fact of facts.values()) {
    const by = new Set(fact.excluded?.split(' '));
    if (kind === 'matter.excluded' && concerns(data as unknown as Exclusion, fact)) by.add(exclusion);
    if (kind === 'matter.exclusion_revoked') by.delete(exclusion);
    fact.excluded = by.size > 0 ? [...by].join(' ') : null;
  }
}
