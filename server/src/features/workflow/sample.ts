import { compileWorkflow, type Workflow } from './compile.ts';
import type { Decision, Hold, TaskOpen } from './decision.ts';
import { isOpen, type MatterView, mustHandle, type TaskView } from './facts.ts';
import { parseDefinition } from './parse.ts';
import { openMatter } from './rules.ts';
import { codes, permissions, type Relation } from './vocabulary.ts';

/** Factories for tests: a small world in memory that applies decisions the way a store would. */

export const start = new Date('2026-11-22T01:00:00Z');
const all: ReadonlySet<string> = new Set(codes(permissions));

/** Who acts in the world: a unit or account name, and standings that do not follow from tasks. */
export interface SampleActor {
  name: string;
  relations: Relation[];
}
export const centreActor: SampleActor = { name: 'centre-5', relations: ['centre'] };
export const callerActor: SampleActor = { name: 'caller', relations: ['caller'] };
export const propertyActor: SampleActor = { name: 'property', relations: ['property'] };
export const systemActor: SampleActor = { name: 'system', relations: ['system'] };
export const unitActor = (name: string): SampleActor => ({ name, relations: [] });

export function sampleWorkflow(text: string): Workflow {
  const parsed = parseDefinition(text);
  if (!parsed.value)
    throw new Error(parsed.findings.map((found) => `${found.path}: ${found.message}`).join('\n'));
  return compileWorkflow(parsed.value);
}

/** A matter just opened in the world. */
export function sampleMatter(workflow: Workflow, changes: Partial<MatterView> = {}): MatterView {
  const matter: MatterView = {
    type: 'sample',
    state: workflow.definition.initial,
    previousState: null,
    source: 'resident',
    urgent: false,
    confidential: false,
    anonymous: false,
    reachable: true,
    category: 'sample',
    answers: {},
    placed: true,
    property: true,
    centre: { level: 5, has_above: true, has_below: false },
    createdAt: start,
    stateSince: start,
    closedAt: null,
    lastUrgedAt: null,
    returnPending: false,
    counts: {},
    tasks: [],
    policy: { reopen_days: 7, max_reopens: 2, max_extensions: 2, max_suspensions: 2, urge_hours: 4 },
    ...changes,
  };
  return {
    ...matter,
    tasks: openMatter(workflow).tasks.open.map((task, i) => storeTask(matter, task, `0-${i}`, '')),
  };
}

/** The matter as the actor's own: `mine` set on the actor's tasks. */
export function seenBy(matter: MatterView, actor: SampleActor): MatterView {
  return { ...matter, tasks: matter.tasks.map((task) => ({ ...task, mine: task.unit === actor.name })) };
}

/** Standings of the actor: its own and those that follow from its tasks, each with every permission. */
export function holdsOf(matter: MatterView, actor: SampleActor): Hold[] {
  const mine = matter.tasks.filter((task) => task.unit === actor.name && task.role !== null);
  const relations = new Set(actor.relations);
  if (actor.relations.includes('centre') && actor.name !== `centre-${matter.centre.level}`)
    relations.delete('centre');
  if (mine.some((task) => isOpen(task) && mustHandle(task))) relations.add('task_holder');
  if (matter.request && relations.has('centre')) relations.add('decider');
  if (mine.some((task) => task.role === 'main')) relations.add('main_unit');
  if (mine.some((task) => task.role === 'inform')) relations.add('inform_units');
  return [...relations].map((relation) => ({ relation, permissions: all }));
}

/** Applies a decision as a store would; `by` is who claimed, if somebody did. */
export function applied(matter: MatterView, decision: Decision, now: Date, by: SampleActor): MatterView {
  const counts = { ...matter.counts };
  for (const counter of decision.count) counts[counter] = (counts[counter] ?? 0) + 1;
  const closed = new Map(decision.tasks.close.map((task) => [task.id, task.state]));
  const signed = new Set(decision.tasks.update.map((task) => task.id));
  const tasks = matter.tasks.map((task) => ({
    ...task,
    state: closed.get(task.id) ?? (signed.has(task.id) ? ('signed' as const) : task.state),
  }));
  const moved: MatterView = {
    ...matter,
    ...(decision.centre ? { centre: movedCentre(matter, decision) } : {}),
    state: decision.to,
    stateSince: decision.moved ? now : matter.stateSince,
    previousState:
      decision.set.previous_state === undefined ? matter.previousState : decision.set.previous_state,
    closedAt: decision.set.closed_at === undefined ? matter.closedAt : decision.set.closed_at,
    lastUrgedAt: decision.set.last_urged_at ?? matter.lastUrgedAt,
    returnPending: decision.set.return_pending ?? matter.returnPending,
    counts,
    tasks,
    request: requestAfter(matter, decision),
  };
  const opened = decision.tasks.open.map((task, i) =>
    storeTask(moved, task, `${matter.tasks.length}-${i}`, by.name),
  );
  return { ...moved, tasks: [...tasks, ...opened] };
}

function requestAfter({ request = null }: MatterView, { request: change }: Decision): MatterView['request'] {
  if (change?.change === 'asked') return { what: change.what, until: change.until, reason: change.reason };
  return change?.change === 'closed' ? null : request;
}

function movedCentre(matter: MatterView, decision: Decision): MatterView['centre'] {
  const level = matter.centre.level + (decision.centre?.move === 'above' ? -1 : 1);
  return { level, has_above: level > 2, has_below: level < 5 };
}

function storeTask(matter: MatterView, task: TaskOpen, id: string, actor: string): TaskView {
  const unit = task.unit ?? behind(matter, task.holder, actor) ?? behind(matter, task.otherwise, actor);
  if (!unit) throw new Error(`nobody behind ${task.holder} or ${task.otherwise}`);
  return { id, kind: task.kind, role: task.role, state: 'pending', unit, account: task.account, mine: false };
}

function behind(matter: MatterView, relation: Relation | null, actor: string): string | null {
  const main = matter.tasks.filter((task) => task.role === 'main').at(-1);
  if (relation === 'centre' || relation === 'decider') return `centre-${matter.centre.level}`;
  if (relation === 'creator') return 'creator';
  if (relation === 'caller') return matter.reachable ? 'caller' : null;
  if (relation === 'property') return matter.property ? 'property' : null;
  if (relation === 'main_unit') return main?.unit ?? null;
  return relation === 'claimer' ? actor : null;
}
