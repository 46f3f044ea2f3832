import { type RawBuilder, sql } from 'kysely';
import { type Actor, holds } from '../../platform/access.ts';

/** Units of which an actor leads the people. */
const unitsLed = (actor: Actor): string[] =>
  actor.grants.flatMap(({ permission, unit }) =>
    unit && (permission === 'matter:dispatch' || permission === 'matter:supervise') ? unit : [],
  );

/** Areas whose grid workers an actor sends out. */
const areasLed = (actor: Actor): string[] =>
  actor.grants.flatMap(({ permission, area }) => (area && permission === 'matter:dispatch' ? area : []));

const ofUnits = (units: readonly string[]): RawBuilder<unknown> => sql`exists (
  select from account_relation l where l.account_id = a.id and l.ended_at is null and l.unit_id = any (${units as string[]}::uuid[]))`;

/** A person `a` for whom an actor may enter and end a leave: oneself, people of the units one leads, grid workers one sends out; an administrator of accounts: anybody. */
export const leads = (actor: Actor): RawBuilder<unknown> =>
  actor.kind === 'system' || holds(actor, 'account:manage')
    ? sql`true`
    : sql`(a.id = ${actor.id}::uuid or ${ofUnits(unitsLed(actor))} or exists (
        select from account_relation l join area e on e.id = l.area_id
        where l.account_id = a.id and l.unit_id is null and l.ended_at is null
          and e.path && ${areasLed(actor)}::uuid[]))`;

/** A person `a` whose absence an actor learns of: one whose leave one may enter, and colleagues of the same unit. */
export const knowsAbsence = (actor: Actor): RawBuilder<unknown> =>
  sql`(${leads(actor)} or ${ofUnits(actor.grants.flatMap(({ unit }) => unit ?? []))})`;

/**
 * A person `s` who can stand in for `a`: let in, allowed to handle, and near: of the same unit, of a unit that answers for the area of
 * a grid worker, or a grid worker of the same community.
 */
export const canStandIn: RawBuilder<unknown> = sql`s.kind = 'staff' and s.disabled_at is null and s.id <> a.id and exists (
  select from account_relation own left join area oa on oa.id = own.area_id
  join account_relation l on l.account_id = s.id and l.ended_at is null
  join account_role r on r.code = l.role_code and 'matter:handle' = any (r.permissions)
  left join account_unit u on u.id = l.unit_id left join area la on la.id = l.area_id
  where own.account_id = a.id and own.ended_at is null
    and (l.unit_id = own.unit_id
      or (own.unit_id is null and (coalesce(l.area_id, u.area_id) in (oa.id, oa.parent_id) or la.parent_id = oa.parent_id))))`;
