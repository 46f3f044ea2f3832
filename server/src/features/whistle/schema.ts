import { type Static, Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });
const Phone = Type.String({ pattern: '^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8}|1\\d{4,5})$', title: '电话' });
const Kind = Type.Union(
  ['party', 'partner', 'volunteer', 'public_post', 'organisation', 'own'].map((code) =>
    Type.Literal(code),
  ) as never,
  { title: '力量种类' },
) as never as Type.TUnsafe<'party' | 'partner' | 'volunteer' | 'public_post' | 'organisation' | 'own'>;

export const MemberBody = Type.Object(
  {
    kind: Kind,
    unit: Type.Optional(Type.String({ format: 'uuid', title: '单位' })),
    name: Type.Optional(Type.String({ maxLength: 60, title: '姓名或队伍名称' })),
    phone: Type.Optional(Phone),
    people: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, title: '人数' })),
  },
  { ...strict, title: '力量' },
);
export type MemberInput = Static<typeof MemberBody>;

const Department = Type.Object(
  {
    unit: Type.String({ format: 'uuid', title: '部门' }),
    role: Type.Union([Type.Literal('main'), Type.Literal('co'), Type.Literal('inform')], {
      title: '角色',
      description: '主办、协办、知会',
    }),
    note: Type.Optional(Type.String({ maxLength: 500, title: '给该部门的说明' })),
  },
  strict,
);
const within = (title: string) =>
  Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}(m|h|d|wh|wd)$', title }));

export const BlowBody = Type.Object(
  {
    client_id: Type.String({
      format: 'uuid',
      title: '提交编号',
      description: '重复提交同一编号不会重复吹哨',
    }),
    kind: Type.String({ minLength: 1, maxLength: 60, title: '哨的种类' }),
    title: Type.Optional(Type.String({ maxLength: 80, title: '标题' })),
    text: Type.String({ minLength: 1, maxLength: 4000, title: '吹哨原因' }),
    point: Type.Object(
      {
        lng: Type.Number({ minimum: -180, maximum: 180, title: '经度' }),
        lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度' }),
      },
      { ...strict, title: '位置' },
    ),
    address: Type.Optional(Type.String({ maxLength: 200, title: '地址' })),
    files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '照片' })),
    departments: Type.Array(Department, { minItems: 1, maxItems: 30, title: '到场部门' }),
    arrive_within: within('要求到场'),
    finish_within: within('要求办结'),
    radius: Type.Optional(Type.Integer({ minimum: 50, maximum: 5000, title: '到场范围', description: '米' })),
    parent: Type.Optional(Type.String({ format: 'uuid', title: '为哪件事项' })),
    members: Type.Optional(Type.Array(MemberBody, { maxItems: 30, title: '力量编组' })),
  },
  strict,
);
export type BlowInput = Static<typeof BlowBody>;

export const OnCallBody = Type.Object(
  {
    unit: Type.String({ format: 'uuid', title: '单位' }),
    account: Type.String({ format: 'uuid', title: '值班人员' }),
    area: Type.String({ format: 'uuid', title: '街道或社区' }),
    from_at: Type.String({ format: 'date-time', title: '开始' }),
    to_at: Type.String({ format: 'date-time', title: '结束' }),
  },
  strict,
);
export type OnCallInput = Static<typeof OnCallBody>;

const Ref = Type.Object({ id: Id, name: Type.String() });

export const OnCallItem = Type.Object({
  id: Id,
  unit: Ref,
  account: Ref,
  area: Ref,
  from_at: Moment,
  to_at: Moment,
  ended_at: Nullable(Moment),
  now: Type.Boolean({ description: '此刻当班' }),
});

export const WhistleItem = Type.Object(
  {
    id: Id,
    number: Type.String(),
    title: Type.String(),
    kind: Type.String(),
    kind_name: Type.String(),
    state: Type.String(),
    state_name: Type.String(),
    phase: Type.String(),
    open: Type.Boolean(),
    area: Ref,
    address: Type.String(),
    whistler: Type.String(),
    arrived: Type.Integer({ description: '已到场的部门数' }),
    awaited: Type.Integer({ description: '应到场的部门数' }),
    late: Type.Integer({ description: '迟到的部门数' }),
    arrive_by: Nullable(Moment),
    created_at: Moment,
    closed_at: Nullable(Moment),
  },
  { $id: 'WhistleItem' },
);

const File = Type.Object({ id: Id, url: Type.String(), thumb_url: Type.String() });
const Point = Type.Object({ lng: Type.Number(), lat: Type.Number() });

export const Arrival = Type.Object({
  id: Id,
  by: Type.String(),
  point: Point,
  accuracy_m: Nullable(Type.Integer()),
  distance_m: Type.Integer({ description: '距现场，米' }),
  far: Type.Boolean({ description: '超出到场范围' }),
  far_reason: Nullable(Type.String()),
  people: Nullable(Type.Integer()),
  note: Nullable(Type.String()),
  files: Type.Array(File),
  due_at: Nullable(Moment),
  acted_at: Type.String({ format: 'date-time', description: '到场时间（手机当时的时间）' }),
  received_at: Type.String({ format: 'date-time', description: '服务器收到的时间' }),
  late_seconds: Type.Integer({ description: '迟到秒数，0 为按时' }),
});

export const Rating = Type.Object({
  timely: Type.Integer(),
  cooperation: Type.Integer(),
  effect: Type.Integer(),
  words: Nullable(Type.String()),
  at: Moment,
});

export const WhistleParty = Type.Object({
  id: Id,
  unit: Ref,
  role: Type.String(),
  state: Type.String(),
  state_name: Type.String(),
  ratable: Type.Boolean(),
  officer: Nullable(Ref),
  called_at: Moment,
  arrive_by: Nullable(Moment),
  arrivals: Type.Array(Arrival),
  result: Nullable(
    Type.Object({ text: Type.String(), by: Type.String(), at: Moment, files: Type.Array(File) }),
  ),
  left: Nullable(Type.Object({ at: Moment, reason: Type.String() })),
  rating: Nullable(Rating),
});

export const WhistleMember = Type.Object({
  id: Id,
  kind: Type.String(),
  kind_name: Type.String(),
  unit: Nullable(Ref),
  name: Nullable(Type.String({ description: '只对吹哨方和指挥中心完整显示' })),
  phone: Nullable(Type.String({ description: '同上，否则遮住中间' })),
  people: Type.Integer(),
  arrived_at: Nullable(Moment),
});

export const WhistleDetail = Type.Intersect(
  [
    WhistleItem,
    Type.Object({
      text: Type.String(),
      point: Point,
      radius_m: Type.Integer(),
      finish_by: Nullable(Moment),
      parent: Nullable(Type.Object({ id: Id, number: Type.String(), title: Type.String() })),
      parties: Type.Array(WhistleParty),
      members: Type.Array(WhistleMember),
      may_muster: Type.Boolean({ description: '可以变动力量编组' }),
    }),
  ],
  { $id: 'WhistleDetail' },
);
