import type { GridContent, Person, Vehicle } from './city.ts';
import type { Building, House, Use } from './houses.ts';

/** A table as a city hands it in: one file for each street, Chinese headings, words instead of codes. */
export interface Sheet {
  name: 'estate' | 'building' | 'house' | 'person' | 'vehicle';
  headings: readonly string[];
  /** The rows of a grid, one text for each heading. */
  rows(content: GridContent): Iterable<string[]>;
}

const USE: Record<Use, string> = { own: '自住', let: '出租', empty: '空置', shop: '其他' };
const KIND = { 高层住宅: '住宅楼', 多层住宅: '住宅楼', 自建房: '自建房' };
const SEX = { male: '男', female: '女' };
const TIE = { lives: '自住', rents: '租住', owner: '产权人', registered: '户籍' };
const ALLOWANCE = { '': '', 已领取: '是', 未领取: '否' };

const building = ({ code, grid, estate, name, address, kind, floors, units, houses, lng, lat }: Building) => [
  ...[code, grid.code, estate ?? '', name, address, KIND[kind], String(floors), String(units)],
  ...[String(houses.length), String(lng), String(lat)],
];

const house = ({ code, building, unit, floor, number, address, use, area }: House) => [
  ...[code, building.code, building.grid.code, building.estate ?? '', building.name],
  ...[unit === null ? '' : `${unit}单元`, String(floor), number, address, USE[use], String(area)],
];

function person(one: Person): string[] {
  const { house, tie } = one;
  const { building, unit } = house;
  const place = [
    ...[house.code, building.estate ?? '', building.name],
    ...[unit === null ? '' : `${unit}单元`, house.number, building.grid.code],
  ];
  return [
    ...[one.name, one.idNumber, SEX[one.sex], one.birth, one.nation, one.phone, one.registeredAddress],
    ...[one.elsewhere ?? house.address, ...place, TIE[tie], one.household, one.kin],
    ...[one.local ? '户籍人口' : '流动人口', one.education, one.marital, one.political],
    ...[one.occupation, one.workplace, one.disability, one.disabilityLevel],
    ...[one.lowIncome, ALLOWANCE[one.elderAllowance]],
  ];
}

const vehicle = ({ plate, kind, owner }: Vehicle) => [
  ...[
    plate,
    '小型汽车',
    kind === '新能源汽车' ? '新能源' : '燃油车',
    owner.name,
    owner.idNumber,
    owner.phone,
  ],
  ...[owner.house.code, owner.house.address],
];

/** The 小区 of a grid, with its community. */
const estates = (content: GridContent): string[][] =>
  [...new Set(content.buildings.flatMap(({ estate }) => estate ?? []))].map((estate) => [
    estate,
    content.grid.parent!,
  ]);

function* each<T, R>(list: Iterable<T>, make: (one: T) => R): Generator<R> {
  for (const one of list) yield make(one);
}

export const SHEETS: readonly Sheet[] = [
  { name: 'estate', headings: ['小区名称', '社区编码'], rows: estates },
  {
    name: 'building',
    headings: [
      ...['统一标准地址编码', '网格编码', '小区', '楼栋', '地址', '建筑类型', '层数', '单元数'],
      ...['户数', '经度', '纬度'],
    ],
    rows: ({ buildings }) => each(buildings, building),
  },
  {
    name: 'house',
    headings: [
      ...['统一标准地址编码', '楼栋编码', '网格编码', '小区', '楼栋', '单元', '楼层', '房号', '房屋地址'],
      ...['房屋使用状态', '建筑面积'],
    ],
    rows: ({ buildings }) =>
      each(
        buildings.values().flatMap((one) => one.houses),
        house,
      ),
  },
  {
    name: 'person',
    headings: [
      ...['姓名', '公民身份号码', '性别', '出生日期', '民族', '联系电话', '户籍地址', '现住址'],
      ...['房屋编码', '小区', '楼栋', '单元', '房号', '网格编码', '人房关系', '户号', '与户主关系'],
      ...['人员类别', '文化程度', '婚姻状况', '政治面貌', '职业', '工作单位'],
      ...['残疾类别', '残疾等级', '是否低保', '80岁高龄补贴'],
    ],
    rows: ({ people }) => each(people, person),
  },
  {
    name: 'vehicle',
    headings: [
      ...['车牌号', '车辆类型', '能源类型', '车主姓名', '车主证件号码', '车主电话'],
      ...['房屋编码', '停放位置'],
    ],
    rows: ({ vehicles }) => each(vehicles, vehicle),
  },
];
