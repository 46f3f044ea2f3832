import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { Id, Time } from './schema.ts';

const closed = { additionalProperties: false } as const;
const Person = Type.Object({ id: Id, name: Type.String() });

export const NewLeave = Type.Object(
  {
    account_id: Type.Optional(Type.String({ format: 'uuid', title: '请假人', description: '不填为本人' })),
    from_at: Type.String({ format: 'date-time', title: '开始时间' }),
    to_at: Type.String({ format: 'date-time', title: '结束时间' }),
    reason: Type.String({ minLength: 2, maxLength: 200, title: '事由' }),
    stand_in_id: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '代班人' }))),
    take_back: Type.Boolean({ title: '结束后收回未办结的任务' }),
  },
  closed,
);

export const LeaveItem = Type.Object({
  id: Id,
  account: Person,
  from_at: Time,
  to_at: Time,
  state: Type.Union([Type.Literal('planned'), Type.Literal('away')]),
  state_name: Type.String(),
  stand_in: Nullable(Person),
  take_back: Type.Boolean(),
  reason: Nullable(Type.String({ description: '只有本人和登记人看得到' })),
  mine: Type.Boolean({ description: '本人的请假' }),
  standing_in: Type.Boolean({ description: '由我代班' }),
  may_end: Type.Boolean({ description: '可以销假' }),
});

export const LeaveList = Type.Object({ items: Type.Array(LeaveItem) });
export const LeaveMade = Type.Object({ id: Id, moved: Type.Integer({ description: '移交了几项任务' }) });
export const Colleagues = Type.Object({ items: Type.Array(Person) });
