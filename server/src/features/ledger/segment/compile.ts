import type { ASTNode } from '@marcbachmann/cel-js';
import { type RawBuilder, sql } from 'kysely';
import { parseRule, type RuleLanguage, ruleLanguage } from '../../../platform/rules.ts';
import type { Dictionaries } from '../../dictionary/index.ts';
import { codeFacet } from '../../resident/index.ts';
import { AGO, type Fact, type Facts, schemaOf } from './facts.ts';

/** A rule as PostgreSQL answers it for a person `p` on the day `d.today`: the condition, and the joins it needs. */
export interface Compiled {
  condition: RawBuilder<boolean>;
  narrow: Narrow | null;
  joins: RawBuilder<unknown>;
  /** It asks for something that is masked for whoever may not unmask. */
  masked: boolean;
  /** The groups of facts it reads beside the person's own row. */
  groups: ReadonlySet<string>;
  /** Which joins those are, as `GROUP.JOIN`. */
  joined: ReadonlySet<string>;
}

/** What facets and birth alone say of a condition: nobody is meant for whom it is not so. */
interface Narrow {
  holds: Sql;
  /** It is the condition itself: whoever it is so for is meant. */
  whole: boolean;
}

/** What a rule says that a segment cannot ask, in the user's words. */
export class Unaskable extends Error {}

type Sql = RawBuilder<unknown>;
const refuse = (what: string): never => {
  throw new Unaskable(what);
};

const COMPARE: Record<string, string> = { '<': '<', '<=': '<=', '>': '>', '>=': '>=' };
const FLIP: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==' };

/** Turns one rule into SQL. Compared as the rule language compares: what is missing equals nothing and is neither more nor less than anything. */
class Compiler {
  readonly joins = new Map<string, Sql>();
  readonly facts: Facts;
  readonly words: Dictionaries | undefined;
  readonly groups = new Set<string>();
  masked = false;
  readonly #narrow = new Map<Sql, Narrow>();

  constructor(facts: Facts, words?: Dictionaries) {
    this.facts = facts;
    this.words = words;
  }

