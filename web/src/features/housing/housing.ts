import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import type { Answer, Point } from '../../api/types.ts';
import { type Tone, tokens, tones } from '../../theme.ts';
import type { IconName } from '../../ui/icons.tsx';
import type { Pattern } from '../../ui/patterns.ts';

export type Building = components['schemas']['Building'];
export type BuildingDetail = Answer<'readBuilding'>;
export type House = components['schemas']['House'];
export type HouseDetail = Answer<'readHouse'>;
export type Estate = components['schemas']['Estate'];
export type EstateDetail = Answer<'readEstate'>;
export type Room = BuildingDetail['matrix']['houses'][number];

/** How the state of a house looks: a word and a mark beside the colour. */
export interface Look {
  word: string;
  mark: string;
  tone: Tone;
  /** On the map, and the pattern that tells it there without its colour. */
  fill: string;
  pattern: Pattern;
}
export const STATES: Record<string, Look> = {
  own: { word: '自住', mark: '住', tone: 'green', fill: tones.green.fill, pattern: 'solid' },
  let: { word: '出租', mark: '租', tone: 'blue', fill: tones.blue.fill, pattern: 'stripes' },
  empty: { word: '空置', mark: '空', tone: 'amber', fill: tones.amber.fill, pattern: 'dots' },
  unknown: { word: '未登记', mark: '－', tone: 'grey', fill: tokens.grey, pattern: 'empty' },
};
/** How a building of which no room is kept looks on the map: a shop or a hall, or one whose rooms are still to be made. */
export const NO_ROOMS = { word: '未录房屋', fill: tokens.lineStrong, pattern: 'cross' } as const;
const collator = new Intl.Collator('zh-CN', { numeric: true });
/** As one walks: 1单元101 before 2单元101, 2栋 before 10栋. */
export const inOrder = <T extends { address: string }>(found: readonly T[]): T[] =>
  found.toSorted((a, b) => collator.compare(a.address, b.address));
export const lookOf = (state: string): Look => STATES[state] ?? STATES.unknown!;
export const CARE = { word: '关爱对象', mark: '关', icon: 'star' as IconName };

export const KINDS: Record<string, string> = {
  residential: '住宅',
  mixed: '商住',
  office: '写字楼',
  commercial: '商业',
  school: '学校',
  hospital: '医院',
  industry: '厂房',
  public: '公共建筑',
  other: '其他',
};
export const USES: Record<string, string> = {
  residential: '住宅',
  commercial: '商铺',
  office: '办公',
  industry: '生产',
  storage: '仓储',
  garage: '车库',
  public: '公共用房',
  other: '其他',
};
export const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** -1 → 负一层 stands as -1; the ground is 1. */
export const floorName = (floor: number): string => (floor < 0 ? `地下${-floor}` : `${floor} 层`);

type Box = NonNullable<Answer<'housingExtent'>['box']>;

/** Where the buildings lie that one may see: what a map shows first. */
export const extentQuery = {
  queryKey: ['building', 'list', 'extent'],
  staleTime: 60_000,
  queryFn: () => api.get<Answer<'housingExtent'>>('/api/housing/extent'),
};
export const middleOf = (box: Box | null | undefined): Point | null =>
  box ? { lng: (box[0]! + box[2]!) / 2, lat: (box[1]! + box[3]!) / 2 } : null;

export const useBuilding = (id: string | null) =>
  useQuery({
    queryKey: ['building', id],
    enabled: id !== null,
    queryFn: () => api.get<BuildingDetail>(`/api/housing/buildings/${id}`),
  });
export const useHouse = (id: string) =>
  useQuery({
    queryKey: ['house', id],
    queryFn: () => api.get<HouseDetail>(`/api/housing/houses/${id}`),
  });
export const useEstate = (id: string) =>
  useQuery({
    queryKey: ['estate', id],
    queryFn: () => api.get<EstateDetail>(`/api/housing/estates/${id}`),
  });

/** After a change: buildings, houses and estates are asked again. */
export async function housingChanged(): Promise<void> {
  await Promise.all(
    ['building', 'house', 'estate'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })),
  );
}
