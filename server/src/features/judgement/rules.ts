import { createHash } from 'node:crypto';
import type { VisitRule } from './settings.ts';

/** How content a caller said to be; `default` is silence (默认评价), which is no contentment. */
export type Satisfaction = 'satisfied' | 'basically' | 'dissatisfied' | 'default';

/** The answer of a rating, also of flows that asked only yes or no. */
export function satisfactionOf(answer: unknown): Satisfaction {
  if (answer === true || answer === 'satisfied') return 'satisfied';
  return answer === 'basically' ? 'basically' : 'dissatisfied';
}

/** A number in [0, 1) that belongs to a thing under a name, the same each time anybody asks. */
export function lotOf(name: string, id: string): number {
  return createHash('sha256').update(`${name} ${id}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** What of a closed matter decides whether its caller is called back. */
export interface Closed {
  number: string;
  type: string;
  source: string;
  /** A phone or an account to ask by. */
  reachable: boolean;
  account: boolean;
}

/**
 * The rule by which a caller is called back; null when none fits, the lot does not fall on them, or there is nobody to call. The first
 * rule that fits decides, whichever way its lot falls.
 */
export function visitRule(closed: Closed, rules: readonly VisitRule[]): VisitRule | null {
  if (!closed.reachable) return null;
  const rule = rules.find(
    ({ types, sources, callers }) =>
      (!types || types.includes(closed.type)) &&
      (!sources || sources.includes(closed.source)) &&
      (!callers || !closed.account),
  );
  return rule && lotOf(`visit ${rule.code}`, closed.number) < rule.share ? rule : null;
}

/** Where a matter stands in the order of a spot check: by this text, smallest first. */
export const drawOrder = (seed: string, number: string): string =>
  createHash('sha256').update(`${seed} ${number}`).digest('hex');

/** The numbers of the matters a spot check draws: the same ones for the same seed, in whatever order they come, never one twice. */
export function drawn(numbers: readonly string[], size: number, seed: string): string[] {
  return [...new Set(numbers)]
    .map((number) => [drawOrder(seed, number), number] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, size)
    .map(([, number]) => number);
}

export type AppealState = 'submitted' | 'accepted' | 'approved' | 'refused' | 'withdrawn';
export type AppealStep = 'accept' | 'approve' | 'refuse' | 'withdraw';

const STEPS: Record<AppealStep, { from: AppealState[]; to: AppealState; by: 'decider' | 'appellant' }> = {
  accept: { from: ['submitted'], to: 'accepted', by: 'decider' },
  approve: { from: ['accepted'], to: 'approved', by: 'decider' },
  refuse: { from: ['submitted', 'accepted'], to: 'refused', by: 'decider' },
  withdraw: { from: ['submitted', 'accepted'], to: 'withdrawn', by: 'appellant' },
};

/** The steps somebody has on an appeal now. */
export function stepsOn(state: AppealState, who: { decider: boolean; appellant: boolean }): AppealStep[] {
  return (Object.keys(STEPS) as AppealStep[]).filter(
    (step) => STEPS[step].from.includes(state) && who[STEPS[step].by],
  );
}

/** The state a step leads to. */
export const stateAfter = (step: AppealStep): AppealState => STEPS[step].to;

/** A unit as deciding about appeals sees it. */
interface Above {
  id: string;
  kind: string;
  retired: boolean;
}

/**
 * Who decides an appeal: the first command centre above the judged unit, then above the matter's centre, that neither appeals nor
 * gave the judgement; where there is none, the centre that gave it, by other people. Null where there is only the judged one.
 */
export function deciderOf(
  above: { unit: readonly Above[]; centre: readonly Above[] },
  { judged, judge }: { judged: string; judge: string | null },
): string | null {
  const working = ({ id, kind, retired }: Above) => kind === 'centre' && !retired && id !== judged;
  const centres = [...above.unit, ...above.centre].filter(working);
  const free = centres.find(({ id }) => id !== judge);
  return free?.id ?? centres[0]?.id ?? null;
}
