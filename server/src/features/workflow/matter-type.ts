import Type, { type Static } from 'typebox';
import { FormFieldSchema } from './definition.ts';
import { clockKinds, codes } from './vocabulary.ts';

const Adjust = Type.Partial(
  Type.Object(
    Object.fromEntries(
      codes(clockKinds).map((kind) => [
        kind,
        Type.String({ pattern: '^([1-9][0-9]{0,5}(m|h|ud|wm|wh|wd|d)|[1-9][0-9]{0,2}%)$' }),
      ]),
    ) as Record<keyof typeof clockKinds, Type.TString>,
    { additionalProperties: false },
  ),
);

/** The shape of a matter type file (packs/…/types/*.yaml): everything a kind of matter is, beside its flow. */

const strict = { additionalProperties: false };
const code = (title: string) => Type.String({ pattern: '^[a-z][a-z0-9_-]*$', title });
const text = (title: string) => Type.String({ minLength: 1, title });
const word = <T extends string>(words: T[], title: string) =>
  Type.Union(words.map((each) => Type.Literal(each)) as never, { title }) as never as Type.TUnsafe<T>;
const count = (title: string) => Type.Integer({ minimum: 0, title });

export const sources = {
  resident: '居民自报',
  patrol: '网格巡查',
  visit: '入户走访',
  hotline: '热线来电',
  desk: '窗口登记',
  import: '批量导入',
  api: '外部系统',
  assigned: '上级交办',
} as const;

export const MatterTypeSchema = Type.Object(
  {
    code: code('代码'),
    name: text('名称'),
    /** One line for residents: when to choose it. */
    description: text('什么时候选它'),
    /** Name of an icon of the web's own set. */
    icon: code('图标'),
    /** Order in lists of types. */
    order: count('排序'),
    workflow: code('流程'),
    /** Opened on pages of its own feature; not offered where somebody chooses a type. */
    hidden: Type.Optional(Type.Boolean()),
    /** Category schemes whose classes may be chosen; `category_required` at creation. */
    schemes: Type.Array(text('类别体系'), { minItems: 1, title: '类别体系' }),
    category_required: Type.Boolean(),
    /** Ways in. A resident sees the type when `resident` is among them. */
    sources: Type.Array(word(codes(sources), '来源'), { minItems: 1, title: '来源' }),
    /** Photos asked for when reporting and when feeding back; never forced. */
    photos: Type.Object(
      { wanted: Type.Integer({ minimum: 0, maximum: 9 }), after: Type.Integer({ minimum: 0, maximum: 9 }) },
      strict,
    ),
    /** Whether a place must be given at creation. */
    place_required: Type.Boolean(),
    anonymous: Type.Boolean(),
    confidential: Type.Boolean(),
    /** Who gets it first: the centre of this level for the place (nearest above when there is none). */
    start: Type.Object({ level: word(['community', 'street', 'district', 'city'], '起始层级') }, strict),
    policy: Type.Object(
      {
        reopen_days: count('可复开的天数'),
        max_reopens: count('复开次数'),
        max_extensions: count('延期次数'),
        max_suspensions: count('挂起次数'),
        max_refusals: Type.Optional(count('申请可被驳回的次数')),
        urge_hours: count('催办间隔（小时）'),
        /** Answers of a caller that reopen the matter within those days and times; others and later ones go to the centre. */
        reopen_on: Type.Optional(Type.Array(word(['unsolved', 'dissatisfied'], '自动复开的回答'))),
      },
      strict,
    ),
    /** Default limit of each clock the flow starts, when the category's condition has none: see LIMIT_UNITS. */
    limits: Type.Partial(
      Type.Object(
        Object.fromEntries(
          codes(clockKinds).map((kind) => [
            kind,
            Type.String({
              pattern: '^[1-9][0-9]{0,5}(m|h|ud|wm|wh|wd|d)$',
              title: `${clockKinds[kind]}（4wh、2wd 这样的）`,
            }),
          ]),
        ) as Record<keyof typeof clockKinds, Type.TString>,
        strict,
      ),
    ),
    /**
     * What urgency (应急, 交办) and the level that has the matter (A community … D city) make of a limit, by clock: another limit,
     * or a percentage of the usual one. See docs/decisions/0013-limits.md for how they combine.
     */
    adjust: Type.Optional(
      Type.Partial(
        Type.Object(
          { urgent: Adjust, assigned: Adjust, A: Adjust, B: Adjust, C: Adjust, D: Adjust },
          { additionalProperties: false },
        ),
      ),
    ),
    /**
     * When another matter may be about the same thing: not farther (metres), not older (days), and at least this likely (0..1).
     * `join` says by the answers given whether residents are offered to join in (我也遇到了); without it they never are.
     */
    similar: Type.Optional(
      Type.Object(
        {
          radius: Type.Integer({ minimum: 10, maximum: 300, title: '距离（米）' }),
          days: Type.Integer({ minimum: 1, maximum: 365, title: '天数' }),
          threshold: Type.Number({ minimum: 0.001, maximum: 0.999, title: '门槛' }),
          join: Type.Optional(text('可以“我也遇到了”的条件')),
        },
        strict,
      ),
    ),
    /** The type's own questions; answered in `answers`. */
    form: Type.Array(FormFieldSchema),
  },
  strict,
);

export type MatterType = Static<typeof MatterTypeSchema>;
export type MatterSource = keyof typeof sources;
