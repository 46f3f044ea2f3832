import { type Static, Type } from 'typebox';
import { periods } from './vocabulary.ts';

const Code = Type.String({ pattern: '^[a-z][a-z0-9_-]{1,39}$', description: '英文代码', title: '代码' });
const Name = Type.String({ minLength: 1, maxLength: 40, title: '名称' });
const Measure = Type.String({ minLength: 1, maxLength: 40, title: '计数项' });

/** A measure counted once, or with a weight: 0.9 of every 基本满意. */
const Term = Type.Union([
  Measure,
  Type.Object(
    { measure: Measure, weight: Type.Number({ exclusiveMinimum: 0, maximum: 1 }) },
    { additionalProperties: false },
  ),
]);
const Terms = Type.Array(Term, { minItems: 1, maxItems: 6 });

const Indicator = Type.Object(
  {
    code: Code,
    name: Name,
    numerator: Terms,
    denominator: Terms,
    better: Type.Enum(['higher', 'lower'], { title: '越高越好还是越低越好' }),
    source: Type.String({ minLength: 1, maxLength: 200, title: '依据' }),
    note: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
);

/** A part of a score; `inverse` counts 1 − rate. */
const Part = Type.Object(
  {
    indicator: Code,
    weight: Type.Number({ exclusiveMinimum: 0, maximum: 100, title: '权重' }),
    inverse: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** The shape of packs/…/indicators/*.yaml; README.md explains the fields. */
export const SchemeSchema = Type.Object(
  {
    code: Code,
    name: Name,
    source: Type.String({ minLength: 1, maxLength: 300, title: '依据' }),
    /** Matter types it is about; all when left out. */
    types: Type.Optional(Type.Array(Code, { minItems: 1, maxItems: 40 })),
    statistical_day: Type.Object(
      {
        starts: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', title: '几点开始（08:30 这样的）' }),
        of: Type.Enum(['same_day', 'previous_day']),
      },
      { additionalProperties: false },
    ),
    periods: Type.Array(Type.Enum(Object.keys(periods)), { minItems: 1, uniqueItems: true }),
    indicators: Type.Array(Indicator, { minItems: 1, maxItems: 40 }),
    score: Type.Optional(
      Type.Object(
        {
          name: Name,
          source: Type.String({ minLength: 1, maxLength: 200 }),
          parts: Type.Array(Part, { minItems: 1, maxItems: 20 }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export type Scheme = Static<typeof SchemeSchema>;
export type IndicatorDefinition = Static<typeof Indicator>;
export type TermDefinition = Static<typeof Term>;
