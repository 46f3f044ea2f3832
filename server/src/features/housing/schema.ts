import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { NUMBERINGS } from './rules.matrix.ts';
import { BUILDING_KINDS, HOUSE_USES } from './rules.state.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });
const uuid = (title: string) => Type.String({ format: 'uuid', title });
const words = (title: string, most: number, least = 0) =>
  Type.String({ minLength: least, maxLength: most, title });
const oneOf = <T extends string>(title: string, codes: Record<T, string>) =>
  Type.Union(
    (Object.keys(codes) as T[]).map((code) => Type.Literal(code)),
    {
      title,
      description: Object.entries(codes)
        .map(([code, name]) => `${code} ${name}`)
        .join(' · '),
    },
  );
const ClientId = Type.String({
  format: 'uuid',
  title: '提交编号',
  description: '由客户端生成；重复提交同一编号只算一次',
});
const Version = Type.Integer({ minimum: 1, title: '版本', description: '读到的版本；别人改过时返回 409' });
const Kind = oneOf('建筑类型', BUILDING_KINDS);
const Use = oneOf('房屋用途', HOUSE_USES);
const AddressCode = Type.String({ maxLength: 60, title: '统一标准地址编码' });

export const EstateParams = Type.Object({ id: uuid('小区') });
export const BuildingParams = Type.Object({ id: uuid('建筑') });
export const HouseParams = Type.Object({ id: uuid('房屋') });

export const Committee = Type.Object(
  {
    stand: Type.Union([Type.Literal('none'), Type.Literal('preparing'), Type.Literal('elected')], {
      title: '业主委员会',
      description: 'none 未成立 · preparing 筹备中 · elected 已成立',
    }),
    name: Type.Optional(words('业主委员会名称', 60)),
    until: Type.Optional(Type.String({ format: 'date', title: '任期届满' })),
  },
  { ...strict, title: '业主委员会' },
);
const estateParts = {
  name: words('小区名称', 60, 1),
  area: Type.String({ minLength: 1, maxLength: 36, title: '社区', description: '社区的编号或区划代码' }),
  address: words('地址', 200),
  address_code: AddressCode,
  property_unit: Nullable(uuid('物业企业')),
  committee: Committee,
};
export const NewEstate = Type.Object(
  {
    client_id: ClientId,
    name: estateParts.name,
    area: estateParts.area,
    ...Type.Partial(Type.Omit(Type.Object(estateParts), ['name', 'area'])).properties,
  },
  strict,
);
export const EstateChange = Type.Object(
  { version: Version, ...Type.Partial(Type.Object(estateParts)).properties },
  strict,
);

const Point = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180, title: '经度' }),
    lat: Type.Number({ minimum: -85, maximum: 85, title: '纬度' }),
  },
  { ...strict, title: '位置' },
);
const Position = Type.Array(Type.Number(), { minItems: 2, maxItems: 3 });
const Ring = Type.Array(Position, { minItems: 4, maxItems: 2000 });
const Outline = Type.Union(
  [
    Type.Object(
      {
        type: Type.Literal('Polygon', { title: '几何类型' }),
        coordinates: Type.Array(Ring, { minItems: 1, maxItems: 50, title: '坐标' }),
      },
      strict,
    ),
    Type.Object(
      {
        type: Type.Literal('MultiPolygon', { title: '几何类型' }),
        coordinates: Type.Array(Type.Array(Ring, { minItems: 1, maxItems: 50 }), {
          minItems: 1,
          maxItems: 50,
          title: '坐标',
        }),
      },
      strict,
    ),
  ],
  { title: '轮廓', description: 'GeoJSON Polygon 或 MultiPolygon，WGS-84' },
);
const buildingParts = {
  name: words('建筑名称', 80, 1),
  address: words('地址', 200),
  address_code: AddressCode,
  kind: Kind,
  estate: Nullable(uuid('所属小区')),
  point: Point,
  outline: Outline,
  area: Nullable(
    Type.String({ minLength: 1, maxLength: 36, title: '网格', description: '指定网格；不填按位置确定' }),
  ),
  floors: Type.Integer({ minimum: 0, maximum: 200, title: '地上层数' }),
  basement: Type.Integer({ minimum: 0, maximum: 20, title: '地下层数' }),
};
export const NewBuilding = Type.Object(
  {
    client_id: ClientId,
    name: buildingParts.name,
    kind: buildingParts.kind,
    floors: buildingParts.floors,
    ...Type.Partial(Type.Omit(Type.Object(buildingParts), ['name', 'kind', 'floors'])).properties,
  },
  strict,
);
export const BuildingChange = Type.Object(
  { version: Version, ...Type.Partial(Type.Object(buildingParts)).properties },
  strict,
);
export const SchemeBody = Type.Object(
  {
    version: Version,
    units: Type.Integer({ minimum: 0, maximum: 60, title: '单元数' }),
    floors: Type.Integer({ minimum: 0, maximum: 200, title: '地上层数' }),
    basement: Type.Optional(Type.Integer({ minimum: 0, maximum: 20, title: '地下层数' })),
    rooms: Type.Integer({ minimum: 1, maximum: 200, title: '每层户数' }),
    numbering: Type.Union(
      NUMBERINGS.map((each) => Type.Literal(each)),
      { title: '门牌编法', description: 'by-unit 各单元从 01 起 · through 全层连续 · plain 1、2、3 顺编' },
    ),
    skip: Type.Optional(
      Type.Array(Type.Integer({ minimum: -20, maximum: 200 }), { maxItems: 50, title: '没有的楼层' }),
    ),
  },
  strict,
);
export const RetireBody = Type.Object({ version: Version, reason: words('原因', 200, 2) }, strict);
const houseParts = {
  number: words('门牌号', 20, 1),
  floor: Type.Integer({ minimum: -20, maximum: 200, title: '楼层' }),
  use: Use,
  area_m2: Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, title: '建筑面积（平方米）' })),
  address_code: AddressCode,
  items: Type.Record(
    Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }),
    Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean(), Type.Null()]),
    {
      title: '其他登记项',
      maxProperties: 60,
    },
  ),
};
export const NewHouse = Type.Object(
  {
    client_id: ClientId,
    unit: Type.Optional(words('单元', 20, 1)),
    number: houseParts.number,
    floor: houseParts.floor,
    ...Type.Partial(Type.Omit(Type.Object(houseParts), ['number', 'floor'])).properties,
  },
  strict,
);
export const HouseChange = Type.Object(
  { version: Version, ...Type.Partial(Type.Object(houseParts)).properties },
  strict,
);
export const MergeBody = Type.Object(
  {
    version: Version,
    with: Type.Array(Id, { minItems: 1, maxItems: 10, title: '并入的房屋' }),
    number: houseParts.number,
  },
  strict,
);
export const SplitBody = Type.Object(
  {
    version: Version,
    numbers: Type.Array(houseParts.number, { minItems: 2, maxItems: 20, title: '拆分后的门牌号' }),
  },
  strict,
);
