import type { Rule } from '../../platform/rules.ts';
import type { Action, Condition, Definition, FormField, Performer, State } from './definition.ts';
import { language } from './facts.ts';

export interface CompiledCondition {
  rule: Rule;
  message: string;
  field: string | null;
}
export interface CompiledAction extends Omit<Action, 'to' | 'by' | 'guards' | 'checks' | 'from' | 'form'> {
  code: string;
  from: ReadonlySet<string>;
  targets: { when: Rule | null; to: string }[];
  performers: (Omit<Performer, 'when'> & { when: CompiledCondition | null })[];
  conditions: CompiledCondition[];
  checks: CompiledCondition[];
  form: FormField[];
  /** What a caller is asked: neither internal fields nor those for staff. */
  callerForm: FormField[];
  requiredWhen: ReadonlyMap<string, Rule>;
}

/** A definition with its rules compiled once; what every function of the engine takes. */
export interface Workflow {
  definition: Definition;
  states: ReadonlyMap<string, State>;
  actions: ReadonlyMap<string, CompiledAction>;
}

/** Throws RuleError on a rule that does not compile: lint first, and show those findings instead. */
export function compileWorkflow(definition: Definition): Workflow {
  const actions = Object.entries(definition.actions).map(
    ([code, action]) => [code, compileAction(code, action)] as const,
  );
  return { definition, states: new Map(Object.entries(definition.states)), actions: new Map(actions) };
}

function compileAction(code: string, action: Action): CompiledAction {
  const targets = typeof action.to === 'string' ? [{ to: action.to }] : action.to;
  const form = action.form ?? [];
  const requiredWhen = form.flatMap((field) =>
    field.required_when ? [[field.name, language.compile(field.required_when)] as const] : [],
  );
  return {
    ...action,
    code,
    form,
    callerForm: form.filter((field) => field.audience === 'public' && !field.staff),
    from: new Set(action.from),
    targets: targets.map((target: { when?: string; to: string }) => ({
      when: target.when ? language.compile(target.when) : null,
      to: target.to,
    })),
    performers: action.by.map((performer) => ({
      ...performer,
      when: performer.when ? compileCondition(performer.when) : null,
    })),
    conditions: (action.guards ?? []).map(compileCondition),
    checks: (action.checks ?? []).map(compileCondition),
    requiredWhen: new Map(requiredWhen),
  };
}

function compileCondition(condition: Condition): CompiledCondition {
  return {
    rule: language.compile(condition.ensure),
    message: condition.message,
    field: condition.field ?? null,
  };
}
