import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { periods, posts } from './vocabulary.ts';

const Ref = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });
const Rate = Nullable(Type.Number({ title: '比率，0 到 1；没有可计的为空' }));

/** What a table, a list and an export are asked for. */
export const Question = {
  scheme: Type.Optional(Type.String({ maxLength: 40, title: '考核方案' })),
  period: Type.Optional(Type.Enum(Object.keys(periods), { title: '统计期', description: '默认月' })),
  day: Type.Optional(Type.String({ maxLength: 10, title: '统计期中的一天', description: '默认今天' })),
  area: Type.Optional(Type.String({ format: 'uuid', title: '区域' })),
  unit: Type.Optional(Type.String({ format: 'uuid', title: '单位' })),
  account: Type.Optional(Type.String({ maxLength: 36, title: '人员', description: 'me 为本人' })),
  type: Type.Optional(Type.String({ maxLength: 40, title: '事项类型' })),
};

export const TableQuery = Type.Object({
  ...Question,
  grain: Type.Optional(
    Type.Enum(['area', 'unit', 'post', 'person'], { title: '按什么分行', description: '默认按区域' }),
  ),
  post: Type.Optional(
    Type.Enum(Object.keys(posts), { title: '岗位', description: '按人员分行时只看这一岗位' }),
  ),
});

export const FactQuery = Type.Object({
  ...Question,
  measure: Type.String({ maxLength: 40, title: '计数项' }),
  ...PageQuery,
});

const Term = Type.Object({
  measure: Type.String({ title: '计数项' }),
  name: Type.String({ title: '名称' }),
  weight: Type.Number({ title: '权重' }),
  meaning: Type.String({ title: '怎么数' }),
});

const IndicatorInfo = Type.Object({
  code: Type.String({ title: '代码' }),
  name: Type.String({ title: '名称' }),
  better: Type.Enum(['higher', 'lower'], { title: '越高越好还是越低越好' }),
  numerator: Type.Array(Term, { title: '分子' }),
  denominator: Type.Array(Term, { title: '分母' }),
  excluded: Type.String({ title: '剔除的计数项' }),
  source: Type.String({ title: '依据' }),
  note: Nullable(Type.String({ title: '说明' })),
});

export const SchemeInfo = Type.Object({
  code: Type.String({ title: '代码' }),
  name: Type.String({ title: '名称' }),
  version: Type.Integer({ title: '版本' }),
  published_at: Type.String({ format: 'date-time', title: '发布时间' }),
  source: Type.String({ title: '依据' }),
  types: Type.Array(Type.Object({ code: Type.String(), name: Type.String() }), { title: '考核的事项类型' }),
  statistical_day: Type.String({ title: '统计日' }),
  periods: Type.Array(Type.Object({ code: Type.String(), name: Type.String() }), { title: '统计期' }),
  indicators: Type.Array(IndicatorInfo, { title: '指标' }),
  score: Type.Union([
    Type.Object(
      {
        name: Type.String({ title: '名称' }),
        source: Type.String({ title: '依据' }),
        words: Type.String({ title: '怎么算的' }),
      },
      { title: '综合得分' },
    ),
    Type.Null(),
  ]),
});

const Value = Type.Object({
  code: Type.String({ title: '指标' }),
  rate: Rate,
  numerator: Type.Array(Type.Integer(), { title: '分子各项' }),
  denominator: Type.Array(Type.Integer(), { title: '分母各项' }),
  excluded: Type.Integer({ title: '剔除数' }),
});

const Numbers = {
  values: Type.Array(Value, { title: '各指标' }),
  score: Nullable(Type.Number({ title: '综合得分，0 到 100' })),
  trend: Type.Array(Nullable(Type.Number()), { title: '走势：综合得分（百分之一）或第一项指标' }),
};

export const Table = Type.Object({
  scheme: Type.String({ title: '考核方案' }),
  period: Type.Object({
    kind: Type.String({ title: '统计期' }),
    name: Type.String({ title: '名称' }),
    day: Type.String({ title: '第一天' }),
    previous: Type.String({ title: '上一期的一天' }),
    next: Nullable(Type.String({ title: '下一期的一天；还没到的没有' })),
    start: Type.String({ format: 'date-time', title: '从' }),
    end: Type.String({ format: 'date-time', title: '到（不含）' }),
  }),
  as_of: Type.String({ format: 'date-time', title: '截至' }),
  counting: Type.Boolean({ title: '正在按这一统计日补算以往的数，算完之前表中没有数' }),
  area: Type.Object({
    id: Ref,
    name: Type.String(),
    path: Type.Array(Type.Object({ id: Ref, name: Type.String() })),
  }),
  unit: Nullable(Type.String({ title: '单位' })),
  own: Type.Boolean({ title: '只是本人的' }),
  grains: Type.Array(Type.String(), { title: '可以按什么分行' }),
  trend: Type.Array(Type.String(), { title: '走势的各天（季、年为各月）' }),
  total: Type.Object(Numbers, { title: '合计' }),
  rows: Type.Array(
    Type.Object({
      ref: Type.String({ title: '行' }),
      name: Type.String({ title: '名称' }),
      detail: Nullable(Type.String({ title: '说明' })),
      area: Nullable(Type.String({ title: '区域' })),
      unit: Nullable(Type.String({ title: '单位' })),
      account: Nullable(Type.String({ title: '人员' })),
      post: Nullable(Type.String({ title: '岗位' })),
      opens: Type.Boolean({ title: '下面还有区域' }),
      rank: Nullable(Type.Integer({ title: '名次' })),
      ...Numbers,
    }),
  ),
});

const Text = Type.String();

export const FactPage = Type.Object({
  total: Type.Integer({ title: '件数，与表中的数相等' }),
  hidden: Nullable(Type.Integer({ title: '其中您无权查看的件数；太多时不逐件数' })),
  next: Nullable(Type.String({ title: '下一页' })),
  items: Type.Array(
    Type.Object({
      id: Ref,
      counted_at: Moment,
      matter: Type.Union([
        Type.Object({ id: Ref, number: Text, title: Text, type_name: Text, area: Text }, { title: '事项' }),
        Type.Null(),
      ]),
      unit: Nullable(Type.String({ title: '单位' })),
      person: Nullable(Type.String({ title: '人员' })),
      opened_at: Nullable(Type.String({ title: '开始' })),
      due_at: Nullable(Type.String({ title: '时限' })),
      done_at: Nullable(Type.String({ title: '完成' })),
      outcome: Nullable(Type.String({ title: '结果' })),
    }),
  ),
});
