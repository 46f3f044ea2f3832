/** What a condition is built from: one thing that may be asked, how it is compared, and with what. */
export interface RuleRow {
  fact: string;
  op: Op;
  /** Codes of a choice, a number, a text or a day; nothing for what is only there or not. */
  value: string[] | number | string | null;
}
export type Op =
  | 'in'
  | 'out'
  | 'filled'
  | 'empty'
  | 'equals'
  | 'contains'
  | 'starts'
  | 'ge'
  | 'le'
  | 'eq'
  | 'yes'
  | 'no'
  | 'after'
  | 'before'
  | 'has'
  | 'lacks';
export type Kind = 'code' | 'text' | 'number' | 'flag' | 'date' | 'tag';
/** All rows hold, or any of them. */
export type Join = 'all' | 'any';
export interface Built {
  join: Join;
  rows: RuleRow[];
}

export const OPS: Record<Kind, [Op, string][]> = {
  code: [
    ['in', '是'],
    ['out', '不是'],
    ['filled', '已填写'],
    ['empty', '未填写'],
  ],
  text: [
    ['equals', '等于'],
    ['contains', '包含'],
    ['starts', '开头是'],
    ['filled', '已填写'],
    ['empty', '未填写'],
  ],
  number: [
    ['ge', '不小于'],
    ['le', '不大于'],
    ['eq', '等于'],
  ],
  flag: [
    ['yes', '是'],
    ['no', '不是'],
  ],
  date: [
    ['after', '不早于'],
    ['before', '不晚于'],
    ['filled', '已填写'],
    ['empty', '未填写'],
  ],
  tag: [
    ['has', '有'],
    ['lacks', '没有'],
  ],
};
export const BARE = new Set<Op>(['filled', 'empty', 'yes', 'no']);

/** How something may be compared: of what is always filled in nobody is asked whether it is, unless that is what stands there (`now`). Pure. */
export const opsOf = ({ kind, always }: { kind: Kind; always: boolean }, now: Op): [Op, string][] =>
  OPS[kind].filter(([op]) => !always || op === now || (op !== 'filled' && op !== 'empty'));

/** Whether a row says enough to be asked. */
export const isWhole = ({ op, value }: RuleRow): boolean =>
  BARE.has(op) || (value !== null && value !== '' && !(Array.isArray(value) && value.length === 0));

const text = (value: unknown): string => JSON.stringify(String(value));
/** The rule language compares equal numbers only with a fraction. */
const fraction = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

function oneOf(fact: string, values: string[], not: boolean): string {
  if (values.length === 1) return `${fact} ${not ? '!=' : '=='} ${text(values[0])}`;
  const list = `${fact} in [${values.map(text).join(', ')}]`;
  return not ? `!(${list})` : list;
}

function pieceOf({ fact, op, value }: RuleRow): string {
  const all = [value].flat().map(String);
  const pieces: Record<Op, () => string> = {
    in: () => oneOf(fact, all, false),
    out: () => oneOf(fact, all, true),
    filled: () => `${fact} != ""`,
    empty: () => `${fact} == ""`,
    equals: () => `${fact} == ${text(value)}`,
    contains: () => `${fact}.contains(${text(value)})`,
    starts: () => `${fact}.startsWith(${text(value)})`,
    ge: () => `${fact} >= ${value}`,
    le: () => `${fact} <= ${value}`,
    eq: () => `${fact} == ${fraction(Number(value))}`,
    yes: () => fact,
    no: () => `!${fact}`,
    after: () => `${fact} >= ${text(value)}`,
    // A day that is not known is earlier than none.
    before: () => `(${fact} != "" && ${fact} <= ${text(value)})`,
    has: () => `${text(all[0])} in tags`,
    lacks: () => `!(${text(all[0])} in tags)`,
  };
  return pieces[op]();
}

/** The condition that rows say, in the rule language; rows that lack their value are left out. Pure. */
export const ruleOf = ({ join, rows }: Built): string =>
  rows
    .filter(isWhole)
    .map(pieceOf)
    .join(join === 'all' ? ' && ' : ' || ');

/** Parts between an operator that stands in no brackets and no text. */
function split(rule: string, by: '&&' | '||'): string[] {
  const parts: string[] = [];
  let [depth, from, quoted] = [0, 0, false];
  for (let at = 0; at < rule.length; at++) {
    const letter = rule[at]!;
    if (quoted && letter === '\\') at += 1;
    else if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth -= 1;
    else if (depth === 0 && rule.startsWith(by, at)) {
      parts.push(rule.slice(from, at).trim());
      at += 1;
      from = at + 1;
    }
  }
  return [...parts, rule.slice(from).trim()];
}

const ID = '([a-z_]+\\.[a-z0-9_]+)';
const TEXT = '("(?:[^"\\\\]|\\\\.)*")';
const NUMBER = '(-?\\d+(?:\\.\\d+)?)';
type Read = (match: RegExpExecArray, kindOf: (fact: string) => Kind | undefined) => RuleRow | null;
const said = (part: string | undefined): string => JSON.parse(part ?? '""') as string;
const listed = (part: string | undefined): string[] => JSON.parse(`[${part ?? ''}]`) as string[];
const row = (fact: string | undefined, op: Op, value: RuleRow['value'] = null): RuleRow => ({
  fact: fact ?? '',
  op,
  value,
});

