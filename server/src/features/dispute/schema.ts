import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });
export const Day = (title: string) => Type.String({ format: 'date', title });
const Moment = Type.String({ format: 'date-time' });
const ClientId = Type.String({
  format: 'uuid',
  title: '提交编号',
  description: '由客户端生成；重复提交同一编号只算一次',
});
const Code = (title: string) => Type.Optional(Nullable(Type.String({ maxLength: 4, title })));

export const MatterParams = Type.Object({ id: Type.String({ format: 'uuid', title: '事项' }) });
export const ItemParams = Type.Object({
  id: Type.String({ format: 'uuid', title: '事项' }),
  item: Type.String({ format: 'uuid', title: '条目' }),
});
export const Done = Type.Object({ version: Type.Integer({ description: '纠纷档案的版本' }) });

export const DisputeListQuery = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 40, title: '状态' })),
  kind: Type.Optional(Type.String({ maxLength: 4, title: '事件类别' })),
  warning: Type.Optional(Type.String({ maxLength: 4, title: '预警等级' })),
  mine: Type.Optional(Type.Boolean({ title: '我调解的' })),
  due: Type.Optional(Type.Boolean({ title: '回访到期' })),
  ...PageQuery,
});

export const CodeLists = Type.Object({
  items: Type.Array(
    Type.Object({
      list: Type.String({
        description: 'kind 事件类别 · nature 矛盾纠纷类型 · scale 规模 · level 级别 · warning 预警等级',
      }),
      code: Type.String(),
      name: Type.String(),
      standard: Type.String({ description: '代码出自哪个标准' }),
    }),
  ),
});

export const DisputeItem = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: '事项' }),
    number: Type.String(),
    title: Type.String(),
    state: Type.String(),
    state_name: Type.String(),
    phase: Type.String(),
    area_name: Type.String(),
    kind_name: Nullable(Type.String()),
    warning: Nullable(Type.String()),
    warning_name: Nullable(Type.String()),
    scale_name: Nullable(Type.String()),
    people: Nullable(Type.Integer()),
    mediators: Type.Integer({ description: '调解员人数' }),
    next_at: Nullable(Moment),
    signed_on: Nullable(Type.String()),
    visit_due_on: Nullable(Type.String()),
    created_at: Moment,
  },
  { $id: 'DisputeItem' },
);

export const ClassifyBody = Type.Object(
  {
    version: Type.Integer({ title: '版本', description: '尚无档案时为 0' }),
    kind: Code('事件类别'),
    nature: Code('矛盾纠纷类型'),
    scale: Code('事件规模'),
    level: Code('事件级别'),
    warning: Code('预警等级'),
    people: Type.Optional(Nullable(Type.Integer({ minimum: 2, maximum: 100000, title: '涉及人数' }))),
  },
  strict,
);
const Role = Type.Enum(['applicant', 'respondent', 'other'], { title: '身份' });
const MediatorKind = Type.Enum(['people', 'lawyer', 'police', 'judge', 'other'], { title: '调解员类别' });

