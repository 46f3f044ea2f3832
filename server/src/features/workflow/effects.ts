import type { CompiledAction, Workflow } from './compile.ts';
import type { Decision, FieldProblem, TaskOpen } from './decision.ts';
import { isOpen, type MatterView, mustHandle, type TaskView } from './facts.ts';
import type { FormValues, UnitChoice } from './form.ts';
import type { CardLevel } from './ladder.schema.ts';
import { workingClock } from './movement.ts';
import { answerRequest, askRequest, climbRequest, grantRequest } from './requests.ts';
import type { Effect, TaskKind } from './vocabulary.ts';

/** What an effect works on; effects only write into `decision`. */
export interface EffectContext {
  workflow: Workflow;
  matter: MatterView;
  action: CompiledAction;
  form: FormValues;
  now: Date;
  decision: Decision;
}

export function applyEffects(context: EffectContext): void {
  for (const effect of context.action.effects ?? []) handlers[effect](context);
}

/** A handling task for a unit; its kind is what the state it leads to asks for. */
function unitTask(context: EffectContext, choice: UnitChoice): TaskOpen {
  return {
    kind: handlingKind(context),
    role: choice.role,
    unit: choice.unit,
    account: choice.account ?? null,
    holder: null,
    otherwise: null,
    note: choice.note ?? null,
  };
}

function handlingKind({ workflow, decision }: EffectContext): TaskKind {
  const todo = workflow.states.get(decision.to)?.todo;
  return todo?.each_unit ? todo.kind : 'handle';
}

const myOpen = ({ matter }: EffectContext): TaskView[] =>
  matter.tasks.filter((task) => task.role !== null && task.mine && isOpen(task));

/** Tasks already open for the same unit and role stay; a replaced main unit and a changed role are transferred. */
function openTasks(context: EffectContext): void {
  const { matter, decision, form } = context;
  const choices = (form.units ?? []) as UnitChoice[];
  const open = matter.tasks.filter((task) => task.role !== null && isOpen(task));
  const kept = new Set<UnitChoice>();
  for (const task of choices.length > 0 ? open : []) {
    const choice = choices.find((item) => item.unit === task.unit);
    if (choice && choice.role === task.role) kept.add(choice);
    else if (choice || task.role === 'main') decision.tasks.close.push({ id: task.id, state: 'transferred' });
  }
  decision.tasks.open.push(
    ...choices.filter((item) => !kept.has(item)).map((item) => unitTask(context, item)),
  );
}

function closeMine(context: EffectContext, state: 'done' | 'returned'): void {
  context.decision.tasks.close.push(...myOpen(context).map((task) => ({ id: task.id, state })));
}

/** The clock for signing ends with the last unit that must handle. */
function signTask(context: EffectContext): void {
  const { matter, decision } = context;
  const pending = myOpen(context).filter((task) => task.state === 'pending');
  decision.tasks.update.push(...pending.map((task) => ({ id: task.id, state: 'signed' as const })));
  const waiting = matter.tasks.some((task) => mustHandle(task) && task.state === 'pending' && !task.mine);
  if (!waiting) decision.clocks.stop.push('sign');
}

function transferTask(context: EffectContext): void {
  const { matter, decision, form } = context;
  const unit = form.unit as string;
  for (const task of myOpen(context).filter(mustHandle)) {
    decision.tasks.close.push({ id: task.id, state: 'transferred' });
    const has = matter.tasks.some(
      (other) => other.unit === unit && other.role === task.role && isOpen(other),
    );
    if (!has) decision.tasks.open.push(unitTask(context, { unit, role: task.role as 'main' | 'co' }));
  }
}

/** The main units that had finished get the work back; when none is known the state's holder does. */
function reworkTasks(context: EffectContext): void {
  const finished = context.matter.tasks.filter(
    (task) => task.role === 'main' && task.state === 'done' && task.unit,
  );
  const last = finished.at(-1);
  if (!last) return;
  context.decision.tasks.open.push(
    unitTask(context, {
      unit: last.unit as string,
      role: 'main',
      ...(last.account ? { account: last.account } : {}),
    }),
  );
}

/** From a unit's hands into its centre's; from the centre's own hands one level up. */
function raiseToCentre(context: EffectContext): void {
  if (context.workflow.states.get(context.matter.state)?.owner === 'centre') raiseCentre(context);
}

/** The actor takes the work from whoever had it: the matter feature finds the actor's unit behind `claimer`. */
function claimTask(context: EffectContext): void {
  const { matter, decision } = context;
  const held = matter.tasks.filter((task) => task.role === 'main' && isOpen(task));
  decision.tasks.close.push(...held.map((task) => ({ id: task.id, state: 'transferred' as const })));
  const task = unitTask(context, { unit: '', role: 'main' });
  decision.tasks.open.push({ ...task, unit: null, holder: 'claimer' });
}

