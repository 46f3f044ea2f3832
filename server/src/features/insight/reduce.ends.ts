import type { Fact, Flag } from './facts.ts';
import { type Facts, factId, latest, newFact, type Step } from './reduce.ts';

/** The work of a unit ends: reported as done, given back or away, or gone with the matter. */
export function endUnitTask(fact: Fact, { event, work, person }: Step, state: string): void {
  fact.done_at = event.at;
  fact.paused = false;
  if (state === 'done') {
    fact.outcome = 'done';
    fact.account = person ?? fact.account;
    return;
  }
  fact.outcome = work.end === 'ended' ? 'void' : 'dropped';
}

/** A centre's step ends. What went up, down or elsewhere was not done here; what stood still or fell away is not judged. */
export function endStateTask(fact: Fact, { event, kind, work, person }: Step, state: string): void {
  fact.done_at = event.at;
  fact.paused = false;
  const away = state === 'transferred' || work.counted.includes('raises') || kind === 'hand-down';
  const refused = kind === 'reject' && (fact.stage === 'accept' || fact.stage === 'register');
  // A return, or an answer that came nevertheless, ends the waiting for a dispatch without one.
  const undispatched = fact.stage === 'dispatch' && kind !== 'dispatch';
  if (work.counted.includes('suspensions') || (work.end === 'ended' && !refused)) fact.outcome = 'void';
  else if (away) fact.outcome = 'dropped';
  else if (undispatched) fact.outcome = 'void';
  else {
    fact.outcome = 'done';
    fact.account = person;
  }
}

/** The answers of a rating as flags; null when it is no whole answer. */
function answersOf(form: Record<string, unknown>): Flag[] | null {
  const { contacted, solved, satisfied } = form;
  if (typeof contacted !== 'boolean' || typeof solved !== 'boolean' || satisfied === undefined) return null;
  const flags: Flag[] = [];
  if (contacted) flags.push('contacted');
  if (solved) flags.push('solved');
  if (satisfied === true || satisfied === 'satisfied') flags.push('satisfied');
  if (satisfied === 'basically') flags.push('basically');
  return flags;
}

/** A rating is one effective call-back: it judges the unit, and the person, whose work was accepted. */
export function reduceVisit(facts: Facts, { event }: Step): void {
  const flags = answersOf((event.data.form ?? {}) as Record<string, unknown>);
  if (!flags) return;
  const judged = latest(facts, 'handle', (fact) => fact.outcome === 'done' && fact.flags.includes('main'));
  newFact(facts, event, {
    id: factId(event.subject, 'visit', event.seq),
    stage: 'visit',
    unit: judged?.unit ?? latest(facts, 'resolve')?.unit ?? null,
    account: judged?.account ?? null,
    done_at: event.at,
    outcome: 'done',
    flags,
  });
}
