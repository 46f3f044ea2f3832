import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { AreaName, Areas, ClientId, Id, Line, Moment, strict, Version } from './schema.ts';
import { codes, PERIODS } from './words.ts';

export const AdmissionParams = Type.Object({ id: Type.String({ format: 'uuid', title: '准入事项' }) });
export const ObjectionParams = Type.Object({ id: Type.String({ format: 'uuid', title: '异议' }) });
const Day = (title: string) => Type.String({ format: 'date', title });

export const AdmissionBody = Type.Object(
  {
    client_id: ClientId,
    line: Line,
    name: Type.String({ minLength: 2, maxLength: 60, title: '事项名称' }),
    content: Type.String({ minLength: 2, maxLength: 1000, title: '网格做什么' }),
    reason: Type.String({ minLength: 2, maxLength: 1000, title: '理由和依据' }),
    unit: Type.Optional(Type.String({ format: 'uuid', title: '申请单位', description: '默认本单位' })),
    areas: Areas,
    from_on: Day('开始日期'),
    to_on: Day('结束日期'),
    most: Type.Integer({ minimum: 1, maximum: 366, title: '最多次数' }),
    per: Type.Enum(codes(PERIODS), { title: '周期' }),
  },
  strict,
);
export const Step = Type.Object({
  action: Type.String({
    description: 'review 初审同意 · approve 批准 · refuse 不同意 · withdraw 撤回 · end 移出清单',
  }),
  name: Type.String(),
  enabled: Type.Boolean(),
  reason: Nullable(Type.String({ description: '现在为什么不能' })),
});
export const Admission = Type.Object(
  {
    id: Id,
    line: Line,
    line_name: Type.String(),
    name: Type.String(),
    content: Type.String(),
    reason: Type.String(),
    unit: Id,
    unit_name: Type.String(),
    areas: Type.Array(AreaName),
    from_on: Type.String(),
    to_on: Type.String(),
    most: Type.Integer(),
    per: Type.String(),
    often: Type.String({ examples: ['每月最多 1 次'] }),
    used: Type.Integer({ description: '这一周期已下达次数' }),
    standing: Type.String({
      description:
        'applied 待初审 · reviewed 待批准 · in_force 在清单上 · coming 未到开始日期 · expired 已过期 · refused 未获批准 · withdrawn 已撤回 · ended 已移出',
    }),
    said: Nullable(Type.String({ description: '最近一步的意见' })),
    created_at: Moment,
    changed_at: Moment,
    version: Type.Integer(),
    abilities: Type.Array(Step),
  },
  { $id: 'DutyAdmission' },
);
export const AdmissionQuery = Type.Object({
  standing: Type.Optional(Type.Enum(['waiting', 'in_force', 'over'], { title: '状态' })),
  line: Type.Optional(Type.String({ maxLength: 20, title: '条线' })),
  mine: Type.Optional(Type.Boolean({ title: '本单位的' })),
  ...PageQuery,
});
export const DecideBody = Type.Object(
  {
    version: Version,
    action: Type.Enum(['review', 'approve', 'refuse', 'withdraw', 'end'], { title: '办理' }),
    said: Type.Optional(Type.String({ maxLength: 500, title: '意见' })),
  },
  strict,
);
export const History = Type.Object({
  items: Type.Array(
    Type.Object({
      kind: Type.String(),
      name: Type.String(),
      by: Type.String(),
      at: Moment,
      said: Nullable(Type.String()),
    }),
  ),
});

export const ObjectionBody = Type.Object(
  {
    client_id: ClientId,
    duty: Type.Optional(Type.String({ format: 'uuid', title: '针对哪项任务' })),
    grid: Type.Optional(Type.String({ format: 'uuid', title: '网格', description: '默认本人的网格' })),
    text: Type.String({ minLength: 2, maxLength: 500, title: '说明' }),
  },
  strict,
);
export const Objection = Type.Object(
  {
    id: Id,
    duty: Nullable(Type.Object({ id: Id, title: Type.String(), unit_name: Type.String() })),
    grid_name: Type.String(),
    text: Type.String(),
    state: Type.String({ description: 'open 待答复 · upheld 成立 · dismissed 不成立' }),
    by: Type.String(),
    at: Moment,
    reply: Nullable(Type.String()),
    replied_at: Nullable(Moment),
    version: Type.Integer(),
    answers: Type.Boolean({ description: '您可以答复' }),
  },
  { $id: 'DutyObjection' },
);
export const ObjectionQuery = Type.Object({
  state: Type.Optional(Type.Enum(['open', 'upheld', 'dismissed'], { title: '状态' })),
  ...PageQuery,
});
export const ReplyBody = Type.Object(
  {
    version: Version,
    upheld: Type.Boolean({ title: '异议成立' }),
    reply: Type.String({ minLength: 2, maxLength: 500, title: '答复' }),
  },
  strict,
);
