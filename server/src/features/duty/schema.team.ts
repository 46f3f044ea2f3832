import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { AreaName, ClientId, Id, Point, strict, Version } from './schema.ts';
import { codes, NEIGHBOURS, TEAM_ROLES } from './words.ts';

export const TeamParams = Type.Object({
  area: Type.String({ format: 'uuid', title: '网格或社区' }),
});
export const MemberParams = Type.Object({ id: Type.String({ format: 'uuid', title: '成员' }) });
export const NeighbourParams = Type.Object({ id: Type.String({ format: 'uuid', title: '邻里组织' }) });
const Area = Type.String({ format: 'uuid', title: '网格或社区' });
const Day = (title: string) => Type.String({ format: 'date', title });
const Phone = Type.String({
  pattern: '^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8}|1\\d{4,5})$',
  title: '工作电话',
  description: '手机、带区号的固定电话或短号',
});
const text = (title: string, maxLength: number) => Type.String({ maxLength, title });

const member = {
  role: Type.Enum(codes(TEAM_ROLES), { title: '角色' }),
  name: Type.String({ minLength: 1, maxLength: 40, title: '姓名' }),
  unit: Type.Optional(Type.String({ format: 'uuid', title: '所在单位', description: '系统里的单位' })),
  unit_name: Type.Optional(text('所在单位名称', 80)),
  services: Type.Optional(text('能帮什么', 300)),
  phone: Type.Optional(Phone),
  from_on: Day('开始日期'),
};
export const MemberBody = Type.Object({ client_id: ClientId, area: Area, ...member }, strict);
export const MemberChange = Type.Object(
  {
    version: Version,
    ...member,
    phone: Type.Optional(
      Type.Unsafe<string | null>({ ...Phone, type: ['string', 'null'], description: '不填不改，空值为去掉' }),
    ),
    to_on: Type.Optional(
      Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date', title: '结束日期' }),
    ),
  },
  strict,
);
const neighbour = {
  parent: Type.Optional(Type.String({ format: 'uuid', title: '上级组织' })),
  name: Type.String({ minLength: 1, maxLength: 60, title: '名称' }),
  head: Type.Optional(text('负责人', 40)),
  place: Type.Optional(text('楼栋或位置', 80)),
};
export const NeighbourBody = Type.Object(
  {
    client_id: ClientId,
    area: Area,
    kind: Type.Enum(codes(NEIGHBOURS), { title: '种类' }),
    ...neighbour,
    phone: Type.Optional(Phone),
  },
  strict,
);
export const NeighbourChange = Type.Object(
  {
    version: Version,
    ...neighbour,
    phone: MemberChange.properties.phone,
    ended: Type.Optional(Type.Boolean({ title: '已撤销' })),
  },
  strict,
);
export const StationBody = Type.Object(
  {
    version: Type.Integer({ minimum: 0, title: '版本', description: '还没有站点时填 0' }),
    name: Type.String({ minLength: 2, maxLength: 60, title: '名称' }),
    address: Type.String({ minLength: 2, maxLength: 120, title: '地址' }),
    point: Type.Optional(Point),
    hours: Type.Optional(text('开放时间', 100)),
    phone: Type.Optional(Phone),
  },
  strict,
);

export const Member = Type.Object(
  {
    id: Id,
    area: AreaName,
    role: Type.String(),
    role_name: Type.String(),
    name: Type.String(),
    unit: Nullable(Id),
    unit_name: Nullable(Type.String()),
    services: Nullable(Type.String()),
    phone: Nullable(Type.String({ description: '本网格居民和工作人员看到完整号码，其他人看到遮住的' })),
    from_on: Type.String(),
    to_on: Nullable(Type.String()),
    version: Type.Integer(),
  },
  { $id: 'TeamMember' },
);
export const Neighbour = Type.Object(
  {
    id: Id,
    area: AreaName,
    kind: Type.String(),
    kind_name: Type.String(),
    parent: Nullable(Id),
    name: Type.String(),
    head: Nullable(Type.String()),
    place: Nullable(Type.String()),
    phone: Nullable(Type.String()),
    version: Type.Integer(),
  },
  { $id: 'NeighbourUnit' },
);
export const Station = Type.Object(
  {
    area: AreaName,
    name: Type.String(),
    address: Type.String(),
    point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
    hours: Nullable(Type.String()),
    phone: Nullable(Type.String()),
    version: Type.Integer(),
  },
  { $id: 'GridStation' },
);
export const Team = Type.Object(
  {
    area: Type.Object({ id: Id, name: Type.String(), full_name: Type.String(), level: Type.String() }),
    home: Type.Boolean({ description: '是您本人的网格' }),
    edits: Type.Boolean({ description: '您可以修改' }),
    members: Type.Array(Member, { description: '本网格和所在社区的成员' }),
    past: Type.Array(Member, { description: '以前的成员，只给能修改的人' }),
    neighbours: Type.Array(Neighbour),
    stations: Type.Array(Station, { description: '本网格和所在社区的工作站' }),
  },
  { $id: 'GridTeam' },
);
export const HomeBody = Type.Object(
  {
    grid: Type.Optional(Type.String({ format: 'uuid', title: '网格' })),
    point: Type.Optional(Point),
  },
  { ...strict, description: '二选一：选网格，或按位置' },
);
export const Home = Type.Object({
  grid: Nullable(Type.Object({ id: Id, name: Type.String(), full_name: Type.String() })),
  how: Nullable(
    Type.String({
      description: 'position 按位置 · chosen 本人选择 · registered 按登记的住处 · work 负责的网格',
    }),
  ),
});
export const CallBody = Type.Object(
  {
    client_id: ClientId,
    text: Type.String({ minLength: 2, maxLength: 1000, title: '要帮什么' }),
    files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '照片' })),
  },
  strict,
);
export const Called = Type.Object({
  matter: Id,
  number: Type.String(),
  to: Type.String({ description: '交给了谁：成员的单位，或社区' }),
});
