import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';

const closed = { additionalProperties: false } as const;
const Id = Type.String({ format: 'uuid', title: '编号' });
const Kind = Type.Union([Type.Literal('ordinary'), Type.Literal('special')], {
  title: '类型',
  description: 'ordinary 综合网格；special 专属网格，在其他网格之内并优先',
});
/** An area by its id or its code. */
const AreaKey = (title: string) =>
  Type.String({ minLength: 2, maxLength: 60, title, description: '区域的编号或编码' });

export const IdParams = Type.Object({ id: Id });
export const AreaParams = Type.Object({ id: AreaKey('区域') });

export const AreaBrief = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  level: Type.String(),
  level_name: Type.String(),
});
export const AreaItem = Type.Object(
  {
    ...AreaBrief.properties,
    kind: Kind,
    parent_id: Nullable(Id),
    cluster_id: Nullable(Id),
    full_name: Type.String({ description: '从市起的全称' }),
    children: Type.Integer({ description: '在用的直接下级数' }),
    retired: Type.Boolean(),
  },
  { $id: 'AreaItem' },
);
export const AreaPage = PageOf(AreaItem);
export const AreaQuery = Type.Object({
  parent: Type.Optional(AreaKey('上级')),
  level: Type.Optional(Type.String({ maxLength: 20, title: '级别', examples: ['community'] })),
  q: Type.Optional(Type.String({ maxLength: 60, title: '名称或编码' })),
  retired: Type.Optional(Type.Boolean({ title: '包括已停用的' })),
  cursor: Type.Optional(Type.String({ maxLength: 60, title: '翻页标记' })),
  limit: PageQuery.limit,
});

const Point = Type.Object({ lng: Type.Number(), lat: Type.Number() });
export const AreaDetail = Type.Object(
  {
    ...AreaItem.properties,
    version: Type.Integer({ description: '修改时须原样带回' }),
    ancestors: Type.Array(AreaBrief, { description: '从最上级到直接上级' }),
    cluster: Nullable(Type.Object({ id: Id, name: Type.String() })),
    boundary_version: Nullable(Type.Integer({ description: '现行边界自哪个版本起；没有边界为空' })),
    area_m2: Nullable(Type.Number({ description: '平方米' })),
    center: Nullable(Point),
    box: Nullable(Type.Array(Type.Number(), { description: '西、南、东、北' })),
  },
  { $id: 'AreaDetail' },
);

const Lng = Type.Number({ minimum: -180, maximum: 180, title: '经度', description: 'WGS-84' });
const Lat = Type.Number({ minimum: -90, maximum: 90, title: '纬度', description: 'WGS-84' });
export const LocateQuery = Type.Object({ lng: Lng, lat: Lat });
const LocatedArea = Type.Object({
  ...AreaBrief.properties,
  kind: Kind,
  full_name: Type.String(),
  parents: Type.Array(AreaBrief, { description: '从市到直接上级' }),
});
export const Located = Type.Object(
  {
    grid: Nullable(LocatedArea),
    candidates: Type.Array(
      Type.Object({ ...LocatedArea.properties, distance_m: Type.Number({ description: '米' }) }),
      { description: '距边界 15 米以内的相邻网格；不在任何网格内时为 200 米以内的网格' },
    ),
    boundary_version: Type.Integer(),
  },
  { $id: 'Located' },
);

const Version = Type.Optional(Type.Integer({ minimum: 1, title: '边界版本', description: '默认为现行版本' }));
export const BoundaryQuery = Type.Object({ version: Version });
export const Geometry = Type.Object(
  {
    type: Type.Union([Type.Literal('Polygon'), Type.Literal('MultiPolygon')], { title: '几何类型' }),
    coordinates: Type.Array(Type.Any(), { title: '坐标', description: 'WGS-84 经纬度' }),
  },
  { ...closed, title: '边界' },
);
export const BoundaryFeature = Type.Object({
  type: Type.Literal('Feature'),
  id: Id,
  properties: Type.Object({ code: Type.String(), name: Type.String(), version: Type.Integer() }),
  geometry: Geometry,
});
export const GeoJsonQuery = Type.Object({
  parent: Type.Optional(AreaKey('上级')),
  level: Type.Optional(Type.String({ maxLength: 20, title: '级别' })),
  version: Version,
});
/** Sent ready-made: this describes it, nothing is built from it. */
export const GeoJson = Type.Unsafe<never>(
  Type.Object({ type: Type.Literal('FeatureCollection'), features: Type.Array(Type.Any()) }),
);

export const PlaceQuery = Type.Object({
  q: Type.String({ minLength: 1, maxLength: 100, title: '地址或建筑名称' }),
  lng: Type.Optional(Lng),
  lat: Type.Optional(Lat),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, title: '条数' })),
});
export const Places = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      address: Type.String(),
      lng: Nullable(Type.Number()),
      lat: Nullable(Type.Number()),
      area_id: Id,
      area: Type.Object({
        id: Id,
        code: Type.String(),
        name: Type.String(),
        full_name: Type.String(),
      }),
      distance_m: Nullable(Type.Number()),
    }),
  ),
});

export { AreaKey, closed, Id, Kind };
