import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import { faultWords, typeWord } from './rules.words.ts';

/** The types a fact may have. `map` is free-form (a submitted form); everything else is checked before a rule ever runs. */
export type FactType = 'bool' | 'int' | 'double' | 'string' | 'list<string>' | 'map';
/** Variables of a rule: a plain type, or a group of named facts. */
export type FactSchema = Record<string, FactType | Record<string, FactType>>;
export type Facts = Record<string, unknown>;

/** A condition compiled once. Refuses at compile time what does not parse, type-check or yield a boolean. */
export interface Rule {
  readonly source: string;
  /** Set when the rule reads no fact at all: it can never change its answer. */
  readonly constant: boolean | null;
  test(bound: BoundFacts): boolean;
}

/** Facts made ready for evaluation; build once, test many rules. */
export interface BoundFacts {
  readonly values: Record<string, unknown>;
}

export interface RuleLanguage {
  /** What is wrong with an expression, in Chinese words, or null when it is a sound condition. */
  check(source: string): string | null;
  /** Throws RuleError for what `check` would complain about. */
  compile(source: string): Rule;
  /** Throws RuleError when a declared fact is missing or of another type: a rule never decides on a guess. */
  bind(facts: Facts): BoundFacts;
}

export class RuleError extends Error {
  readonly source: string;
  constructor(message: string, source: string) {
    super(message);
    this.name = 'RuleError';
    this.source = source;
  }
}

/** The rule language (CEL) over a declared set of facts. Pure; knows nothing of what the facts mean. */
export function ruleLanguage(schema: FactSchema): RuleLanguage {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    limits: { maxAstNodes: 500, maxDepth: 40 },
  });
  for (const [name, type] of Object.entries(schema)) {
    if (typeof type === 'string') environment.registerVariable(name, type);
    else environment.registerVariable({ name, schema: type });
  }
  const check = (source: string): string | null => {
    const result = environment.check(source);
    if (!result.valid) return faultWords(result.error, source);
    const costly = costOf(environment.parse(source).ast);
    if (costly) return costly;
    return result.type === 'bool' || result.type === 'dyn'
      ? null
      : `条件要能判断成立或不成立，这里得到的是${typeWord(result.type ?? '')}；请加上比较，例如 >=、==。`;
  };
  return {
    check,
    compile(source) {
      const problem = check(source);
      if (problem) throw new RuleError(problem, source);
      return toRule(environment.parse(source), source);
    },
    bind: (facts) => ({ values: bind(schema, facts) }),
  };
}

/** What goes over a list, or names a value that may be doubled: one within another multiplies. */
const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'bind']);

/** Why a sound expression is refused all the same: it could keep the program, which evaluates it in the way of everybody, busy for hours. */
function costOf(part: unknown, looping = false): string | null {
  if (Array.isArray(part)) return part.reduce((found, each) => found ?? costOf(each, looping), null);
  const { op, args } = (part ?? {}) as Partial<ASTNode>;
  if (typeof op !== 'string') return null;
  const called = op === 'rcall' || op === 'call' ? String((args as unknown[])[0]) : null;
  if (called === 'matches') return '不能用 matches，请用 ==、in 或 contains() 比较。';
  const loops = called !== null && LOOPS.has(called);
  if (loops && looping) return `“${called}”不能写在另一个 all、exists、map、filter 里面。`;
  return costOf(args, looping || loops);
}

function toRule(parsed: ParseResult, source: string): Rule {
  const test = (bound: BoundFacts): boolean => {
    let value: unknown;
    try {
      value = parsed(bound.values);
    } catch (error) {
      throw new RuleError(faultWords(error, source), source);
    }
    if (typeof value !== 'boolean') throw new RuleError('条件没有得出成立或不成立。', source);
    return value;
  };
  return { source, constant: constantOf(test), test };
}

/** A rule that answers without any facts reads none of them. */
function constantOf(test: (bound: BoundFacts) => boolean): boolean | null {
  try {
    return test({ values: {} });
  } catch {
    return null;
  }
}

function bind(schema: FactSchema, facts: Facts): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(schema)) {
    if (typeof type === 'string') {
      values[name] = convert(type, facts[name], name);
      continue;
    }
    const group = facts[name] as Facts | undefined;
    const converted: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(type)) {
      converted[key] = convert(inner, group?.[key], `${name}.${key}`);
    }
    values[name] = converted;
  }
  return values;
}

const accepts: Record<FactType, (value: unknown) => boolean> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isSafeInteger(value),
  double: (value) => typeof value === 'number' && Number.isFinite(value),
  string: (value) => typeof value === 'string',
  'list<string>': (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  map: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** CEL integers are BigInt in JavaScript; a plain number would silently be a double. */
function convert(type: FactType, value: unknown, name: string): unknown {
  if (!accepts[type](value)) throw new RuleError(`fact ${name} must be ${type}`, name);
  return type === 'int' ? BigInt(value as number) : value;
}

/** A rule as a tree, for whoever asks the same of a database; check it with `ruleLanguage` first. Throws RuleError for what does not parse. */
export function parseRule(source: string): ASTNode {
  try {
    return new Environment().parse(source).ast;
  } catch (error) {
    throw new RuleError(faultWords(error, source), source);
  }
}
