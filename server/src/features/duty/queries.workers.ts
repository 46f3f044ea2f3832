import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { WORK } from './policy.ts';

/** Who works which grid: the active account related to exactly this grid, the longest there first. */
export async function workersOf(db: Db, grids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ grid: string; account: string }>`
    select distinct on (l.area_id) l.area_id as grid, l.account_id as account
    from account_relation l join account_role r on r.code = l.role_code join account a on a.id = l.account_id
    where l.area_id = any (${grids as string[]}::uuid[]) and ${WORK} = any (r.permissions) and l.ended_at is null and a.disabled_at is null
    order by l.area_id, l.created_at, l.account_id`.execute(db);
  return new Map(rows.map((row) => [row.grid, row.account]));
}
