import Type, { type Static } from 'typebox';
import { clockKinds, codes } from './vocabulary.ts';

/** The shape of a ladder file (packs/…/ladders/*.yaml): what happens to a clock that nobody answers. */

const strict = { additionalProperties: false };
const Span = Type.String({
  pattern: '^[1-9][0-9]{0,5}(m|h|ud|wm|wh|wd|d)$',
  title: '期限（4wh、2wd 这样的）',
});

/** What a rung does, in words. */
export const steps = {
  warn: '预警',
  urge: '催办',
  yellow: '黄牌督办',
  red: '红牌督办（挂牌）',
  climb: '逾期未回复，督办升级',
  escalate: '提级',
  alarm: '告警',
} as const;

export type Step = keyof typeof steps;

export const RungSchema = Type.Object(
  {
    /** `80%` of the counted time of the limit, `due`, or `+1wd` after it: a limit as everywhere, counted by the calendar. */
    at: Type.String({
      pattern: '^([1-9][0-9]?%|due|\\+[1-9][0-9]{0,5}(m|h|ud|wm|wh|wd|d))$',
      title: '什么时候（80%、due、+1wd 这样的）',
    }),
    do: Type.Union(codes(steps).map((step) => Type.Literal(step)) as never) as never as Type.TUnsafe<Step>,
    /** Of a card: by when it must be answered, when not as `cards` says. */
    reply: Type.Optional(Span),
    /** Of the last rung: again and again, as long as nothing happens. */
    repeat: Type.Optional(Span),
  },
  strict,
);

const Rungs = Type.Array(RungSchema, { minItems: 1 });

export const LadderSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    /** By when a card (督办、黄牌、红牌) must be answered. */
    cards: Type.Object({ notice: Span, yellow: Span, red: Span }, strict),
    /** The rungs of every clock that `kinds` does not name, from the first to the last. */
    default: Rungs,
    kinds: Type.Optional(
      Type.Partial(
        Type.Object(
          Object.fromEntries(codes(clockKinds).map((kind) => [kind, Rungs])) as Record<
            keyof typeof clockKinds,
            typeof Rungs
          >,
          strict,
        ),
      ),
    ),
  },
  strict,
);

export type Rung = Static<typeof RungSchema>;
export type LadderDefinition = Static<typeof LadderSchema>;
export type CardLevel = keyof LadderDefinition['cards'];
