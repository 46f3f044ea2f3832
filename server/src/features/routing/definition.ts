import Type, { type Static } from 'typebox';

/** The shape of a file of routing rules (packs/…/routing/*.yaml); the first rule that holds decides. */

const strict = { additionalProperties: false };
const Code = Type.String({ pattern: '^[a-z][a-z0-9_-]*$', maxLength: 60, title: '代码' });
const Text = Type.String({ minLength: 1, maxLength: 200, title: '名称' });
const word = <T extends string>(words: readonly T[], title: string) =>
  Type.Union(words.map((code) => Type.Literal(code)) as never, { title }) as never as Type.TUnsafe<T>;

/** Levels of the graded list (A community … D city) and the label of the areas they stand for. */
export const LEVELS = { A: 'community', B: 'street', C: 'district', D: 'city' } as const;
export type Level = keyof typeof LEVELS;
export type Role = 'main' | 'co' | 'inform';
export const ROLES: Record<Role, string> = { main: '主办', co: '协办', inform: '知会' };
export const PRIORITIES = { ordinary: '普通', urgent: '应急', assigned: '交办' } as const;
export type Priority = keyof typeof PRIORITIES;

const common = {
  role: word(['main', 'co', 'inform'], '角色'),
  /** Where there is no such unit the rule holds all the same, without it. */
  optional: Type.Optional(Type.Boolean()),
  /** A person of the unit, by user name. */
  account: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  /** The people of the unit in turn. */
  turn: Type.Optional(Type.Boolean()),
  note: Type.Optional(Type.String({ maxLength: 500 })),
};

const Target = Type.Union([
  /** A unit by its code. */
  Type.Object({ unit: Type.String({ minLength: 1, maxLength: 100 }), ...common }, strict),
  /** The centre of the place's community, street, district or city: its committee, its centre. */
  Type.Object(
    { centre: word(['community', 'street', 'district', 'city'], '哪一级的中心'), ...common },
    strict,
  ),
  /** The property company of the place. */
  Type.Object({ property: Type.Literal(true), ...common }, strict),
  /** The department of a specialty that is nearest to the place. */
  Type.Object({ department: Type.String({ minLength: 1, maxLength: 60 }), ...common }, strict),
  /** What the responsibility matrix says, all of it. */
  Type.Object({ matrix: Type.Literal(true) }, strict),
]);
export type Target = Static<typeof Target>;

const Rule = Type.Object(
  {
    code: Code,
    name: Text,
    /** CEL over the facts; left out: it holds for every matter. */
    when: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
    /** One of these words is in the text; left out: whatever the text says. */
    words: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 200 }),
    ),
    /** Who answers; left out: the responsibility matrix says. */
    units: Type.Optional(Type.Array(Target, { minItems: 1, maxItems: 20 })),
    /** Which centre has it first; left out: that of the matter type. */
    level: Type.Optional(word(['A', 'B', 'C', 'D'], '起始层级')),
    priority: Type.Optional(word(['ordinary', 'urgent', 'assigned'], '紧急程度')),
    /** Limits in the place of the category's and the type's, by clock. */
    clocks: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 20 }))),
    /** Dispatched by the system at once. */
    auto: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type Rule = Static<typeof Rule>;

export const RoutingSchema = Type.Object(
  { code: Code, name: Text, rules: Type.Array(Rule, { maxItems: 500, title: '规则' }) },
  strict,
);
export type RoutingDefinition = Static<typeof RoutingSchema>;
