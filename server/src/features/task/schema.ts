import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });

/** Something to do, with as much of its matter as a list shows. */
export const TodoItem = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    kind_name: Type.String(),
    role: Nullable(Type.String()),
    state: Type.String(),
    unit: Nullable(Type.Object({ id: Id, name: Type.String() })),
    note: Nullable(Type.String()),
    due_at: Nullable(Moment),
    overdue: Type.Boolean(),
    created_at: Moment,
    matter: Type.Object({
      id: Id,
      number: Type.String(),
      title: Type.String(),
      type: Type.String(),
      type_name: Type.String(),
      state: Type.String(),
      state_name: Type.String(),
      priority: Type.String(),
      card: Nullable(Type.String({ description: '未回复的最高一级督办：notice、yellow、red；诉求人看不到' })),
      area: Type.Object({ id: Id, name: Type.String(), full_name: Type.String() }),
      address: Type.String(),
      cover: Nullable(Type.String()),
    }),
  },
  { $id: 'TodoItem' },
);

export const TaskCounts = Type.Object({
  total: Type.Integer(),
  items: Type.Array(Type.Object({ kind: Type.String(), kind_name: Type.String(), open: Type.Integer() })),
});
