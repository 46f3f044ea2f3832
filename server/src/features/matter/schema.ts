import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });

export const Point = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180, title: '经度', description: 'WGS-84' }),
    lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度', description: 'WGS-84' }),
  },
  { ...strict, title: '位置' },
);

export const CreateBody = Type.Object(
  {
    client_id: Type.String({
      format: 'uuid',
      title: '提交编号',
      description: '由客户端生成；重复提交同一编号不会重复建单',
    }),
    type: Type.String({ minLength: 1, maxLength: 60, title: '事项类型' }),
    title: Type.Optional(Type.String({ maxLength: 80, title: '标题' })),
    text: Type.String({ minLength: 1, maxLength: 4000, title: '内容' }),
    category: Type.Optional(Type.String({ maxLength: 60, title: '类别' })),
    condition: Type.Optional(Type.String({ maxLength: 60, title: '立案条件' })),
    point: Type.Optional(Point),
    address: Type.Optional(Type.String({ maxLength: 200, title: '地址' })),
    area: Type.Optional(Type.String({ maxLength: 60, title: '区域', description: '区域 id 或编码' })),
    files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '照片' })),
    answers: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { title: '补充问题' })),
    contact: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(Type.String({ maxLength: 40, title: '联系人' })),
          phone: Type.Optional(
            Type.String({ pattern: '^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8}|1\\d{4,5})$', title: '联系电话' }),
          ),
        },
        { ...strict, title: '联系方式' },
      ),
    ),
    anonymous: Type.Optional(Type.Boolean({ title: '匿名' })),
    confidential: Type.Optional(Type.Boolean({ title: '保密' })),
    source: Type.Optional(Type.String({ maxLength: 20, title: '来源' })),
    urgent: Type.Optional(Type.Boolean({ title: '紧急' })),
  },
  strict,
);

export const AreaRef = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  level: Type.String(),
  full_name: Type.String(),
});
export const UnitRef = Type.Object({ id: Id, name: Type.String() });

/** A matter in a list. */
export const MatterItem = Type.Object(
  {
    id: Id,
    number: Type.String(),
    type: Type.String(),
    type_name: Type.String(),
    state: Type.String(),
    state_name: Type.String(),
    phase: Type.String(),
    open: Type.Boolean(),
    version: Type.Integer(),
    level: Nullable(Type.String({ description: 'A 社区 B 街道 C 区 D 市' })),
    priority: Type.String(),
    source: Type.String(),
    source_name: Type.String(),
    title: Type.String(),
    category: Nullable(Type.String()),
    category_name: Nullable(Type.String()),
    area: AreaRef,
    address: Type.String(),
    point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
    owner: Nullable(UnitRef),
    confidential: Type.Boolean(),
    callers: Type.Integer({ description: '几人反映：并入的诉求算在内' }),
    card: Type.Optional(
      Type.String({
        title: '督办',
        description: '未回复的最高一级督办：notice、yellow、red；只在工作人员的列表里有',
      }),
    ),
    cover: Nullable(Type.String({ description: '首张照片的缩略图地址' })),
    created_at: Type.String({ format: 'date-time' }),
    updated_at: Type.String({ format: 'date-time' }),
    due_at: Nullable(Type.String({ format: 'date-time', description: '当前最近的时限' })),
    due_provisional: Type.Boolean({ description: '这个时限的节假日安排尚未公布，暂定' }),
    closed_at: Nullable(Type.String({ format: 'date-time' })),
  },
  { $id: 'MatterItem' },
);

export const FormField = Type.Object(
  { name: Type.String(), kind: Type.String(), label: Type.String() },
  { additionalProperties: true, description: '表单字段，见流程说明' },
);

export const Ability = Type.Object(
  {
    action: Type.String(),
    name: Type.String(),
    enabled: Type.Boolean(),
    reason: Nullable(Type.String()),
    confirm: Nullable(Type.String()),
    form: Type.Array(FormField),
  },
  { $id: 'Ability' },
);

export const TaskItem = Type.Object({
  id: Id,
  kind: Type.String(),
  kind_name: Type.String(),
  role: Nullable(Type.String()),
  state: Type.String(),
  unit: Nullable(UnitRef),
  account: Nullable(Type.Object({ id: Id, name: Type.String() })),
  note: Nullable(Type.String()),
  due_at: Nullable(Type.String({ format: 'date-time' })),
  created_at: Type.String({ format: 'date-time' }),
  signed_at: Nullable(Type.String({ format: 'date-time' })),
  closed_at: Nullable(Type.String({ format: 'date-time' })),
});

