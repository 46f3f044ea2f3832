import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { Id, Kind, SubjectName, strict } from './schema.ts';

export const CodeParams = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 40, title: '部件代码' }),
});
export const CountQuery = Type.Object(
  { subject: Type.Optional(SubjectName), area: Type.Optional(Type.String({ maxLength: 60, title: '区域' })) },
  strict,
);
const degrees = (title: string, most: number) => Type.Number({ minimum: -most, maximum: most, title });
export const PointQuery = Type.Object(
  {
    subject: Type.Enum(['organisation', 'facility', 'component', 'incident'], { title: '登记类别' }),
    kind: Type.Optional(Type.String({ maxLength: 60, title: '类别' })),
    west: degrees('西', 180),
    south: degrees('南', 90),
    east: degrees('东', 180),
    north: degrees('北', 90),
  },
  strict,
);
export const NearQuery = Type.Object(
  {
    lng: degrees('经度', 180),
    lat: degrees('纬度', 90),
    kind: Type.Optional(Type.String({ maxLength: 60, title: '类别' })),
  },
  strict,
);
export const BuildingQuery = Type.Object(
  { area: Type.Optional(Type.String({ maxLength: 60, title: '区域' })), ...PageQuery },
  strict,
);
export const Counts = Type.Object({
  items: Type.Array(
    Type.Object({ subject: SubjectName, kind: Type.String(), kind_name: Type.String(), n: Type.Integer() }),
  ),
});
const Pin = {
  id: Id,
  kind: Type.String(),
  kind_name: Type.String(),
  name: Type.String(),
  lng: Type.Number(),
  lat: Type.Number(),
};
export const Points = Type.Object({
  items: Type.Array(Type.Object(Pin)),
  more: Type.Boolean({ description: '范围内还有更多，请放大地图' }),
});
export const Nearby = Type.Object({
  items: Type.Array(
    Type.Object(
      {
        ...Pin,
        metres: Type.Integer({ description: '直线距离' }),
        address: Type.String(),
        phone: Nullable(Type.String()),
        hours: Nullable(Type.String()),
        capacity: Nullable(Type.Number()),
        state_name: Nullable(Type.String()),
      },
      { $id: 'NearbyPlace' },
    ),
    { description: '由近到远，最多 60 处' },
  ),
});
export const Kinds = Type.Object({ items: Type.Array(Kind) });
export const PublicComponent = Type.Object({
  code: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  kind_name: Type.String(),
  address: Type.String(),
  point: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
});
export const BuildingItem = Type.Object({
  id: Id,
  name: Type.String(),
  address: Type.String(),
  area_name: Type.String(),
  organisations: Type.Integer({ description: '在此经营的单位数' }),
});
