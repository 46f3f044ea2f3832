import { type Actor, areasOf, holds, unitsOf } from '../../platform/access.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaNode, AreaTree } from '../area/index.ts';

export const VIEW = 'insight:view';
export const OWN = 'insight:own';

/** Whose numbers are asked for. */
export interface Asked {
  area?: string;
  unit?: string;
  account?: string;
}

/** What an actor may look at: an area, there perhaps only some units, or only one person. */
export interface Scope {
  area: AreaNode;
  /** Null: all units. */
  units: readonly string[] | null;
  account: string | null;
  /** Areas whose organisations' people are named in full. */
  named: readonly string[];
}

function cityOf(areas: AreaTree): AreaNode {
  const city = areas.all().find(({ path }) => path.length === 1);
  if (!city) throw notFound('区域');
  return city;
}

/** A unit and all below it. */
export function unitsBelow(top: string, units: UnitRegistry): string[] {
  const found = [top];
  for (const id of found)
    found.push(...units.all().flatMap((unit) => (unit.parentId === id ? [unit.id] : [])));
  return found;
}

function areaScope(tops: readonly string[], asked: Asked, areas: AreaTree): Scope {
  const area = asked.area ? areas.get(asked.area) : areas.get(tops[0]!);
  if (!area || !tops.some((top) => areas.within(area.id, top))) throw notFound('区域');
  const city = area.path.length === 0 ? cityOf(areas) : area;
  return { area: city, units: asked.unit ? [asked.unit] : null, account: asked.account ?? null, named: tops };
}

function unitScope(own: readonly string[], asked: Asked, areas: AreaTree, units: UnitRegistry): Scope {
  const all = own.flatMap((unit) => unitsBelow(unit, units));
  if (asked.unit && !all.includes(asked.unit)) throw notFound('单位');
  const area = asked.area ? areas.get(asked.area) : cityOf(areas);
  if (!area || area.path.length === 0) throw notFound('区域');
  return { area, units: asked.unit ? [asked.unit] : all, account: asked.account ?? null, named: [] };
}

/**
 * What of the numbers this actor may see: an area with all below it, else the own unit with those below it, else only the own
 * work. Refuses what lies outside as if it did not exist.
 */
export function scopeOf(actor: Actor, asked: Asked, areas: AreaTree, units: UnitRegistry): Scope {
  if (asked.account === 'me' || !holds(actor, VIEW)) {
    if (!holds(actor, VIEW) && !holds(actor, OWN)) throw notAllowed();
    if (asked.account && asked.account !== 'me' && asked.account !== actor.id) throw notFound('人员');
    return { area: cityOf(areas), units: null, account: actor.id, named: [] };
  }
  const tops = actor.kind === 'system' ? [cityOf(areas).id] : areasOf(actor, VIEW);
  if (tops.length > 0) return areaScope(tops, asked, areas);
  return unitScope(unitsOf(actor, VIEW), asked, areas, units);
}

/**
 * Whether a person's name is shown in full: one of the own organisation, or of one within the own area. What was done for no unit
 * (a report) is told of whoever has a post there; `posts` are the areas of the person's posts.
 */
export function namesPeopleOf(
  { units: own, named }: Scope,
  { unit, posts }: { unit: string | null; posts: readonly string[] },
  areas: AreaTree,
  units: UnitRegistry,
): boolean {
  if (named.length === 0) return own === null || (unit !== null && own.includes(unit));
  const area = units.get(unit ?? '')?.areaId;
  return (area ? [area] : posts).some((each) => named.some((top) => areas.within(each, top)));
}
