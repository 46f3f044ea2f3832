import { sha256 } from '../../platform/crypto.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Fact, Flag } from './facts.ts';
import { endStateTask, endUnitTask, reduceVisit } from './reduce.ends.ts';
import { reduceExclusion } from './reduce.exclusion.ts';
import type { Stage } from './vocabulary.ts';

/** The facts of one matter, by id. */
export type Facts = Map<string, Fact>;

/** What an event of a matter says about work (matter/work.ts), as it lies in the log. */
export interface WorkDone {
  centre: string;
  end: 'settled' | 'ended' | null;
  counted: string[];
  opened: [id: string, kind: string, role: string | null, unit: string | null, account: string | null][];
  ended: [id: string, state: string][];
  signed?: string[];
  clocks?: Record<string, string | null>;
}

/** One event with what the reducer asks of the world: whether an account belongs to a member of staff. */
export interface Step {
  event: EventRow;
  kind: string;
  work: WorkDone;
  /** Who did it, when a member of staff did. */
  person: string | null;
  isStaff: (account: string) => boolean;
}

/** Which stage a task without a role belongs to, and by which clock it is due. */
const STATE_TASKS: Record<string, { stage: Stage; clock: string }> = {
  accept: { stage: 'accept', clock: 'accept' },
  register: { stage: 'register', clock: 'register' },
  dispatch: { stage: 'dispatch', clock: 'dispatch' },
  arbitrate: { stage: 'dispatch', clock: 'arbitrate' },
  verify: { stage: 'verify', clock: 'verify' },
  confirm: { stage: 'verify', clock: 'verify' },
};

