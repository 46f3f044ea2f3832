import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { shapeFaults } from '../../platform/http/validation.ts';

/** One file of packs/…/categories/*.yaml. Limits belong to the condition under which a case is registered, not to the class. */

const strict = { additionalProperties: false };
const Code = Type.String({ pattern: '^[a-z][a-z0-9-]*$' });
const Text = Type.String({ minLength: 1 });

/** `urgent_*` run round the clock, `work_*` only in working time, `natural_*` on the calendar. */
export const limitUnits = [
  'urgent_minute',
  'urgent_hour',
  'urgent_day',
  'work_hour',
  'work_day',
  'natural_hour',
  'natural_day',
] as const;
export const categoryKinds = ['component', 'event', 'service', 'consult', 'dispute', 'wish'] as const;
const word = <T extends string>(words: readonly T[]) =>
  Type.Union(words.map((code) => Type.Literal(code)) as never) as never as Type.TUnsafe<T>;

const ConditionSchema = Type.Object(
  {
    code: Code,
    /** 立案条件 */
    register: Text,
    /** 结案条件 */
    close: Text,
    limit: Type.Object({ value: Type.Integer({ minimum: 1 }), unit: word(limitUnits) }, strict),
    urgency: Type.Optional(Type.Literal('urgent')),
  },
  strict,
);

const EntrySchema = Type.Object(
  {
    code: Code,
    name: Text,
    parent: Type.Union([Code, Type.Null()]),
    kind: word(categoryKinds),
    keywords: Type.Optional(Type.Array(Text)),
    unit_kind: Type.Optional(Code),
    /** The condition assumed until somebody chooses another. */
    default: Type.Optional(Code),
    conditions: Type.Optional(Type.Array(ConditionSchema, { minItems: 1 })),
  },
  strict,
);

const FileSchema = Type.Object(
  {
    scheme: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$' }),
    /** What the scheme is called; said once where several files make up one. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60, title: '名称' })),
    matter_type: Type.Optional(Code),
    /** `false`: kept to read other systems' files, never shown as a choice. */
    offered: Type.Optional(Type.Boolean()),
    categories: Type.Array(EntrySchema, { minItems: 1 }),
  },
  strict,
);

export type CategoryCondition = Static<typeof ConditionSchema>;

/** A category as the rest of the program sees it: every optional part filled in. */
export interface Category {
  code: string;
  scheme: string;
  schemeName: string | null;
  name: string;
  parent: string | null;
  kind: (typeof categoryKinds)[number];
  matterType: string | null;
  offered: boolean;
  /** Has children; a matter is given one of them, never the group itself. */
  group: boolean;
  keywords: string[];
  unitKind: string | null;
  defaultCondition: string | null;
  conditions: CategoryCondition[];
}

/** A refusal that names the mistakes in the words of whoever keeps the pack. */
export class PackError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`类别文件有 ${problems.length} 处错误：${problems.slice(0, 20).join('；')}`);
    this.problems = problems;
  }
}

/** Kinds whose work is measured by a limit, so that a class without a condition would have no deadline. */
const limited: ReadonlySet<Category['kind']> = new Set(['component', 'event', 'service']);

/**
 * Reads the text of all category files of a pack together, because a local class may name a national one as its parent.
 * Throws PackError with every mistake found; never returns half a pack. `unitKinds`, when given, are the kinds that exist.
 */
export function parseCategories(
  files: readonly { name: string; text: string }[],
  unitKinds?: ReadonlySet<string>,
): Category[] {
  const problems: string[] = [];
  const categories = files.flatMap((file) => readFile(file, problems));
  if (problems.length === 0) {
    const parents = new Set(categories.map((category) => category.parent));
    for (const category of categories) category.group = parents.has(category.code);
    problems.push(...checkCodes(categories), ...checkParents(categories));
    for (const category of categories) problems.push(...checkCategory(category, unitKinds));
  }
  if (problems.length > 0) throw new PackError(problems);
  return categories;
}

function readFile(file: { name: string; text: string }, problems: string[]): Category[] {
  let content: unknown;
  try {
    content = parse(file.text);
  } catch (error) {
    problems.push(`${file.name} 不是有效的 YAML：${(error as Error).message}`);
    return [];
  }
  if (!Value.Check(FileSchema, content)) {
    const faults = shapeFaults(FileSchema, content).slice(0, 5);
    problems.push(...faults.map(({ path, message }) => `${file.name} ${path}：${message}`));
    return [];
  }
  const { scheme, name: schemeName = null, matter_type, offered = true } = content;
  return content.categories.map((entry) => ({
    code: entry.code,
    scheme,
    schemeName,
    name: entry.name,
    parent: entry.parent,
    kind: entry.kind,
    matterType: matter_type ?? null,
    offered,
    group: false,
    keywords: entry.keywords ?? [],
    unitKind: entry.unit_kind ?? null,
    defaultCondition: entry.default ?? null,
    conditions: entry.conditions ?? [],
  }));
}

/** Codes carry their scheme's prefix, so they are unique over all schemes: a stored code alone says which class is meant. */
function checkCodes(categories: readonly Category[]): string[] {
  const conditions = categories.flatMap((category) => category.conditions.map(({ code }) => code));
  return [
    ...repeated(categories.map((category) => category.code)).map((code) => `类别代码 ${code} 重复`),
    ...repeated(conditions).map((code) => `条件代码 ${code} 重复`),
  ];
}

function repeated(codes: readonly string[]): string[] {
  const seen = new Set<string>();
  return codes.filter((code) => seen.size === seen.add(code).size);
}

/** Every parent exists, is of the same kind, and is itself at the top: categories have two levels. */
function checkParents(categories: readonly Category[]): string[] {
  const byCode = new Map(categories.map((category) => [category.code, category]));
  return categories.flatMap((category) => {
    if (category.parent === null) return [];
    const parent = byCode.get(category.parent);
    if (!parent) return [`${category.code} 的上级 ${category.parent} 不存在`];
    if (parent.kind !== category.kind) return [`${category.code} 与上级 ${parent.code} 的性质不同`];
    if (parent.parent !== null) return [`${category.code} 超过两级`];
    return [];
  });
}

function checkCategory(category: Category, unitKinds?: ReadonlySet<string>): string[] {
  const { code, conditions, defaultCondition, unitKind } = category;
  const problems: string[] = [];
  if (category.group && conditions.length > 0) problems.push(`${code} 是大类，不能有立案条件`);
  if (unitKind && unitKinds && !unitKinds.has(unitKind))
    problems.push(`${code} 的责任单位类型 ${unitKind} 不存在`);
  if (conditions.length > 0 && !conditions.some((condition) => condition.code === defaultCondition))
    problems.push(`${code} 的默认条件 ${defaultCondition ?? '（空）'} 不在其条件之中`);
  if (category.group || !category.offered) return problems;
  if (!unitKind) problems.push(`${code} 没有责任单位类型`);
  if (!category.matterType) problems.push(`${code} 没有事项类型`);
  if (limited.has(category.kind) && conditions.length === 0) problems.push(`${code} 没有立案条件`);
  return problems;
}
