import type { BoundFacts, Rule } from '../../platform/rules.ts';
import type { CompiledAction, CompiledCondition, Workflow } from './compile.ts';
import type {
  ActionOffer,
  ClockStart,
  Decision,
  EventDraft,
  FieldProblem,
  Hold,
  Outcome,
  Refusal,
} from './decision.ts';
import type { FormField } from './definition.ts';
import { applyEffects, type EffectContext, effectProblems } from './effects.ts';
import { bindFacts, type MatterView } from './facts.ts';
import { checkForm, type FormValues } from './form.ts';
import { move, ownerOf, stateClocks, stateTask, workingClock } from './movement.ts';
import type { Audience, Permission } from './vocabulary.ts';

/** What a new matter begins with: its state, first task, clocks and messages. Its matter row does not exist yet. */
export function openMatter(workflow: Workflow): Decision {
  const { definition } = workflow;
  const initial = workflow.states.get(definition.initial);
  if (!initial) throw new Error(`workflow ${definition.code}: initial state is not defined`);
  const task = stateTask(initial);
  const overall: ClockStart[] = definition.overall ? [{ ...definition.overall, action: null }] : [];
  const decision = emptyDecision('opened', null, definition.initial);
  decision.moved = true;
  decision.owner = ownerOf(initial);
  if (task) decision.tasks.open.push(task);
  decision.clocks.start.push(...overall, ...stateClocks(initial));
  decision.notify = definition.opened.notify ?? [];
  decision.events.push(event('opened', definition.opened.audience, null, definition.initial, {}));
  return decision;
}

/**
 * Every action the actor may see on the matter now. What the actor can never do here is absent; what cannot be done now
 * is there with `enabled: false` and the reason. `performAction` decides with the same function.
 */
export function listActions(
  workflow: Workflow,
  matter: MatterView,
  holds: readonly Hold[],
  now: Date,
): ActionOffer[] {
  const facts = factsOf(workflow, matter, now);
  const offers: ActionOffer[] = [];
  for (const action of workflow.actions.values()) {
    const standing = judge(action, matter, holds, facts);
    if (standing.kind === 'forbidden' || standing.kind === 'elsewhere') continue;
    offers.push({
      action: action.code,
      name: action.name,
      form: formFor(action, holds),
      enabled: standing.kind === 'enabled',
      reason: standing.kind === 'blocked' ? standing.reason : null,
      confirm: action.confirm ?? null,
    });
  }
  return offers;
}

/**
 * Decides one action with its form: everything to write, or a refusal with a Chinese message (form problems all at once).
 * Writes nothing and is repeatable. `holds` are the actor's standings on this matter at `now`.
 */
export function performAction(
  workflow: Workflow,
  matter: MatterView,
  code: string,
  form: FormValues,
  holds: readonly Hold[],
  now: Date,
): Outcome {
  const action = workflow.actions.get(code);
  if (!action) return refuse('unknown_action', `没有“${code}”这个操作`);
  const facts = factsOf(workflow, matter, now);
  const standing = judge(action, matter, holds, facts);
  if (standing.kind === 'forbidden') return refuse('forbidden', `您不能对这件事项做“${action.name}”`);
  if (standing.kind === 'elsewhere') return refuse('not_now', notHere(workflow, matter, action));
  if (standing.kind === 'blocked') return refuse('not_now', standing.reason);
  const checked = checkAnswers(action, formFor(action, holds), form, facts);
  if (checked.problems.length > 0) {
    return refuse('form_invalid', checked.problems[0]?.message ?? '填写有误', checked.problems);
  }
  const context = { workflow, matter, action, form: checked.values, now };
  const impossible = effectProblems(context);
  if (impossible.length > 0) return refuse('form_invalid', impossible[0]!.message, impossible);
  return decide(context, facts);
}

const factsOf = (workflow: Workflow, matter: MatterView, now: Date): BoundFacts =>
  bindFacts(matter, {}, now, workingClock(workflow, matter.state));

type Standing = { kind: 'enabled' | 'forbidden' | 'elsewhere' } | { kind: 'blocked'; reason: string };

/** The one answer to “may this actor do this, here, now”. */
function judge(
  action: CompiledAction,
  matter: MatterView,
  holds: readonly Hold[],
  facts: BoundFacts,
): Standing {
  const performers = action.performers.filter((performer) =>
    holdsOne(holds, performer.relation, performer.permission),
  );
  if (performers.length === 0) return { kind: 'forbidden' };
  if (!action.from.has(matter.state)) {
    const reason = action.blocked?.[matter.state];
    return reason ? { kind: 'blocked', reason } : { kind: 'elsewhere' };
  }
  const open = performers.find((performer) => !performer.when || performer.when.rule.test(facts));
  if (!open) return { kind: 'blocked', reason: performers[0]?.when?.message ?? '' };
  const failing = action.conditions.find((condition) => !condition.rule.test(facts));
  return failing ? { kind: 'blocked', reason: failing.message } : { kind: 'enabled' };
}

