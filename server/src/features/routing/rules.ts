import { type BoundFacts, type Rule as Condition, RuleError } from '../../platform/rules.ts';
import type { Level, Priority, RoutingDefinition, Rule } from './definition.ts';
import { bindFacts, language, type RoutingFacts } from './facts.ts';
import { type Around, type Problem, type Proposed, resolveTargets, type Trouble } from './targets.ts';

/** A set of rules at a version, its conditions compiled once. */
export interface RuleSet {
  definition: RoutingDefinition;
  version: number;
  rules: readonly { rule: Rule; when: Condition | null }[];
  /** Some condition reads a fact of the caller: it must be known before anything is decided. */
  asksCaller: boolean;
}

/** A rule that held but could not be followed, or that failed: it was passed over, and somebody is told. */
export interface Skipped extends Trouble {
  rule: string;
  problem: Problem;
}

/** What a decision means for the matter. */
export interface Outcome {
  units: Proposed[];
  level: Level | null;
  priority: Priority | null;
  clocks: Record<string, string>;
  auto: boolean;
}

/** Who answers and why: by a rule, else by the responsibility matrix, else the centre that has it decides. */
export interface Routed {
  by: 'rule' | 'matrix' | 'centre';
  rule: { code: string; name: string } | null;
  outcome: Outcome;
  skipped: Skipped[];
}

/** A condition that a newer program does not take any more fails like one that fails when it runs: calls are taken all the same. */
function compiled(source: string): Condition {
  try {
    return language.compile(source);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const test = () => {
      throw error;
    };
    return { source, constant: null, test };
  }
}

/** Never throws for what rules say: a condition that does not compile fails when it is asked. Lint first, and show those findings. */
export function compileRules(definition: RoutingDefinition, version: number): RuleSet {
  const rules = definition.rules.map((rule) => ({
    rule,
    when: rule.when === undefined ? null : compiled(rule.when),
  }));
  return {
    definition,
    version,
    rules,
    asksCaller: rules.some(({ when }) => /\bcaller\b/.test(when?.source ?? '')),
  };
}

const holdsFor = (rule: Rule, facts: RoutingFacts): boolean =>
  rule.words === undefined || rule.words.some((each) => facts.words.includes(each));

function outcomeOf(
  rule: Rule,
  area: string,
  around: Around,
  matrix: () => readonly Proposed[],
): Outcome | Trouble {
  const { level = null, priority = null, clocks = {}, auto = false } = rule;
  const place = around.areas.get(area);
  if (!place) return { problem: 'fails', words: '事项所在的区域已不存在' };
  const units = rule.units ? resolveTargets(rule.units, place, around, matrix) : [...matrix()];
  if (!Array.isArray(units)) return units;
  if ((auto || rule.units) && !units.some(({ role }) => role === 'main'))
    return { problem: 'no_main', words: '没有找到主办单位' };
  return { units, level, priority, clocks, auto };
}

/**
 * Decides by the first rule that holds and can be followed. A rule that fails (a missing fact), or names who is no longer there,
 * is passed over and told in `skipped`; after the last rule the matrix, and where it says nothing the centre itself. Never throws
 * for what rules say, so every matter is routed to somebody. The same facts and the same world give the same answer.
 */
export function route(
  { rules }: RuleSet,
  facts: RoutingFacts,
  area: string,
  around: Around,
  matrix: () => readonly Proposed[],
): Routed {
  const skipped: Skipped[] = [];
  // Only when a condition asks: facts kept by an earlier program may lack what is a fact today.
  let bound: BoundFacts | undefined;
  const holds = (when: Condition) => {
    bound ??= bindFacts(facts);
    return when.test(bound);
  };
  for (const { rule, when } of rules) {
    try {
      if (!holdsFor(rule, facts) || (when && !holds(when))) continue;
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      skipped.push({
        rule: rule.code,
        problem: 'fails',
        words: `条件不能计算：${error.message.split('\n')[0]}`,
      });
      continue;
    }
    const outcome = outcomeOf(rule, area, { ...around, property: facts.place.property }, matrix);
    if (!('problem' in outcome))
      return { by: 'rule', rule: { code: rule.code, name: rule.name }, outcome, skipped };
    skipped.push({ rule: rule.code, ...outcome });
  }
  const units = [...matrix()];
  const outcome = { units, level: null, priority: null, clocks: {}, auto: false };
  const main = units.some(({ role }) => role === 'main');
  return { by: main ? 'matrix' : 'centre', rule: null, outcome, skipped };
}

/** Whose turn it is: the first after the last one in the order of ids, so that who comes or goes changes nobody's share. */
export function nextInTurn(people: readonly string[], last: string | null): string | null {
  const sorted = [...people].sort();
  return sorted.find((id) => last === null || id > last) ?? sorted[0] ?? null;
}
