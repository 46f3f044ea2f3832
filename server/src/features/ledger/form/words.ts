import { bare, type Dictionaries, type RegistryItems } from '../../dictionary/index.ts';

/** What a cell of a form can be filled with. */
export interface FormItem {
  code: string;
  name: string;
  type: string;
  dictionary?: string;
  /** Not of a person but of the filling: the day, who fills, the unit. */
  general?: true;
  /** Worked out of other things: the age, the running number. */
  computed?: true;
  /** Nothing is missing where nobody said anything: a remark. */
  optional?: true;
}

/** What the engine needs to know of the registry's words. */
export interface FormWords {
  find(heading: string): FormItem | null;
  item(code: string): FormItem | null;
  nameOf(dictionary: string, code: string): string;
  codeOf(dictionary: string, text: string): string | null;
}

/** A value as it is kept; a text that stands for a masked one is a text. */
export type FormValue = string | number | boolean;

/** One person as a form is filled with it: values by the codes of items, computed ones too. */
export interface FormPerson {
  id: string;
  values: Record<string, FormValue>;
}

interface Computed extends FormItem {
  aliases: string[];
}

/** What forms ask for that no item of the registry keeps. */
const COMPUTED: Computed[] = [
  { code: 'calc.number', name: '序号', type: 'number', aliases: ['序', '编号', '号', 'no', '序列'] },
  { code: 'calc.age', name: '年龄', type: 'number', aliases: ['周岁', '年龄周岁', '实足年龄', '岁数'] },
  { code: 'calc.birth_month', name: '出生年月', type: 'month', aliases: ['出生月份', '生年月'] },
  {
    code: 'calc.address',
    name: '现住地址',
    type: 'text',
    aliases: [
      '住址',
      '家庭住址',
      '现住址',
      '居住地址',
      '现居住地址',
      '现居住地',
      '家庭地址',
      '详细住址',
      '详细地址',
      '地址',
      '家庭详细住址',
      '现居住详细地址',
      '居住地',
      '现家庭住址',
      '现住地',
      '现居地',
      '常住地址',
    ],
  },
  {
    code: 'calc.street',
    name: '所属街道',
    type: 'text',
    aliases: ['街道', '乡镇', '乡镇街道', '街道乡镇', '镇街', '所在街道', '街镇'],
  },
  {
    code: 'calc.community',
    name: '所属社区',
    type: 'text',
    aliases: ['社区', '社区村', '村社区', '村居', '所在社区', '居委会', '所属社区村', '村居委会'],
  },
  {
    code: 'calc.grid',
    name: '所属网格',
    type: 'text',
    aliases: ['网格', '网格名称', '所在网格', '网格编号'],
  },
  { code: 'calc.estate', name: '小区', type: 'text', aliases: ['小区名称', '所在小区', '居住小区'] },
  {
    code: 'calc.building',
    name: '楼栋',
    type: 'text',
    aliases: ['楼栋号', '楼号', '栋号', '幢号', '楼栋名称'],
  },
  {
    code: 'calc.room',
    name: '房号',
    type: 'text',
    aliases: ['室号', '门牌号', '房间号', '房屋号', '门室号'],
  },
  {
    code: 'calc.household_size',
    name: '家庭人口',
    type: 'number',
    aliases: ['家庭人口数', '家庭人数', '家庭成员数', '户人口', '户人口数', '家庭总人口', '人口数'],
  },
  {
    code: 'calc.today',
    name: '填表日期',
    type: 'date',
    general: true,
    aliases: [
      '填报日期',
      '填写日期',
      '填表时间',
      '填报时间',
      '制表日期',
      '制表时间',
      '上报日期',
      '上报时间',
      '登记日期',
      '日期',
      '时间',
    ],
  },
  {
    code: 'calc.filler',
    name: '填表人',
    type: 'text',
    general: true,
    aliases: ['填报人', '制表人', '经办人', '登记人', '填写人', '经手人', '填表人签字', '填报人签字'],
  },
  {
    code: 'calc.unit',
    name: '填报单位',
    type: 'text',
    general: true,
    aliases: ['单位', '填表单位', '报送单位', '上报单位', '制表单位', '单位名称', '填报单位盖章', '单位盖章'],
  },
];

const byHeading = new Map(
  COMPUTED.flatMap((item) => [item.name, ...item.aliases].map((word) => [bare(word), item])),
);

/** What is computed, without the words by which it is recognised. */
export const computedItems: FormItem[] = COMPUTED.map(({ aliases: _, ...item }) => ({
  ...item,
  computed: true as const,
}));
const byCode = new Map(computedItems.map((item) => [item.code, item]));

export const computedItem = (code: string): FormItem | null => byCode.get(code) ?? null;

/** The computed item that a heading means. */
export const findComputed = (heading: string): FormItem | null =>
  computedItem(byHeading.get(bare(heading))?.code ?? '');

const SUBJECT = 'person';
const REMARK = 'remark';

/** The words of the registry as a form needs them. Items of sensitive groups are filled into no form: each look at one needs its own purpose. */
export function formWords(items: RegistryItems, words: Dictionaries): FormWords {
  const known = (item: ReturnType<RegistryItems['item']>): FormItem | null =>
    item && !item.group ? { ...item, ...(item.code === REMARK && { optional: true }) } : null;
  return {
    find: (heading) => known(items.find(SUBJECT, heading)),
    item: (code) => computedItem(code) ?? known(items.item(SUBJECT, code)),
    nameOf: (dictionary, code) => words.nameOf(dictionary, code),
    codeOf: (dictionary, text) => words.codeOf(dictionary, text),
  };
}
