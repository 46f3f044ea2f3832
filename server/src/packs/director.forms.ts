import type { Matter } from '../features/matter/index.ts';
import type { Plan } from './director.plan.ts';
import { choose, fillIn, telling } from './director.stories.ts';
import { dayAfter } from './director.time.ts';

/** What a step's form needs to know beside the plan. */
export interface Filling {
  plan: Plan;
  matter: Pick<Matter, 'state' | 'tasks'>;
  variant: string | null;
  at: number;
  phrases: Record<string, string[]>;
  /** For whoever is meant by “another unit”. */
  other: { id: string; name: string } | null;
  units: { unit: string; role: string; account?: string }[];
  community: string;
  into: string | null;
  fromCaller: boolean;
  files: string[];
}

type Form = Record<string, unknown>;

/** What somebody writes into the form of an action; null when the step cannot be taken here. */
export function formOf(action: string, of: Filling): Form | null {
  const make = FORMS[action];
  return make ? make(of) : {};
}

const said = (of: Filling, key: string): string =>
  fillIn(choose(of.phrases[key]!, of.plan.random), { ...of.plan.words, unit: of.other?.name ?? '' });
const perhaps = (of: Filling, chance: number, form: Form): Form => (of.plan.random() < chance ? form : {});
const files = (of: Filling): Form => (of.files.length > 0 ? { files: of.files } : {});

function feedback(of: Filling): Form {
  const { topic, words, random, type } = of.plan;
  const opinion = perhaps(of, 0.3, { opinion: said(of, 'opinion') });
  const reply = fillIn(telling(topic.r, of.plan.which), words);
  if (type !== 'dispute') return { reply, ...opinion, ...files(of) };
  const sessions = 1 + Math.floor(random() * 3);
  if (of.variant === 'failed') return { result: 'failed', sessions, reply: topic.failed, ...opinion };
  return {
    result: 'agreed',
    agreement: fillIn(telling(topic.agreement!, of.plan.which), words),
    sessions,
    reply,
    ...opinion,
  };
}

function close(of: Filling): Form {
  const { type, topic, random, words } = of.plan;
  const opinion = perhaps(of, 0.4, { opinion: said(of, 'close') });
  if (of.fromCaller) return {};
  if (type === 'city-event') return { met: true, ...opinion };
  if (type === 'complaint' && of.matter.state !== 'verifying')
    return { reply: fillIn(telling(topic.r, of.plan.which), words) };
  if (type !== 'dispute') return opinion;
  return of.matter.state === 'failed'
    ? { outcome: choose(['court', 'arbitration', 'administrative'], random), reply: topic.failed, ...opinion }
    : { outcome: choose(['kept', 'signed'], random), ...opinion };
}

function rate(of: Filling): Form {
  if (of.variant === 'bad')
    return {
      contacted: of.plan.random() < 0.5,
      solved: false,
      satisfied: 'dissatisfied',
      comment: said(of, 'bad'),
    };
  const well = of.variant === 'good' || of.plan.random() < 0.8;
  const words = of.plan.type === 'wish' ? 'thanks' : well ? 'good' : 'fair';
  return {
    contacted: well,
    solved: true,
    satisfied: well ? 'satisfied' : 'basically',
    ...perhaps(of, 0.6, { comment: said(of, words) }),
  };
}

const days = (of: Filling, least: number, most: number): string =>
  dayAfter(of.at, least + Math.floor(of.plan.random() * (most - least + 1)));

/** A day after the present limit. */
const later = (of: Filling): string => {
  const due = of.matter.tasks.flatMap(({ due_at }) => (due_at ? Number(due_at) : []));
  return dayAfter(Math.max(of.at, ...due), 2 + Math.floor(of.plan.random() * 4));
};

const FORMS: Record<string, (of: Filling) => Form | null> = {
  accept: (of) => perhaps(of, 0.5, { note: said(of, 'accept') }),
  register: (of) => perhaps(of, 0.4, { note: said(of, 'register') }),
  dispatch: (of) => ({
    ...(of.units.length > 0 && { units: of.units }),
    ...perhaps(of, 0.5, { opinion: said(of, 'dispatch') }),
  }),
  feedback,
  close,
  rate,
  verify: (of) => ({ opinion: said(of, 'verify') }),
  rework: (of) => ({ reason: said(of, of.fromCaller ? 'rework_caller' : 'rework') }),
  return: (of) => ({ reason: said(of, 'return'), ...(of.other && { suggested_unit: of.other.id }) }),
  transfer: (of) => of.other && { unit: of.other.id, reason: said(of, 'transfer') },
  suspend: (of) => ({ reason: said(of, 'suspend'), until: days(of, 6, 12) }),
  resume: (of) => ({ note: said(of, 'resume') }),
  'ask-extension': (of) => ({ until: later(of), reason: said(of, 'ask-extension') }),
  'approve-request': () => ({}),
  escalate: (of) => ({ reason: said(of, 'escalate') }),
  'hand-down': (of) => ({ unit: of.community, reason: said(of, 'hand-down') }),
  void: (of) => ({ reason: said(of, 'void') }),
  reject: (of) => ({ reason: said(of, 'reject') }),
  withdraw: (of) => ({ reason: said(of, 'withdraw') }),
  reopen: (of) => ({ reason: said(of, 'reopen') }),
  urge: (of) => ({ note: said(of, 'urge') }),
  supplement: (of) => ({ text: said(of, 'supplement') }),
  supervise: (of) => ({ card: of.plan.random() < 0.8 ? 'notice' : 'yellow', opinion: said(of, 'supervise') }),
  merge: (of) => (of.into ? { matter: of.into, reason: said(of, 'merge') } : null),
  claim: (of) => ({ note: said(of, 'note') }),
};
