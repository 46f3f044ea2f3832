import { clockKinds, type Finding, parseLimit } from '../workflow/index.ts';
import type { RoutingDefinition, Rule, Target } from './definition.ts';
import { language } from './facts.ts';
import type { Around } from './targets.ts';

/** What rules may name: matter types with the questions of their forms, and classes. */
export interface Vocabulary {
  types: ReadonlyMap<string, readonly string[]>;
  categories: ReadonlySet<string>;
}

type Severity = Finding['severity'];
const finding = (severity: Severity, code: string, path: string, message: string): Finding => ({
  severity,
  code,
  path,
  message,
});
const error = (code: string, path: string, message: string) => finding('error', code, path, message);
const warning = (code: string, path: string, message: string) => finding('warning', code, path, message);

function conditionFindings({ when }: Rule, path: string): Finding[] {
  if (when === undefined) return [];
  const problem = language.check(when);
  if (problem) return [error('bad_rule', `${path}.when`, `条件不能使用：${problem.split('\n')[0]}`)];
  return language.compile(when).constant === false
    ? [error('never_true', `${path}.when`, '条件永远不成立，这条规则用不上。')]
    : [];
}

/** Whether a rule takes every matter that comes to it, so that nothing comes to those after it. */
const takesAll = ({ when, words }: Rule): boolean =>
  words === undefined &&
  (when === undefined || (!language.check(when) && language.compile(when).constant === true));

function quoted(source: string, left: string): string[] {
  const compared = source.matchAll(new RegExp(`${left}\\s*[!=]=\\s*["']([^"']*)["']`, 'g'));
  const listed = source.matchAll(new RegExp(`${left}\\s+in\\s+\\[([^\\]]*)\\]`, 'g'));
  return [
    ...[...compared].map((match) => match[1]!),
    ...[...listed].flatMap((match) => [...match[1]!.matchAll(/["']([^"']*)["']/g)].map((each) => each[1]!)),
  ];
}

function wordFindings({ when = '' }: Rule, path: string, { types, categories }: Vocabulary): Finding[] {
  const at = `${path}.when`;
  const asked = new Set([...types.values()].flat());
  const classes = [
    ...quoted(when, 'matter\\.category'),
    ...[...when.matchAll(/["']([^"']*)["']\s+in\s+matter\.categories/g)].map((match) => match[1]!),
  ];
  const answers = [...when.matchAll(/answers\.([a-z_]\w*)/g)].map((match) => match[1]!);
  return [
    ...quoted(when, 'matter\\.type').flatMap((code) =>
      types.has(code) ? [] : warning('unknown_type', at, `没有事项类型「${code}」，这条规则等不到它。`),
    ),
    ...classes.flatMap((code) =>
      code === '' || categories.has(code)
        ? []
        : warning('unknown_category', at, `没有类别「${code}」，这条规则等不到它。`),
    ),
    ...[...new Set(answers)].flatMap((name) =>
      asked.has(name)
        ? []
        : warning('unknown_answer', at, `没有一种事项的表单问「${name}」（只能读选项、是否、数字和日期）。`),
    ),
  ];
}

function personFindings(
  target: Exclude<Target, { matrix: true }>,
  path: string,
  { people, units }: Around,
): Finding[] {
  if (target.account === undefined) return [];
  const person = people.get(target.account);
  if (!person) return [error('person_left', `${path}.account`, `没有账号「${target.account}」，或已停用。`)];
  if (person.units.length === 0)
    return [error('person_left', `${path}.account`, `「${target.account}」已不在任何单位任职。`)];
  const unit = 'unit' in target ? units.byCode(target.unit) : undefined;
  return unit && !person.units.includes(unit.id)
    ? [error('person_left', `${path}.account`, `「${target.account}」不在「${unit.name}」。`)]
    : [];
}

function unitFindings(target: Exclude<Target, { matrix: true }>, path: string, { units }: Around): Finding[] {
  const severe = target.optional ? warning : error;
  if ('unit' in target) {
    const unit = units.byCode(target.unit);
    if (!unit) return [severe('unknown_unit', `${path}.unit`, `没有代码为「${target.unit}」的单位。`)];
    return unit.retired ? [severe('unit_retired', `${path}.unit`, `「${unit.name}」已停用。`)] : [];
  }
  if (!('department' in target)) return [];
  const there = units.all().some(({ specialty, retired }) => specialty === target.department && !retired);
  return there
    ? []
    : [severe('unknown_unit', `${path}.department`, `没有一个单位属于「${target.department}」这一类。`)];
}

function targetFindings(rule: Rule, path: string, around: Around | null): Finding[] {
  const { units = [], auto = false } = rule;
  const findings: Finding[] = [];
  const mains = units.filter((target) => 'role' in target && target.role === 'main');
  const matrix = units.some((target) => 'matrix' in target);
  if (units.length > 0 && mains.length === 0 && !matrix)
    findings.push(
      error('no_main', `${path}.units`, '没有主办单位：请指定一个，或加上 matrix: true 由责任清单决定。'),
    );
  if (mains.length > 1) findings.push(error('two_mains', `${path}.units`, '主办单位只能有一个。'));
  units.forEach((target, i) => {
    if ('matrix' in target) return;
    const at = `${path}.units.${i}`;
    if (target.turn && !auto)
      findings.push(
        error('turn_without_auto', `${at}.turn`, '轮流派给人员（turn）只用于自动派遣（auto: true）的规则。'),
      );
    if (target.turn && target.account)
      findings.push(error('turn_and_person', at, '已指定人员，就不能再轮流。'));
    if (around) findings.push(...unitFindings(target, at, around), ...personFindings(target, at, around));
  });
  return findings;
}

function clockFindings({ clocks = {} }: Rule, path: string): Finding[] {
  return Object.entries(clocks).flatMap(([kind, limit]) => {
    const at = `${path}.clocks.${kind}`;
    if (!Object.hasOwn(clockKinds, kind))
      return [
        error('unknown_clock', at, `没有时限「${kind}」，可用：${Object.keys(clockKinds).join('、')}。`),
      ];
    const parsed = parseLimit(limit);
    return parsed && parsed.value > 0
      ? []
      : [error('bad_limit', at, `“${limit}”不是时限，请写成 30m、4h、4wh、2wd、7d 这样，且大于零。`)];
  });
}

/**
 * All that is wrong with rules, in the order of the rules: errors keep them from being published, warnings do not. Without
 * `around` (a pack before the city has units) units and people are not looked for.
 */
export function lintRules(
  definition: RoutingDefinition,
  vocabulary: Vocabulary,
  around: Around | null,
): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  if (definition.code !== 'standard')
    findings.push(error('not_used', 'code', '分派只用代码为 standard 的规则，请改成 standard。'));
  const all = definition.rules.findIndex(takesAll);
  definition.rules.forEach((rule, i) => {
    const path = `rules.${i}`;
    if (seen.has(rule.code))
      findings.push(error('code_twice', `${path}.code`, `代码「${rule.code}」出现了两次。`));
    seen.add(rule.code);
    if (all >= 0 && i > all)
      findings.push(
        error('shadowed', path, `前面的「${definition.rules[all]!.name}」已接住所有事项，轮不到这条规则。`),
      );
    findings.push(
      ...conditionFindings(rule, path),
      ...wordFindings(rule, path, vocabulary),
      ...targetFindings(rule, path, around),
      ...clockFindings(rule, path),
    );
  });
  return findings;
}
