import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });

/** A finding in a list. */
export const FindingItem = Type.Object(
  {
    id: Id,
    kind: Type.Union([Type.Literal('place'), Type.Literal('caller')]),
    title: Type.String(),
    group_name: Nullable(Type.String({ description: '所属大类' })),
    area: Type.Object({ id: Id, name: Type.String(), full_name: Type.String() }),
    point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
    radius: Nullable(Type.Integer({ description: '米' })),
    days: Type.Integer({ description: '几天之内' }),
    n: Type.Integer({ description: '件数' }),
    first_at: Moment,
    last_at: Moment,
    opened_at: Moment,
    state: Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('governed')]),
    words: Nullable(Type.String({ description: '结束时写的话' })),
    version: Type.Integer(),
  },
  { $id: 'FindingItem' },
);

/** A finding on its own page: the matters that the reader may see, and how many others there are. */
export const FindingDetail = Type.Intersect(
  [
    FindingItem,
    Type.Object({
      matters: Type.Array(
        Type.Object({
          id: Id,
          number: Type.String(),
          title: Type.String(),
          open: Type.Boolean(),
          created_at: Moment,
          point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
        }),
      ),
      others: Type.Integer({ description: '没有列出的件数：无权查看，或比最近的 200 件更早' }),
      governed_by: Nullable(Type.Object({ id: Id, number: Type.String() })),
      may_handle: Type.Boolean(),
    }),
  ],
  { $id: 'FindingDetail' },
);

export const CloseBody = Type.Object(
  {
    version: Type.Integer({ title: '版本' }),
    words: Type.String({ minLength: 2, maxLength: 500, title: '处理说明' }),
  },
  { additionalProperties: false },
);

export const GovernBody = Type.Object(
  {
    version: Type.Integer({ title: '版本' }),
    client_id: Type.String({ format: 'uuid', title: '提交编号' }),
    text: Type.String({ minLength: 4, maxLength: 2000, title: '专项治理要求' }),
  },
  { additionalProperties: false },
);
