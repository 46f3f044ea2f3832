import { type RawBuilder, sql } from 'kysely';
import { type Actor, areasOf } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import type { AreaTree } from '../area/index.ts';
import { mayItem, type RegistryItem } from '../dictionary/index.ts';

export { mayItem } from '../dictionary/index.ts';

export const VIEW = 'resident:view-area';
export const EDIT = 'resident:edit';
export const UNMASK = 'resident:unmask';
export const DECIDE = 'resident:decide';
/** Erases a person for good, on the person's demand or when the time to keep it has ended. */
export const ERASE = 'resident:erase';
/** Says for the whole city whose word holds for an item. */
export const RULE = 'resident:rule';
export const IMPORT = 'resident:import';
export const EXPORT = 'resident:export';
/** Sees names whole: who knocks at the door. Everybody else reads 王*. */
export const NAMES = 'resident:view-name';

/** True when the actor holds the permission on an area that holds this one. */
export const mayAt = (actor: Actor, permission: string, area: string, areas: AreaTree): boolean =>
  actor.kind === 'system' || areasOf(actor, permission).some((top) => areas.within(area, top));

/** `mayItem` of a person of this area: a sensitive group is kept for one place, and its keeper sees nobody of another by it. */
export const mayItemAt = (actor: Actor, item: RegistryItem, area: string, areas: AreaTree): boolean =>
  mayItem(actor, item) && (!item.group || mayAt(actor, `resident:group-${item.group}`, area, areas));

/** Every area from these tops down, each once. */
export function areasUnder(tops: readonly string[], areas: AreaTree): string[] {
  const found = new Set<string>();
  const walk = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const child of areas.children(id)) walk(child.id);
  };
  for (const top of tops) walk(top);
  return [...found];
}

/** The areas whose people the actor may read, or do something else with, narrowed to one; null when that is the whole city. */
export function reachOf(actor: Actor, areas: AreaTree, within?: string, permission = VIEW): string[] | null {
  const tops = actor.kind === 'system' ? [] : areasOf(actor, permission);
  const all = actor.kind === 'system' || tops.some((top) => (areas.get(top)?.path.length ?? 9) <= 1);
  if (within === undefined) return all ? null : areasUnder(tops, areas);
  if (!areas.get(within)) throw notFound('区域');
  if (all || tops.some((top) => areas.within(within, top))) {
    return (areas.get(within)?.path.length ?? 9) <= 1 ? null : areasUnder([within], areas);
  }
  // What the actor reads of a wider area is the part below it.
  return areasUnder(
    tops.filter((top) => areas.within(top, within)),
    areas,
  );
}

/** True in SQL for rows whose area is within reach; `null` is everywhere. */
export const inReach = (column: RawBuilder<unknown>, reach: readonly string[] | null): RawBuilder<boolean> =>
  reach === null ? sql<boolean>`true` : sql<boolean>`${column} = any (${reach as string[]}::uuid[])`;

/**
 * `mayItemAt` in SQL, for the code and the area of a row; `all` are the items there are. What is left out only after a page was cut
 * would show in how full the page is, and in its cursor.
 */
export function itemInReach(
  actor: Actor,
  [all, areas]: [readonly RegistryItem[], AreaTree],
  code: RawBuilder<unknown>,
  area: RawBuilder<unknown>,
): RawBuilder<boolean> {
  const groups = Map.groupBy(
    all.filter(({ group }) => group),
    ({ group }) => group,
  );
  const each = [...groups].map(([group, items]) => {
    const keeps = items.some((item) => mayItem(actor, item));
    const reach = keeps ? reachOf(actor, areas, undefined, `resident:group-${group}`) : [];
    const codes = items.map((item) => item.code);
    return sql`(${code} <> all (${codes}::text[]) or ${inReach(area, reach)})`;
  });
  return sql<boolean>`(${sql.join([sql`true`, ...each], sql` and `)})`;
}

/** What an actor may do with a person of an area, now. */
export interface PersonAbilities {
  edit: boolean;
  unmask: boolean;
  decide: boolean;
}

export const abilitiesAt = (actor: Actor, area: string, areas: AreaTree): PersonAbilities => ({
  edit: mayAt(actor, EDIT, area, areas),
  unmask: mayAt(actor, UNMASK, area, areas),
  decide: mayAt(actor, DECIDE, area, areas),
});
