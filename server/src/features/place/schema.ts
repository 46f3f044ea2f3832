import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { itemTypes } from '../dictionary/index.ts';
import type { Value } from '../source/index.ts';
import { subjects } from './rules.ts';

export const strict = { additionalProperties: false };
export const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });
const Point = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180, title: '经度', description: 'WGS-84' }),
    lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度', description: 'WGS-84' }),
  },
  { ...strict, title: '位置' },
);
export const SubjectName = Type.Enum([...subjects], {
  title: '登记类别',
  description: 'organisation 单位 · facility 场所设施 · component 部件 · vehicle 车辆 · incident 案（事）件',
});
const AnyValue = Type.Unsafe<Value>({ type: ['string', 'number', 'boolean', 'null'], maxLength: 4000 });
const Values = Type.Record(Type.String({ pattern: '^[a-z0-9_]{1,60}$' }), AnyValue, {
  title: '登记项',
  description: '以登记项的代码为键；代码项可填代码或名称，空值表示清空',
  maxProperties: 120,
});
const Holder = Type.Object(
  {
    kind: Type.Enum(['person', 'organisation'], { title: '归属类别' }),
    id: Type.String({ format: 'uuid', title: '归属' }),
  },
  { ...strict, title: '经营或所有者' },
);
const optionally = {
  point: Type.Optional(Nullable(Point)),
  area: Type.Optional(
    Nullable(
      Type.String({
        format: 'uuid',
        title: '所属网格',
        description: '只在位置不落在任何网格里、或没有标位置时起作用',
      }),
    ),
  ),
  public: Type.Optional(Type.Boolean({ title: '向居民公开', description: '只用于场所设施' })),
  unit: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '责任单位' }))),
  holder: Type.Optional(Nullable(Holder)),
  parking: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '停车场所' }))),
  related: Type.Optional(
    Nullable(
      Type.String({ format: 'uuid', title: '关联的学校、线路或单位', description: '只用于案（事）件' }),
    ),
  ),
};

export const PlaceParams = Type.Object({ id: Type.String({ format: 'uuid', title: '登记编号' }) });
export const LinkParams = Type.Object({
  id: Type.String({ format: 'uuid', title: '登记编号' }),
  link: Type.String({ format: 'uuid', title: '入驻关系' }),
});
export const SubjectQuery = Type.Object({ subject: SubjectName }, strict);

export const NewBody = Type.Object(
  {
    client_id: Type.String({
      format: 'uuid',
      title: '提交编号',
      description: '由客户端生成；重复提交同一编号只算一次',
    }),
    subject: SubjectName,
    values: Values,
    ...optionally,
  },
  strict,
);
const Version = Type.Integer({ minimum: 1, title: '读到的版本' });
export const ChangeBody = Type.Object(
  { version: Version, values: Type.Optional(Values), ...optionally },
  strict,
);
export const RetireBody = Type.Object(
  { version: Version, reason: Type.String({ minLength: 2, maxLength: 200, title: '停用原因' }) },
  strict,
);
export const UndoBody = Type.Object(
  { version: Version, statement: Type.String({ format: 'uuid', title: '撤回哪一次填报' }) },
  strict,
);
export const LookBody = Type.Object(
  {
    items: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
      minItems: 1,
      maxItems: 20,
      title: '查看哪些项',
    }),
    purpose: Type.String({ minLength: 2, maxLength: 200, title: '用途' }),
  },
  strict,
);
export const Looked = Type.Object({ values: Type.Record(Type.String(), AnyValue) });
export const LinkBody = Type.Object(
  {
    client_id: Type.String({ format: 'uuid', title: '提交编号' }),
    kind: Type.Enum(['operates', 'registered', 'owns'], {
      title: '关系',
      description: 'operates 在此经营 · registered 注册在此 · owns 产权在此',
    }),
    building: Type.String({ format: 'uuid', title: '楼栋' }),
    house: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '房屋' }))),
    from_on: Type.String({ format: 'date', title: '开始日期' }),
  },
  strict,
);
export const EndLinkBody = Type.Object({ to_on: Type.String({ format: 'date', title: '结束日期' }) }, strict);

