import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Policy } from './settings.ts';

const Uuid = (title: string) => Type.String({ format: 'uuid', title });
const DateTime = (title: string) => Type.Unsafe<string>({ type: 'string', format: 'date-time', title });
const TextOrNull = (title: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], title });
const TimeOrNull = (title: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', title });

const Category = Type.Union(
  [
    Type.Literal('look'),
    Type.Literal('export'),
    Type.Literal('sign_in'),
    Type.Literal('right'),
    Type.Literal('key'),
    Type.Literal('config'),
  ],
  { title: '类别', description: '查看、导出、登录、授权、密钥、配置' },
);

export const EntryQuery = Type.Object({
  ...PageQuery,
  category: Type.Optional(Category),
  actor: Type.Optional(Uuid('操作账号')),
  subject: Type.Optional(Uuid('对象：被查看的人、账号、事项')),
  area: Type.Optional(Uuid('区域（含下级）')),
  from: Type.Optional(DateTime('从')),
  to: Type.Optional(DateTime('到（不含）')),
});

export const Entry = Type.Object({
  id: Type.String({ title: '事件编号' }),
  at: DateTime('时间'),
  category: Category,
  kind: Type.String({ title: '种类代码' }),
  what: Type.String({ title: '种类' }),
  actor: Uuid('操作账号'),
  actor_name: TextOrNull('操作人'),
  subject_kind: Type.String({ title: '对象种类' }),
  subject: Uuid('对象'),
  subject_name: TextOrNull('对象名称（账号姓名、事项编号；人员的姓名遮盖）'),
  area_name: TextOrNull('区域'),
  outside: Type.Boolean({ title: '辖区以外' }),
  detail: Type.String({ title: '说明' }),
});
export const EntryPage = PageOf(Entry);

export const AlertQuery = Type.Object({
  ...PageQuery,
  state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')], { title: '状态' })),
});
export const Alert = Type.Object({
  id: Uuid('编号'),
  name: Type.String({ title: '规则' }),
  kind: Type.String({ title: '种类' }),
  actor: Uuid('查阅账号'),
  actor_name: TextOrNull('查阅人'),
  n: Type.Integer({ title: '次数' }),
  first_at: DateTime('第一次'),
  last_at: DateTime('最后一次'),
  state: Type.Union([Type.Literal('open'), Type.Literal('closed')], { title: '状态' }),
  note: TextOrNull('核查结果'),
  closed_by: TextOrNull('核查人'),
  closed_at: TimeOrNull('核查时间'),
  version: Type.Integer({ title: '版本' }),
});
export const AlertPage = PageOf(Alert);
export const CloseAlert = Type.Object(
  {
    version: Type.Integer({ title: '版本' }),
    note: Type.String({ minLength: 2, maxLength: 500, title: '核查结果' }),
  },
  { additionalProperties: false },
);
export const IdParams = Type.Object({ id: Uuid('编号') });

export const ChainState = Type.Object({
  batch: Type.Union(
    [
      Type.Object({
        number: Type.Integer({ title: '批次' }),
        hash: Type.String({ title: '哈希（十六进制）' }),
        algorithm: Type.String({ title: '算法' }),
        total: Type.Integer({ title: '已成链的事件' }),
        made_at: DateTime('成链时间'),
      }),
      Type.Null(),
    ],
    { title: '最新一批' },
  ),
  round_at: TimeOrNull('程序最近一次自动核对完全链的时间'),
  next: Type.Integer({ title: '自动核对的下一批' }),
  faults: Type.Array(Type.String(), { title: '自动核对发现的问题' }),
});

export const PolicyInForce = Type.Object({
  version: Type.Integer({ minimum: 0, title: '版本，0 是随程序安装的' }),
  ...Policy.properties,
});
export const ChangePolicy = Type.Object(
  { version: Type.Integer({ minimum: 0, title: '所见版本' }), ...Policy.properties },
  { additionalProperties: false },
);