  #fact(group: string, name: string): Fact {
    const fact = this.facts[group]?.facts[name] ?? refuse(`没有“${group}.${name}”这一项。`);
    if (fact.masked) this.masked = true;
    if (fact.join) {
      this.groups.add(group);
      this.joins.set(`${group}.${fact.join}`, this.facts[group]!.joins[fact.join]!);
    }
    return fact;
  }

  #path(node: ASTNode): [string, string] | null {
    const { op, args } = node as { op: string; args: [ASTNode, string] };
    if (op !== '.' || (args[0] as { op: string }).op !== 'id') return null;
    return [(args[0] as unknown as { args: string }).args, args[1]];
  }

  condition(node: ASTNode): Sql {
    const { op, args } = node as unknown as { op: string; args: ASTNode[] };
    if (op === '&&' || op === '||') return this.#joined(op, args);
    if (op === '!_') return sql`(not ${this.condition(args as unknown as ASTNode)})`;
    if (op === '?:') return this.#choice(args);
    if (op === 'in') return this.#within(args[0]!, args[1]!);
    if (op === 'rcall') return this.#called(args as unknown as [string, ASTNode, ASTNode[]]);
    if (op in COMPARE || op === '==' || op === '!=') return this.#compared(op, args[0]!, args[1]!);
    if (op === '.') return this.#flag(node);
    if (op === 'value') return this.value(node);
    return refuse(`分组条件里不能用“${op}”。`);
  }

  /** Null for a condition of which facets and birth say nothing. */
  narrow(condition: Sql): Narrow | null {
    return this.#narrow.get(condition) ?? null;
  }

  #joined(op: '&&' | '||', args: ASTNode[]): Sql {
    const [a, b] = [this.condition(args[0]!), this.condition(args[1]!)];
    const both = (left: Sql, right: Sql) =>
      op === '&&' ? sql`(${left} and ${right})` : sql`(${left} or ${right})`;
    const joined = both(a, b);
    const [nearA, nearB] = [this.narrow(a), this.narrow(b)];
    if (nearA && nearB)
      this.#narrow.set(joined, {
        holds: both(nearA.holds, nearB.holds),
        whole: nearA.whole && nearB.whole,
      });
    else if (op === '&&' && (nearA || nearB))
      this.#narrow.set(joined, { holds: (nearA ?? nearB)!.holds, whole: false });
    return joined;
  }

  #choice([test, yes, no]: ASTNode[]): Sql {
    return sql`(case when ${this.condition(test!)} then ${this.condition(yes!)} else ${this.condition(no!)} end)`;
  }

  #compared(op: string, left: ASTNode, right: ASTNode): Sql {
    const byBirth = this.#age(op, left, right) ?? (FLIP[op] ? this.#age(FLIP[op], right, left) : null);
    if (byBirth) {
      this.#narrow.set(byBirth, { holds: byBirth, whole: true });
      return byBirth;
    }
    const [a, b] = [this.value(left), this.value(right)];
    if (op === '==') return this.#indexed(left, [right], sql`((${a}) = (${b})) is true`);
    const exactly =
      op === '!='
        ? sql`((${a}) = (${b})) is not true`
        : sql`((${a}) ${sql.raw(COMPARE[op]!)} (${b})) is true`;
    return this.#isKnown(op, left, right) ? this.#among(this.#rowFact(left)!.facet!, exactly) : exactly;
  }

  /** What the person's own row says of an item; null for anything else. */
  #rowFact(node: ASTNode): Fact | null {
    const path = this.#path(node);
    return path?.[0] === 'person' ? (this.facts.person?.facts[path[1]] ?? null) : null;
  }

  /** True when only those can be meant of whom something is known under an item that few have: it is not empty, or it is not before a day. */
  #isKnown(op: string, left: ASTNode, right: ASTNode): boolean {
    const fact = this.#rowFact(left);
    if (!this.words || fact?.facet === undefined || fact.type !== 'string') return false;
    const { op: kind, args } = right as unknown as { op: string; args: unknown };
    if (op === '!=') return kind === 'value' && args === '';
    const isDay = this.#path(right)?.[0] === 'ago' || (kind === 'id' && args === 'today');
    return op.startsWith('>') && (isDay || (kind === 'value' && typeof args === 'string' && args !== ''));
  }

  #known(node: ASTNode): Fact | undefined {
    const path = this.#path(node);
    return path ? this.facts[path[0]]?.facts[path[1]] : undefined;
  }

  /** What rows carry one of these values under an item: the index answers whole, so nothing is compared again. */
  #carries(item: string, values: readonly (string | boolean)[]): Sql {
    const each = values.map((value) => sql`p.items @> ${sql.lit(JSON.stringify({ [item]: value }))}::jsonb`);
    return sql`(${sql.join(each, sql` or `)})`;
  }

  #flag(node: ASTNode): Sql {
    const item = this.#known(node)?.item;
    if (item) return this.#carries(item, [true]);
    const [fact, said] = [this.#rowFact(node), this.value(node)];
    return this.words && fact?.type === 'bool' && fact.facet !== undefined
      ? this.#among(fact.facet, said)
      : said;
  }

  /**
   * The index tells who may be meant, and the value itself is compared all the same. That it is compared again makes nobody rarer, which
   * PostgreSQL would take it for: so it asks that what is compared is not unknown, of which it expects nearly all.
   */
  #among(facet: number | readonly number[], exactly: Sql): Sql {
    const list = sql.lit(`{${[facet].flat().join(',')}}`);
    const operator = sql.raw(typeof facet === 'number' || facet.length === 1 ? '@>' : '&&');
    const near = sql`p.facets ${operator} ${list}::int[]`;
    const asked = sql`(${near} and nullif(${exactly}, false) is not null)`;
    this.#narrow.set(asked, { holds: near, whole: false });
    return asked;
  }

  /** An age compared with a number is a birth date compared with a day: the index of birth dates answers it. */
  #age(op: string, left: ASTNode, right: ASTNode): Sql | null {
    const path = this.#path(left);
    const { op: kind, args } = right as unknown as { op: string; args: unknown };
    if (path?.[0] !== 'person' || path[1] !== 'age' || kind !== 'value') return null;
    const years = Number(args);
    if (!Number.isFinite(years) || years < 0 || years > 200) return null;
    /** The last birth date of those who are at least so old. */
    const born = (age: number) => sql`(d.today - make_interval(years => ${sql.lit(Math.ceil(age))}))::date`;
    const next = Number.isInteger(years) ? years + 1 : years;
    if (op === '>=') return sql`(p.birth <= ${born(years)}) is true`;
    if (op === '>') return sql`(p.birth <= ${born(next)}) is true`;
    if (op === '<') return sql`(p.birth > ${born(years)}) is true`;
    if (op === '<=') return sql`(p.birth > ${born(next)}) is true`;
    if (op === '==' && Number.isInteger(years))
      return sql`(p.birth <= ${born(years)} and p.birth > ${born(next)}) is true`;
    return null;
  }

  #within(item: ASTNode, list: ASTNode): Sql {
    const { op, args } = list as unknown as { op: string; args: unknown };
    if (op === 'id' && args === 'tags')
      return sql`exists (select from ledger_tagged t where t.person_id = p.id and t.tag = ${this.value(item)})`;
    if (op !== 'list') return refuse('“in”后面请写 tags，或写成列表，例如 ["01", "02"]。');
    const values = (args as ASTNode[]).map((each) => this.value(each));
    if (values.length === 0) return sql`false`;
    return this.#indexed(
      item,
      args as ASTNode[],
      sql`((${this.value(item)}) in (${sql.join(values)})) is true`,
    );
  }

  /** A code of a dictionary has a facet, and the index of facets finds who carries it. */
  #indexed(item: ASTNode, values: readonly ASTNode[], exactly: Sql): Sql {
    const { item: kept, raw } = this.#known(item) ?? {};
    const texts = values.map((node) => (node as unknown as { args: unknown }).args);
    const whole = texts.every((text) => typeof text === 'string' && text !== '');
    if (kept && whole) return this.#carries(kept, texts as string[]);
    // What is not known is not equal, also where it is asked the other way round.
    if (raw && whole) return sql`(${raw} in (${sql.join(texts.map(literal))}) and ${raw} is not null)`;
    const code = this.#path(item)?.[1] ?? '';
    const dictionary = this.#rowFact(item)?.dictionary;
    if (!dictionary || !this.words) return exactly;
    const facets = values.map((node) => {
      const { op, args } = node as unknown as { op: string; args: unknown };
      const isWord =
        op === 'value' && typeof args === 'string' && this.words!.numberOf(dictionary, args) !== null;
      return isWord ? codeFacet(code, args) : null;
    });
    return facets.every((facet) => facet !== null) ? this.#among(facets, exactly) : exactly;
  }

  #called([name, on, [argument]]: [string, ASTNode, ASTNode[]]): Sql {
    if (!argument) return refuse(`“${name}”需要一个参数。`);
    const [text, part] = [this.value(on), this.value(argument)];
    if (name === 'startsWith') return sql`starts_with(${text}, ${part})`;
    if (name === 'endsWith') return sql`(right(${text}, length(${part})) = ${part})`;
    if (name === 'contains') return sql`(strpos(${text}, ${part}) > 0)`;
    return refuse(`分组条件里不能用“${name}”，可以用 startsWith、endsWith、contains。`);
  }

  value(node: ASTNode): Sql {
    const { op, args } = node as unknown as { op: string; args: unknown };
    if (op === 'value') return literal(args);
    if (op === 'id' && args === 'today') return sql`d.today::text`;
    if (op === '-_') return sql`(- ${this.value(args as ASTNode)})`;
    if (op === '+' || op === '-' || op === '*') {
      const [a, b] = args as ASTNode[];
      return sql`((${this.value(a!)}) ${sql.raw(op)} (${this.value(b!)}))`;
    }
    const path = this.#path(node);
    if (!path) return refuse(`分组条件里不能用“${op}”。`);
    if (path[0] === 'ago') return this.#ago(path[1]);
    return this.#fact(...path).sql;
  }

  #ago(name: string): Sql {
    const interval = AGO[name as keyof typeof AGO] ?? refuse(`没有“ago.${name}”。`);
    return sql`((d.today - ${sql.lit(interval)}::interval)::date)::text`;
  }
}

