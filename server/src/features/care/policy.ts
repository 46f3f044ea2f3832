import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { conflict, notAllowed, notFound } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { mayAt, UNMASK_RESIDENTS } from '../resident/index.ts';

/** Takes people into care, sets levels, says who answers. */
export const MANAGE = 'care:manage';
/** Visits. */
export const VISIT = 'care:visit';

export interface CareRow {
  person_id: string;
  area_id: string;
  house_id: string | null;
  level: string;
  kind: string;
  why: string;
  since: string;
  next_due: string;
  last_visit_at: Date | null;
  visits: number;
  ended_on: string | null;
  version: number;
  event_hash: Buffer;
}
export const CARE =
  sql.raw(`c.person_id, c.area_id, c.house_id, c.level, c.kind, c.why, c.since::text as since, c.next_due::text as next_due,
  c.last_visit_at, c.visits, c.ended_on::text as ended_on, c.version, c.event_hash`);

/** True when this account answers for the person now, or did `on` a day that is over. */
export async function answersFor(ctx: Context, person: string, on: string | null = null): Promise<boolean> {
  const { rows } = await sql`
    select from care_duty where person_id = ${person}::uuid and account_id = ${ctx.actor.id}::uuid
      and (to_on is null or ${on}::date between from_on and to_on) limit 1`.execute(ctx.db);
  return rows.length > 0;
}

/**
 * Somebody in care, when it exists for this actor (by area, or because the actor answers for the person); locked for a change, but not to `read`.
 * Refuses without the permission where the person lives; whoever answers for the person, or did `on` the day of a visit, may always visit.
 */
export async function careFor(
  ctx: Context,
  person: string,
  {
    permission,
    version,
    read = false,
    on = null,
  }: {
    permission: typeof MANAGE | typeof VISIT;
    version?: number | undefined;
    read?: boolean;
    on?: string | null;
  },
): Promise<{ care: CareRow; areas: AreaTree }> {
  const areas = await areaTree(ctx.runtime);
  const { rows } = await sql<CareRow>`
    select ${CARE} from care_person c where c.person_id = ${person}::uuid ${sql.raw(read ? '' : 'for update')}`.execute(
    ctx.db,
  );
  const [care] = rows;
  const answers = care ? await answersFor(ctx, person, on) : false;
  if (!care || !(answers || seesAt(ctx.actor, care.area_id, areas))) throw notFound('关爱对象');
  if (!mayAt(ctx.actor, permission, care.area_id, areas) && !(answers && permission === VISIT))
    throw notAllowed('您不能办理这位关爱对象的事务。');
  if (version !== undefined && version !== care.version)
    throw conflict('stale', '这位关爱对象的信息刚被修改过，请刷新后再办。', { version: care.version });
  return { care, areas };
}

/**
 * True for whoever reads what was found and why somebody is cared for: who answers, who visits or manages there, and who may unmask there.
 * It speaks of health; whoever else sees the area sees when visits are due.
 */
export const readsNotes = (actor: Actor, area: string, areas: AreaTree): boolean =>
  [MANAGE, VISIT, UNMASK_RESIDENTS].some((permission) => mayAt(actor, permission, area, areas));

export const seesAt = (actor: Actor, area: string, areas: AreaTree): boolean =>
  mayAt(actor, 'resident:view-area', area, areas);
