import { type AnyMeasure, isMeasure, type Stage } from './vocabulary.ts';

/** What of a matter's course other facts or indicators ask for. */
export type Flag =
  | 'valid'
  | 'registered'
  | 'raised'
  | 'voided'
  | 'returned'
  | 'main'
  | 'extended'
  | 'reworked'
  | 'reopened'
  | 'contacted'
  | 'solved'
  | 'satisfied'
  | 'basically';

/**
 * One step of one matter that somebody had to take. `dropped`: ended by somebody else's step (returned, raised, transferred);
 * `void`: the need for it went away (void, merged, suspended).
 */
export interface Fact {
  id: string;
  subject: string;
  stage: Stage;
  /** The clock that tells when it is due. */
  clock: string | null;
  type: string;
  /** From the city down: those the matter keeps. */
  areas: string[];
  unit: string | null;
  account: string | null;
  opened_at: Date;
  due_at: Date | null;
  done_at: Date | null;
  paused: boolean;
  /** Open, and its time has passed. */
  overdue: boolean;
  outcome: 'open' | 'done' | 'dropped' | 'void';
  flags: Flag[];
  /** The approved exclusions that take it out of judgement, apart by spaces. */
  excluded: string | null;
}

/** Whether the time of a fact had passed when it ended, or for an open one when somebody last looked. */
function wasLate({ outcome, overdue, due_at, done_at }: Fact): boolean {
  if (outcome === 'open') return overdue;
  return due_at !== null && done_at !== null && done_at > due_at;
}

/** True when the time of an open fact has passed by now. */
export const isOverdue = ({ outcome, paused, due_at }: Fact, now: Date): boolean =>
  outcome === 'open' && !paused && due_at !== null && due_at <= now;

/** Whether at a moment a fact had ended late, or is open and its time has passed. */
export const isLateAt = (fact: Fact, at: Date): boolean =>
  fact.outcome === 'open' ? isOverdue(fact, at) : wasLate(fact);

/** The moment that puts a fact into a period: of a report when it was made, of a visit when it took place, of work the earlier of done and due. */
export function countedAt(fact: Fact): Date | null {
  const { stage, outcome, opened_at, due_at, done_at } = fact;
  if (stage === 'report') return opened_at;
  if (outcome === 'done') return due_at !== null && due_at < done_at! ? due_at : done_at;
  return outcome !== 'void' && wasLate(fact) ? due_at : null;
}

function work(fact: Fact): string[] {
  const done = fact.outcome === 'done';
  const late = wasLate(fact);
  const has = (flag: Flag) => fact.flags.includes(flag);
  const { stage } = fact;
  return [
    `${stage}_due`,
    ...(done ? [`${stage}_done`] : [`${stage}_overdue`]),
    ...(done && !late ? [`${stage}_on_time`] : []),
    ...(stage === 'register' && done && !has('voided') ? ['register_accurate'] : []),
    ...(stage === 'dispatch' && done && !has('returned') ? ['dispatch_accurate'] : []),
    ...(stage === 'handle' && has('extended') ? ['handle_extended'] : []),
    ...(stage === 'resolve' && has('reworked') ? ['resolve_reworked'] : []),
    ...(stage === 'resolve' && has('reopened') ? ['resolve_reopened'] : []),
  ];
}

function report({ flags }: Fact): string[] {
  const valid = flags.includes('valid');
  return [
    'report',
    ...(valid ? ['report_valid'] : []),
    ...(valid && flags.includes('registered') ? ['report_registered'] : []),
    ...(flags.includes('raised') ? ['report_raised'] : []),
  ];
}

const JUDGED = ['contacted', 'solved', 'satisfied', 'basically'] as const;

const visit = ({ flags }: Fact): string[] => [
  'visit_valid',
  ...JUDGED.filter((flag) => flags.includes(flag)).map((flag) => `visit_${flag}`),
];

/**
 * What a fact is counted as, the one definition behind every number and every list: a number is how many facts carry a measure,
 * its list is these facts. Empty as long as it counts nowhere.
 */
export function measuresOf(fact: Fact): AnyMeasure[] {
  if (countedAt(fact) === null) return [];
  if (fact.excluded !== null) return [`${fact.stage}_excluded`];
  const words = fact.stage === 'report' ? report(fact) : fact.stage === 'visit' ? visit(fact) : work(fact);
  return words.filter(isMeasure);
}