function literal(value: unknown): Sql {
  if (typeof value === 'string') return sql`${sql.lit(value)}::text`;
  if (typeof value === 'boolean') return sql.lit(value);
  if (typeof value === 'number' || typeof value === 'bigint') return sql`${sql.lit(Number(value))}::float8`;
  return refuse('分组条件里只能写文字、数字、true、false。');
}

const languages = new WeakMap<Facts, RuleLanguage>();

/** The rule language over these facts, made once: declaring some hundred facts takes longer than checking a rule. */
function languageOver(facts: Facts): RuleLanguage {
  const language = languages.get(facts) ?? ruleLanguage(schemaOf(facts));
  languages.set(facts, language);
  return language;
}

/** What is wrong with a rule, in words; null when a segment can be made of it. */
export function problemOf(rule: string, facts: Facts): string | null {
  const problem = languageOver(facts).check(rule);
  if (problem) return problem;
  try {
    compileRule(rule, facts);
    return null;
  } catch (error) {
    if (error instanceof Unaskable) return error.message;
    throw error;
  }
}

/**
 * Turns a sound rule into SQL over `resident_person p` and the day `d.today`; throws `Unaskable` in words for what SQL cannot ask. With `words`,
 * codes, flags and rare items are asked of the index of facets too.
 */
export function compileRule(rule: string, facts: Facts, words?: Dictionaries): Compiled {
  const compiler = new Compiler(facts, words);
  const condition = compiler.condition(parseRule(rule));
  const { masked, groups } = compiler;
  const joins = compiler.joins.size > 0 ? sql.join([...compiler.joins.values()], sql` `) : sql``;
  const joined = new Set(compiler.joins.keys());
  const narrow = compiler.narrow(condition);
  return { condition: sql<boolean>`(${condition})`, narrow, joins, masked, groups, joined };
}
