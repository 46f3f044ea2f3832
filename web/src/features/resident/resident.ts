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

export const SEXES: Record<string, string> = { 1: '男', 2: '女' };
export const KINDS: Record<Home['kind'], string> = {
  owner: '产权',
  tenant: '租住',
  lives: '居住',
  registered: '户籍',
};
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

/** A value as people read it: codes by their names. */
async function inWords(field: Field | undefined, value: unknown): Promise<string> {
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (!field?.dictionary) return String(value ?? '');
  const { items } = await queryClient.fetchQuery(wordsQuery(field.dictionary));
  const names = new Map(items.map(({ code, name }) => [code, name]));
  return String(value)
    .split('|')
    .map((code) => names.get(code) ?? code)
    .join('、');
}

/** So long a value stays whole on the screen. */
const WHOLE_MS = 60_000;

/** Values somebody asked for, whole for a minute; then their masks come back. */
export function useWhole(person: string) {
  const [whole, setWhole] = useState<Record<string, string>>({});
  const fields = useFields();
  useEffect(() => {
    if (Object.keys(whole).length === 0) return;
    const timer = setTimeout(() => setWhole({}), WHOLE_MS);
    return () => clearTimeout(timer);
  }, [whole]);
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
    setWhole((now) => ({ ...now, ...Object.fromEntries(found) }));
  };
  return { whole, look };
}

/** What one looks for, as quick answers: the purpose is read by the person and by the auditor. */
export const PURPOSES = ['电话核实居住情况', '上门走访联系', '代办事项需要', '核对身份'];

/** After a change of people: they, their houses and what is counted of them are asked again. */
export async function peopleChanged(): Promise<void> {
  await Promise.all([
    housingChanged(),
    ...['person', 'registration', 'care'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })),
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
