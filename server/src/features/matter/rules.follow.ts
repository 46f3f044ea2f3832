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

/** Steps that end a matter for its own caller, or as if it had never been: others whose calls were merged into it would be left without an answer. */
const LEAVES_OTHERS: Record<string, string> = {
  withdraw: '还有其他诉求并入了这件事项，要继续办理，不能撤回；您已不需要办理的，请用“补充”说明',
  void: '还有其他诉求并入了这件事项，不能作废；请先把它并入另一件在办的事项，或写明理由不予受理',
};

/** Why a step must not be taken when there are others whom it would leave behind; null when it leaves nobody. */
export const leftBehind = (action: string): string | null => LEAVES_OTHERS[action] ?? null;

/** The buttons of a matter into which others were merged: those that would leave them behind say why they cannot be pressed. */
export const keptForOthers = (offers: readonly ActionOffer[]): ActionOffer[] =>
  offers.map((offer) => {
    const reason = offer.enabled ? leftBehind(offer.action) : null;
    return reason ? { ...offer, enabled: false, reason } : offer;
  });

/** What residents are called who gave no name of theirs: no secret, and a word of many an answer. */
const UNNAMED = '居民';

/** Who called, as far as it is known. */
export interface Called {
  name: string | null;
  phone: string | null;
}

const HAN = /^\p{Script=Han}{2,}$/u;
const TITLES = '先生|女士|小姐|太太|同志|师傅|老师|大爷|大妈|大叔|大姐|大哥|阿姨|奶奶|爷爷|叔叔|婆婆|老人';

/** As an answer may call somebody: the whole name, of a longer one what follows the surname (王小明: 小明), the surname with a title. */
function callings(name: string | null): string[] {
  if (!name || name.length < 2 || name === UNNAMED) return [];
  const whole = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (!HAN.test(name)) return [whole];
  return [
    whole,
    ...(name.length > 2 ? [name.slice(-2)] : []),
    `${name.slice(0, name.length > 3 ? 2 : 1)}(?:${TITLES})`,
  ];
}

/** A number however it is written: in groups, with hyphens or brackets, in wide digits. */
function written(phone: string | null): string | null {
  const digits = phone?.replaceAll(/\D/g, '') ?? '';
  const either = (digit: string) => `[${digit}${String.fromCodePoint(0xff10 + Number(digit))}]`;
  return digits.length > 4 ? [...digits].map(either).join('[\\s\\p{Pd}.·()（）]*') : null;
}

/** A public answer for readers other than who it was given to: should it name any of those who called or a number of theirs, neither stays. */
export function withoutCallers(text: string, callers: readonly Called[]): string {
  const names = callers.flatMap(({ name }) => callings(name)).sort((a, b) => b.length - a.length);
  const phones = callers.flatMap(({ phone }) => written(phone) ?? []);
  const unnamed = names.length > 0 ? text.replaceAll(new RegExp(names.join('|'), 'gu'), '诉求人') : text;
  return phones.length > 0 ? unnamed.replaceAll(new RegExp(phones.join('|'), 'gu'), '（电话）') : unnamed;
}
