import type { FormField } from './definition.ts';
import type { RequestView } from './facts.ts';
import type { CardLevel } from './ladder.schema.ts';
import type { Audience, ClockKind, Counter, Relation, TaskKind } from './vocabulary.ts';

/** One way in which the actor stands to this matter, with the permissions held in that standing. */
export interface Hold {
  relation: Relation;
  permissions: ReadonlySet<string>;
}

/** A button: shown when it is in the list, pressed only when enabled; otherwise `reason` says why not. */
export interface ActionOffer {
  action: string;
  name: string;
  form: FormField[];
  enabled: boolean;
  reason: string | null;
  confirm: string | null;
}

/** `unit` is an id from the form; otherwise the matter feature finds the unit or account behind `holder`. */
export interface TaskOpen {
  kind: TaskKind;
  role: 'main' | 'co' | 'inform' | null;
  unit: string | null;
  account: string | null;
  holder: Relation | null;
  /** Takes it when there is nobody behind `holder`. */
  otherwise: Relation | null;
  note: string | null;
  /** The signing clock of a unit that comes later than the others. */
  sign?: ClockStart;
  /** For whom, and during which leave, the account stands in. */
  standsIn?: { for: string; leave: string; unit: string | null; note: string | null };
}
export interface TaskClose {
  id: string;
  state: 'done' | 'returned' | 'transferred' | 'cancelled';
}
export interface TaskUpdate {
  id: string;
  state: 'signed';
}

/** Limit sources in order; see clocks.ts. `action` is set on the timer of an automatic action, `besides` on the clock over the whole. */
export interface ClockStart {
  kind: ClockKind;
  limit: string[];
  besides?: string;
  action: string | null;
}
export interface ClockChanges {
  stop: ClockKind[];
  start: ClockStart[];
  /** 'pause' and 'resume' concern every running clock that is not started here. */
  running: 'pause' | 'resume' | null;
  /** Natural end of that day (Asia/Shanghai), as YYYY-MM-DD. */
  /** `overall` ends on that day as well where it would end before. */
  extend: { kind: ClockKind; until: string; overall?: ClockKind } | null;
}

/** What becomes of the request for more time: a new one, one answered or lapsed, or one that the centre above decides from now on. */
export type RequestChange = ({ change: 'asked' } & RequestView) | { change: 'closed' } | { change: 'climbs' };

export interface EventDraft {
  /** The action's code, `opened`, or an implied step. */
  kind: string;
  audience: Audience;
  from: string | null;
  to: string;
  /** True for a step skipped by coming directly (受理、立案 within 派遣). */
  implied: boolean;
  data: Record<string, unknown>;
}

/** What a later feature says in its own words: to which of the units' people, and in the name of which unit. */
interface Saying {
  permission: string;
  from: string;
  state?: string | undefined;
  reason?: string | null | undefined;
  reply?: string | undefined;
  /** A moment, by when something is to be done. */
  due?: string | undefined;
}

/** Whom to tell by which template; `units` and `accounts` name them where the relation alone does not, or there is none. */
export interface Notice {
  audience?: Relation;
  template: string;
  units?: string[];
  accounts?: string[];
  says?: Saying;
}

/** Everything to be written in one transaction. */
export interface Decision {
  action: string;
  from: string | null;
  to: string;
  /** The state really changed or the responsible centre did. */
  moved: boolean;
  /** Whose unit owns the matter from now on (`otherwise` when there is none); null in a terminal state. */
  owner: { relation: Relation; otherwise: Relation } | null;
  centre: { move: 'above' } | { move: 'to'; unit: string } | null;
  tasks: { open: TaskOpen[]; close: TaskClose[]; update: TaskUpdate[] };
  clocks: ClockChanges;
  set: {
    previous_state?: string | null;
    closed_at?: Date | null;
    return_pending?: boolean;
    last_urged_at?: Date;
    public_reply?: string;
  };
  request: RequestChange | null;
  /** Counters to raise by one. */
  count: Counter[];
  mergeInto: string | null;
  /** A card (督办) for the unit that answers for the matter, to be replied to in time. */
  card?: {
    level: CardLevel;
    reason: string;
    /** Another unit, and another time to answer than the ladder says. */
    unit?: string;
    reply?: string;
    /** The clock that was not kept. */
    clockKind?: string;
  };
  /** Nobody decided anything new: who has the matter open is not refused for it. */
  quiet?: boolean;
  /** The rung of which clock it handles, and when that had come: what proves that each was handled once, and how late. */
  ladder?: { clock: string; kind: string; rung: number; at: Date };
  /** Something a person in charge must learn: there is no centre above the one that was raised from. */
  alerts: 'no_centre_above'[];
  /** Whom to tell: relations to the matter as it is after the decision (the centre raised to, the unit dispatched to). */
  notify: Notice[];
  /** In order; the last is the action itself, before it implied steps, and internal fields as a staff event of their own. */
  events: EventDraft[];
}

export interface FieldProblem {
  path: string;
  code: string;
  message: string;
}

export interface Refusal {
  /** unknown_action 404 · forbidden 403 · not_now 409 · form_invalid 422 */
  code: 'unknown_action' | 'forbidden' | 'not_now' | 'form_invalid';
  message: string;
  fields: FieldProblem[];
}

export type Outcome = { ok: true; decision: Decision } | { ok: false; refusal: Refusal };