const holdsOne = (holds: readonly Hold[], relation: string, permission: Permission): boolean =>
  holds.some((hold) => hold.relation === relation && hold.permissions.has(permission));

/** Somebody who acts only as the caller is asked only what callers are asked. */
function formFor(action: CompiledAction, holds: readonly Hold[]): FormField[] {
  const staff = action.performers.some(
    ({ relation, permission }) => relation !== 'caller' && holdsOne(holds, relation, permission),
  );
  return staff ? action.form : action.callerForm;
}

function checkAnswers(action: CompiledAction, fields: FormField[], input: FormValues, facts: BoundFacts) {
  const answers = withForm(facts, action, input);
  const checked = checkForm(fields, input, (field) => {
    const when = action.requiredWhen.get(field.name);
    return field.required === true || (when !== undefined && holdsFor(when, answers));
  });
  if (checked.problems.length > 0) return checked;
  const cleaned = withForm(facts, action, checked.values);
  const failed = action.checks.filter((check) => !holdsFor(check.rule, cleaned)).map(formProblem);
  return { values: checked.values, problems: failed };
}

/** The same facts with the answers; a field left out reads as null. */
function withForm(facts: BoundFacts, action: CompiledAction, form: FormValues): BoundFacts {
  const blank = Object.fromEntries(action.form.map((field) => [field.name, null]));
  return { values: { ...facts.values, form: { ...blank, ...form } } };
}

/** A rule over answers: where the answer has no comparable value the condition does not hold. */
function holdsFor(rule: Rule, facts: BoundFacts): boolean {
  try {
    return rule.test(facts);
  } catch {
    return false;
  }
}

const formProblem = (check: CompiledCondition): FieldProblem => ({
  path: check.field ?? '',
  code: 'check_failed',
  message: check.message,
});

function decide(context: Omit<EffectContext, 'decision'>, facts: BoundFacts): Outcome {
  const { workflow, matter, action, form } = context;
  const answered = withForm(facts, action, form);
  const target = action.targets.find((item) => !item.when || holdsFor(item.when, answered))?.to;
  const to = target === 'same' ? matter.state : target === 'previous' ? matter.previousState : target;
  if (!to || !workflow.states.has(to))
    return refuse('not_now', `“${action.name}”现在没有可去的环节，请联系管理员`);
  const decision = emptyDecision(action.code, matter.state, to);
  applyEffects({ ...context, decision });
  move(workflow, matter, decision, { resumed: target === 'previous', now: context.now });
  if (action.count) decision.count.push(action.count);
  decision.notify = [...(action.notify ?? []), ...decision.notify];
  decision.events = events(workflow, matter.state, action, form, to);
  return { ok: true, decision };
}

/** Implied steps first, then what only staff may read, then the action itself. */
function events(
  workflow: Workflow,
  from: string,
  action: CompiledAction,
  form: FormValues,
  to: string,
): EventDraft[] {
  const steps: EventDraft[] = [];
  let at = from;
  for (const code of action.implies?.[from] ?? []) {
    const step = workflow.actions.get(code);
    const next = step?.targets.at(-1)?.to ?? at;
    steps.push({ ...event(code, step?.audience ?? 'staff', at, next, {}), implied: true });
    at = next;
  }
  const open: FormValues = {};
  const internal: FormValues = {};
  for (const field of action.form) {
    const group = action.audience === 'staff' || field.audience === 'public' ? open : internal;
    if (form[field.name] !== undefined) group[field.name] = form[field.name];
  }
  if (Object.keys(internal).length > 0)
    steps.push(event(`${action.code}.internal`, 'staff', at, to, internal));
  return [...steps, event(action.code, action.audience, at, to, open)];
}

const event = (
  kind: string,
  audience: Audience,
  from: string | null,
  to: string,
  data: FormValues,
): EventDraft => ({
  kind,
  audience,
  from,
  to,
  implied: false,
  data,
});

function notHere(workflow: Workflow, matter: MatterView, action: CompiledAction): string {
  const state = workflow.states.get(matter.state)?.name ?? matter.state;
  return `事项现在是“${state}”，不能“${action.name}”，请刷新后再看`;
}

const refuse = (code: Refusal['code'], message: string, fields: FieldProblem[] = []): Outcome => ({
  ok: false,
  refusal: { code, message, fields },
});

/** A decision that changes nothing yet. */
export function emptyDecision(action: string, from: string | null, to: string): Decision {
  return {
    action,
    from,
    to,
    moved: false,
    owner: null,
    centre: null,
    tasks: { open: [], close: [], update: [] },
    clocks: { stop: [], start: [], running: null, extend: null },
    set: {},
    request: null,
    count: [],
    mergeInto: null,
    alerts: [],
    notify: [],
    events: [],
  };
}
