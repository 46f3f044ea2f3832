import { type BoundFacts, type FactSchema, ruleLanguage } from '../../platform/rules.ts';
import type { Counter } from './vocabulary.ts';

/** One task of a matter as the engine sees it. `role` null is the task a state opened; otherwise a unit's handling task. */
export interface TaskView {
  id: string;
  kind: string;
  role: 'main' | 'co' | 'inform' | null;
  state: 'pending' | 'signed' | 'done' | 'returned' | 'transferred' | 'cancelled';
  unit: string | null;
  account: string | null;
  /** The actor, or a unit the actor acts for, holds it. */
  mine: boolean;
}

/** Numbers a matter type sets; the engine only compares with them. Days and hours are natural time. */
export interface Policy {
  reopen_days: number;
  max_reopens: number;
  max_extensions: number;
  max_suspensions: number;
  /** How often a request may be refused before no more are taken; 2 where the type says nothing. */
  max_refusals?: number | undefined;
  /** Hours between two urges by the caller. */
  urge_hours: number;
  /** Which answers of a caller reopen a matter by themselves; both when it says nothing. */
  reopen_on?: readonly ('unsolved' | 'dissatisfied')[];
}

/** What a unit asks of the centre: more time (延期), or that the matter stand still (挂起), until a day. */
export interface RequestView {
  what: 'extend' | 'suspend';
  /** YYYY-MM-DD in Asia/Shanghai. */
  until: string;
  /** Why, in the words of whoever asks; staff read it. */
  reason: string;
}

/** All the engine may know of a matter. Dates come from the rows, `now` from the injected clock. */
export interface MatterView {
  type: string;
  state: string;
  /** The state it was suspended in, else null. */
  previousState: string | null;
  source: string;
  urgent: boolean;
  confidential: boolean;
  anonymous: boolean;
  /** Somebody can be called back: a caller account or a phone. */
  reachable: boolean;
  category: string | null;
  /** What was filled in on the type's own form. */
  answers: Record<string, unknown>;
  /** It has an area. */
  placed: boolean;
  /** A property company serves its compound. */
  property: boolean;
  /** Depth of the centre now responsible (1 province … 5 community) and whether there is one above and below. */
  centre: { level: number; has_above: boolean; has_below: boolean };
  createdAt: Date;
  stateSince: Date;
  closedAt: Date | null;
  lastUrgedAt: Date | null;
  /** A unit returned it and it has been neither dispatched again nor raised. */
  returnPending: boolean;
  counts: Partial<Record<Counter, number>>;
  tasks: readonly TaskView[];
  policy: Policy;
  /** What waits for an answer of the centre. */
  request?: RequestView | null;
  /** Running clocks and when they are due. */
  clocks?: readonly { kind: string; due: Date }[];
}

/** What rules may read. Names are part of the format of definitions: add, never rename. */
export const factSchema = {
  matter: {
    type: 'string',
    state: 'string',
    source: 'string',
    urgent: 'bool',
    confidential: 'bool',
    anonymous: 'bool',
    reachable: 'bool',
    has_category: 'bool',
    placed: 'bool',
    property: 'bool',
    return_pending: 'bool',
    closed: 'bool',
    age_hours: 'double',
    state_hours: 'double',
    /** The day in Asia/Shanghai, YYYY-MM-DD, for comparing with a date of the form. */
    today: 'string',
    /** Days since closing; 0 when not closed. From closed_at, never from the last change. */
    days_closed: 'double',
    /** Hours since the caller last urged; a large number when never. */
    hours_since_urge: 'double',
    returns: 'int',
    reworks: 'int',
    extensions: 'int',
    suspensions: 'int',
    refusals: 'int',
    /** The day on which the work of this state is due; empty when it has no limit. */
    due_day: 'string',
    urges: 'int',
    reopens: 'int',
    raises: 'int',
  },
  tasks: {
    /** Open (pending or signed) tasks of units that must handle: main and co. */
    open: 'int',
    main_open: 'int',
    co_open: 'int',
    main_count: 'int',
    signed: 'int',
    done: 'int',
    returned: 'int',
    all_done: 'bool',
    /** Open handling tasks of other units than the actor's. */
    others_open: 'int',
  },
  me: { open: 'int', role: 'string', pending: 'bool', signed: 'bool' },
  request: { pending: 'bool', what: 'string', until: 'string' },
  centre: { level: 'int', has_above: 'bool', has_below: 'bool' },
  policy: {
    reopen_days: 'int',
    max_reopens: 'int',
    max_extensions: 'int',
    max_suspensions: 'int',
    max_refusals: 'int',
    urge_hours: 'int',
    reopen_unsolved: 'bool',
    reopen_dissatisfied: 'bool',
  },
  answers: 'map',
  form: 'map',
} as const satisfies FactSchema;

