import { queryClient } from '../../api/query.ts';
import type { Answer } from '../../api/types.ts';

export type DictionaryRow = Answer<'listDictionaries'>['items'][number];
export type Dictionary = Answer<'getDictionary'>;
export type Word = Dictionary['items'][number];
export type Field = Answer<'listRegistryItems'>['items'][number];
export type Group = Answer<'listSensitiveGroups'>['items'][number];

/** What things are kept about, in the order in which they are shown. */
export const subjects: Record<string, string> = {
  person: '人员',
  household: '户',
  house: '房屋',
  building: '楼栋',
  estate: '小区',
  organisation: '组织',
  vehicle: '机动车',
  place: '场所',
  component: '部件',
  incident: '案（事）件',
};

export const itemTypeNames: Record<Field['type'], string> = {
  text: '文字',
  code: '代码',
  date: '日期',
  number: '数字',
  flag: '是或否',
  id_number: '公民身份号码',
  phone: '电话',
  credit_code: '信用代码',
  plate: '车牌',
};

export const refreshWords = () => queryClient.invalidateQueries({ queryKey: ['dictionary'] });

const LINE = /^\s*([0-9A-Za-z._-]+)[\s,，、:：]+(.+?)\s*$/;

/** `01 留守老人（孤老、独居老人）`: a code, its name and in brackets its aliases; null for a line that says less. */
export function readWord(line: string): { code: string; name: string; aliases?: string[] } | null {
  const [, code, rest] = LINE.exec(line) ?? [];
  if (!code || !rest) return null;
  const [, name, more] = /^(.+?)\s*[（(]([^（()）]+)[)）]$/.exec(rest) ?? [];
  if (!name || !more) return { code, name: rest };
  return { code, name, aliases: more.split(/[、,，\s]+/).filter(Boolean) };
}
