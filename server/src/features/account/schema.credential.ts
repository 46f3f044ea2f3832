import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { Id, Time, Username } from './schema.ts';

const Day = Type.String({ format: 'date', examples: ['2027-06-30'] });

export const Credential = Type.Object({
  id: Id,
  name: Type.String(),
  account: Type.Object({ id: Id, username: Type.String(), name: Type.String() }),
  addresses: Type.Array(Type.String(), { description: '只可从这些网络地址使用；空则不限' }),
  expires_on: Type.String({ format: 'date', description: '最后有效的一天（北京时间）' }),
  state: Type.String({
    description:
      'active 有效、expiring 有效但 30 天内到期、revoked 已吊销、expired 已过期、stopped 账号已停用',
  }),
  used_on: Nullable(Type.String({ format: 'date', description: '最近一次使用是哪一天' })),
  created_at: Time,
  created_by: Type.String({ description: '谁签发的' }),
  revoked_at: Nullable(Time),
  revoked_by: Nullable(Type.String({ description: '谁吊销的' })),
  abilities: Type.Array(Type.String(), { description: '您现在可以做什么：revoke 吊销' }),
});
export const CredentialPage = PageOf(Credential);
export const CredentialQuery = Type.Object(PageQuery);

export const NewCredential = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 60,
      pattern: '\\S',
      title: '名称',
      description: '哪个系统、做什么用',
      examples: ['12345 热线平台对接'],
    }),
    username: Type.String({
      ...Username,
      title: '所用账号',
      description: '工作人员账号的用户名：凭证能做的就是它能做的。须是专用的、没有人登录过的账号',
    }),
    expires_on: Type.String({
      ...Day,
      title: '到期日',
      description: '最后有效的一天，最长一年',
    }),
    addresses: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 60, title: '允许的网络地址' }), {
        maxItems: 20,
        title: '允许的网络地址',
        description: 'IP 或 CIDR；不填则不限',
        examples: [['10.20.0.0/16']],
      }),
    ),
  },
  { additionalProperties: false },
);
export const CredentialCreated = Type.Object({
  secret: Type.String({
    description: '密钥，只显示这一次；调用时放在 Authorization: Bearer 后',
    examples: ['hyk_…'],
  }),
  credential: Credential,
});
