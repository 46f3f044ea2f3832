import { isIPv4 } from 'node:net';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Runtime } from '../../platform/runtime.ts';

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

/** Whether the published demo password and shown codes work here: on this machine only, unless the operator says otherwise. */
export function demoAllowed(config: Pick<Runtime['config'], 'host' | 'demoPublic'>): boolean {
  return config.demoPublic || isLoopback(config.host);
}

/** Whether the demo city is loaded in this database. */
export async function demoLoaded(db: Db): Promise<boolean> {
  const { rows } = await sql`select from account where demo_order is not null limit 1`.execute(db);
  return rows.length > 0;
}

export interface DemoAccount {
  username: string;
  name: string;
  role: string;
}

/** The demo accounts that the sign-in page offers, in their order. */
export async function demoAccounts(db: Db): Promise<DemoAccount[]> {
  const { rows } = await sql<DemoAccount>`
    select a.username, a.name, coalesce(
      (select string_agg(concat_ws(' · ', r.name, u.name), '、') from account_relation l
        join account_role r on r.code = l.role_code left join account_unit u on u.id = l.unit_id
        where l.account_id = a.id and l.ended_at is null), '居民') as role
    from account a where a.demo_order > 0 and a.disabled_at is null and a.username is not null
    order by a.demo_order`.execute(db);
  return rows;
}
