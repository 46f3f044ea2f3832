import Type, { type Static } from 'typebox';
import {
  clockKinds,
  codes,
  counters,
  effects,
  permissions,
  phases,
  relations,
  taskKinds,
} from './vocabulary.ts';

/** The shape of a definition file (packs/…/workflows/*.yaml). Types and checks come from one schema. */

const strict = { additionalProperties: false };
const code = (title: string) => Type.String({ pattern: '^[a-z][a-z0-9_-]*$', title });
const text = (title: string) => Type.String({ minLength: 1, title });
const Code = code('代码');
const Text = text('文字');
const Cel = text('条件');
const word = <T extends string>(words: T[], title: string) =>
  Type.Union(words.map((each) => Type.Literal(each)) as never, { title }) as never as Type.TUnsafe<T>;
const RelationCode = word(codes(relations), '关系');

/** A duration such as 30m, 4h, 2d, or where to look it up. Sources are tried in order; the first that answers counts. */
export const LimitSource = Type.String({
  pattern: '^(category|type|[1-9][0-9]{0,5}(m|h|ud|wm|wh|wd|d))$',
  title: '时限（category、type，或 4wh、2wd 这样的）',
});

export const FormFieldSchema = Type.Object(
  {
    name: code('字段代码'),
    kind: word(
      [
        'text',
        'textarea',
        'number',
        'select',
        'unit',
        'units',
        'date',
        'boolean',
        'files',
        'phone',
        'matter',
        'position',
        'scores',
      ],
      '字段种类',
    ),
    label: text('字段名称'),
    required: Type.Optional(Type.Boolean()),
    /** A condition over the other answers (`form`); when it holds the field must be filled. */
    required_when: Type.Optional(Cel),
    min_length: Type.Optional(Type.Integer({ minimum: 0 })),
    max_length: Type.Optional(Type.Integer({ minimum: 1 })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    options: Type.Optional(Type.Array(Type.Object({ value: Text, label: Text }, strict), { minItems: 1 })),
    multiple: Type.Optional(Type.Boolean()),
    /** `internal` (the default) is never shown to the caller or the public. */
    audience: Type.Optional(word(['public', 'internal'], '谁能看到')),
    /** Asked of staff only, like every internal field: a caller who performs the action is not asked. */
    staff: Type.Optional(Type.Boolean()),
    help: Type.Optional(Text),
  },
  strict,
);

const Condition = Type.Object({ ensure: Cel, message: text('说明'), field: Type.Optional(Code) }, strict);
const ClockRef = Type.Object(
  { kind: word(codes(clockKinds), '时限种类'), limit: Type.Array(LimitSource, { minItems: 1 }) },
  strict,
);

const FixedLimit = Type.String({
  pattern: '^[1-9][0-9]{0,5}(m|h|ud|wm|wh|wd|d)$',
  title: '时限（4wh、2wd 这样的）',
});
/** A category's limit is that of handling alone: by it the whole is due `besides` later, which is for all other steps. */
const OverallRef = Type.Object({ ...ClockRef.properties, besides: Type.Optional(FixedLimit) }, strict);

export const StateSchema = Type.Object(
  {
    name: text('环节名称'),
    phase: word(codes(phases), '进度阶段'),
    terminal: Type.Optional(Type.Boolean()),
    /** The matter is answered: the overall clock stops on entering and starts anew on leaving. */
    settled: Type.Optional(Type.Boolean()),
    /** Clocks stand still while the matter is here (挂起). */
    paused: Type.Optional(Type.Boolean()),
    owner: Type.Optional(RelationCode),
    /**
     * The task this state means. `otherwise` takes it when the holder does not exist (no property company, no caller
     * account). `each_unit`: every unit dispatched to has one of its own, and `holder` only when there is none.
     */
    todo: Type.Optional(
      Type.Object(
        {
          kind: word(codes(taskKinds), '待办种类'),
          holder: RelationCode,
          otherwise: Type.Optional(RelationCode),
          each_unit: Type.Optional(Type.Boolean()),
        },
        strict,
      ),
    ),
    clocks: Type.Optional(Type.Array(ClockRef)),
    /** An action the system performs by itself after a while (归档). */
    auto: Type.Optional(
      Type.Object(
        {
          action: Code,
          after: Type.Array(LimitSource, { minItems: 1 }),
          kind: word(codes(clockKinds), '时限种类'),
        },
        strict,
      ),
    ),
  },
  strict,
);

const Performer = Type.Object(
  {
    relation: RelationCode,
    permission: word(codes(permissions), '权限'),
    /** A further condition on this performer alone, e.g. staff at the top level cannot raise. */
    when: Type.Optional(Condition),
  },
  strict,
);

const Target = Type.Object({ when: Type.Optional(Cel), to: Type.String() }, strict);

export const ActionSchema = Type.Object(
  {
    name: text('操作名称'),
    from: Type.Array(Code, { minItems: 1, title: '从哪些环节' }),
    /** A state, `same`, `previous` (where it was suspended), or cases of which the first true one counts. */
    to: Type.Union([Type.String(), Type.Array(Target, { minItems: 1 })], { title: '去哪个环节' }),
    by: Type.Array(Performer, { minItems: 1, title: '谁可以做' }),
    /** Conditions on the facts; the first false one is the reason shown on the disabled button. */
    guards: Type.Optional(Type.Array(Condition)),
    /** States in which the button is shown but disabled, with why. */
    blocked: Type.Optional(Type.Record(Type.String(), Text)),
    /** Steps skipped by coming here directly from a state; they are recorded as done. */
    implies: Type.Optional(Type.Record(Type.String(), Type.Array(Code))),
    form: Type.Optional(Type.Array(FormFieldSchema)),
    /** Conditions over the form and the facts, checked after each field. */
    checks: Type.Optional(Type.Array(Condition)),
    effects: Type.Optional(Type.Array(word(codes(effects), '效果'))),
    count: Type.Optional(word(codes(counters), '计数')),
    notify: Type.Optional(
      Type.Array(Type.Object({ audience: RelationCode, template: Type.String() }, strict)),
    ),
    audience: word(['public', 'caller', 'staff'], '谁能看到'),
    /** Several units do it side by side: what another one did meanwhile does not make it stale. */
    parallel: Type.Optional(Type.Boolean()),
    /** Asks for confirmation; the words of the question. */
    confirm: Type.Optional(Text),
  },
  strict,
);

export const DefinitionSchema = Type.Object(
  {
    code: Code,
    version: Type.Integer({ minimum: 1, maximum: 1_000_000, title: '版本' }),
    name: text('名称'),
    initial: code('起始环节'),
    /** The clock over the whole matter, from creation until a settled state. */
    overall: Type.Optional(OverallRef),
    /** How long a request (申请延期, 申请挂起) may wait for an answer, and what the system does then. */
    approval: Type.Optional(
      Type.Object({ action: Code, after: Type.Array(LimitSource, { minItems: 1 }) }, strict),
    ),
    opened: Type.Object(
      {
        audience: word(['public', 'caller', 'staff'], '谁能看到'),
        notify: Type.Optional(
          Type.Array(Type.Object({ audience: RelationCode, template: Type.String() }, strict)),
        ),
      },
      strict,
    ),
    states: Type.Record(Type.String(), StateSchema, { title: '环节' }),
    actions: Type.Record(Type.String(), ActionSchema, { title: '操作' }),
  },
  strict,
);

export type FormField = Static<typeof FormFieldSchema>;
export type Condition = Static<typeof Condition>;
export type ClockRef = Static<typeof ClockRef>;
export type State = Static<typeof StateSchema>;
export type Performer = Static<typeof Performer>;
export type Action = Static<typeof ActionSchema>;
export type Definition = Static<typeof DefinitionSchema>;