export const PartyBody = Type.Object(
  {
    client_id: ClientId,
    role: Role,
    name: Type.String({ minLength: 1, maxLength: 60, title: '姓名或名称' }),
    phone: Type.Optional(
      Type.String({ pattern: '^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8}|1\\d{4,5})$', title: '联系电话' }),
    ),
  },
  strict,
);
export const MediatorBody = Type.Object(
  {
    client_id: ClientId,
    kind: MediatorKind,
    account: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, title: '账号', description: '用户名；留空则只记姓名' }),
    ),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 40, title: '姓名' })),
    unit: Type.Optional(Type.String({ maxLength: 80, title: '单位' })),
  },
  strict,
);
export const SessionBody = Type.Object(
  {
    client_id: ClientId,
    at: Type.String({ format: 'date-time', title: '调解时间' }),
    place: Type.String({ minLength: 1, maxLength: 100, title: '调解地点' }),
    present: Type.String({ minLength: 1, maxLength: 300, title: '到场人员' }),
    record: Type.String({ minLength: 4, maxLength: 8000, title: '调解记录' }),
    next_at: Type.Optional(Type.String({ format: 'date-time', title: '下次调解时间' })),
  },
  strict,
);
export const Promises = Type.Array(
  Type.Object(
    {
      what: Type.String({ minLength: 2, maxLength: 200, title: '履行内容', description: '不写姓名' }),
      due_on: Day('履行期限'),
    },
    strict,
  ),
  { maxItems: 20, title: '履行事项' },
);
export const DraftBody = Type.Object({ promises: Type.Optional(Promises) }, strict);
export const AgreementBody = Type.Object(
  {
    client_id: ClientId,
    body: Type.String({ minLength: 20, maxLength: 12000, title: '协议内容' }),
    promises: Promises,
  },
  strict,
);
export const SignBody = Type.Object(
  {
    agreement: Type.Integer({ minimum: 1, title: '协议版本' }),
    signed_on: Day('签订日期'),
    files: Type.Array(Id, { minItems: 1, maxItems: 9, title: '签字页照片' }),
  },
  strict,
);
export const PromiseBody = Type.Object({ kept: Type.Boolean({ title: '是否履行' }) }, strict);
export const VisitBody = Type.Object(
  {
    fulfilled: Type.Boolean({ title: '协议是否履行' }),
    note: Type.String({ minLength: 4, maxLength: 1000, title: '回访情况' }),
  },
  strict,
);
export const PurposeBody = Type.Object(
  { purpose: Type.String({ minLength: 2, maxLength: 100, title: '用途' }) },
  strict,
);

export const DisputeDetail = Type.Object(
  {
    matter: Id,
    version: Type.Integer(),
    inside: Type.Boolean({ description: '是否为调解员、承办单位或负责的指挥中心' }),
    kind: Nullable(Type.String()),
    nature: Nullable(Type.String()),
    scale: Nullable(Type.String()),
    level: Nullable(Type.String()),
    warning: Nullable(Type.String()),
    people: Nullable(Type.Integer()),
    signed_on: Nullable(Type.String()),
    visit_due_on: Nullable(Type.String()),
    parties: Type.Array(
      Type.Object({
        id: Id,
        role: Type.String(),
        name: Type.String({ description: '隐去' }),
        phone: Nullable(Type.String({ description: '隐去' })),
      }),
    ),
    mediators: Type.Array(
      Type.Object({
        id: Id,
        kind: Type.String(),
        name: Type.String(),
        unit: Type.String(),
        account: Type.Boolean(),
      }),
    ),
    sessions: Type.Array(
      Type.Object({ id: Id, at: Moment, place: Type.String(), next_at: Nullable(Moment), by: Type.String() }),
    ),
    agreements: Type.Array(
      Type.Object({
        version: Type.Integer(),
        created_at: Moment,
        by: Type.String(),
        signed_on: Nullable(Type.String()),
      }),
    ),
    promises: Type.Array(
      Type.Object({
        id: Id,
        what: Type.String(),
        due_on: Type.String(),
        kept: Nullable(Type.Boolean()),
        overdue: Type.Boolean(),
      }),
    ),
    visits: Type.Array(
      Type.Object({
        id: Id,
        due_on: Type.String(),
        fulfilled: Nullable(Type.Boolean()),
        visited_at: Nullable(Moment),
        overdue: Type.Boolean(),
      }),
    ),
  },
  { $id: 'DisputeDetail' },
);

export const Opened = Type.Object({
  parties: Type.Array(
    Type.Object({ id: Id, role: Type.String(), name: Type.String(), phone: Nullable(Type.String()) }),
  ),
  sessions: Type.Array(Type.Object({ id: Id, present: Type.String(), record: Type.String() })),
  agreement: Nullable(Type.Object({ version: Type.Integer(), body: Type.String() })),
  visits: Type.Array(Type.Object({ id: Id, note: Type.String() })),
  files: Type.Array(Type.Object({ id: Id, url: Type.String(), thumb_url: Type.String() }), {
    description: '签字页照片',
  }),
});
