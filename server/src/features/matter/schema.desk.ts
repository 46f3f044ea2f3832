import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { Ability, AreaRef, EventItem, Follows, FormField, MatterItem, UnitRef } from './schema.ts';

const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });

export const MatterCounts = Type.Object({
  areas: Type.Array(Type.Object({ id: Id, name: Type.String(), full_name: Type.String() })),
  total: Type.Integer(),
  open: Type.Integer(),
  items: Type.Array(
    Type.Object({
      type: Type.String(),
      type_name: Type.String(),
      state: Type.String(),
      state_name: Type.String(),
      phase: Type.String(),
      open: Type.Boolean(),
      n: Type.Integer(),
    }),
  ),
});

/** Who is calling: earlier matters the agent may see, and how many others there are. */
export const CallerCard = Type.Object({
  registered: Type.Boolean({ description: '该号码是否为已注册居民' }),
  matters: Type.Array(MatterItem),
  others: Type.Integer({ description: '无权查看的事项数' }),
});

export const CatalogType = Type.Object({
  code: Type.String(),
  name: Type.String(),
  description: Type.String(),
  icon: Type.String(),
  sources: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
  photos: Type.Object({ wanted: Type.Integer(), after: Type.Integer() }),
  place_required: Type.Boolean(),
  category_required: Type.Boolean(),
  anonymous: Type.Boolean(),
  confidential: Type.Boolean(),
  form: Type.Array(FormField),
});

export const CatalogCategory = Type.Object({
  code: Type.String(),
  name: Type.String(),
  parent: Nullable(Type.String()),
  path: Type.String({ description: '上级类别 / 类别' }),
  selectable: Type.Boolean(),
  conditions: Type.Optional(
    Type.Array(
      Type.Object({
        code: Type.String(),
        register: Type.String(),
        close: Type.String(),
        limit: Type.String(),
      }),
    ),
  ),
});

export const CatalogState = Type.Object({
  code: Type.String(),
  name: Type.String(),
  phase: Type.String(),
  open: Type.Boolean(),
});

export const UnitSuggestion = Type.Object({
  unit: UnitRef,
  role: Type.String(),
  role_name: Type.String(),
  why: Type.String(),
});

/** A matter as its caller sees it without an account. */
export const LookupAnswer = Type.Object({
  number: Type.String(),
  version: Type.Integer(),
  title: Type.String(),
  type_name: Type.String(),
  state: Type.String(),
  state_name: Type.String(),
  phase: Type.String(),
  open: Type.Boolean(),
  area: AreaRef,
  created_at: Moment,
  closed_at: Nullable(Moment),
  public_reply: Nullable(Type.String()),
  follows: Nullable(Follows),
  events: Type.Array(EventItem),
  abilities: Type.Array(Ability),
});

export const Contact = Type.Object({ name: Nullable(Type.String()), phone: Nullable(Type.String()) });

export const Look = Type.Object({
  at: Moment,
  who: Type.String({ description: '对诉求人显示单位，对审计显示姓名与单位' }),
  purpose: Type.String(),
});
