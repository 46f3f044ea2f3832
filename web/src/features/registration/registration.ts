import { useQuery } from '@tanstack/react-query';
import { ApiError, api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { Answer } from '../../api/types.ts';

export type Place = Answer<'readRegistrationPlace'>;
export type Asked = Place['items'][number];
export type Registration = Answer<'listMyRegistrations'>['items'][number];
export type Own = NonNullable<Answer<'readMyRecord'>['record']>;

/** What a code on a door names. */
export interface Scanned {
  building?: string | undefined;
  grid?: string | undefined;
}

/** Whether an address leads nowhere but to the computer it is opened on. */
export const isLoopback = (url: string): boolean =>
  /^(localhost|.*\.localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(new URL(url).hostname);

/** The address a code on a door leads to: below the one the operator has set for residents, else the one this page was opened at. */
export function registerAddress({ building, grid }: Scanned, site: string | undefined, here: string): string {
  const origin = site && !isLoopback(site) ? site : here;
  return `${origin}/portal/register?${building ? `building=${building}` : `grid=${grid}`}`;
}

export const RELATIONS = [
  { value: 'owner', label: '自己的房子' },
  { value: 'tenant', label: '租住' },
  { value: 'lives', label: '借住、其他' },
];

export const STATES: Record<string, { word: string; look: string }> = {
  waiting: { word: '等待核对', look: 'waiting' },
  accepted: { word: '已登记', look: 'done' },
  refused: { word: '已退回', look: 'returned' },
  withdrawn: { word: '已撤回', look: 'ended' },
};

export const usePlace = (scanned: Scanned, enabled = true) =>
  useQuery({
    queryKey: ['registration', 'place', scanned.building, scanned.grid],
    enabled: enabled && Boolean(scanned.building || scanned.grid),
    staleTime: 600_000,
    queryFn: () => api.get<Place>('/api/registration-place', { ...scanned }),
  });

export const useMyRegistrations = (enabled: boolean) =>
  useQuery({
    queryKey: ['registration', 'list', 'mine'],
    enabled,
    queryFn: () => api.get<Answer<'listMyRegistrations'>>('/api/me/registrations'),
  });

export const useOwnRecord = (enabled: boolean) =>
  useQuery({
    queryKey: ['registration', 'list', 'own'],
    enabled,
    queryFn: () => api.get<Answer<'readMyRecord'>>('/api/me/record'),
  });

export const useLooks = (person: string) =>
  useQuery({
    queryKey: ['registration', 'list', 'looks', person],
    queryFn: () => api.get<Answer<'listResidentLooks'>>(`/api/residents/${person}/looks`),
  });

export const registrationChanged = () =>
  queryClient.invalidateQueries({ queryKey: ['registration', 'list'] });

/** The first sentence said against each field, by its path; what names no field is under ''. Pure. */
export function faultsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return { '': '页面出了点问题，请刷新后重试。' };
  if (error.fields.length === 0) return { '': error.detail };
  const faults: Record<string, string> = {};
  for (const { path, message } of error.fields) {
    const name = path.replace(/^\/?(body[./])?/, '').replaceAll('/', '.');
    faults[name] ??= message;
  }
  return faults;
}

interface Household {
  house?: string;
  address?: string;
  relation?: string;
  members: readonly { values: Record<string, string> }[];
}

/** What a household left out, each by the path the server would name: all at once, not one after the other. Pure. */
export function missingOf(said: Household, items: readonly Asked[]): Record<string, string> {
  const left = said.members.flatMap(({ values }, at) =>
    items.flatMap(({ code, name, required, options }) => {
      if (!required || values[code]?.trim()) return [];
      return [[`members.${at}.values.${code}`, `${options.length > 0 ? '请选择' : '请填写'}${name}。`]];
    }),
  );
  return {
    ...(!said.house && !said.address?.trim() && { address: '请选择房屋，或写明详细地址。' }),
    ...(!said.relation && { relation: '请选择与房屋的关系。' }),
    ...Object.fromEntries(left),
  };
}

export interface Choice {
  label: string;
  value: string;
  children?: Choice[];
}

/** The doors of a building to choose from: unit, floor, room; one that has no units begins with the floor. Pure. */
export function doorsOf(houses: Place['houses']): Choice[] {
  const floors = (rooms: Place['houses']): Choice[] =>
    [...Map.groupBy(rooms, ({ floor }) => floor)].map(([floor, here]) => ({
      label: floor < 0 ? `地下 ${-floor} 层` : `${floor} 层`,
      value: `floor ${floor}`,
      children: here.map(({ id, number }) => ({ label: number, value: id })),
    }));
  const units = [...Map.groupBy(houses, ({ unit }) => unit)];
  if (units.length === 1 && units[0]![0] === '') return floors(houses);
  return units.map(([unit, rooms]) => ({
    label: unit || '其他',
    value: `unit ${unit}`,
    children: floors(rooms),
  }));
}

/** A door in words. Pure. */
export const doorName = ({ unit, number }: Place['houses'][number]): string =>
  `${unit}${number}${/\d$/.test(number) ? '室' : ''}`;
