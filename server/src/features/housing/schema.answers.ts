import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { HOUSE_STATES } from './rules.state.ts';
import { LAST_ZOOM } from './rules.tile.ts';
import { Committee } from './schema.ts';

const Id = Type.String({ format: 'uuid' });
const uuid = (title: string) => Type.String({ format: 'uuid', title });
const words = (title: string, most: number) => Type.String({ maxLength: most, title });

export const Made = Type.Object({ id: Id });
export const MadeMany = Type.Object({ ids: Type.Array(Id) });
export const Rooms = Type.Object({
  made: Type.Integer({ title: '新建', description: '新建的房屋数；已有的门牌不变' }),
  kept: Type.Integer({ title: '已有' }),
});

export const SearchQuery = Type.Object({
  ...PageQuery,
  q: Type.Optional(words('地址或名称', 80)),
  area: Type.Optional(uuid('区域')),
  estate: Type.Optional(uuid('小区')),
  unplaced: Type.Optional(Type.Boolean({ title: '未落格' })),
});
export const HouseQuery = Type.Object({
  ...PageQuery,
  q: Type.Optional(words('地址', 80)),
  building: Type.Optional(uuid('建筑')),
});
export const TileParams = Type.Object({
  z: Type.Integer({ minimum: 0, maximum: LAST_ZOOM, title: '级别' }),
  x: Type.Integer({ minimum: 0, maximum: 65535, title: '列' }),
  y: Type.Integer({ minimum: 0, maximum: 65535, title: '行' }),
});

const States = Type.Object(
  Object.fromEntries(HOUSE_STATES.map((state) => [state, Type.Optional(Type.Integer())])),
  { description: '各状态的房屋数：own 自住 · let 出租 · empty 空置 · unknown 未登记；care 其中有关爱对象' },
);
const Box = Type.Unsafe<[number, number, number, number] | null>({
  type: ['array', 'null'],
  items: { type: 'number' },
  description: '最西、最南、最东、最北',
});
export const Extent = Type.Object({ box: Box });
const Area = Nullable(Type.Object({ id: Id, name: Type.String(), full_name: Type.String() }));
export const BuildingItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    address: Type.String(),
    kind: Type.String(),
    area: Area,
    estate: Nullable(Type.Object({ id: Id, name: Type.String() })),
    lng: Nullable(Type.Number()),
    lat: Nullable(Type.Number()),
    floors: Type.Integer(),
    basement: Type.Integer(),
    units: Type.Integer(),
    houses: Type.Integer(),
    states: States,
    retired: Type.Boolean(),
  },
  { $id: 'Building' },
);
const MatrixHouse = Type.Object({
  id: Id,
  unit: Nullable(Id),
  floor: Type.Integer(),
  position: Type.Integer(),
  number: Type.String(),
  use: Type.String(),
  area_m2: Nullable(Type.Number()),
  state: Type.String({ description: 'own 自住 · let 出租 · empty 空置 · unknown 未登记' }),
  people: Nullable(Type.Integer({ description: '现住人数；不知道时为空' })),
  care: Type.Boolean({ description: '有关爱对象' }),
  version: Type.Integer(),
});
export const BuildingDetail = Type.Object(
  {
    ...BuildingItem.properties,
    address_code: Type.String(),
    area_by: Type.String({ description: 'place 按位置 · hand 人工指定' }),
    outline: Type.Unsafe<object | null>({
      type: ['object', 'null'],
      additionalProperties: true,
      description: 'GeoJSON，WGS-84',
    }),
    version: Type.Integer(),
    edits: Type.Boolean({ description: '可以修改' }),
    matrix: Type.Object({
      units: Type.Array(Type.Object({ id: Id, name: Type.String() })),
      floors: Type.Array(Type.Integer(), { description: '从高到低' }),
      houses: Type.Array(MatrixHouse),
    }),
  },
  { $id: 'BuildingDetail' },
);
export const HouseItem = Type.Object(
  {
    id: Id,
    building: Id,
    building_name: Type.String(),
    unit_name: Nullable(Type.String()),
    floor: Type.Integer(),
    number: Type.String(),
    address: Type.String(),
    use: Type.String(),
    area: Area,
  },
  { $id: 'House' },
);
export const HouseDetail = Type.Object(
  {
    ...HouseItem.properties,
    address_code: Type.String(),
    area_m2: Nullable(Type.Number()),
    items: Type.Unsafe<Record<string, string | number | boolean | null>>({
      type: 'object',
      additionalProperties: true,
      description: '其他登记项',
    }),
    estate: Nullable(Type.Object({ id: Id, name: Type.String() })),
    state: Type.String(),
    people: Nullable(Type.Integer()),
    care: Type.Boolean(),
    lng: Nullable(Type.Number()),
    lat: Nullable(Type.Number()),
    became: Type.Array(Type.Object({ id: Id, number: Type.String() }), { description: '合并或拆分后的房屋' }),
    retired: Type.Boolean(),
    version: Type.Integer(),
    edits: Type.Boolean({ description: '可以修改' }),
  },
  { $id: 'HouseDetail' },
);
export const EstateItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    address: Type.String(),
    area: Area,
    property: Nullable(Type.Object({ id: Id, name: Type.String() })),
    buildings: Type.Integer(),
    houses: Type.Integer(),
    retired: Type.Boolean(),
  },
  { $id: 'Estate' },
);
export const EstateDetail = Type.Object(
  {
    ...EstateItem.properties,
    address_code: Type.String(),
    committee: Type.Partial(Committee),
    box: Box,
    states: States,
    version: Type.Integer(),
    edits: Type.Boolean({ description: '可以修改' }),
  },
  { $id: 'EstateDetail' },
);