export const ClockItem = Type.Object({
  kind: Type.String(),
  kind_name: Type.String(),
  started_at: Type.String({ format: 'date-time' }),
  due_at: Type.String({ format: 'date-time' }),
  stopped_at: Nullable(Type.String({ format: 'date-time' })),
  paused: Type.Boolean(),
  provisional: Type.Boolean({ description: '到期日的节假日安排尚未公布，暂定' }),
  why: Type.String({ description: '这个时间是怎么算出来的' }),
});

export const FileItem = Type.Object({
  id: Id,
  stage: Nullable(Type.String()),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  created_at: Type.String({ format: 'date-time' }),
  url: Type.String(),
  thumb_url: Type.String(),
});

/** How the matter that a merged one (并案) was merged into stands, for the merged one's caller. */
export const Follows = Type.Object(
  {
    number: Type.String(),
    callers: Type.Integer({ description: '共有几人反映' }),
    state_name: Type.String(),
    phase: Type.String(),
    open: Type.Boolean(),
    closed_at: Nullable(Type.String({ format: 'date-time' })),
    public_reply: Nullable(Type.String()),
    steps: Type.Array(Type.Object({ name: Type.String(), at: Type.String({ format: 'date-time' }) }), {
      description: '到过的环节，先到的在前；保密的事项为空',
    }),
  },
  { title: '并入的事项的进展', description: '不含对方的任何信息' },
);

/** More time (延期) or a standstill (挂起) that a unit asks the centre for. */
export const AskedRequest = Type.Object(
  {
    what: Type.Union([Type.Literal('extend'), Type.Literal('suspend')]),
    until: Type.String({ description: '申请延期或挂起到哪一天' }),
    reason: Type.String(),
    asked_at: Type.String({ format: 'date-time' }),
    asker: Nullable(UnitRef),
    decider: UnitRef,
    due_at: Nullable(Type.String({ format: 'date-time', description: '最迟何时审批，逾期改由上一级审批' })),
  },
  { title: '待审批的申请' },
);

/** A matter on its own page. */
export const MatterDetail = Type.Intersect(
  [
    MatterItem,
    Type.Object({
      text: Type.String(),
      answers: Type.Array(Type.Object({ name: Type.String(), label: Type.String(), value: Type.Unknown() })),
      placed_by: Type.String(),
      anonymous: Type.Boolean(),
      contact: Nullable(
        Type.Object({
          name: Nullable(Type.String()),
          phone: Nullable(Type.String()),
          masked: Type.Boolean(),
        }),
      ),
      condition: Nullable(
        Type.Object({ code: Type.String(), register: Type.String(), close: Type.String() }),
      ),
      centre: UnitRef,
      main_unit: Nullable(UnitRef),
      public_reply: Nullable(Type.String()),
      tasks: Type.Array(TaskItem),
      clocks: Type.Array(ClockItem),
      request: Nullable(AskedRequest),
      files: Type.Array(FileItem),
      merged_into: Nullable(Type.Object({ id: Id, number: Type.String() })),
      follows: Nullable(Follows),
      phases: Type.Array(
        Type.Object({ code: Type.String(), name: Type.String(), at: Type.Boolean(), passed: Type.Boolean() }),
      ),
      mine: Type.Boolean({ description: '是否为本人提出' }),
      abilities: Type.Array(Ability),
    }),
  ],
  { $id: 'MatterDetail' },
);

export const EventItem = Type.Object(
  {
    seq: Type.Integer(),
    kind: Type.String(),
    name: Type.String(),
    at: Type.String({ format: 'date-time' }),
    actor: Type.Object({ name: Type.String(), unit: Nullable(Type.String()) }),
    from: Nullable(Type.String()),
    to: Nullable(Type.String()),
    implied: Type.Boolean(),
    internal: Type.Boolean(),
    form: Type.Array(
      Type.Object({
        name: Type.String(),
        label: Type.String(),
        kind: Type.String(),
        value: Type.Unknown(),
        text: Type.String(),
      }),
    ),
  },
  { $id: 'MatterEvent' },
);
