import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';

/** The areas in which accounts have a post now, by account. */
export async function postsOf(db: Db, accounts: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ account: string; areas: string[] }>`
    select l.account_id as account, array_agg(distinct coalesce(l.area_id, u.area_id)) as areas
    from account_relation l left join account_unit u on u.id = l.unit_id
    where l.account_id = any (${accounts as string[]}::uuid[]) and l.ended_at is null and coalesce(l.area_id, u.area_id) is not null
    group by l.account_id`.execute(db);
  return new Map(rows.map(({ account, areas }) => [account, areas]));
}
