import { type RawBuilder, sql } from 'kysely';
import { type Actor, areasOf, unitsOf } from '../../platform/access.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';

export const MANAGE = 'project:manage';
export const WORK = 'project:work';

/** The units for which an actor works or manages: their items are the actor's. */
export const ownUnits = (actor: Actor): string[] => [
  ...new Set([...unitsOf(actor, WORK), ...unitsOf(actor, MANAGE)]),
];

/**
 * True in SQL for a list `l` that exists for this actor: it lies in the areas the actor manages, the actor manages for the unit
 * that owns it, or an item of it is the actor's or its unit's. (Public ones are read by another door.)
 */
export function visible(actor: Actor): RawBuilder<boolean> {
  const units = ownUnits(actor);
  return sql<boolean>`(l.owner_unit = any (${unitsOf(actor, MANAGE)}::uuid[])
    or exists (select from area e where e.id = l.area_id and e.path && ${areasOf(actor, MANAGE)}::uuid[])
    or exists (select from project_item i where i.list_id = l.id and (i.unit_id = any (${units}::uuid[]) or i.account_id = ${actor.id}::uuid)))`;
}

/** Whether an actor may add to a list: its unit owns it. */
export const manages = (actor: Actor, list: { owner_unit: string }): boolean =>
  actor.kind === 'system' || unitsOf(actor, MANAGE).includes(list.owner_unit);

/** Whether an actor reports on an item: the person named, or when nobody is named anybody of its unit; the list's owner always. */
export function reports(
  actor: Actor,
  item: { unit_id: string; account_id: string | null; owner_unit: string },
): boolean {
  if (manages(actor, item) || item.account_id === actor.id) return true;
  return item.account_id === null && ownUnits(actor).includes(item.unit_id);
}

/** 404 for who does not see it is the query's; this is the 403 of who sees and may not. */
export function mustReport(actor: Actor, item: Parameters<typeof reports>[1]): void {
  if (!reports(actor, item)) throw notAllowed('只有这个项目的责任人和牵头单位可以填报进展。');
}

export const noList = () => notFound('项目清单');
