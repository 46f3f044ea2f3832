import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { runFor } from '../account/index.ts';
import { careFor, MANAGE } from './policy.ts';
import type { Holder } from './schema.ts';

/** So many are offered: whoever is further down is found by name or unit. */
const MOST = 30;

/**
 * The relations by which somebody may answer for a person in care: of staff let in, in an office of the administration, or over an area alone whose
 * people they see. Administrators of the system, property companies and the hotline have no business with residents' health.
 */
const MAY_HOLD: RawBuilder<unknown> = sql`
  from account a join account_relation l on l.account_id = a.id and l.ended_at is null
  join account_role r on r.code = l.role_code and r.scope <> 'none'
  left join account_unit u on u.id = l.unit_id
  where a.kind = 'staff' and a.disabled_at is null and case when u.id is null then l.area_id is not null and 'resident:view-area' = any (r.permissions)
    else u.retired_at is null and u.kind not in ('property', 'hotline') end`;

/** The name of an account that may answer for somebody; null for any other. */
export async function holderOf(db: Db, account: string): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select a.name ${MAY_HOLD} and a.id = ${account}::uuid limit 1`.execute(db);
  return rows[0]?.name ?? null;
}

/** Colleagues who may answer for a person, found by part of the name or of the unit, whoever works nearest to the person first. */
export async function findHolders(
  runtime: Runtime,
  actor: Actor,
  id: string,
  q = '',
): Promise<Static<typeof Holder>[]> {
  return runFor(runtime, actor, async (ctx) => {
    const { care, areas } = await careFor(ctx, id, { permission: MANAGE, read: true });
    const path = areas.get(care.area_id)?.path ?? [];
    const typed = q.normalize('NFKC').trim();
    const { rows } = await sql<Static<typeof Holder>>`
      select a.id, a.name, coalesce(string_agg(distinct u.name, '、'), '') as units, string_agg(distinct r.name, '、') as roles ${MAY_HOLD}
        and (${typed} = '' or strpos(a.name, ${typed}) > 0 or strpos(u.name, ${typed}) > 0)
      group by a.id
      order by max(coalesce(array_position(${path as string[]}::uuid[], coalesce(l.area_id, u.area_id)), 0)) desc, a.name, a.id
      limit ${atMost(MOST)}`.execute(ctx.db);
    return rows;
  });
}
