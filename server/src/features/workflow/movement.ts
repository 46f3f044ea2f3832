import type { Workflow } from './compile.ts';
import type { ClockStart, Decision, TaskOpen } from './decision.ts';
import type { Definition, State } from './definition.ts';
import { isOpen, type MatterView, mustHandle } from './facts.ts';
import type { ClockKind } from './vocabulary.ts';

/** The task a state opens for its holder. */
export function stateTask(state: State): TaskOpen | null {
  const todo = state.todo;
  if (!todo) return null;
  return {
    kind: todo.kind,
    role: todo.each_unit ? 'main' : null,
    unit: null,
    account: null,
    holder: todo.holder,
    otherwise: todo.otherwise ?? null,
    note: null,
  };
}

/** Whose unit owns a matter in this state; the centre when there is nobody behind the relation. */
export function ownerOf(state: State): Decision['owner'] {
  return state.terminal || !state.owner
    ? null
    : { relation: state.owner, otherwise: state.todo?.otherwise ?? 'centre' };
}

/** The clock of the work in a state, its last one: 签收 comes before 处置. */
export const workingClock = (workflow: Workflow, state: string): ClockKind | undefined =>
  workflow.states.get(state)?.clocks?.at(-1)?.kind;

/** Clocks of a state, its automatic action included. */
export function stateClocks(state: State): ClockStart[] {
  const clocks = (state.clocks ?? []).map((clock) => ({ ...clock, action: null }) as ClockStart);
  if (state.auto) clocks.push({ kind: state.auto.kind, limit: state.auto.after, action: state.auto.action });
  return clocks;
}

/** Every clock that a flow may start: the one over the whole, and those of its states. */
export const clockStarts = ({ overall, states }: Definition): ClockStart[] => [
  ...(overall ? [{ ...overall, action: null } as ClockStart] : []),
  ...Object.values(states).flatMap(stateClocks),
];

/**
 * Completes a decision with what every change of state means: the old state's task ends, the new one's begins, clocks
 * follow, and no unfinished work survives an answered or ended matter. Afterwards somebody always holds an open task.
 */
export function move(
  workflow: Workflow,
  matter: MatterView,
  decision: Decision,
  when: { resumed: boolean; now: Date },
): void {
  const from = workflow.states.get(matter.state) as State;
  const to = workflow.states.get(decision.to) as State;
  decision.moved = decision.to !== matter.state || decision.centre !== null;
  decision.owner = ownerOf(to);
  if (decision.moved) {
    closeStateTasks(matter, decision, to);
    moveClocks(workflow, matter, decision, { from, to, resumed: when.resumed });
    markClosing(decision, { from, to, now: when.now });
    if (matter.request && !decision.request) lapse(decision);
    decision.set.previous_state = to.paused ? matter.state : null;
    const task = stateTask(to);
    if (task && !to.todo?.each_unit) decision.tasks.open.push(task);
  }
  if (to.todo?.each_unit) ensureUnitTask(matter, decision, to);
  if (to.todo?.each_unit && !decision.moved) signByThemselves(decision, to);
}

/** Units that join a state which others are in already have their own time to sign. */
function signByThemselves(decision: Decision, state: State): void {
  const sign = stateClocks(state).find(({ kind }) => kind === 'sign');
  if (!sign) return;
  for (const open of decision.tasks.open) if (open.role === 'main' || open.role === 'co') open.sign = sign;
}

/** A request that nobody answered before the matter went on: whoever asked is told that it counts no longer. */
function lapse(decision: Decision): void {
  decision.request = { change: 'closed' };
  decision.clocks.stop.push('approve');
  decision.notify = [...decision.notify, { audience: 'asker', template: 'request-lapsed' }];
}

/** The time of closing is kept apart from the last change: the window for reopening counts from it. */
function markClosing(decision: Decision, step: { from: State; to: State; now: Date }): void {
  if (step.to.settled && !step.from.settled) decision.set.closed_at = step.now;
  if (step.from.settled && !step.to.settled && !step.to.terminal) {
    decision.set.closed_at = null;
    decision.count.push('reopens');
  }
}

function closeStateTasks(matter: MatterView, decision: Decision, to: State): void {
  const closing = new Set(decision.tasks.close.map((task) => task.id));
  const open = matter.tasks.filter((task) => isOpen(task) && !closing.has(task.id));
  for (const task of open) {
    if (task.role === null)
      decision.tasks.close.push({ id: task.id, state: to.terminal ? 'cancelled' : 'done' });
    else if (to.terminal || to.settled) decision.tasks.close.push({ id: task.id, state: 'cancelled' });
  }
}

/** The last resort of “nothing is ever without an owner”: no unit holds the work, so the state's holder does. */
function ensureUnitTask(matter: MatterView, decision: Decision, to: State): void {
  const closing = new Set(decision.tasks.close.map((task) => task.id));
  const still = matter.tasks.some((task) => mustHandle(task) && isOpen(task) && !closing.has(task.id));
  const opening = decision.tasks.open.some((task) => task.role === 'main' || task.role === 'co');
  const task = stateTask(to);
  if (!still && !opening && task) decision.tasks.open.push(task);
}

interface Step {
  from: State;
  to: State;
  resumed: boolean;
}

function moveClocks(workflow: Workflow, matter: MatterView, decision: Decision, step: Step): void {
  const { clocks } = decision;
  const overall = workflow.definition.overall;
  const done = (state: State) => state.terminal === true || state.settled === true;
  if (!step.to.paused) clocks.stop.push(...kinds(step.from));
  if (step.from.paused && !step.resumed && matter.previousState) {
    clocks.stop.push(...kinds(workflow.states.get(matter.previousState)));
  }
  if (overall && done(step.to) && !done(step.from)) clocks.stop.push(overall.kind);
  if (overall && done(step.from) && !done(step.to))
    clocks.start.push({ ...overall, action: null } as ClockStart);
  if (step.to.paused) clocks.running = 'pause';
  else if (step.from.paused && !step.to.terminal) clocks.running = 'resume';
  if (!step.to.terminal && !step.resumed) clocks.start.push(...stateClocks(step.to));
}

const kinds = (state: State | undefined): ClockKind[] =>
  state ? stateClocks(state).map((clock) => clock.kind) : [];
