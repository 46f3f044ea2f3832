import { type Static, Type } from 'typebox';
import { PageOf } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';

const Moment = Type.String({ format: 'date-time' });
export const IdParams = Type.Object({ id: Type.String({ format: 'uuid', title: '编号' }) });

export const Message = Type.Object({
  id: Type.String(),
  template: Type.String(),
  title: Type.String(),
  body: Type.String(),
  subject_kind: Nullable(Type.String()),
  subject: Nullable(Type.String()),
  created_at: Moment,
  read_at: Nullable(Moment),
});
export const MessagePage = PageOf(Message);
export const Unread = Type.Object({
  count: Type.Integer({ description: '最多 99' }),
  more: Type.Boolean({ description: '超过 99，显示 99+' }),
});

export const Receipts = Type.Object({
  total: Type.Integer(),
  read: Type.Integer(),
  people: Type.Array(
    Type.Object({
      name: Type.String({ description: '工作人员的姓名；居民不列姓名，一律写作「居民」' }),
      unit: Nullable(Type.String()),
      title: Type.String(),
      sent_at: Moment,
      read_at: Nullable(Moment),
    }),
  ),
});

export const State = Type.Union(
  [Type.Literal('waiting'), Type.Literal('failed'), Type.Literal('sent'), Type.Literal('given_up')],
  { title: '状态' },
);
export const Delivery = Type.Object({
  id: Type.String(),
  channel: Type.String(),
  purpose: Type.String({ description: '模板代码或事件种类' }),
  title: Type.String({ description: '模板的标题，不含具体内容' }),
  recipient: Type.String({ description: '遮盖后的姓名，或回调的名称' }),
  state: State,
  note: Nullable(Type.String({ description: '未配置通道，或最近一次失败的原因' })),
  attempts: Type.Integer(),
  next_at: Moment,
  created_at: Moment,
  sent_at: Nullable(Moment),
});
export const DeliveryPage = PageOf(Delivery);

const hook = {
  name: Type.String({ minLength: 1, maxLength: 50, title: '名称' }),
  url: Type.String({ minLength: 8, maxLength: 500, title: '回调地址' }),
  kinds: Type.Array(
    Type.String({ pattern: '^(\\*|[a-z][a-z0-9_.-]*(\\.\\*)?)$', maxLength: 80, title: '事件种类' }),
    {
      minItems: 1,
      maxItems: 50,
      title: '事件种类',
    },
  ),
};
const secret = Type.String({ minLength: 16, maxLength: 200, title: '签名密钥' });
export const NewWebhook = Type.Object(
  { client_id: Type.String({ format: 'uuid', title: '提交编号' }), ...hook, secret },
  { additionalProperties: false },
);
export const ChangedWebhook = Type.Object(
  {
    version: Type.Integer({ title: '版本' }),
    ...hook,
    disabled: Type.Boolean({ title: '停用' }),
    secret: Type.Optional(secret),
  },
  { additionalProperties: false },
);
export const Webhook = Type.Object({
  id: Type.String(),
  ...hook,
  disabled: Type.Boolean(),
  version: Type.Integer(),
  created_at: Moment,
});

export const ScreenPop = Type.Object(
  {
    phone: Type.String({ minLength: 3, maxLength: 30, title: '来电号码' }),
    agent: Type.String({ minLength: 1, maxLength: 60, title: '坐席用户名' }),
  },
  { additionalProperties: false },
);

export type NewWebhook = Static<typeof NewWebhook>;
export type ChangedWebhook = Static<typeof ChangedWebhook>;
