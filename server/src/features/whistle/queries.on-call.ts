import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';

export interface Officer {
  unit: string;
  account: string;
  name: string;
}

/**
 * Who of each unit is on call at a place now: of the smallest area around it first, of the same area the one entered last. Only
 * people who still work there and may do its work.
 */
export async function officersNow(
  db: Db,
  units: readonly string[],
  areas: readonly string[],
  now: Date,
): Promise<Map<string, Officer>> {
  if (units.length === 0) return new Map();
  const { rows } = await sql<Officer>`
    select distinct on (o.unit_id) o.unit_id as unit, o.account_id as account, a.name
    from whistle_on_call o join account a on a.id = o.account_id and a.disabled_at is null
    join area r on r.id = o.area_id
    where o.unit_id = any (${units as string[]}::uuid[]) and o.area_id = any (${areas as string[]}::uuid[])
      and o.from_at <= ${now}::timestamptz and o.to_at > ${now}::timestamptz and o.ended_at is null
      and exists (select from account_relation l join account_role r on r.code = l.role_code
        where l.account_id = a.id and l.unit_id = o.unit_id and l.ended_at is null and 'matter:handle' = any (r.permissions))
    order by o.unit_id, cardinality(r.path) desc, o.id desc`.execute(db);
  return new Map(rows.map((row) => [row.unit, row]));
}
