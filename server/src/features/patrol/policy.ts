import { gridSight } from '../task/index.ts';

export const WALK = 'patrol:walk';
export const MANAGE = 'patrol:manage';
const VIEW = 'patrol:view';
export const READERS = [WALK, MANAGE, VIEW];

/** Who sees, manages and walks a campaign; its unit is one it is managed or viewed for, not that of a grid worker. */
export const {
  sightOf,
  mustSee,
  managesIt,
  mustManage,
  askable: manageable,
  works: walks,
  worksIt: walksIt,
  gridsSeen,
  touching,
} = gridSight({
  ...{ look: READERS, whole: [MANAGE, VIEW], manage: MANAGE, work: WALK, unit: 'owner_unit' as const },
  noun: '专项巡查',
  refusal: '只有发起单位和上级指挥中心可以暂停、恢复或结束这次专项巡查。',
});
