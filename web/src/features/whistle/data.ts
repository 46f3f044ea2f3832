import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { orKept } from '../../api/kept.ts';
import { queryClient } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import type { Page, Point } from '../../api/types.ts';

export type WhistleRow = components['schemas']['WhistleItem'];
export type Whistle = components['schemas']['WhistleDetail'];
export type DossierData = components['schemas']['WhistleDossier'];
export type Party = Whistle['parties'][number];

export const roleNames: Record<string, string> = { main: '主办', co: '协办', inform: '知会' };
export const memberKinds: Record<string, string> = {
  party: '下沉党员',
  partner: '共建单位',
  volunteer: '志愿者',
  public_post: '公益岗',
  organisation: '社会组织',
  own: '自有人员',
};
export const scales = [
  { value: 'timely', label: '到场及时' },
  { value: 'cooperation', label: '配合' },
  { value: 'effect', label: '效果' },
] as const;

/** Said where a whistle does not exist for its reader. */
export const noWhistle = {
  title: '没有这个哨',
  hint: '可能编号有误，或没有召集您的单位。',
  back: '回到吹哨列表',
  to: '/whistles',
};

/** By when departments are to come, when the whistler does not leave it to the kind. */
export const arrivals = [
  { value: '15m', label: '15 分钟内' },
  { value: '30m', label: '30 分钟内' },
  { value: '1h', label: '1 小时内' },
  { value: '2h', label: '2 小时内' },
  { value: '4h', label: '4 小时内' },
  { value: '1d', label: '24 小时内' },
];

/** How the state of a department looks; the words come from the server. */
export const partyLooks: Record<string, string> = {
  called: 'waiting',
  arrived: 'signed',
  answered: 'done',
  excused: 'returned',
  informed: 'ended',
};

/** The kinds of whistles there are; in the street without signal those that this device knows. */
export const useWhistleKinds = (enabled = true) =>
  useQuery({
    queryKey: ['catalog', 'categories', 'whistle'],
    staleTime: 10 * 60_000,
    enabled,
    queryFn: () =>
      orKept('huying-whistle-kinds', () =>
        api.get<{ items: { code: string; name: string }[] }>('/api/catalog/categories', { type: 'whistle' }),
      ),
  });

/** A whistle is a matter: its key stands under the matter's, so that live news of the matter refreshes it. */
export const useWhistle = (id: string, enabled = true) =>
  useQuery({
    queryKey: ['matter', id, 'whistle'],
    enabled,
    queryFn: () => api.get<Whistle>(`/api/whistles/${id}`),
  });

export const useDossier = (id: string) =>
  useQuery({
    queryKey: ['matter', id, 'dossier'],
    queryFn: () => api.get<DossierData>(`/api/whistles/${id}/dossier`),
  });

/** The whistles blown for a matter, as far as one may see them. */
export const useWhistlesFor = (parent: string, enabled: boolean) =>
  useQuery({
    queryKey: ['matter', parent, 'whistles'],
    enabled,
    queryFn: () => api.get<Page<WhistleRow>>('/api/whistles', { parent, limit: 20 }),
  });

export const refreshWhistle = (id: string) => queryClient.invalidateQueries({ queryKey: ['matter', id] });

const EARTH = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres between two points, to be shown at once; the server computes its own, which counts. Pure. */
export function metresBetween(one: Point, other: Point): number {
  const [a, b] = [radians(one.lat), radians(other.lat)];
  const half =
    Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(other.lng - one.lng) / 2) ** 2;
  return Math.round(2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half))));
}

/** 85 米, 1.2 公里. Pure. */
export const distanceWords = (metres: number): string =>
  metres < 1000 ? `${metres} 米` : `${(metres / 1000).toFixed(1)} 公里`;

/** 3 分钟, 1 小时 5 分钟; part minutes count as whole. Pure. */
export function lateWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} 分钟`;
  return `${Math.floor(minutes / 60)} 小时${minutes % 60 ? ` ${minutes % 60} 分钟` : ''}`;
}