const equal =
  (code: Op): Read =>
  ([, fact, part], kindOf) => {
    const value = said(part);
    if (value === '') return row(fact, code === 'in' ? 'empty' : 'filled');
    if (kindOf(fact!) === 'code') return row(fact, code, [value]);
    return code === 'in' && kindOf(fact!) === 'text' ? row(fact, 'equals', value) : null;
  };
const PATTERNS: [RegExp, Read][] = [
  [new RegExp(`^${ID} == ${TEXT}$`), equal('in')],
  [new RegExp(`^${ID} != ${TEXT}$`), equal('out')],
  [new RegExp(`^${ID} in \\[([^\\]]*)\\]$`), ([, fact, list]) => row(fact, 'in', listed(list))],
  [new RegExp(`^!\\(${ID} in \\[([^\\]]*)\\]\\)$`), ([, fact, list]) => row(fact, 'out', listed(list))],
  [new RegExp(`^${ID}\\.contains\\(${TEXT}\\)$`), ([, fact, part]) => row(fact, 'contains', said(part))],
  [new RegExp(`^${ID}\\.startsWith\\(${TEXT}\\)$`), ([, fact, part]) => row(fact, 'starts', said(part))],
  [new RegExp(`^${ID} >= ${NUMBER}$`), ([, fact, n]) => row(fact, 'ge', Number(n))],
  [new RegExp(`^${ID} <= ${NUMBER}$`), ([, fact, n]) => row(fact, 'le', Number(n))],
  [new RegExp(`^${ID} == ${NUMBER}$`), ([, fact, n]) => row(fact, 'eq', Number(n))],
  [new RegExp(`^${ID} >= ${TEXT}$`), ([, fact, part]) => row(fact, 'after', said(part))],
  [new RegExp(`^\\(${ID} != "" && \\1 <= ${TEXT}\\)$`), ([, fact, part]) => row(fact, 'before', said(part))],
  [new RegExp(`^${TEXT} in tags$`), ([, tag]) => row('tags', 'has', [said(tag)])],
  [new RegExp(`^!\\(${TEXT} in tags\\)$`), ([, tag]) => row('tags', 'lacks', [said(tag)])],
  [new RegExp(`^!${ID}$`), ([, fact]) => row(fact, 'no')],
  [new RegExp(`^${ID}$`), ([, fact]) => row(fact, 'yes')],
];

function readPiece(piece: string, kindOf: (fact: string) => Kind | undefined): RuleRow | null {
  for (const [pattern, read] of PATTERNS) {
    const match = pattern.exec(piece);
    if (!match) continue;
    try {
      const found = read(match, kindOf);
      const kind = found && kindOf(found.fact);
      return found && kind && OPS[kind].some(([op]) => op === found.op) ? found : null;
    } catch {
      return null;
    }
  }
  return null;
}

/** The rows that say what a rule says; null for a rule that only its text can say. Pure. */
export function rowsOf(rule: string, kindOf: (fact: string) => Kind | undefined): Built | null {
  const trimmed = rule.trim();
  if (trimmed === '' || trimmed === 'true') return { join: 'all', rows: [] };
  const all = split(trimmed, '&&');
  const any = split(trimmed, '||');
  if (all.length > 1 && any.length > 1) return null;
  const rows = (any.length > 1 ? any : all).map((piece) => readPiece(piece, kindOf));
  if (rows.some((each) => each === null)) return null;
  return { join: any.length > 1 ? 'any' : 'all', rows: rows as RuleRow[] };
}

const UNIT =
  '(?:周岁|岁|元|万元|亿元|平方米|㎡|立方米|亩|公顷|米|厘米|千米|公里|千克|公斤|吨|千瓦|人|户|套|间|栋|层|个|辆|台|次|年|个月|月|日|天|小时|分钟|%)';
/** A name that ends with what the number is counted in: 年龄（周岁）, 物业费（元/平方米·月）. Other brackets, 员工数（含临时工）, are the name's own. */
const COUNTED = new RegExp(`^(.+)（(${UNIT}(?:[/·]${UNIT})*)）$`);
const SIGNS: Partial<Record<Op, string>> = { ge: '≥', le: '≤', eq: '=' };

/** One row as a person reads it: 年龄 ≥ 80 周岁, 性别 是 女, 独居：否. `nameOf` names a code. Pure. */
export function saidOf(
  { op, value }: RuleRow,
  { words, kind }: { words: string; kind: Kind },
  nameOf: (code: string) => string,
): string {
  if (kind === 'flag') return `${words}：${op === 'yes' ? '是' : '否'}`;
  const how = SIGNS[op] ?? OPS[kind].find(([each]) => each === op)?.[1];
  const what = [value ?? []].flat().map((each) => (Array.isArray(value) ? nameOf(String(each)) : each));
  // What a number is counted in stands behind it.
  const [, name = words, unit] = (kind === 'number' && COUNTED.exec(words)) || [];
  return [name, how, what.join('、'), unit].filter(Boolean).join(' ');
}

/** A rule with one more condition that must hold. Pure. */
export function withAlso(rule: string, more: RuleRow): string {
  const piece = pieceOf(more);
  const trimmed = rule.trim();
  if (!trimmed || trimmed === 'true') return piece;
  const loose = split(trimmed, '||').length > 1 || trimmed.includes('?');
  return loose ? `(${trimmed}) && ${piece}` : `${trimmed} && ${piece}`;
}
