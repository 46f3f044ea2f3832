import type { Definition } from './definition.ts';
import { language } from './facts.ts';
import type { MatterType } from './matter-type.ts';
import { clockStarts } from './movement.ts';
import type { Finding } from './parse.ts';
import { type ClockKind, clockKinds } from './vocabulary.ts';

export interface TypeContext {
  workflows: ReadonlyMap<string, Definition>;
  /** Category schemes that exist. */
  schemes?: ReadonlySet<string>;
}

/** Whether a matter type fits its workflow: it exists, every clock has a limit, and the form's conditions are sound. */
export function lintType(type: MatterType, context: TypeContext): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, path: string, message: string) =>
    found.push({ severity: 'error', code, path, message });
  const definition = context.workflows.get(type.workflow);
  if (!definition) add('unknown_workflow', 'workflow', `流程“${type.workflow}”没有定义`);
  for (const scheme of type.schemes) {
    if (context.schemes && !context.schemes.has(scheme))
      add('unknown_scheme', 'schemes', `类别体系“${scheme}”不存在`);
  }
  const names = new Set(type.form.map((field) => field.name));
  const check = (rule: string, path: string) => {
    const problem = language.check(rule);
    if (problem) add('bad_rule', path, `条件“${rule}”不成立：${problem}`);
    for (const [, name] of rule.matchAll(/\bform\.(\w+)/g))
      if (!names.has(name as string)) add('unknown_field', path, `条件提到的表单项“${name}”没有定义`);
  };
  for (const field of type.form) {
    const path = `form.${field.name}`;
    if (field.kind === 'select' && !field.options) add('no_options', path, `“${field.label}”没有选项`);
    if (field.required_when) check(field.required_when, path);
  }
  if (type.similar?.join) check(type.similar.join, 'similar.join');
  for (const kind of definition ? clocksFromType(definition) : []) {
    if (!type.limits[kind])
      add('no_limit', `limits.${kind}`, `流程会启动“${clockKinds[kind]}”，请给出默认时限`);
  }
  return found;
}

/** Clock kinds whose limit may come from the type and that no fixed duration covers. */
function clocksFromType(definition: Definition): ClockKind[] {
  const needed = clockStarts(definition).filter(
    (clock) => clock.limit.includes('type') && !clock.limit.some((source) => /^\d/.test(source)),
  );
  return [...new Set(needed.map((clock) => clock.kind))];
}
