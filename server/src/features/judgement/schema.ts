import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';

export const strict = { additionalProperties: false };
export const Id = Type.String({ format: 'uuid' });
export const Moment = Type.String({ format: 'date-time' });
export const UnitRef = Type.Object({ id: Id, name: Type.String() });
export const Words = (title: string, more: { minLength?: number } = {}) =>
  Type.String({ maxLength: 1000, title, ...more });

/** As much of a matter as a work list shows: nothing of who called. */
export const MatterRef = Type.Object({
  id: Id,
  number: Type.String(),
  title: Type.String(),
  type_name: Type.String(),
  state_name: Type.String(),
  area: Type.String(),
  address: Type.String(),
  confidential: Type.Boolean(),
  main_unit: Nullable(UnitRef),
  public_reply: Nullable(Type.String()),
  closed_at: Nullable(Moment),
});

const Attempt = Type.Object({
  n: Type.Integer(),
  result: Type.String(),
  result_name: Type.String(),
  note: Nullable(Type.String()),
  by: Type.String(),
  at: Moment,
});

/** A call-back to make or made. */
export const Visit = Type.Object(
  {
    id: Id,
    state: Type.String(),
    state_name: Type.String(),
    version: Type.Integer(),
    priority: Type.Integer({ description: '0 = 留了电话、没有账号，只能靠电话回访' }),
    unit: UnitRef,
    attempts: Type.Integer(),
    most_attempts: Type.Integer(),
    due_at: Moment,
    overdue: Type.Boolean(),
    opened_at: Moment,
    closed_at: Nullable(Moment),
    contact: Nullable(Type.Object({ name: Nullable(Type.String()), phone: Nullable(Type.String()) })),
    tries: Type.Array(Attempt),
    matter: MatterRef,
  },
  { $id: 'Visit' },
);
export const VisitPage = PageOf(Visit);
export const VisitQuery = Type.Object({
  closed: Type.Optional(Type.Boolean({ title: '已结束的' })),
  ...PageQuery,
});

export const AttemptBody = Type.Object(
  {
    client_id: Type.String({ format: 'uuid', title: '本次拨打的编号' }),
    result: Type.Unsafe<'answered' | 'no_answer' | 'busy' | 'wrong_number' | 'refused'>({
      type: 'string',
      enum: ['answered', 'no_answer', 'busy', 'wrong_number', 'refused'],
      title: '拨打结果',
    }),
    contacted: Type.Optional(Type.Boolean({ title: '是否联系' })),
    solved: Type.Optional(Type.Boolean({ title: '是否解决' })),
    satisfied: Type.Optional(
      Type.Unsafe<'satisfied' | 'basically' | 'dissatisfied'>({
        type: 'string',
        enum: ['satisfied', 'basically', 'dissatisfied'],
        title: '是否满意',
      }),
    ),
    note: Type.Optional(Words('评价内容或通话情况')),
  },
  strict,
);
