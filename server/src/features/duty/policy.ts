import { type Actor, areasOf, holds, unitsOf } from '../../platform/access.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';

export const SET = 'duty:set';
export const VIEW = 'duty:view-area';
export const WORK = 'duty:work';
export const ADMIT = 'duty:admit';
export const TEAM = 'team:edit';
export const READERS = [SET, VIEW, WORK, ADMIT];

/** What of a task says who may see it. */
export interface Placed {
  unit_id: string;
  areas: readonly string[];
}

/** The areas whose grids an actor looks at. */
export const areasSeen = (actor: Actor): string[] => [
  ...new Set([VIEW, WORK].flatMap((permission) => areasOf(actor, permission))),
];

/** The units whose tasks are wholly the actor's. */
export const unitsSeen = (actor: Actor): string[] => unitsOf(actor, SET);

/**
 * Within which areas an actor sees what a task asked: everywhere for the program and the unit that gave it, else its own areas;
 * null when the task does not touch them, and so does not exist for the actor.
 */
export function sightOf(actor: Actor, duty: Placed, areas: AreaTree): readonly string[] | null {
  if (actor.kind === 'system' || unitsSeen(actor).includes(duty.unit_id)) return duty.areas;
  const own = areasSeen(actor).filter((area) =>
    duty.areas.some((asked) => areas.within(asked, area) || areas.within(area, asked)),
  );
  return own.length > 0 ? own : null;
}

/** 404 for a task that does not exist for this actor. */
export function mustSee(actor: Actor, duty: Placed, areas: AreaTree): readonly string[] {
  const sight = sightOf(actor, duty, areas);
  if (!sight) throw notFound('网格任务');
  return sight;
}

/** The areas in which an actor may ask grids: those of its permission, or of its unit where the role belongs to one. */
export function askable(actor: Actor, units: UnitRegistry): string[] {
  const own = actor.grants.flatMap(({ permission, area, unit }) =>
    permission === SET ? (area ?? units.get(unit ?? '')?.areaId ?? []) : [],
  );
  return [...new Set(own)];
}

/** Whether a task is the actor's to watch over: its unit gave it, or all of it lies where the actor may ask. */
export function managesIt(actor: Actor, duty: Placed, areas: AreaTree): boolean {
  if (actor.kind === 'system' || unitsOf(actor, SET).includes(duty.unit_id)) return true;
  const tops = areasOf(actor, SET);
  return duty.areas.every((area) => tops.some((top) => areas.within(area, top)));
}

/** 404 for who does not see it, 403 for who sees and does not watch over it. */
export function mustManage(actor: Actor, duty: Placed, areas: AreaTree): void {
  mustSee(actor, duty, areas);
  if (!managesIt(actor, duty, areas))
    throw notAllowed('只有下达单位和上级指挥中心可以催办、退回或结束这项任务。');
}

/** Whether an actor works a grid. */
export const works = (actor: Actor, grid: string, areas: AreaTree): boolean =>
  actor.kind === 'system' || areasOf(actor, WORK).some((area) => areas.within(grid, area));

export const mayWork = (actor: Actor): boolean => holds(actor, WORK);

/** Whether an actor may answer a piece: who works its grid, and who has it in person as a stand-in. */
export const worksIt = (
  actor: Actor,
  piece: { grid_id: string; account_id: string | null },
  areas: AreaTree,
): boolean => works(actor, piece.grid_id, areas) || (piece.account_id === actor.id && mayWork(actor));

/** The grids in or below some areas, none that has ended unless asked for. */
export function gridsIn(tops: readonly string[], areas: AreaTree, ended = false): string[] {
  const found = new Set<string>();
  const walk = (id: string): void => {
    const area = areas.get(id);
    if (!area || (area.retired && !ended)) return;
    if (area.level === 'grid') found.add(id);
    for (const child of areas.children(id)) walk(child.id);
  };
  for (const top of tops) walk(top);
  return [...found];
}

/** The grids whose numbers are seen with this sight, also of those that have ended since; null for all of the task. */
export function gridsSeen(duty: Placed, sight: readonly string[], areas: AreaTree): string[] | null {
  const whole = duty.areas.every((asked) => sight.some((top) => areas.within(asked, top)));
  return whole ? null : gridsIn(sight, areas, true);
}

/** These areas and all above them. */
export const pathsOf = (ids: readonly string[], areas: AreaTree): string[] => [
  ...new Set(ids.flatMap((id) => areas.get(id)?.path ?? [])),
];

/** Whether an actor may decide about the admission list in all of these areas. */
export const admits = (actor: Actor, ids: readonly string[], areas: AreaTree): boolean => {
  const tops = areasOf(actor, ADMIT);
  return actor.kind === 'system' || ids.every((id) => tops.some((top) => areas.within(id, top)));
};

/** Whether an actor edits the team of an area. */
export const editsTeam = (actor: Actor, area: string, areas: AreaTree): boolean =>
  actor.kind === 'system' || areasOf(actor, TEAM).some((top) => areas.within(area, top));
