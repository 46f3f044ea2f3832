import { type Actor, areasOf } from '../../platform/access.ts';
import type { AreaTree } from '../area/index.ts';
import { gridSight } from '../task/index.ts';

export const SET = 'duty:set';
const VIEW = 'duty:view-area';
export const WORK = 'duty:work';
export const ADMIT = 'duty:admit';
export const TEAM = 'team:edit';
export const READERS = [SET, VIEW, WORK, ADMIT];

/** Who sees, watches over and does a task of the seven lines. */
export const {
  unitsSeen,
  sightOf,
  mustSee,
  managesIt,
  mustManage,
  askable,
  works,
  worksIt,
  gridsSeen,
  touching,
} = gridSight({
  ...{ look: [VIEW, WORK], whole: [SET], manage: SET, work: WORK, unit: 'unit_id' as const },
  noun: '网格任务',
  refusal: '只有下达单位和上级指挥中心可以催办、退回或结束这项任务。',
});

/** Whether an actor may decide about the admission list in all of these areas. */
export const admits = (actor: Actor, ids: readonly string[], areas: AreaTree): boolean => {
  const tops = areasOf(actor, ADMIT);
  return actor.kind === 'system' || ids.every((id) => tops.some((top) => areas.within(id, top)));
};

/** Whether an actor edits the team of an area. */
export const editsTeam = (actor: Actor, area: string, areas: AreaTree): boolean =>
  actor.kind === 'system' || areasOf(actor, TEAM).some((top) => areas.within(area, top));