export const ListQuery = Type.Object(
  {
    subject: SubjectName,
    kind: Type.Optional(Type.String({ maxLength: 60, title: '类别' })),
    state: Type.Optional(Type.String({ maxLength: 60, title: '状态' })),
    area: Type.Optional(Type.String({ maxLength: 60, title: '区域' })),
    building: Type.Optional(Type.String({ format: 'uuid', title: '所在楼栋' })),
    house: Type.Optional(Type.String({ format: 'uuid', title: '所在房屋' })),
    holder: Type.Optional(Type.String({ format: 'uuid', title: '经营或所有者' })),
    related: Type.Optional(Type.String({ format: 'uuid', title: '关联的学校、线路或单位' })),
    retired: Type.Optional(Type.Boolean({ title: '只看已停用' })),
    q: Type.Optional(
      Type.String({
        maxLength: 100,
        title: '查找',
        description: '名称、地址的一部分，或整个代码；车辆只按完整车牌',
      }),
    ),
    ...PageQuery,
  },
  strict,
);
export const Kind = Type.Object({ code: Type.String(), name: Type.String(), group: Nullable(Type.String()) });
export const SubjectForm = Type.Object(
  {
    subject: SubjectName,
    items: Type.Array(
      Type.Object({
        code: Type.String(),
        name: Type.String(),
        type: Type.Enum([...itemTypes]),
        many: Type.Boolean(),
        most: Nullable(Type.Number()),
        personal: Type.Boolean({ description: '涉及个人：只显示掩码，查看要写用途' }),
        unsure: Type.Boolean({ description: '待核对：没有对照标准原文' }),
        options: Type.Array(Kind),
      }),
    ),
  },
  { $id: 'PlaceForm' },
);

const Named = Type.Object({ id: Id, name: Type.String() });
const row = {
  id: Id,
  subject: SubjectName,
  kind: Type.String(),
  kind_name: Type.String(),
  name: Type.String({ description: '车辆为掩码车牌' }),
  code: Nullable(Type.String()),
  state: Nullable(Type.String()),
  state_name: Nullable(Type.String()),
  address: Type.String(),
  area_id: Nullable(Type.String()),
  area_name: Type.String({ description: '不在任何网格时为空' }),
  point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
  public: Type.Boolean(),
  items: Type.Record(Type.String(), AnyValue, { description: '公开项，代码值' }),
  masked: Type.Record(Type.String(), Type.String(), { description: '涉及个人的项，掩码' }),
  changed_at: Moment,
  retired_at: Nullable(Moment),
  version: Type.Integer(),
};
export const PlaceItem = Type.Object(row, { $id: 'PlaceItem' });

const Shown = Type.Object({
  code: Type.String(),
  name: Type.String(),
  text: Type.String({ description: '给人看的值；涉及个人的为掩码' }),
  personal: Type.Boolean(),
  source: Nullable(Type.String({ description: '来源' })),
  said_at: Nullable(Moment),
  others: Type.Array(Type.Object({ text: Type.String(), source: Type.String(), said_at: Moment }), {
    description: '其他来源的不同说法',
  }),
});
export const Link = Type.Object({
  id: Id,
  kind: Type.Enum(['operates', 'registered', 'owns']),
  building: Named,
  house: Nullable(Named),
  from_on: Type.String({ format: 'date' }),
  to_on: Nullable(Type.String({ format: 'date' })),
});
export const PlaceDetail = Type.Object(
  {
    ...row,
    created_at: Moment,
    address_code: Nullable(Type.String()),
    unit: Nullable(Named),
    holder: Nullable(
      Type.Object({
        kind: Type.Enum(['person', 'organisation']),
        id: Id,
        name: Nullable(Type.String({ description: '居民不在可查看的范围内时为空' })),
      }),
    ),
    parking: Nullable(Named),
    related: Nullable(Named),
    values: Type.Array(Shown),
    links: Type.Array(Link),
    statements: Type.Array(
      Type.Object({
        id: Id,
        source: Type.String(),
        by: Type.String(),
        at: Moment,
        items: Type.Array(Type.String(), { description: '登记项的名称' }),
        withdrawn: Type.Boolean(),
      }),
      { description: '谁在什么时候填了什么，新的在前' },
    ),
    looks: Type.Array(
      Type.Object({
        by: Type.String(),
        at: Moment,
        purpose: Type.String(),
        items: Type.Array(Type.String()),
      }),
      { description: '谁为什么看过个人信息，新的在前' },
    ),
    abilities: Type.Object({ edit: Type.Boolean() }),
  },
  { $id: 'PlaceDetail' },
);
export const Made = Type.Object({ id: Id });
