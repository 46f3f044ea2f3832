import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { Id, MatterRef, Moment, strict, UnitRef, Words } from './schema.ts';

const Day = (title: string) =>
  Type.String({ pattern: '^20\\d{2}-\\d{2}-\\d{2}$', title, examples: ['2026-11-01'] });

export const SampleBody = Type.Object(
  {
    client_id: Type.String({ format: 'uuid', title: '本次抽查的编号' }),
    area: Type.Optional(Type.String({ format: 'uuid', title: '区域', description: '默认为本单位的辖区' })),
    unit: Type.Optional(Type.String({ format: 'uuid', title: '主办单位' })),
    type: Type.Optional(Type.String({ maxLength: 60, title: '事项类型' })),
    from: Day('办结日期自'),
    to: Day('办结日期至'),
    size: Type.Integer({ minimum: 1, maximum: 100, title: '抽取件数' }),
    seed: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        title: '随机种子',
        description: '同样的条件和种子总抽到同样的事项',
      }),
    ),
  },
  strict,
);

/** A spot check: by what it was drawn, and what became of it. */
export const Sample = Type.Object(
  {
    id: Id,
    unit: UnitRef,
    by: Type.String(),
    area: Type.String(),
    judged_unit: Nullable(UnitRef),
    type: Nullable(Type.String()),
    from: Moment,
    to: Moment,
    size: Type.Integer(),
    seed: Type.String(),
    population: Type.Integer({ description: '符合条件的事项数' }),
    drawn: Type.Integer(),
    open: Type.Integer(),
    confirmed: Type.Integer(),
    false_closing: Type.Integer({ description: '虚假办结' }),
    at: Moment,
  },
  { $id: 'Sample' },
);
export const SamplePage = PageOf(Sample);
export const SampleQuery = Type.Object({ ...PageQuery });

export const Check = Type.Object(
  {
    id: Id,
    sample: Id,
    state: Type.String(),
    state_name: Type.String(),
    version: Type.Integer(),
    unit: UnitRef,
    closed_by: Nullable(UnitRef),
    due_at: Moment,
    overdue: Type.Boolean(),
    note: Nullable(Type.String()),
    point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
    files: Type.Array(Type.Object({ id: Id, url: Type.String(), thumb_url: Type.String() })),
    by: Nullable(Type.String()),
    at: Nullable(Moment),
    matter: MatterRef,
  },
  { $id: 'Check' },
);
export const CheckPage = PageOf(Check);
export const CheckQuery = Type.Object({
  done: Type.Optional(Type.Boolean({ title: '已核实的' })),
  ...PageQuery,
});

export const OutcomeBody = Type.Object(
  {
    version: Type.Integer({ title: '版本' }),
    outcome: Type.Union([Type.Literal('confirmed'), Type.Literal('false_closing')], { title: '核实结果' }),
    note: Words('核实情况', { minLength: 4 }),
    files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '现场照片' })),
    point: Type.Optional(
      Type.Object(
        {
          lng: Type.Number({ minimum: -180, maximum: 180, title: '经度' }),
          lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度' }),
        },
        { ...strict, title: '位置' },
      ),
    ),
  },
  strict,
);
