import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { Answer } from '../../api/types.ts';
import { housingChanged } from '../housing/housing.ts';

export type Row = Answer<'listResidents'>['items'][number];
export type Detail = Answer<'readResident'>;
export type Shown = Detail['items'][number];
export type Home = Detail['homes'][number];
export type Said = Answer<'listResidentStatements'>['items'][number];
export type Field = Answer<'listRegistryItems'>['items'][number];
export type Housed = Answer<'listHousePeople'>['people'][number];
export type Raw = Record<string, string | number | boolean | null | undefined>;

export const VIEW = 'resident:view-area';
export const EDIT = 'resident:edit';
export const DECIDE = 'resident:decide';
export const RULE = 'resident:rule';
export const ERASE = 'resident:erase';

export const SEXES: Record<string, string> = { 1: '男', 2: '女' };
export const KINDS: Record<Home['kind'], string> = {
  owner: '产权',
  tenant: '租住',
  lives: '居住',
  registered: '户籍',
};
/** As what somebody comes to live in a house. */
export const LIVING = (['lives', 'tenant', 'owner'] as const).map((value) => ({
  value,
  label: KINDS[value],
}));
/** What becomes of somebody who leaves, and how it is said when it is done. */
export const OUT = [
  { key: 'left', text: '已搬走', description: '迁出，不再住在这里', done: '已迁出' },
  { key: 'away', text: '外出', description: '住处保留', done: '已登记外出' },
  { key: 'dead', text: '死亡', description: '还要再确认一次；登记后不再列入在住', done: '已登记死亡' },
] as const;
/** What is asked once more before a death is registered. */
export const deathAsked = (name: string, day = '今天') => ({
  title: `登记“${name}”已死亡？`,
  content: `从${day}起不再列入在住，住处到${day}为止；名下的房产关系保留，显示“已死亡”。请先核实。`,
});
export const STATES: Record<string, string> = {
  present: '在住',
  away: '外出',
  left: '已迁出',
  dead: '已死亡',
  merged: '已合并',
  erased: '已删除',
};

/** 女，1968 年生，户主的配偶 – what tells namesakes apart. */
export const aboutOf = ({ sex, birth_year, kin }: Row): string =>
  [
    sex && SEXES[sex],
    birth_year && `${birth_year} 年生`,
    kin && (kin.endsWith('户主') ? kin : `户主的${kin}`),
  ]
    .filter(Boolean)
    .join('，');

export const usePerson = (id: string) =>
  useQuery({ queryKey: ['person', id], queryFn: () => api.get<Detail>(`/api/residents/${id}`) });

/** Who has to do with a house now. */
export const useHousePeople = (house: string) =>
  useQuery({
    queryKey: ['person', 'list', 'house', house],
    queryFn: () => api.get<Answer<'listHousePeople'>>(`/api/housing/houses/${house}/people`),
  });

/** What is kept about a person, in the standard's order; words change seldom. */
export const useFields = () =>
  useQuery({
    queryKey: ['registry', 'person'],
    staleTime: 600_000,
    queryFn: () => api.get<Answer<'listRegistryItems'>>('/api/registry/person/items'),
  });

const wordsQuery = (dictionary: string) => ({
  queryKey: ['dictionary', dictionary, 'words'],
  staleTime: 600_000,
  queryFn: () => api.get<Answer<'getDictionary'>>(`/api/dictionaries/${dictionary}`),
});

/** The words of a list, asked for when somebody opens it. */
export const useWords = (dictionary: string | null, enabled: boolean) =>
  useQuery({ ...wordsQuery(dictionary ?? ''), enabled: enabled && dictionary !== null });

/** Of a long list the words nearly every household is told by, in the order they are offered (GB/T 4761: 本人、户主、配偶、子、女、父亲、母亲、孙辈、其他; GB/T 2261.1: 男、女). */
const COMMON: Record<string, readonly string[]> = {
  kin: ['01', '02', '10', '20', '30', '51', '52', '40', '80'],
  sex: ['1', '2'],
};
/** So many are offered at once of a list of which nobody said what is common. */
const FIRST = 8;

