import type { Definition } from './definition.ts';
import { language } from './facts.ts';
import { targetsOf } from './graph.ts';
import type { Finding } from './parse.ts';

interface Place {
  path: string;
  rule: string;
  /** What the actor typed is known here; in guards it is not, because they decide whether the button is shown. */
  form: ReadonlySet<string> | null;
  from: readonly string[];
  guard: boolean;
}

/** Every rule type-checks, reads only what exists, and is not true or false whatever happens. */
export function lintRules(definition: Definition): Finding[] {
  return places(definition).flatMap((place) => lintRule(definition, place));
}

function places(definition: Definition): Place[] {
  return Object.entries(definition.actions).flatMap(([code, action]) => {
    const fields = new Set((action.form ?? []).map((field) => field.name));
    const base = { from: action.from, form: null, guard: true };
    const typed = { from: action.from, form: fields, guard: false };
    const at = (key: string) => `actions.${code}.${key}`;
    const rules: (Place | null)[] = [
      ...(action.guards ?? []).map((item, i) => ({ ...base, path: at(`guards.${i}`), rule: item.ensure })),
      ...action.by.map((item, i) =>
        item.when ? { ...base, path: at(`by.${i}.when`), rule: item.when.ensure } : null,
      ),
      ...(action.checks ?? []).map((item, i) => ({ ...typed, path: at(`checks.${i}`), rule: item.ensure })),
      ...targetsOf(action).map((item, i) =>
        item.when ? { ...typed, path: at(`to.${i}`), rule: item.when } : null,
      ),
      ...(action.form ?? []).map((field) =>
        field.required_when ? { ...typed, path: at(`form.${field.name}`), rule: field.required_when } : null,
      ),
    ];
    return rules.filter((place) => place !== null);
  });
}

function lintRule(definition: Definition, place: Place): Finding[] {
  const found = (code: string, message: string, severity: Finding['severity'] = 'error'): Finding => ({
    severity,
    code,
    path: place.path,
    message,
  });
  const problem = language.check(place.rule);
  if (problem) return [found('bad_rule', `条件“${place.rule}”不成立：${problem}`)];
  const findings: Finding[] = [];
  for (const field of formFields(place.rule)) {
    if (!place.form)
      findings.push(found('guard_reads_form', '显示按钮前还没有填表，条件不能用 form；请改用 checks'));
    else if (!place.form.has(field))
      findings.push(found('unknown_field', `条件提到的表单项“${field}”没有定义`));
  }
  for (const state of statesIn(place.rule)) {
    if (!Object.hasOwn(definition.states, state))
      findings.push(found('unknown_state', `条件提到的环节“${state}”没有定义`));
  }
  const constant = language.compile(place.rule).constant;
  if (constant === true)
    findings.push(found('always_true', `条件“${place.rule}”总是成立，可以去掉`, 'warning'));
  if (constant === false || (place.guard && falseInAll(place))) {
    findings.push(found('never_true', `条件“${place.rule}”在它的任何环节都不成立`));
  }
  return findings;
}

const formFields = (rule: string): string[] =>
  [...rule.matchAll(/\bform\.(\w+)/g)].map((match) => match[1] as string);

/** State names a rule compares with: matter.state == "a", matter.state in ["a", "b"]. */
function statesIn(rule: string): string[] {
  const compared = [...rule.matchAll(/matter\.state\s*[!=]=\s*["'](.*?)["']/g)].map(
    (match) => match[1] as string,
  );
  const listed = [...rule.matchAll(/matter\.state\s+in\s+\[(.*?)\]/g)].flatMap((match) =>
    [...(match[1] as string).matchAll(/["'](.*?)["']/g)].map((item) => item[1] as string),
  );
  return [...compared, ...listed];
}

/** A rule that reads nothing but the state is tried in every state it is for. */
function falseInAll(place: Place): boolean {
  const others = place.rule
    .replace(/matter\.state\b/g, '')
    .match(/\b(matter|tasks|me|centre|policy|answers|form)\./);
  if (others || !place.rule.includes('matter.state')) return false;
  const rule = language.compile(place.rule);
  return place.from.every((state) => !rule.test({ values: { matter: { state } } }));
}
