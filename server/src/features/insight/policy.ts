import { type Actor, areasOf, holds, unitsOf } from '../../platform/access.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaNode, AreaTree } from '../area/index.ts';

export const VIEW = 'insight:view';
export const OWN = 'insight:own';
/** The numbers of single people: for whoever leads them. Without it everybody sees the own ones alone. */
const PEOPLE = 'insight:people';

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
  /** The areas that may be looked at with all below; none where it goes by units, or only the own work is seen. */
  tops: readonly string[];
  /** Whose people are named in full: organisations of these areas, and these units. Nobody is led where both are empty. */
  leads: { areas: readonly string[]; units: readonly string[] };
}

const NOBODY = { areas: [], units: [] };

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

type Place = Pick<Scope, 'area' | 'units' | 'tops'>;

function areaScope(tops: readonly string[], asked: Asked, areas: AreaTree): Place {
  const area = asked.area ? areas.get(asked.area) : areas.get(tops[0]!);
  if (!area || !tops.some((top) => areas.within(area.id, top))) throw notFound('区域');
  const city = area.path.length === 0 ? cityOf(areas) : area;
  return { area: city, units: asked.unit ? [asked.unit] : null, tops };
}

function unitScope(own: readonly string[], asked: Asked, areas: AreaTree, units: UnitRegistry): Place {
  const all = own.flatMap((unit) => unitsBelow(unit, units));
  if (asked.unit && !all.includes(asked.unit)) throw notFound('单位');
  const area = asked.area ? areas.get(asked.area) : cityOf(areas);
  if (!area || area.path.length === 0) throw notFound('区域');
  return { area, units: asked.unit ? [asked.unit] : all, tops: [] };
}

/** Whom the actor leads: by a role with an area everybody of the organisations there, by one with only a unit its people and those below. */
function ledBy(actor: Actor, areas: AreaTree, units: UnitRegistry): Scope['leads'] {
  if (actor.kind === 'system') return { areas: [cityOf(areas).id], units: [] };
  const led = actor.grants.filter(({ permission }) => permission === PEOPLE);
  return {
    areas: led.flatMap(({ area }) => area ?? []),
    units: led.flatMap(({ area, unit }) => (unit && !area ? unitsBelow(unit, units) : [])),
  };
}

/** Whether the numbers of anybody else may be looked at one by one. */
export const leadsSomebody = ({ leads }: Scope): boolean => leads.areas.length + leads.units.length > 0;

/**
 * What of the numbers this actor may see: an area with all below it, else the own unit with those below it, else only the own
 * work; of single people only those led, and oneself. Refuses what lies outside as if it did not exist.
 */
export function scopeOf(actor: Actor, asked: Asked, areas: AreaTree, units: UnitRegistry): Scope {
  const view = holds(actor, VIEW);
  if (!view && !holds(actor, OWN)) throw notAllowed();
  const account = asked.account === 'me' ? actor.id : (asked.account ?? null);
  if (asked.account === 'me' || !view) {
    if (account && account !== actor.id) throw notFound('人员');
    return { area: cityOf(areas), units: null, account: actor.id, tops: [], leads: NOBODY };
  }
  const tops = actor.kind === 'system' ? [cityOf(areas).id] : areasOf(actor, VIEW);
  const place =
    tops.length > 0 ? areaScope(tops, asked, areas) : unitScope(unitsOf(actor, VIEW), asked, areas, units);
  const scope = { ...place, account, leads: ledBy(actor, areas, units) };
  if (account && account !== actor.id && !leadsSomebody(scope)) throw notFound('人员');
  return scope;
}

/**
 * Whether a person's name is shown in full: one of a unit that is led, or of an organisation within an area that is. What was done for
 * no unit (a report) is told of whoever has a post there; `posts` are the areas of the person's posts.
 */
export function namesPeopleOf(
  { leads }: Scope,
  { unit, posts }: { unit: string | null; posts: readonly string[] },
  areas: AreaTree,
  units: UnitRegistry,
): boolean {
  if (unit !== null && leads.units.includes(unit)) return true;
  const area = units.get(unit ?? '')?.areaId;
  return (area ? [area] : posts).some((each) => leads.areas.some((top) => areas.within(each, top)));
}
