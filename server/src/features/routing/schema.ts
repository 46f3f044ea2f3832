import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });
const Named = Type.Object({ name: Type.String(), value: Type.String() });

const Reason = Type.Object({
  id: Id,
  at: Moment,
  why: Type.String({ description: 'opened 提出时 · amended 更正类别或地点后' }),
  by: Type.String({ description: 'rule 按规则 · matrix 按责任清单 · centre 由指挥中心决定' }),
  version: Type.Integer({ description: '分派规则的版本；0 为还没有发布规则' }),
  rule: Nullable(Type.Object({ code: Type.String(), name: Type.String() })),
  level: Nullable(Type.String({ description: '起始层级 A–D' })),
  priority_name: Nullable(Type.String()),
  auto: Type.Boolean({ description: '由系统直接派遣' }),
  carried: Nullable(
    Type.String({ description: '自动派遣的结果：done、overtaken、refused；还没有则为 null' }),
  ),
  units: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      role_name: Type.String(),
      person: Nullable(Type.String()),
    }),
  ),
  clocks: Type.Array(Type.Object({ kind: Type.String(), limit: Type.String() })),
  facts: Type.Array(Named),
  skipped: Type.Array(Type.Object({ rule: Type.String(), words: Type.String() })),
  computed_again: Type.Boolean({ description: '用当时的规则和事实重新计算，结果相同' }),
});
/** Why something came to whom it came. */
export const Reasons = Type.Object({ items: Type.Array(Reason) });

export const Alarm = Type.Object({
  id: Id,
  version: Type.Integer(),
  rule: Type.String(),
  problem: Type.String(),
  words: Type.String(),
  n: Type.Integer({ description: '发生次数（同一分钟内只记一次）' }),
  first_at: Moment,
  last_at: Moment,
  ended_at: Nullable(Moment),
});
