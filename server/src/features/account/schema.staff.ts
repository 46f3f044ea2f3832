import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { Id, PersonName, Phone, Time } from './schema.ts';

const closed = { additionalProperties: false } as const;
const Version = Type.Integer({ minimum: 1, title: '版本', description: '读到时的版本；已过期则 409' });

export const Role = Type.Object({
  code: Type.String(),
  name: Type.String(),
  scope: Type.String({ description: 'area 区域、unit 单位、none 不分地方' }),
  exclusive: Type.Boolean({ description: '独占：不能与其他角色同属一个账号' }),
  administrator: Type.Boolean({ description: '由安全管理员提请、另一位管理员确认' }),
  permissions: Type.Array(Type.String()),
});
export const Roles = Type.Object({ items: Type.Array(Role) });

const Relation = Type.Object({
  id: Id,
  role: Type.String(),
  role_name: Type.String(),
  unit_id: Nullable(Id),
  unit_name: Nullable(Type.String()),
  area_id: Nullable(Id),
  area_name: Nullable(Type.String()),
});
export const Staff = Type.Object({
  id: Id,
  username: Type.String(),
  name: Type.String(),
  phone_masked: Nullable(Type.String()),
  disabled: Type.Boolean(),
  locked_until: Nullable(Time),
  must_change_password: Type.Boolean(),
  created_at: Time,
  version: Type.Integer(),
  relations: Type.Array(Relation),
  abilities: Type.Array(Type.String(), { description: '您现在可以对这个账号做什么' }),
});
export const StaffPage = PageOf(Staff);
export const StaffQuery = Type.Object({
  ...PageQuery,
  q: Type.Optional(Type.String({ maxLength: 64, title: '姓名或用户名' })),
  unit: Type.Optional(Type.String({ format: 'uuid', title: '单位' })),
  area: Type.Optional(Type.String({ format: 'uuid', title: '区域', description: '这个区域之内的' })),
  role: Type.Optional(Type.String({ maxLength: 40, title: '角色' })),
  phone: Type.Optional(Phone),
  disabled: Type.Optional(Type.Boolean({ title: '只看已停用的（true）或在用的（false）' })),
});

export const NewRelation = Type.Object(
  {
    role: Type.String({ minLength: 1, maxLength: 40, title: '角色' }),
    unit_id: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '单位' }))),
    area_id: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '区域' }))),
  },
  closed,
);
export const CreateStaff = Type.Object(
  {
    username: Type.String({ minLength: 2, maxLength: 32, title: '用户名' }),
    name: PersonName,
    phone: Type.Optional(Nullable(Phone)),
    relations: Type.Optional(Type.Array(NewRelation, { maxItems: 20, title: '角色' })),
  },
  closed,
);
export const ChangeStaff = Type.Object(
  { version: Version, name: Type.Optional(PersonName), phone: Type.Optional(Nullable(Phone)) },
  closed,
);
const OneTime = Type.String({
  description: '一次性密码，只显示这一次；首次登录须修改',
  examples: ['xk4m-9p2q-w7tz'],
});
export const StaffCreated = Type.Object({ password: OneTime, staff: Staff });
export const PasswordReset = Type.Object({ password: OneTime });
export const Related = Type.Object({
  id: Nullable(Id),
  appointment: Nullable(Id),
  half: Nullable(
    Type.String({
      description: '提请授予管理员角色时，一次性密码的前一半，只显示这一次；后一半由确认人得到',
    }),
  ),
  staff: Staff,
});
export const RelationParams = Type.Object({ id: Id, relation: Id });

export const SignInEvents = PageOf(
  Type.Object({
    at: Time,
    kind: Type.String({
      description:
        'account.session.started 登录、refused 失败、ended 退出；account.credential.created 签发接口凭证、revoked 吊销、refused 被拒',
    }),
    account_id: Nullable(Id),
    username: Nullable(Type.String()),
    name: Nullable(Type.String()),
    address: Nullable(Type.String()),
    by: Nullable(Type.String({ description: 'password 密码、code 验证码' })),
  }),
);
export const SignInQuery = Type.Object({
  cursor: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', title: '翻页标记' })),
  limit: PageQuery.limit,
  account: Type.Optional(Type.String({ format: 'uuid', title: '账号' })),
});
