import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { ClientId, FieldShape, Id, Moment, Point, strict, Version } from './schema.ts';

export const PieceParams = Type.Object({ id: Type.String({ format: 'uuid', title: '网格任务的一份' }) });

/** A piece as its worker needs it, whole: it must be fillable where there is no signal. */
export const MyPiece = Type.Object(
  {
    id: Id,
    duty: Id,
    line_name: Type.String(),
    title: Type.String(),
    instructions: Type.String(),
    unit_name: Type.String(),
    grid: Id,
    grid_name: Type.String(),
    target_label: Nullable(Type.String()),
    due_at: Moment,
    overdue: Type.Boolean(),
    rework_reason: Nullable(Type.String()),
    fields: Type.Array(FieldShape),
    photos: Type.Integer(),
    position: Type.Boolean(),
    version: Type.Integer(),
  },
  { $id: 'MyDutyPiece' },
);
export const MineQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 100, title: '翻页标记' })),
  limit: PageQuery.limit,
});

export const PieceItem = Type.Object(
  {
    id: Id,
    grid: Id,
    grid_name: Type.String(),
    community: Type.String(),
    target_label: Nullable(Type.String()),
    holder: Type.String({ description: '网格员，或没有网格员时的社区' }),
    state: Type.String(),
    due_at: Moment,
    late: Type.Boolean(),
    reworks: Type.Integer(),
    done_at: Nullable(Moment),
    version: Type.Integer(),
  },
  { $id: 'DutyPieceItem' },
);
export const PieceQuery = Type.Object({
  state: Type.Optional(Type.Enum(['open', 'late', 'done'], { title: '状态' })),
  area: Type.Optional(Type.String({ format: 'uuid', title: '区域' })),
  ...PageQuery,
});
export const PieceDetail = Type.Object(
  {
    ...MyPiece.properties,
    state: Type.String(),
    late: Type.Boolean(),
    manages: Type.Boolean({ description: '可以退回' }),
    rounds: Type.Array(
      Type.Object({
        at: Moment,
        by: Type.String(),
        answers: Type.Record(Type.String(), Type.Unknown()),
        note: Nullable(Type.String()),
        point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
      }),
      { description: '每次填报，新的在前' },
    ),
    files: Type.Array(Type.Object({ id: Id, url: Type.String(), thumb_url: Type.String() })),
  },
  { $id: 'DutyPiece' },
);
export const AnswerBody = Type.Object(
  {
    client_id: ClientId,
    answers: Type.Record(Type.String({ maxLength: 40 }), Type.Unknown(), { title: '填写内容' }),
    note: Type.Optional(Type.String({ maxLength: 500, title: '备注' })),
    point: Type.Optional(Point),
    files: Type.Optional(Type.Array(Id, { maxItems: 20, title: '照片' })),
  },
  strict,
);
export const ReturnBody = Type.Object(
  {
    version: Version,
    reason: Type.String({ minLength: 2, maxLength: 500, title: '退回原因' }),
  },
  strict,
);
