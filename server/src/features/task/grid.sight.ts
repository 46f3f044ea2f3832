import { type RawBuilder, sql } from 'kysely';
import { type Actor, areasOf, holds, unitsOf } from '../../platform/access.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { UnitRegistry } from '../account/index.ts';
import { type AreaTree, gridsIn, pathsOf } from '../area/index.ts';

/** What a feature that asks something of grids calls its own: permissions, the column of the unit that asks, its words. */
interface Names<Unit extends string> {
  /** Permissions whose areas are looked at. */
  look: readonly string[];
  /** Permissions whose units see all that they asked. */
  whole: readonly string[];
  manage: string;
  work: string;
  unit: Unit;
  /** The noun of its 404. */
  noun: string;
  /** Why somebody who sees it may not manage it. */
  refusal: string;
}

/**
 * Who sees, manages and does what a unit asked of the grids of some areas (a campaign of patrols, a task of the seven lines): the unit
 * sees all of it, everybody else what lies in the own areas, and nobody the numbers of a neighbour's grids.
 */
export function gridSight<Unit extends string>({ look, whole, manage, work, unit, ...words }: Names<Unit>) {
  type Asked = Record<Unit, string> & { areas: readonly string[] };
  const areasSeen = (actor: Actor): string[] => [
    ...new Set(look.flatMap((permission) => areasOf(actor, permission))),
  ];
  const unitsSeen = (actor: Actor): string[] => [
    ...new Set(whole.flatMap((permission) => unitsOf(actor, permission))),
  ];
  /** Within which areas an actor sees what was asked; null when it does not touch them, and so does not exist for the actor. */
  function sightOf(actor: Actor, asked: Asked, areas: AreaTree): readonly string[] | null {
    if (actor.kind === 'system' || unitsSeen(actor).includes(asked[unit])) return asked.areas;
    const own = areasSeen(actor).filter((area) =>
      asked.areas.some((each) => areas.within(each, area) || areas.within(area, each)),
    );
    return own.length > 0 ? own : null;
  }
  /** 404 for what does not exist for this actor. */
  function mustSee(actor: Actor, asked: Asked, areas: AreaTree): readonly string[] {
    const sight = sightOf(actor, asked, areas);
    if (!sight) throw notFound(words.noun);
    return sight;
  }
  /** Whether an actor manages it: its own unit asked, or all of it lies where the actor may ask. */
  function managesIt(actor: Actor, asked: Asked, areas: AreaTree): boolean {
    if (actor.kind === 'system' || unitsOf(actor, manage).includes(asked[unit])) return true;
    const tops = areasOf(actor, manage);
    return asked.areas.every((area) => tops.some((top) => areas.within(area, top)));
  }
  const works = (actor: Actor, grid: string, areas: AreaTree): boolean =>
    actor.kind === 'system' || areasOf(actor, work).some((area) => areas.within(grid, area));
  return {
    unitsSeen,
    sightOf,
    mustSee,
    managesIt,
    /** 404 for who does not see it, 403 for who sees and does not manage it. */
    mustManage(actor: Actor, asked: Asked, areas: AreaTree): void {
      mustSee(actor, asked, areas);
      if (!managesIt(actor, asked, areas)) throw notAllowed(words.refusal);
    },
    /** The areas in which an actor may ask grids: those of its permission, or of its unit where the role belongs to one. */
    askable(actor: Actor, units: UnitRegistry): string[] {
      const own = actor.grants.flatMap((grant) =>
        grant.permission === manage ? (grant.area ?? units.get(grant.unit ?? '')?.areaId ?? []) : [],
      );
      return [...new Set(own)];
    },
    /** Whether an actor works a grid. */
    works,
    /** Whether an actor may do what is asked of a grid: who works it, and who has it in person as a stand-in. */
    worksIt: (actor: Actor, at: { grid_id: string; account_id: string | null }, areas: AreaTree): boolean =>
      works(actor, at.grid_id, areas) || (at.account_id === actor.id && holds(actor, work)),
    /** The grids whose numbers are seen with this sight, also of those that have ended since; null for all of it. */
    gridsSeen(asked: Asked, sight: readonly string[], areas: AreaTree): string[] | null {
      const all = asked.areas.every((area) => sight.some((top) => areas.within(area, top)));
      return all ? null : gridsIn(sight, areas, true);
    },
    /** Rows (`paths`: its areas and all above) that touch what the actor sees: asked in or below its areas, around one, or by its units. */
    touching(actor: Actor, areas: AreaTree, of: string): RawBuilder<boolean> {
      if (actor.kind === 'system') return sql<boolean>`true`;
      const own = areasSeen(actor);
      const [paths, at, by] = ['paths', 'areas', unit].map((name) => sql.ref(`${of}.${name}`));
      return sql<boolean>`(${paths} && ${own}::uuid[] or ${at} && ${pathsOf(own, areas)}::uuid[] or ${by} = any (${unitsSeen(actor)}::uuid[]))`;
    },
  };
}
