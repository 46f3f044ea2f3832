import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { Id, MatterRef, Moment, strict, UnitRef, Words } from './schema.ts';

/** What may be appealed against; also what an exclusion names. */
const WHAT = '^(rating|served|superior|spot_check|card|matter|overdue:[a-z_]{1,30})$';

export const AppealBody = Type.Object(
  {
    client_id: Type.String({ format: 'uuid', title: '本次申诉的编号' }),
    what: Type.String({
      pattern: WHAT,
      title: '申诉对象',
      description:
        'rating 评价 · served 街道评部门 · superior 上级评下级 · spot_check 抽查 · overdue:时限 超期 · card 督办单 · matter 整件不予考核',
    }),
    target: Type.Optional(Type.String({ format: 'uuid', title: '哪一条评价、抽查' })),
    unit: Type.String({ format: 'uuid', title: '申诉单位' }),
    reason: Words('申诉理由', { minLength: 4 }),
    files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '佐证材料' })),
  },
  strict,
);
export const StepBody = Type.Object(
  {
    version: Type.Integer({ title: '版本' }),
    words: Type.Optional(Words('意见')),
  },
  strict,
);

/** What does not count, why, and who said so. */
export const Exclusion = Type.Object({
  id: Id,
  what: Type.String(),
  what_name: Type.String(),
  target: Nullable(Id),
  unit: UnitRef,
  reason: Type.String(),
  by: Type.String(),
  by_unit: UnitRef,
  at: Moment,
  revoked_at: Nullable(Moment),
  revoked_by: Nullable(Type.String()),
  revoked_reason: Nullable(Type.String()),
  revocable: Type.Boolean(),
});

export const Appeal = Type.Object(
  {
    id: Id,
    what: Type.String(),
    what_name: Type.String(),
    target: Nullable(Id),
    state: Type.String(),
    state_name: Type.String(),
    version: Type.Integer(),
    unit: UnitRef,
    by: Type.String(),
    reason: Type.String(),
    files: Type.Array(Type.Object({ id: Id, url: Type.String(), thumb_url: Type.String() })),
    decider: UnitRef,
    due_at: Moment,
    due_limit: Type.String({ description: '审理时限' }),
    overdue: Type.Boolean(),
    words: Nullable(Type.String()),
    decided_by: Nullable(Type.String()),
    at: Moment,
    accepted_at: Nullable(Moment),
    decided_at: Nullable(Moment),
    steps: Type.Array(Type.String(), { description: '现在可做：accept refuse approve withdraw' }),
    exclusion: Nullable(Exclusion),
    matter: MatterRef,
  },
  { $id: 'Appeal' },
);
export const AppealPage = PageOf(Appeal);
export const AppealQuery = Type.Object({
  box: Type.Optional(
    Type.Union(['waiting', 'decided', 'own'].map((each) => Type.Literal(each)) as never, {
      title: '列表',
      type: 'string',
      description: 'waiting 待本单位审理（默认）· decided 本单位已审结 · own 本单位提出',
    }) as never as Type.TUnsafe<'waiting' | 'decided' | 'own'>,
  ),
  ...PageQuery,
});
export const RevokeBody = Type.Object({ reason: Words('撤销理由', { minLength: 4 }) }, strict);