const openTaskOf = ({ matter }: Pick<EffectContext, 'matter'>, unit: unknown): TaskView | undefined =>
  matter.tasks.find((task) => mustHandle(task) && isOpen(task) && task.unit === unit);

/** Another unit helps or is told; one that has an open task already keeps it. */
function addTask(context: EffectContext): void {
  const { matter, decision, form } = context;
  const [unit, role] = [form.unit as string, form.role === 'inform' ? 'inform' : 'co'] as const;
  if (matter.tasks.some((task) => task.unit === unit && task.role !== null && isOpen(task))) return;
  decision.tasks.open.push(unitTask(context, { unit, role }));
}

/** One unit's part goes to another; when that one has a smaller part already, it has the larger one instead. */
function replaceTask(context: EffectContext): void {
  const { matter, decision, form } = context;
  const leaving = openTaskOf(context, form.leaving);
  if (!leaving || form.unit === form.leaving) return;
  const unit = form.unit as string;
  decision.tasks.close.push({ id: leaving.id, state: 'transferred' });
  const has = matter.tasks.find((task) => task.unit === unit && task.role !== null && isOpen(task));
  if (has && (has.role === 'main' || has.role === leaving.role)) return;
  if (has) decision.tasks.close.push({ id: has.id, state: 'transferred' });
  decision.tasks.open.push(unitTask(context, { unit, role: leaving.role as 'main' | 'co' }));
}

function releaseTask(context: EffectContext): void {
  const task = openTaskOf(context, context.form.leaving);
  if (task) context.decision.tasks.close.push({ id: task.id, state: 'transferred' });
}

/** Nobody is waited for any longer; whoever had a part keeps sight of the matter. */
function cancelTasks({ matter, decision }: EffectContext): void {
  const open = matter.tasks.filter((task) => mustHandle(task) && isOpen(task));
  decision.tasks.close.push(...open.map((task) => ({ id: task.id, state: 'cancelled' as const })));
}

/** Why an action's effects cannot be done with these answers: the unit that is to leave has no such part. */
export function effectProblems({ matter, action, form }: Omit<EffectContext, 'decision'>): FieldProblem[] {
  const effects = action.effects ?? [];
  if (!effects.includes('release_task') && !effects.includes('replace_task')) return [];
  const task = openTaskOf({ matter }, form.leaving);
  const problem = (message: string) => [{ path: 'leaving', code: 'no_open_task', message }];
  if (!task) return problem('该单位没有未办结的任务，请重新选择');
  if (effects.includes('release_task') && task.role === 'main') return problem('主办单位不能解除，只能更换');
  return [];
}

function raiseCentre({ matter, decision }: EffectContext): void {
  if (matter.centre.has_above) decision.centre = { move: 'above' };
  else decision.alerts.push('no_centre_above');
}

/** Of the state it leads to (延期 stays, 挂起 does not) the working limit ends on that day. */
function extendClock({ workflow, decision, form }: EffectContext): void {
  const kind = workingClock(workflow, decision.to);
  if (!kind) return;
  // Standing still, the clock over the whole matter stands still itself.
  const overall = workflow.states.get(decision.to)?.paused ? undefined : workflow.definition.overall?.kind;
  decision.clocks.extend = { kind, until: form.until as string, ...(overall && { overall }) };
}

const handlers: Record<Effect, (context: EffectContext) => void> = {
  open_tasks: openTasks,
  sign_task: signTask,
  finish_task: (context) => closeMine(context, 'done'),
  return_task: (context) => closeMine(context, 'returned'),
  transfer_task: transferTask,
  rework_tasks: reworkTasks,
  add_task: addTask,
  replace_task: replaceTask,
  release_task: releaseTask,
  cancel_tasks: cancelTasks,
  raise_centre: raiseCentre,
  raise_to_centre: raiseToCentre,
  claim_task: claimTask,
  lower_centre: ({ decision, form }) => {
    decision.centre = { move: 'to', unit: form.unit as string };
  },
  merge_into: ({ decision, form }) => {
    decision.mergeInto = form.matter as string;
  },
  extend_clock: extendClock,
  ask_extension: (context) => askRequest(context, 'extend'),
  ask_suspension: (context) => askRequest(context, 'suspend'),
  grant_request: (context) => {
    grantRequest(context);
    extendClock(context);
  },
  refuse_request: answerRequest,
  climb_request: climbRequest,
  mark_returned: ({ decision }) => {
    decision.set.return_pending = true;
  },
  clear_returned: ({ decision }) => {
    decision.set.return_pending = false;
  },
  mark_urged: ({ decision, now }) => {
    decision.set.last_urged_at = now;
  },
  give_card: ({ decision, form }) => {
    const level = (form.card ?? 'notice') as CardLevel;
    decision.card = { level, reason: String(form.opinion ?? form.reason ?? '') };
  },
  publish_reply: ({ decision, form }) => {
    if (typeof form.reply === 'string') decision.set.public_reply = form.reply;
  },
};
