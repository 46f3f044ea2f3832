import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { Id, MatterRef, Moment, strict, UnitRef, Words } from './schema.ts';

const Score = (title: string) =>
  Type.Integer({ minimum: 1, maximum: 5, title, description: '1 很差 … 5 很好' });
const scores = { timely: Score('及时'), solved: Score('解决'), attitude: Score('态度') };

export const AppraiseBody = Type.Object(
  {
    unit: Type.String({ format: 'uuid', title: '被评单位' }),
    ...scores,
    comment: Type.Optional(Words('评语')),
  },
  strict,
);
export const PeriodBody = Type.Object(
  {
    unit: Type.String({ format: 'uuid', title: '被评单位' }),
    period: Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$', title: '月份', examples: ['2026-10'] }),
    ...scores,
    comment: Type.Optional(Words('评语')),
  },
  strict,
);

/** A unit judged by the street it worked for, or by one above it. */
export const Appraisal = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    kind_name: Type.String(),
    state: Type.String(),
    unit: UnitRef,
    by: UnitRef,
    period: Nullable(Type.String()),
    timely: Nullable(Type.Integer()),
    solved: Nullable(Type.Integer()),
    attitude: Nullable(Type.Integer()),
    comment: Nullable(Type.String()),
    until: Moment,
    changeable: Type.Boolean(),
    changed_at: Moment,
    matter: Nullable(MatterRef),
  },
  { $id: 'Appraisal' },
);
export const AppraisalPage = PageOf(Appraisal);
export const AppraisalQuery = Type.Object({
  received: Type.Optional(Type.Boolean({ title: '本单位收到的', description: '否则为本单位给出的' })),
  ...PageQuery,
});
