import { Type } from 'typebox';

const Moment = Type.String({ format: 'date-time' });
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** One clock with everything its due time came from, and the due time computed from that again. */
export const ClockHistory = Type.Object({
  id: Type.String({ format: 'uuid' }),
  kind: Type.String(),
  kind_name: Type.String(),
  started_at: Moment,
  due_at: Moment,
  stopped_at: Nullable(Moment),
  paused: Type.Boolean(),
  provisional: Type.Boolean({ description: '到期日的节假日安排尚未公布，暂定' }),
  why: Type.String({ description: '这个时间是怎么算出来的' }),
  limit: Type.String({ description: '时限，如 4wh' }),
  level: Nullable(Type.String({ description: '起算时所在层级' })),
  calendar: Nullable(Type.Object({ name: Type.String(), version: Type.Integer() })),
  pauses: Type.Array(Type.Object({ from: Moment, to: Nullable(Moment) })),
  extended_to: Nullable(Type.String({ description: '批准延期到哪一天' })),
  moves: Type.Array(Type.Object({ at: Moment, why: Type.String(), from: Moment, to: Moment }), {
    description: '到期时间的每次变动和原因',
  }),
  computed: Nullable(Type.String({ format: 'date-time', description: '按记录重新计算的到期时间' })),
  same: Nullable(Type.Boolean({ description: '重新计算与记录是否一致；不是计算得来的为空' })),
});
