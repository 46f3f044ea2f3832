import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { SAID_ON } from '../../platform/sheet/said.ts';
import type { SheetField } from '../../platform/sheet/target.ts';
import { bare, registryItems } from '../dictionary/index.ts';
import { sourcesOf } from '../source/index.ts';
import { SUBJECT } from './folded.ts';
import { mayItem } from './policy.ts';
import type { HomeKind } from './write.homes.ts';

/** The source of a file that nobody names. */
export const SHEET = 'sheet';

/** What tables call what somebody has to do with a house. */
const TIES: Record<HomeKind, string[]> = {
  lives: ['自住', '居住', '常住', '本人居住', '家属', '同住', '借住', '寄住'],
  tenant: ['租住', '租赁', '承租', '租客', '租户', '出租'],
  owner: ['产权人', '业主', '房主', '所有权人', '房东', '产权'],
  registered: ['户籍', '户籍在此', '挂户', '空挂户', '空挂'],
};
const TIE_OF = new Map(
  Object.entries(TIES).flatMap(([kind, words]) => words.map((word) => [word, kind as HomeKind] as const)),
);

/** What a word of a table means somebody has to do with a house; lives there where nothing is said; null for an unknown word. */
export const tieOf = (said: unknown): HomeKind | null =>
  said === undefined || said === null ? 'lives' : (TIE_OF.get(String(said).trim()) ?? null);

const words = (text: string): string[] => text.split(' ');

/** The home's address as one text: what the headings of `home_address` mean where nobody looks for a house. */
export const ADDRESS_ITEM = 'residence_address';

/** Where the whole address of the home stands in one cell. */
const HOME_ADDRESS: SheetField = {
  ...{ code: 'home_address', name: '现住地址', type: 'text', most: 200, succeeds: ADDRESS_ITEM },
  aliases: words(
    '住址 地址 家庭住址 家庭地址 居住地址 居住地 现住址 现居住地址 现居住地 现住地详细地址 现家庭住址 详细地址 详细住址 常住地址',
  ),
  hint: '小区、楼栋、单元、房号写在一格；按它找到房屋，文字也保留',
};

/** Where the home is, how the table calls the person, and what the table is: no items of the registry, so they stand here. */
const BESIDE: SheetField[] = [
  {
    ...{ code: 'source_key', name: '来源编号', type: 'text', most: 60 },
    aliases: words('人员编号 人口编号 人口编码 系统编号 外部编号 登记编号'),
    hint: '没有公民身份号码的人，按它认出是同一人',
  },
  {
    ...{ code: 'home_code', name: '房屋编码', type: 'text', most: 60 },
    aliases: words('统一标准地址编码 标准地址编码 房屋地址编码 地址编码 房号编码'),
    hint: '有编码时不看小区、楼栋、单元、房号',
  },
  {
    code: 'home_estate',
    name: '小区',
    type: 'text',
    most: 100,
    aliases: words('小区名称 所属小区 所在小区'),
  },
  {
    code: 'home_building',
    name: '楼栋',
    type: 'text',
    most: 60,
    aliases: words('楼栋号 楼号 栋号 幢号 楼栋名称 栋 幢'),
  },
  { code: 'home_unit', name: '单元', type: 'text', most: 30, aliases: words('单元号 单元名称') },
  {
    code: 'home_number',
    name: '房号',
    type: 'text',
    most: 30,
    aliases: words('房间号 房间 室号 户室号 房屋号'),
  },
  HOME_ADDRESS,
  {
    ...{ code: 'home_area', name: '网格或社区', type: 'text', most: 100 },
    aliases: words('网格 网格编码 网格名称 所属网格 社区 社区编码 所属社区 区域'),
    hint: '编码，或不重名的名称；房屋在网格里的以房屋为准',
  },
  {
    ...{ code: 'home_tie', name: '人房关系', type: 'text', most: 20 },
    aliases: words('与房屋关系 房屋关系 人屋关系'),
    hint: '自住、租住、产权人、户籍；不填为居住',
  },
  {
    ...{ code: 'home_from', name: '入住日期', type: 'date', past: true },
    aliases: words('迁入日期 居住起始日期 入住时间'),
  },
  SAID_ON,
];

const MISSING: SheetField = {
  ...{ code: 'home_missing', name: '找不到房屋时', type: 'text', aliases: [] },
  choices: [
    { code: 'refuse', name: '退回这一行' },
    { code: 'keep', name: '只登记人，住址按文字保留' },
  ],
};

/** Headings that mean the home: no item takes them that the city did not give them. */
const OF_HOME: ReadonlySet<string> = new Set(
  [HOME_ADDRESS.name, ...HOME_ADDRESS.aliases].map((word) => bare(word)),
);

/** What the columns of a table of people may say: the registry's items that the importer may touch, and where the home is. */
export async function personFields(runtime: Runtime, actor: Actor): Promise<SheetField[]> {
  const [items, sources] = await Promise.all([registryItems(runtime), sourcesOf(runtime)]);
  const own = items
    .of(SUBJECT)
    .filter((item) => mayItem(actor, item))
    .map(
      (item): SheetField => ({
        ...item,
        aliases: item.aliases.filter((word) => !OF_HOME.has(bare(word))),
        ...(item.code === 'name' && { required: true as const }),
      }),
    );
  const source: SheetField = {
    ...{ code: 'source', name: '数据来源', type: 'text', aliases: [] },
    choices: sources.all().map(({ code, name }) => ({ code, name })),
  };
  return [...own, ...BESIDE, source, MISSING];
}

/** The fields that are no items of the registry. */
export const besideItems: ReadonlySet<string> = new Set(
  [...BESIDE, MISSING].map(({ code }) => code).concat('source'),
);
