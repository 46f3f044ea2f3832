/** What a house is used as, and in which state its building is shown. Pure. */

/** own 自住 · let 出租 · empty 空置 · care 有关爱对象 (whatever else it is) · unknown 未登记. */
export const HOUSE_STATES = ['care', 'let', 'own', 'empty', 'unknown'] as const;
export type HouseState = (typeof HOUSE_STATES)[number];
export type StateCounts = Partial<Record<HouseState, number>>;

/** How a building is coloured: by what most of its houses are; of equal ones the first in the order above. Somebody who needs care is told beside it. */
export function stateOf(states: StateCounts): HouseState {
  let best: HouseState = 'unknown';
  for (const state of HOUSE_STATES.filter((each) => each !== 'care' && each !== 'unknown'))
    if ((states[state] ?? 0) > (best === 'unknown' ? 0 : (states[best] ?? 0))) best = state;
  return best;
}

/** 16 more than the place of a state: somebody there needs care. */
const CARE = 16;

/** How a building looks on the map, as one small number. */
export const lookOf = (states: StateCounts): number =>
  HOUSE_STATES.indexOf(stateOf(states)) + ((states.care ?? 0) > 0 ? CARE : 0);

/** What such a number says. */
export const lookSaid = (look: number): { state: HouseState; care: boolean } => ({
  state: HOUSE_STATES[look % CARE] ?? 'unknown',
  care: look >= CARE,
});

/** Kinds of buildings and uses of houses, with the field's own words. */
export const BUILDING_KINDS = {
  residential: '住宅',
  mixed: '商住',
  office: '写字楼',
  commercial: '商业',
  school: '学校',
  hospital: '医院',
  industry: '厂房',
  public: '公共建筑',
  other: '其他',
} as const;
export type BuildingKind = keyof typeof BUILDING_KINDS;

export const HOUSE_USES = {
  residential: '住宅',
  commercial: '商铺',
  office: '办公',
  industry: '生产',
  storage: '仓储',
  garage: '车库',
  public: '公共用房',
  other: '其他',
} as const;
export type HouseUse = keyof typeof HOUSE_USES;
/** The code of each use by the field's own word. */
export const USES = new Map<string, string>(Object.entries(HOUSE_USES).map(([code, name]) => [name, code]));

/** What the rooms of a building are used as until somebody says otherwise. */
export function useIn(kind: BuildingKind): HouseUse {
  if (kind === 'office' || kind === 'commercial' || kind === 'industry') return kind;
  return kind === 'residential' || kind === 'mixed' ? 'residential' : kind === 'other' ? 'other' : 'public';
}
