import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { MatterItem, Point } from './schema.ts';

const Id = Type.String({ format: 'uuid' });

export const SimilarQuery = Type.Object({
  text: Type.Optional(Type.String({ maxLength: 4000, title: '内容' })),
  category: Type.Optional(Type.String({ maxLength: 60, title: '类别' })),
  lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180, title: '经度' })),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90, title: '纬度' })),
  area: Type.Optional(Type.String({ maxLength: 60, title: '区域' })),
  files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '照片' })),
});

export const SimilarMatter = Type.Object({
  matter: MatterItem,
  distance: Nullable(Type.Integer({ description: '米' })),
  why: Type.Array(Type.String()),
  likelihood: Type.Number({ description: '是同一件事的可能，0–1' }),
});

/** An open matter as a resident who may mean the same thing is shown it: nothing of whoever called. */
export const LikelyMatter = Type.Object({
  id: Id,
  type_name: Type.String(),
  category_name: Nullable(Type.String()),
  community: Type.String(),
  state_name: Type.String(),
  created_at: Type.String({ format: 'date-time' }),
  distance: Nullable(Type.Integer({ description: '米，约数' })),
  callers: Type.Integer({ description: '已有几人反映' }),
  why: Type.Array(Type.String()),
  mine: Type.Boolean({ description: '本人已反映或已加入' }),
});

export const JoinBody = Type.Object(
  {
    client_id: Type.String({
      format: 'uuid',
      title: '提交编号',
      description: '由客户端生成；重复提交只算一次',
    }),
    text: Type.Optional(Type.String({ maxLength: 4000, title: '补充说明' })),
    point: Type.Optional(Point),
    address: Type.Optional(Type.String({ maxLength: 200, title: '地址' })),
    files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '照片' })),
  },
  { additionalProperties: false },
);

/** A call that was merged into another matter, for whoever works on that one. */
export const MergedCall = Type.Object({
  id: Id,
  number: Type.String(),
  text: Type.String(),
  created_at: Type.String({ format: 'date-time' }),
  photos: Type.Array(Type.Object({ url: Type.String(), thumb_url: Type.String() })),
});