export const language = ruleLanguage(factSchema);

const hour = 3_600_000;
const never = 1_000_000;

/** How often a request may be refused where the matter type says nothing. */
const MAX_REFUSALS = 2;

/** The day of a moment in Asia/Shanghai, which keeps no summer time. */
const dayOf = (at: Date): string => new Date(at.getTime() + 8 * hour).toISOString().slice(0, 10);

/**
 * The facts of a matter at a moment, with what the actor filled in; `working` is the clock of the work in its state. Throws RuleError
 * when the view is incomplete.
 */
export function bindFacts(
  matter: MatterView,
  form: Record<string, unknown>,
  now: Date,
  working?: string,
): BoundFacts {
  const due = matter.clocks?.find(({ kind }) => kind === working)?.due;
  const { request, policy } = matter;
  return language.bind({
    matter: { ...matterFacts(matter, now), due_day: due ? dayOf(due) : '' },
    ...taskFacts(matter.tasks),
    request: { pending: Boolean(request), what: request?.what ?? '', until: request?.until ?? '' },
    centre: matter.centre,
    policy: policyFacts(policy),
    answers: matter.answers,
    form,
  });
}

function policyFacts({ reopen_on = ['unsolved', 'dissatisfied'], ...numbers }: Policy) {
  return {
    ...numbers,
    max_refusals: numbers.max_refusals ?? MAX_REFUSALS,
    reopen_unsolved: reopen_on.includes('unsolved'),
    reopen_dissatisfied: reopen_on.includes('dissatisfied'),
  };
}

function matterFacts(matter: MatterView, now: Date): Record<string, unknown> {
  const hours = (since: Date) => (now.getTime() - since.getTime()) / hour;
  const count = (name: Counter) => matter.counts[name] ?? 0;
  return {
    ...matter,
    has_category: matter.category !== null,
    return_pending: matter.returnPending,
    closed: matter.closedAt !== null,
    age_hours: hours(matter.createdAt),
    state_hours: hours(matter.stateSince),
    today: dayOf(now),
    days_closed: matter.closedAt ? hours(matter.closedAt) / 24 : 0,
    hours_since_urge: matter.lastUrgedAt ? hours(matter.lastUrgedAt) : never,
    returns: count('returns'),
    reworks: count('reworks'),
    extensions: count('extensions'),
    suspensions: count('suspensions'),
    refusals: count('refusals'),
    urges: count('urges'),
    reopens: count('reopens'),
    raises: count('raises'),
  };
}

export const isOpen = (task: TaskView): boolean => task.state === 'pending' || task.state === 'signed';
/** A task that somebody must answer: main or co, not for information only. */
export const mustHandle = (task: TaskView): boolean => task.role === 'main' || task.role === 'co';

function taskFacts(all: readonly TaskView[]): Record<string, Record<string, unknown>> {
  const tasks = all.filter(mustHandle);
  const open = tasks.filter(isOpen);
  const mine = all.filter((task) => task.role !== null && task.mine && isOpen(task));
  const inState = (state: TaskView['state']) => tasks.filter((task) => task.state === state).length;
  const main = mine.find((task) => task.role === 'main') ?? mine.find(mustHandle) ?? mine[0];
  return {
    tasks: {
      open: open.length,
      main_open: open.filter((task) => task.role === 'main').length,
      co_open: open.filter((task) => task.role === 'co').length,
      main_count: tasks.filter((task) => task.role === 'main').length,
      signed: inState('signed'),
      done: inState('done'),
      returned: inState('returned'),
      all_done: tasks.length > 0 && open.length === 0,
      others_open: open.filter((task) => !task.mine).length,
    },
    me: {
      open: mine.filter(mustHandle).length,
      role: main?.role ?? '',
      pending: mine.some((task) => task.state === 'pending'),
      signed: mine.some((task) => task.state === 'signed'),
    },
  };
}