/** A stable id for a fact that no task stands for. */
export function factId(subject: string, stage: Stage, seq: number): string {
  const hex = sha256(`${subject} ${stage} ${seq}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const flag = (fact: Fact | undefined, name: Flag): void => {
  if (fact && !fact.flags.includes(name)) fact.flags.push(name);
};

export const openOf = (facts: Facts, stage: Stage): Fact[] =>
  [...facts.values()].filter((fact) => fact.stage === stage && fact.outcome === 'open');

/** The newest of a stage that fits: by when it ended, else by when it was opened. */
export function latest(
  facts: Facts,
  stage: Stage,
  fits: (fact: Fact) => boolean = () => true,
): Fact | undefined {
  const when = ({ done_at, opened_at }: Fact) => (done_at ?? opened_at).getTime();
  return [...facts.values()]
    .filter((fact) => fact.stage === stage && fits(fact))
    .reduce<Fact | undefined>((best, fact) => (best && when(best) > when(fact) ? best : fact), undefined);
}

/** A fact of a matter whose report is known; what is not said is as the report has it. */
export function newFact(
  facts: Facts,
  { subject, at }: Pick<EventRow, 'subject' | 'at'>,
  said: Pick<Fact, 'id' | 'stage'> & Partial<Fact>,
): Fact {
  const report = facts.get(subject)!;
  const fact: Fact = {
    subject,
    type: report.type,
    areas: report.areas,
    clock: null,
    unit: null,
    account: null,
    opened_at: at,
    due_at: null,
    done_at: null,
    paused: false,
    overdue: false,
    outcome: 'open',
    flags: [],
    // Of a report only what takes out the whole matter, and with it what is still to come.
    excluded: report.excluded ?? null,
    ...said,
  };
  facts.set(fact.id, fact);
  return fact;
}

/** When a call was made: its id carries the moment, also where history was imported. */
const madeAt = (subject: string): Date =>
  new Date(Number.parseInt(subject.replaceAll('-', '').slice(0, 12), 16));

function openReport(facts: Facts, { event, person }: Step): void {
  const { areas, type } = event.data.count as { areas: string[]; type: string };
  const blank = { subject: event.subject, type, areas } as Fact;
  facts.set(event.subject, blank);
  newFact(facts, event, {
    id: event.subject,
    stage: 'report',
    account: person,
    opened_at: madeAt(event.subject),
    done_at: madeAt(event.subject),
    outcome: 'done',
  });
}

/** A step taken by coming directly, without anybody having waited for it: in time, whatever the limit. */
function atOnce(facts: Facts, { event, person }: Step, stage: Stage): void {
  const unit = latest(facts, 'resolve')?.unit ?? null;
  const id = factId(event.subject, stage, event.seq);
  newFact(facts, event, { id, stage, unit, account: person, done_at: event.at, outcome: 'done' });
}

/** A unit that was given a part has to take it on: to sign for it, or at a whistle to arrive. */
function openSigning(facts: Facts, { event, work }: Step, task: string, unit: string | null): void {
  const due = work.clocks?.sign;
  if (!due || unit === null) return;
  newFact(facts, event, {
    id: factId(task, 'sign', 0),
    stage: facts.get(event.subject)!.type === 'whistle' ? 'arrive' : 'sign',
    clock: 'sign',
    unit,
    due_at: new Date(due),
  });
}

function openTasks(facts: Facts, step: Step): void {
  const { event, work, isStaff } = step;
  for (const [id, kind, role, unit, account] of work.opened) {
    const known = STATE_TASKS[kind];
    const units = role === 'main' || role === 'co';
    if (!units && (role !== null || !known)) continue;
    const clock = units ? kind : known!.clock;
    const due = work.clocks?.[clock];
    if (units) openSigning(facts, step, id, unit);
    newFact(facts, event, {
      id,
      stage: units ? 'handle' : known!.stage,
      clock,
      unit: unit ?? (account === null ? work.centre : null),
      account: account !== null && isStaff(account) ? account : null,
      due_at: due ? new Date(due) : null,
      paused: due === null,
      flags: role === 'main' ? ['main'] : [],
    });
  }
}

/** Clocks that were moved, stopped for a while or went on: what waits is due by them. A new one concerns only what it was started for. */
function moveClocks(facts: Facts, { work }: Step): void {
  if (!work.clocks) return;
  const started = new Set(
    work.opened.flatMap(([, kind, role]) =>
      role === null ? [STATE_TASKS[kind]?.clock ?? kind] : [kind, 'sign'],
    ),
  );
  for (const fact of facts.values()) {
    if (fact.outcome !== 'open' || fact.clock === null || started.has(fact.clock)) continue;
    const due = work.clocks[fact.clock];
    if (due === undefined) continue;
    fact.paused = due === null;
    if (due !== null) fact.due_at = new Date(due);
  }
}

/** The whole way from the call to the answer: one fact each time it is gone. */
function resolve(facts: Facts, { event, work, person }: Step): void {
  const [open] = openOf(facts, 'resolve');
  if (open && work.end === null) open.unit = work.centre;
  if (open && work.end !== null)
    Object.assign(open, {
      outcome: work.end === 'settled' ? 'done' : 'void',
      done_at: event.at,
      account: person,
      paused: false,
    });
  if (open || work.end !== null) return;
  const due = work.clocks?.resolve;
  if (latest(facts, 'resolve')) flag(latest(facts, 'resolve'), 'reopened');
  newFact(facts, event, {
    id: factId(event.subject, 'resolve', event.seq),
    stage: 'resolve',
    clock: 'resolve',
    unit: work.centre,
    due_at: due ? new Date(due) : null,
  });
}

function count(facts: Facts, { event, kind, work }: Step): void {
  const report = facts.get(event.subject)!;
  const counted = new Set(work.counted);
  if (counted.has('raises')) flag(report, 'raised');
  if (counted.has('extensions')) for (const fact of openOf(facts, 'handle')) flag(fact, 'extended');
  if (counted.has('reworks')) flag(openOf(facts, 'resolve')[0], 'reworked');
  if (counted.has('returns'))
    flag(
      latest(facts, 'dispatch', ({ outcome }) => outcome === 'done'),
      'returned',
    );
  if (kind === 'void') for (const fact of facts.values()) if (fact.stage === 'register') flag(fact, 'voided');
  judgeReport(report, kind, work);
}

const FILED = new Set(['register', 'dispatch']);

/** A report is valid once somebody took it up, and not when it ended without an answer. */
function judgeReport(report: Fact, kind: string, { end, opened }: WorkDone): void {
  if (end === 'ended')
    report.flags = report.flags.filter((name) => name !== 'valid' && name !== 'registered');
  else if (
    end === 'settled' ||
    kind === 'accept' ||
    FILED.has(kind) ||
    opened.some(([, , role]) => role === 'main')
  )
    flag(report, 'valid');
  if (end !== 'ended' && FILED.has(kind)) flag(report, 'registered');
}

function implied(facts: Facts, step: Step): void {
  const { kind } = step;
  if (kind === 'register') flag(facts.get(step.event.subject), 'registered');
  if (kind === 'register' && openOf(facts, kind).length === 0) atOnce(facts, step, kind);
}

function endTasks(facts: Facts, step: Step): void {
  const taken = (step.work.signed ?? []).map((id): [string, string] => [id, 'done']);
  for (const [id, state] of [...taken, ...step.work.ended]) {
    const signing = facts.get(factId(id, 'sign', 0));
    if (signing?.outcome === 'open') endUnitTask(signing, step, state);
  }
  for (const [id, state] of step.work.ended) {
    const fact = facts.get(id);
    if (fact?.outcome !== 'open') continue;
    if (fact.stage === 'handle') endUnitTask(fact, step, state);
    else endStateTask(fact, step, state);
  }
}

function applyStep(facts: Facts, step: Step): void {
  const { event, kind } = step;
  const moved = event.data.moved as { to: string[] } | undefined;
  if (moved) for (const fact of facts.values()) fact.areas = moved.to;
  const dispatching = openOf(facts, 'dispatch').length > 0;
  endTasks(facts, step);
  if (kind === 'dispatch' && !dispatching) atOnce(facts, step, 'dispatch');
  openTasks(facts, step);
  moveClocks(facts, step);
  resolve(facts, step);
  count(facts, step);
  if (kind === 'rate') reduceVisit(facts, step);
}

/** Applies one event to the facts of its matter, in the order of the log. Events of other kinds change nothing. */
export function applyEvent(facts: Facts, event: EventRow, isStaff: (account: string) => boolean): void {
  const kind = event.kind.slice('matter.'.length);
  const person = isStaff(event.actor) ? event.actor : null;
  const step: Step = { event, kind, person, work: event.data.work as WorkDone, isStaff };
  if (kind === 'opened') openReport(facts, step);
  if (!facts.has(event.subject)) return;
  if (event.data.implied) implied(facts, step);
  else if (step.work) applyStep(facts, step);
  else reduceExclusion(facts, event);
}
