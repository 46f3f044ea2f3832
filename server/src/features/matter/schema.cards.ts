import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const Moment = Type.String({ format: 'date-time' });
const Name = Type.Object({ id: Type.String({ format: 'uuid' }), name: Type.String() });

export const CardItem = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    level: Type.Union([Type.Literal('notice'), Type.Literal('yellow'), Type.Literal('red')]),
    level_name: Type.String(),
    state: Type.Union([
      Type.Literal('open'),
      Type.Literal('replied'),
      Type.Literal('climbed'),
      Type.Literal('ended'),
    ]),
    state_name: Type.String(),
    unit: Name,
    reason: Type.String({ description: '为什么督办' }),
    given_by: Type.String({ description: '督办人；系统自动开出的写“系统”' }),
    given_at: Moment,
    due_at: Nullable(Type.String({ format: 'date-time', description: '应在何时前回复；挂起期间为空' })),
    late: Type.Boolean({ description: '逾期未回复' }),
    reply: Nullable(Type.String()),
    replied_by: Nullable(Type.String()),
    replied_at: Nullable(Moment),
  },
  { $id: 'SupervisionCard' },
);

export const CardList = Type.Object({ items: Type.Array(CardItem) });
