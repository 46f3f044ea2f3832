import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { Appeal, Exclusion } from './schema.appeal.ts';
import { Id, Moment, UnitRef } from './schema.ts';

/** One judgement of a matter: who judged whom, how, and whether it counts. */
export const Judgement = Type.Object({
  key: Type.String(),
  what: Type.String({ description: 'rating served superior spot_check overdue:时限 card' }),
  target: Nullable(Id),
  name: Type.String(),
  at: Type.String({ format: 'date-time', description: '作出的时间；仍在超期的时限为到期时间' }),
  by: Type.String(),
  about: Nullable(UnitRef),
  tone: Type.String({ description: 'good neutral bad' }),
  values: Type.Array(Type.Object({ label: Type.String(), text: Type.String() })),
  comment: Nullable(Type.String()),
  effective: Nullable(Type.Boolean({ description: '是否为有效回访' })),
  excluded: Nullable(Exclusion),
  appeal_by: Type.Array(UnitRef, { description: '现在可以以哪些单位的名义申诉' }),
  appeal_until: Nullable(Moment),
});

/** All judgements of a matter, with appeals and what is excluded. */
export const Judgements = Type.Object(
  {
    items: Type.Array(Judgement),
    appeals: Type.Array(Appeal),
    exclusions: Type.Array(Exclusion),
    appraise: Type.Array(
      Type.Object({
        unit: UnitRef,
        kind_name: Type.String(),
        until: Nullable(Moment),
        timely: Nullable(Type.Integer()),
        solved: Nullable(Type.Integer()),
        attitude: Nullable(Type.Integer()),
        comment: Nullable(Type.String()),
      }),
      { description: '现在可以评价的办理单位，已评过的带原来的分数' },
    ),
  },
  { $id: 'Judgements' },
);