/** The words of a list that are offered at once, the one chosen among them. Pure. */
export function offeredFirst<T extends { value: string }>(
  dictionary: string | null,
  options: readonly T[],
  chosen?: string,
): T[] {
  const codes = COMMON[dictionary ?? ''] ?? options.slice(0, FIRST).map(({ value }) => value);
  const first = codes.flatMap((code) => options.find(({ value }) => value === code) ?? []);
  return [...first, ...options.filter(({ value }) => value === chosen && !codes.includes(value))];
}

/** A value as people read it; `none` where there is none. */
export const textOf = (value: unknown, none = ''): string =>
  typeof value === 'boolean' ? (value ? '是' : '否') : (value ?? '') === '' ? none : String(value);

/** A value as people read it: codes by their names. */
async function inWords(field: Field | undefined, value: unknown): Promise<string> {
  if (!field?.dictionary) return textOf(value);
  const { items } = await queryClient.fetchQuery(wordsQuery(field.dictionary));
  const names = new Map(items.map(({ code, name }) => [code, name]));
  return String(value)
    .split('|')
    .map((code) => names.get(code) ?? code)
    .join('、');
}

/** So long a value stays whole on the screen. */
export const WHOLE_MS = 60_000;

/** Values shown whole, by what they are of: for a minute, then their masks come back. */
function useShown() {
  const [whole, setWhole] = useState<Record<string, string>>({});
  useEffect(() => {
    if (Object.keys(whole).length === 0) return;
    const timer = setTimeout(() => setWhole({}), WHOLE_MS);
    return () => clearTimeout(timer);
  }, [whole]);
  const show = (more: Record<string, string>) => setWhole((now) => ({ ...now, ...more }));
  return [whole, show] as const;
}

/** What each source said of an item that differs, whole for a minute when asked for with a purpose; by statement. */
export function useWholeWords(person: string, item: string) {
  const [whole, show] = useShown();
  const look = async (purpose: string) => {
    const { words } = await api.post<Answer<'lookAtResidentConflict'>>(
      `/api/residents/${person}/conflict-looks`,
      { item, purpose },
    );
    show(Object.fromEntries(words.map(({ statement, value }) => [statement, textOf(value, '没有')])));
  };
  return { whole, look };
}

/** Items somebody asked for, whole for a minute; by item. */
export function useWhole(person: string) {
  const [whole, show] = useShown();
  const fields = useFields();
  const look = async (items: string[], purpose: string) => {
    const { values } = await api.post<Answer<'lookAtResident'>>(`/api/residents/${person}/looks`, {
      items,
      purpose,
    });
    const found = await Promise.all(
      Object.entries(values).map(async ([code, value]) => {
        const field = fields.data?.items.find((each) => each.code === code);
        return [code, await inWords(field, value)] as const;
      }),
    );
    show(Object.fromEntries(found));
  };
  return { whole, look };
}

/** What one looks for, as quick answers: the purpose is read by the person and by the auditor. */
export const PURPOSES = ['电话核实居住情况', '上门走访联系', '代办事项需要', '核对身份'];

/** After a change of people: they, their houses and what is counted of them are asked again. */
export async function peopleChanged(): Promise<void> {
  await Promise.all([
    housingChanged(),
    ...['person', 'registration', 'care', 'segment', 'ledger'].map((noun) =>
      queryClient.invalidateQueries({ queryKey: [noun] }),
    ),
  ]);
}

/** Only what was filled in, or changed; what was emptied becomes null. A masked value left empty stays. */
export function changedOf(now: Raw, before: Raw): Raw {
  const said = Object.entries(now).map(([code, value]) => [
    code,
    value === '' || value === undefined ? null : value,
  ]);
  return Object.fromEntries(said.filter(([code, value]) => (before[code as string] ?? null) !== value));
}

/** Moves a person into a house, or out of the one that is lived in. */
export const move = (person: string, body: Record<string, unknown>) =>
  api.post<Detail>(`/api/residents/${person}/move`, body).then(peopleChanged);
