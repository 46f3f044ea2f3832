import { type Actor, areasOf, holds, unitsOf } from '../../platform/access.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';

export const WALK = 'patrol:walk';
export const MANAGE = 'patrol:manage';
const VIEW = 'patrol:view';
export const READERS = [WALK, MANAGE, VIEW];

/** What of a campaign says who may see it. */
export interface Placed {
  owner_unit: string;
  areas: readonly string[];
}

/** The areas an actor looks at patrols in. */
export const areasSeen = (actor: Actor): string[] => [
  ...new Set(READERS.flatMap((permission) => areasOf(actor, permission))),
];

/** The units whose campaigns are wholly the actor's: those it manages or views for, not those of a grid worker. */
export const unitsSeen = (actor: Actor): string[] => [
  ...new Set([...unitsOf(actor, MANAGE), ...unitsOf(actor, VIEW)]),
];

/**
 * Within which areas an actor sees what a campaign asked and found: everywhere for the program and the unit that owns it, else
 * the own areas; null when the campaign does not touch them, and so does not exist for the actor.
 */
export function sightOf(actor: Actor, campaign: Placed, areas: AreaTree): readonly string[] | null {
  if (actor.kind === 'system' || unitsSeen(actor).includes(campaign.owner_unit)) return campaign.areas;
  const own = areasSeen(actor).filter((area) =>
    campaign.areas.some((walked) => areas.within(walked, area) || areas.within(area, walked)),
  );
  return own.length > 0 ? own : null;
}

/** 404 for a campaign that does not exist for this actor. */
export function mustSee(actor: Actor, campaign: Placed, areas: AreaTree): readonly string[] {
  const sight = sightOf(actor, campaign, areas);
  if (!sight) throw notFound('专项巡查');
  return sight;
}

/** The areas in which an actor may hold a campaign: those of its permission, or of its unit where the role belongs to one. */
export function manageable(actor: Actor, units: UnitRegistry): string[] {
  const own = actor.grants.flatMap(({ permission, area, unit }) =>
    permission === MANAGE ? (area ?? units.get(unit ?? '')?.areaId ?? []) : [],
  );
  return [...new Set(own)];
}

/** Whether an actor manages a campaign: all of it lies where the actor may hold one, or its own unit owns it. */
export function managesIt(actor: Actor, campaign: Placed, areas: AreaTree): boolean {
  if (actor.kind === 'system' || unitsOf(actor, MANAGE).includes(campaign.owner_unit)) return true;
  const tops = areasOf(actor, MANAGE);
  return campaign.areas.every((area) => tops.some((top) => areas.within(area, top)));
}

/** 404 for who does not see it, 403 for who sees and does not manage it. */
export function mustManage(actor: Actor, campaign: Placed, areas: AreaTree): void {
  mustSee(actor, campaign, areas);
  if (!managesIt(actor, campaign, areas))
    throw notAllowed('只有发起单位和上级指挥中心可以暂停、恢复或结束这次专项巡查。');
}

/** Whether an actor walks a grid. */
export const walks = (actor: Actor, grid: string, areas: AreaTree): boolean =>
  actor.kind === 'system' || areasOf(actor, WALK).some((area) => areas.within(grid, area));

/** Whether an actor walks at all, and so can walk a visit that is given to it for somebody else. */
export const mayWalk = (actor: Actor): boolean => holds(actor, WALK);

/** Whether an actor may walk a visit: who walks its grid, and who has it in person as a stand-in. */
export const walksIt = (
  actor: Actor,
  visit: { grid_id: string; account_id: string | null },
  areas: AreaTree,
): boolean => walks(actor, visit.grid_id, areas) || (visit.account_id === actor.id && mayWalk(actor));

/** The grids in or below some areas that are walked: ordinary and special ones, none that has ended unless asked for. */
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

/** The grids whose numbers and findings are seen with this sight, also of those that have ended since; null for all of the campaign. */
export function gridsSeen(campaign: Placed, sight: readonly string[], areas: AreaTree): string[] | null {
  const whole = campaign.areas.every((walked) => sight.some((top) => areas.within(walked, top)));
  return whole ? null : gridsIn(sight, areas, true);
}
