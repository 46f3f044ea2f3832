import { type TSchema, Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { PersonItem } from '../resident/index.ts';

const uuid = (title: string) => Type.String({ format: 'uuid', title });
const moment = (title: string) => Type.String({ format: 'date-time', title });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Values = Type.Record(
  Type.String({ pattern: '^[a-z][a-z0-9_]*$', maxLength: 60 }),
  Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean(), Type.Null()]),
  { title: '各项信息', maxProperties: 40 },
);
const Relation = Type.Union([Type.Literal('owner'), Type.Literal('tenant'), Type.Literal('lives')], {
  title: '与房屋的关系',
  description: 'owner 业主自住，tenant 租住，lives 借住等',
});

export const PlaceQuery = Type.Object({
  building: Type.Optional(uuid('楼栋')),
  grid: Type.Optional(uuid('网格')),
});
export const PlaceView = Type.Object({
  site: Type.String({ title: '居民打开本系统的网址' }),
  name: Type.String({ title: '名称' }),
  grid: Type.String({ title: '所属网格' }),
  building: Nullable(uuid('楼栋')),
  buildings: Type.Array(Type.Object({ id: uuid('楼栋'), name: Type.String({ title: '楼栋' }) }), {
    title: '可选的楼栋',
  }),
  houses: Type.Array(
    Type.Object({
      id: uuid('房屋'),
      unit: Type.String({ title: '单元' }),
      floor: Type.Integer({ title: '楼层' }),
      number: Type.String({ title: '房号' }),
    }),
    { title: '可选的房屋' },
  ),
  items: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String({ title: '名称' }),
      type: Type.String({ title: '类型' }),
      required: Type.Boolean({ title: '必填' }),
      options: Type.Array(Type.Object({ code: Type.String(), name: Type.String() }), { title: '可选' }),
    }),
    { title: '要填写的项' },
  ),
});
export const HouseholdBody = Type.Object(
  {
    client_id: uuid('提交编号'),
    building: Type.Optional(uuid('楼栋')),
    grid: Type.Optional(uuid('网格')),
    house: Type.Optional(Nullable(uuid('房屋'))),
    address: Type.Optional(Type.String({ maxLength: 200, title: '没有列出的房屋写明地址' })),
    relation: Relation,
    members: Type.Array(
      Type.Object({ self: Type.Boolean({ title: '本人' }), values: Values }, { additionalProperties: false }),
      { minItems: 1, maxItems: 12, title: '家庭成员' },
    ),
  },
  { additionalProperties: false },
);
export const CorrectionBody = Type.Object(
  { client_id: uuid('提交编号'), values: Values },
  { additionalProperties: false },
);
export const Params = Type.Object({ id: uuid('登记编号') });
export const DetailQuery = Type.Object({
  purpose: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 200,
      title: '查看原件的用途',
      description: '写明后给出居民填写的原值，留下查看记录；不写则遮盖',
    }),
  ),
});
export const Registered = Type.Object({ id: uuid('登记编号'), state: Type.String({ title: '状态' }) });
const Summary = {
  id: uuid('登记编号'),
  kind: Type.String({
    title: '种类',
    description: 'household 家庭登记，correction 更正本人信息，erasure 申请删除',
  }),
  state: Type.String({
    title: '状态',
    description: 'waiting 待核对，accepted 已登记，refused 已退回，withdrawn 已撤回',
  }),
  reason: Nullable(Type.String({ title: '退回原因' })),
  address: Type.String({ title: '地址' }),
  area_name: Type.String({ title: '所属网格' }),
  people: Type.Integer({ title: '人数' }),
  created_at: moment('提交时间'),
  decided_at: Nullable(moment('办理时间')),
};
export const RegistrationItem = Type.Object(Summary);
export const ListQuery = Type.Object({ area: Type.Optional(uuid('区域')), ...PageQuery });
const Field = Type.Object({
  item: Type.String({ title: '项' }),
  name: Type.String({ title: '名称' }),
  said: Nullable(Type.String({ title: '居民填写', description: '没有写明用途时，需查看原值的项已遮盖' })),
  known: Nullable(Type.String({ title: '已登记', description: '需查看原值的项已遮盖' })),
  differs: Type.Boolean({ title: '不一致' }),
});
export const RegistrationDetail = Type.Object({
  ...Summary,
  house_id: Nullable(uuid('房屋')),
  relation: Relation,
  phone: Nullable(Type.String({ title: '提交人电话' })),
  version: Type.Integer({ title: '版本' }),
  members: Type.Array(
    Type.Object({
      self: Type.Boolean({ title: '本人' }),
      person: Nullable(uuid('已登记的人员')),
      fields: Type.Array(Field),
      warnings: Type.Array(Type.String(), { title: '提醒' }),
    }),
  ),
  abilities: Type.Object({ decide: Type.Boolean({ title: '可核对' }) }),
});
export const AcceptBody = Type.Object(
  { version: Type.Integer({ minimum: 1, title: '版本' }), house: Type.Optional(uuid('核对后的房屋')) },
  { additionalProperties: false },
);
export const RefuseBody = Type.Object(
  {
    version: Type.Integer({ minimum: 1, title: '版本' }),
    reason: Type.String({ minLength: 2, maxLength: 200, title: '退回原因' }),
  },
  { additionalProperties: false },
);
export const AskParams = Type.Object({ id: uuid('人员编号') });
export const AskErasureBody = Type.Object(
  {
    client_id: uuid('提交编号'),
    reason: Type.String({ minLength: 2, maxLength: 200, title: '为什么删除' }),
  },
  { additionalProperties: false },
);
export const ErasureRequestQuery = Type.Object({
  area: Type.Optional(uuid('区域')),
  person: Type.Optional(uuid('人员')),
  ...PageQuery,
});
export const ErasureRequest = Type.Object({
  id: uuid('申请编号'),
  person: PersonItem,
  reason: Type.String({ title: '为什么删除' }),
  by: Type.String({ title: '谁申请' }),
  own: Type.Boolean({ title: '本人申请' }),
  created_at: moment('申请时间'),
  version: Type.Integer({ title: '版本' }),
  abilities: Type.Object({
    decide: Type.Boolean({ title: '可办理' }),
    withdraw: Type.Boolean({ title: '可撤回' }),
  }),
});
export const OwnRecord = Type.Object({
  id: uuid('人员编号'),
  address: Nullable(Type.String({ title: '住址' })),
  grid: Type.String({ title: '所属网格' }),
  fields: Type.Array(
    Type.Object({
      item: Type.String({ title: '项' }),
      name: Type.String({ title: '名称' }),
      value: Type.String({ title: '内容' }),
      source: Type.String({ title: '来源' }),
      at: moment('登记时间'),
      correctable: Type.Boolean({ title: '可申请更正' }),
    }),
  ),
});
export const OwnRecordMaybe = Type.Object({ record: Nullable(OwnRecord) });
