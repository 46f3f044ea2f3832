import type { Runtime } from '../../platform/runtime.ts';
import { SAID_ON } from '../../platform/sheet/said.ts';
import type { SheetField } from '../../platform/sheet/target.ts';
import { registryItems } from '../dictionary/index.ts';
import { sourcesOf } from '../source/index.ts';
import { HOUSE_USES } from './rules.state.ts';

const words = (text: string): string[] => text.split(' ');

const SOURCE_KEY: SheetField = {
  ...{ code: 'source_key', name: '来源编号', type: 'text', most: 60 },
  aliases: words('系统编号 外部编号 登记编号'),
  hint: '原来的系统里的编号；再导一次时按它认出',
};
const GRID: SheetField = {
  ...{ code: 'grid', name: '所属网格', type: 'text', most: 100 },
  aliases: words('网格 网格编码 网格名称'),
  hint: '编码，或不重名的名称；填了就以它为准，不填按经纬度确定',
};
const UNIT: SheetField = {
  ...{ code: 'unit', name: '单元', type: 'text', most: 20 },
  aliases: words('单元号 单元名称 所在单元'),
};
/** No item of the registry: what a house was built for. */
const USE: SheetField = {
  ...{ code: 'use', name: '房屋用途', type: 'text', most: 20 },
  aliases: words('用途 规划用途 设计用途'),
  hint: Object.values(HOUSE_USES).join('、'),
};

/** The registry's items that these tables keep: nothing about persons, who have a table and a fence of their own. */
const KEPT = {
  estate: words('name address address_code property_name committee committee_until'),
  building: words('name estate_name address address_code kind floors basement lng lat'),
  house: words(
    'number floor area_m2 address_code house_code name use building_use commercial_use rooms rental_use hazard rented_from rented_until remark',
  ),
};
const REQUIRED = { estate: words('name'), building: words('name'), house: words('number') };

const BESIDE: Record<keyof typeof KEPT, SheetField[]> = {
  estate: [
    {
      ...{ code: 'community', name: '所属社区', type: 'text', most: 100 },
      aliases: words('社区 社区编码 社区名称 村社区'),
      hint: '编码，或不重名的名称；新的小区必填',
    },
    SOURCE_KEY,
    SAID_ON,
  ],
  building: [GRID, SOURCE_KEY, SAID_ON],
  house: [
    {
      ...{ code: 'building_code', name: '楼栋编码', type: 'text', most: 60 },
      aliases: words('建筑编码 楼栋地址编码 楼栋编号'),
      hint: '楼栋的统一标准地址编码或来源编号；有编码时不看小区和楼栋',
    },
    {
      ...{ code: 'estate_name', name: '小区', type: 'text', most: 100 },
      aliases: words('小区名称 所属小区'),
    },
    {
      ...{ code: 'building_name', name: '楼栋', type: 'text', most: 100 },
      aliases: words('楼栋名称 楼号 栋号 楼栋号 幢号 所在楼栋'),
    },
    UNIT,
    { ...GRID, hint: '编码，或不重名的名称；不在小区里、楼名又不止一栋时填写' },
    USE,
    SOURCE_KEY,
    SAID_ON,
  ],
};

/** GB/T 31000 calls `use` how a house is lived in (自住, 出租 …): that is kept beside what the house was built for. */
export const HOUSE_KIND = 'house_kind';
/** The fields of a house that have columns; its other items are kept together. */
export const HOUSE_COLUMNS = ['number', 'floor', 'use', 'area_m2', 'address_code'];

/** What the columns of a table of these may say: the registry's items that are kept of them, and how they are found. */
export async function housingFields(runtime: Runtime, subject: keyof typeof KEPT): Promise<SheetField[]> {
  const [items, sources] = await Promise.all([registryItems(runtime), sourcesOf(runtime)]);
  const kept = new Set(KEPT[subject]);
  const own = items
    .of(subject)
    .filter(({ code }) => kept.has(code))
    .map((item): SheetField => {
      const code = subject === 'house' && item.code === 'use' ? HOUSE_KIND : item.code;
      return { ...item, code, ...(REQUIRED[subject].includes(code) && { required: true as const }) };
    });
  const choices = sources.all().map(({ code, name }) => ({ code, name }));
  return [
    ...own,
    ...BESIDE[subject],
    { code: 'source', name: '数据来源', type: 'text', aliases: [], choices },
  ];
}

/** The items of a house that are kept together: what is no column and says not where it stands. */
export const houseItems: ReadonlySet<string> = new Set(
  [...KEPT.house.filter((code) => code !== 'use'), HOUSE_KIND].filter(
    (code) => !HOUSE_COLUMNS.includes(code),
  ),
);
