import type { ActionOffer, Decision, Hold, MatterView, Workflow } from '../workflow/index.ts';

/** Of the matter that a merged one (并案) was merged into: what decides whether the merged one's caller may rate. */
export interface FollowedState {
  open: boolean;
  closed_at: Date | null;
  /** The caller of the merged one has rated already. */
  rated: boolean;
}

const ACTION = 'rate';

/** The caller's own standing: staff do not rate a merged matter. */
export const callerHolds = (holds: readonly Hold[]): Hold[] =>
  holds.filter((hold) => hold.relation === 'caller');

/** A merged matter as its flow would see it had it been closed itself: the flow's own rules of rating, and its own form, then hold. */
export function asIfClosed(workflow: Workflow, view: MatterView, followed: FollowedState): MatterView | null {
  const [state] = workflow.actions.get(ACTION)?.from ?? [];
  return state === undefined ? null : { ...view, state, closedAt: followed.closed_at };
}

/**
 * The button by which the caller of a merged matter rates how the one it was merged into was answered: shown as long as that
 * one is open, to be pressed once it is closed, gone when it has been, or when that one ended without an answer.
 */
export function rateOffer(offer: ActionOffer | undefined, followed: FollowedState): ActionOffer | null {
  if (!offer || followed.rated) return null;
  if (followed.closed_at) return offer;
  return followed.open ? { ...offer, enabled: false, reason: '并入的事项办结后，请您在这里评价' } : null;
}

/** What the flow decided for a closed matter, kept to what is told and to whom: a merged one has ended and moves nowhere. */
export function toldOnly(decision: Decision, state: string): Decision {
  return {
    ...decision,
    from: state,
    to: state,
    moved: false,
    owner: null,
    centre: null,
    tasks: { open: [], close: [], update: [] },
    clocks: { stop: [], start: [], running: null, extend: null },
    set: {},
    count: [],
    alerts: [],
    events: decision.events.map((event) => ({ ...event, from: state, to: state })),
  };
}

/** What residents are called who gave no name of theirs: no secret, and a word of many an answer. */
const UNNAMED = '居民';

/** A public answer for readers other than its caller: should it name that caller or a number, neither stays. */
export function withoutCaller(text: string, caller: { name: string | null; phone: string | null }): string {
  const { name, phone } = caller;
  const unnamed = name && name.length > 1 && name !== UNNAMED ? text.replaceAll(name, '诉求人') : text;
  return phone && phone.length > 4 ? unnamed.replaceAll(phone, '（电话）') : unnamed;
}
