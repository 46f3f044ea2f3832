import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });

const TodoArea = Type.Object({ id: Id, name: Type.String(), full_name: Type.String() });

/** Something to do, with as much of its matter as a list shows, or of what else it is about. */
export const TodoItem = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    kind_name: Type.String(),
    role: Nullable(Type.String()),
    state: Type.String(),
    unit: Nullable(Type.Object({ id: Id, name: Type.String() })),
    note: Nullable(Type.String()),
    stands_in: Nullable(Type.String({ title: '替谁办理：请假的人的姓名；是自己的任务时为空' })),
    due_at: Nullable(Moment),
    overdue: Type.Boolean(),
    created_at: Moment,
    matter: Nullable(
      Type.Object({
        id: Id,
        number: Type.String(),
        title: Type.String(),
        type: Type.String(),
        type_name: Type.String(),
        state: Type.String(),
        state_name: Type.String(),
        priority: Type.String(),
        card: Nullable(
          Type.String({ description: '未回复的最高一级督办：notice、yellow、red；诉求人看不到' }),
        ),
        area: TodoArea,
        address: Type.String(),
        cover: Nullable(Type.String()),
      }),
    ),
    work: Nullable(
      Type.Object(
        {
          kind: Type.String({ title: '哪种任务：duty 网格任务，patrol 专项巡查' }),
          id: Id,
          of: Type.String({ format: 'uuid', title: '所属的网格任务、专项巡查' }),
          title: Type.String({ title: '名称' }),
          about: Type.String({ title: '下达单位、对象' }),
          area: TodoArea,
        },
        { description: '不属于事项的任务；属于事项的为空' },
      ),
    ),
  },
  { $id: 'TodoItem' },
);

export const TaskCounts = Type.Object({
  total: Type.Integer(),
  items: Type.Array(Type.Object({ kind: Type.String(), kind_name: Type.String(), open: Type.Integer() })),
});
