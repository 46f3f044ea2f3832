import { type TSchema, Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { PersonItem } from '../resident/index.ts';

const uuid = (title: string) => Type.String({ format: 'uuid', title });
const day = (title: string) => Type.String({ format: 'date', title });
const moment = (title: string) => Type.String({ format: 'date-time', title });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Way = Type.Union([Type.Literal('home'), Type.Literal('phone'), Type.Literal('video')], {
  title: '方式',
  description: 'home 上门，phone 电话，video 视频',
});
const Result = Type.Union([Type.Literal('well'), Type.Literal('needs'), Type.Literal('absent')], {
  title: '情况',
  description: 'well 情况正常，needs 需要帮助，absent 未见到本人',
});
const Role = Type.Union(
  [
    Type.Literal('grid_worker'),
    Type.Literal('doctor'),
    Type.Literal('police'),
    Type.Literal('pair'),
    Type.Literal('family'),
  ],
  {
    title: '责任人类型',
    description: 'grid_worker 网格员，doctor 医生，police 民警，pair 结对，family 家属',
  },
);
const Version = Type.Integer({ minimum: 1, title: '版本' });
const Point = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180, title: '经度' }),
    lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度' }),
    accuracy: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000, title: '精度（米）' })),
  },
  { additionalProperties: false, title: '位置' },
);

export const CareParams = Type.Object({ id: uuid('人员编号') });
export const DutyParams = Type.Object({ id: uuid('人员编号'), duty: uuid('责任人编号') });
export const LevelView = Type.Object({
  code: Type.String({ title: '级别代码' }),
  name: Type.String({ title: '级别' }),
  every_days: Type.Integer({ title: '多少天走访一次' }),
  ways: Type.Array(Way, { title: '算作走访的方式' }),
  note: Type.String({ title: '说明' }),
});
export const Levels = Type.Object({ items: Type.Array(LevelView) });
export const CareQuery = Type.Object({
  area: Type.Optional(uuid('区域')),
  due: Type.Optional(
    Type.Union([Type.Literal('overdue'), Type.Literal('today'), Type.Literal('week')], {
      title: '走访时间',
      description: 'overdue 已逾期，today 今天及以前应走访，week 七天内应走访',
    }),
  ),
  level: Type.Optional(Type.String({ maxLength: 20, title: '级别' })),
  person: Type.Optional(uuid('只看一个人员')),
  ...PageQuery,
});
export const CareItem = Type.Object({
  id: uuid('人员编号'),
  person: PersonItem,
  level: Type.String({ title: '级别代码' }),
  level_name: Type.String({ title: '级别' }),
  kind: Nullable(Type.String({ title: '类型代码', description: '空：对查看人遮盖' })),
  kind_name: Type.String({ title: '类型' }),
  next_due: day('下次走访'),
  overdue: Type.Boolean({ title: '已逾期' }),
  last_visit_at: Nullable(moment('上次走访')),
  visits: Type.Integer({ title: '走访次数' }),
});
export const Visit = Type.Object({
  id: uuid('走访编号'),
  at: moment('走访时间'),
  received_at: moment('提交时间'),
  by: Type.String({ title: '走访人' }),
  way: Way,
  result: Result,
  text: Type.String({ title: '走访记录' }),
  point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() }, { title: '位置' })),
  files: Type.Array(Type.Object({ id: uuid('照片'), url: Type.String(), thumb_url: Type.String() }), {
    title: '照片',
  }),
});
export const Duty = Type.Object({
  id: uuid('责任人编号'),
  role: Role,
  name: Type.String({ title: '姓名' }),
  phone: Nullable(Type.String({ title: '电话' })),
  account: Type.Boolean({ title: '有系统账号' }),
  from_on: day('起'),
  to_on: Nullable(day('止')),
});
export const CareDetail = Type.Object({
  ...CareItem.properties,
  why: Type.String({ title: '纳入原因' }),
  since: day('纳入日期'),
  ended_on: Nullable(day('结束日期')),
  version: Version,
  duties: Type.Array(Duty),
  visits_list: Type.Array(Visit, { title: '走访记录，新的在前' }),
  abilities: Type.Object({
    manage: Type.Boolean({ title: '可管理' }),
    visit: Type.Boolean({ title: '可走访' }),
  }),
});
export const CareBody = Type.Object(
  {
    person: uuid('人员'),
    level: Type.String({ maxLength: 20, title: '级别' }),
    kind: Type.String({ maxLength: 20, title: '类型' }),
    why: Type.Optional(Type.String({ maxLength: 500, title: '纳入原因' })),
  },
  { additionalProperties: false },
);
export const CareChange = Type.Object(
  {
    version: Version,
    level: Type.Optional(Type.String({ maxLength: 20, title: '级别' })),
    kind: Type.Optional(Type.String({ maxLength: 20, title: '类型' })),
    why: Type.Optional(Type.String({ maxLength: 500, title: '纳入原因' })),
    end: Type.Optional(
      Type.String({ minLength: 2, maxLength: 200, title: '结束原因', description: '写明则结束关爱' }),
    ),
  },
  { additionalProperties: false },
);
export const VisitBody = Type.Object(
  {
    client_id: uuid('提交编号'),
    at: moment('走访时间'),
    way: Way,
    result: Result,
    text: Type.String({ minLength: 1, maxLength: 2000, title: '走访记录' }),
    point: Type.Optional(Point),
    files: Type.Optional(Type.Array(uuid('照片'), { maxItems: 9, title: '照片' })),
  },
  { additionalProperties: false },
);
export const VisitDone = Type.Object({ id: uuid('走访编号'), next_due: day('下次走访') });
export const CallView = Type.Object({ phone: Type.String({ title: '联系电话' }) });
export const DutyBody = Type.Object(
  {
    role: Role,
    account: Type.Optional(
      Type.String({ format: 'uuid', title: '同事', description: '系统账号；没有账号的写姓名和电话' }),
    ),
    name: Type.Optional(Type.String({ maxLength: 40, title: '姓名' })),
    phone: Type.Optional(Type.String({ maxLength: 20, title: '电话' })),
  },
  { additionalProperties: false },
);
export const HolderQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 40, title: '姓名或单位' })),
});
export const Holder = Type.Object({
  id: uuid('账号'),
  name: Type.String({ title: '姓名' }),
  units: Type.String({ title: '单位' }),
  roles: Type.String({ title: '角色' }),
});
export const CountQuery = Type.Object({ area: Type.Optional(uuid('区域')) });
export const CareCount = Type.Object({
  people: Type.Integer({ title: '关爱对象' }),
  overdue: Type.Integer({ title: '已逾期' }),
  today: Type.Integer({ title: '今天应走访' }),
  week: Type.Integer({ title: '七天内应走访' }),
  levels: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String({ title: '级别' }),
      people: Type.Integer(),
      overdue: Type.Integer(),
    }),
  ),
});
