import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const closed = { additionalProperties: false } as const;
export const Id = Type.String({ format: 'uuid', title: '编号' });
export const Time = Type.String({ format: 'date-time' });
export const IdParams = Type.Object({ id: Id });

export const Username = Type.String({
  minLength: 1,
  maxLength: 64,
  title: '用户名',
  examples: ['community1'],
});
export const Password = Type.String({ minLength: 1, maxLength: 128, title: '密码' });
export const Phone = Type.String({
  minLength: 1,
  maxLength: 30,
  title: '手机号码',
  examples: ['13900000000'],
});
export const PersonName = Type.String({ minLength: 1, maxLength: 40, title: '姓名', pattern: '\\S' });

/** By name and password, or by phone and code: one object, so that a missing field is named; the handler asks for a pair. */
export const SignIn = Type.Object(
  {
    username: Type.Optional(Username),
    password: Type.Optional(Password),
    phone: Type.Optional(Phone),
    code: Type.Optional(Type.String({ pattern: '^\\s*\\d{6}\\s*$', title: '验证码', examples: ['123456'] })),
  },
  closed,
);
export const SignedIn = Type.Object({
  token: Type.String({ description: '程序调用时放在 Authorization: Bearer 后' }),
  expires_at: Time,
  account: Type.Object({
    id: Id,
    kind: Type.Union([Type.Literal('resident'), Type.Literal('staff')]),
    name: Type.String(),
    must_change_password: Type.Boolean({ description: '须先修改一次性密码，才能办理业务' }),
  }),
});

export const AskCode = Type.Object({ phone: Phone }, closed);
export const CodeSent = Type.Object({
  expires_at: Time,
  retry_after: Type.Integer({ description: '多少秒后可以再次获取' }),
  demo_code: Type.Optional(Type.String({ description: '只在演示城市中返回' })),
});

export const Ended = Type.Object({ ended: Type.Integer({ description: '结束了几处登录' }) });
export const Session = Type.Object({
  id: Id,
  device: Type.String({ examples: ['Chrome · Windows'] }),
  address: Type.String(),
  created_at: Time,
  seen_at: Time,
  expires_at: Time,
  current: Type.Boolean({ description: '就是这一次登录' }),
});
export const Sessions = Type.Object({ items: Type.Array(Session) });

export const Me = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.Union([Type.Literal('resident'), Type.Literal('staff')]),
  username: Nullable(Type.String()),
  phone_masked: Nullable(Type.String({ examples: ['139****0000'] })),
  permissions: Type.Array(Type.String()),
  roles: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
  units: Type.Array(Type.Object({ id: Id, name: Type.String(), kind: Type.String() })),
  areas: Type.Array(Type.Object({ id: Id, name: Type.String(), level: Type.String() })),
  demo: Type.Boolean({ description: '数据库中是演示城市' }),
  must_change_password: Type.Boolean(),
});
export const ChangeMe = Type.Object({ name: PersonName }, closed);
export const ChangePassword = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: 128, title: '现在的密码' }),
    password: Type.String({ minLength: 1, maxLength: 128, title: '新密码' }),
  },
  closed,
);

export const Demo = Type.Object({
  demo: Type.Boolean({ description: '数据库中是演示城市' }),
  usable: Type.Boolean({ description: '演示密码在这里可用' }),
  password: Nullable(Type.String()),
  accounts: Type.Array(
    Type.Object({
      username: Type.String(),
      name: Type.String(),
      role: Type.String({ description: '角色和单位' }),
    }),
  ),
});
