import { Type } from 'typebox';

const DateTime = (title: string) => Type.Unsafe<string>({ type: 'string', format: 'date-time', title });
const OrNull = (title: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', title });

export const DataKey = Type.Object({
  number: Type.Integer({ title: '编号' }),
  purpose: Type.Union([Type.Literal('seal'), Type.Literal('search')], {
    title: '用途',
    description: '加密、检索',
  }),
  cipher: Type.String({ title: '算法' }),
  state: Type.Union(
    [
      Type.Literal('sealing'),
      Type.Literal('waiting'),
      Type.Literal('retired'),
      Type.Literal('search'),
      Type.Literal('reindexing'),
    ],
    { title: '状态', description: '使用中、待启用、已更换、检索、检索（正在换成新的，重算完之前新旧都查）' },
  ),
  made_at: DateTime('建立时间'),
  active_at: DateTime('启用时间'),
  retired_at: OrNull('更换时间'),
  values: Type.Integer({ title: '上次清点时用它加密的值' }),
});

export const KeyList = Type.Object({
  items: Type.Array(DataKey),
  values: Type.Integer({ title: '加密值总数' }),
  old_values: Type.Integer({ title: '仍用旧密钥的加密值' }),
  counted_at: OrNull('最早一张表的清点时间，有表从未清点时为空'),
});

export const Rotate = Type.Object(
  {
    reason: Type.String({ minLength: 2, maxLength: 200, title: '更换原因' }),
    number: Type.Integer({ minimum: 1, title: '要更换的密钥编号', description: '列表中最新的编号' }),
  },
  { additionalProperties: false },
);
export const Rotated = Type.Object({ number: Type.Integer({ title: '新密钥编号' }) });
