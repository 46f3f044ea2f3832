import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Context } from '../../platform/runtime.ts';
import { normalUsername } from './rules.ts';

const idsOf = (rows: { id: string }[]): string[] => rows.map((row) => row.id);

/** What an audience has in common: a permission, and the area it must cover or the unit it must be held for. */
export interface Having {
  permission: string;
  area?: string;
  unit?: string;
}

/**
 * The active accounts that hold a permission: over an area (by a relation with it or an area above it) or for a unit.
 * Roles without a place (administrators) hold it everywhere.
 */
export async function accountsWith(db: Db, { permission, area, unit }: Having): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct a.id from account_relation l join account_role r on r.code = l.role_code
    join account a on a.id = l.account_id left join account_unit u on u.id = l.unit_id
    where ${permission} = any (r.permissions) and l.ended_at is null and a.disabled_at is null
      and (${unit ?? null}::uuid is null or r.scope = 'none' or l.unit_id = ${unit ?? null}::uuid)
      and (${area ?? null}::uuid is null or r.scope = 'none' or (r.scope = 'area' and coalesce(l.area_id, u.area_id) = any (
        select unnest(path || id) from area where id = ${area ?? null}::uuid)))
    order by a.id`.execute(db);
  return idsOf(rows);
}

/** Over many areas at once: by area, the active accounts that hold a permission there or above it by a role for areas; roles without a place are left out. */
export async function accountsOver(
  db: Db,
  permission: string,
  areas: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ area: string; accounts: string[] }>`
    select x.id as area, array_agg(distinct a.id::text) as accounts
    from area x cross join lateral unnest(x.path || x.id) as up(id)
    join (account_relation l left join account_unit u on u.id = l.unit_id) on coalesce(l.area_id, u.area_id) = up.id
    join account_role r on r.code = l.role_code join account a on a.id = l.account_id
    where x.id = any (${areas as string[]}::uuid[]) and r.scope = 'area' and ${permission} = any (r.permissions)
      and l.ended_at is null and a.disabled_at is null
    group by x.id`.execute(db);
  return new Map(rows.map(({ area, accounts }) => [area, accounts]));
}

/** Names by account; accounts that do not exist are missing. */
export async function accountNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from account where id = any (${ids as string[]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The resident's account of a phone (in the program's scope), for matters entered on a caller's behalf. */
export async function residentByPhone(ctx: Context, phone: string): Promise<string | null> {
  return (await residentsByPhone(ctx, [phone])).get(phone) ?? null;
}

/** The same for many: accounts by their phone. */
export async function residentsByPhone(
  { db, runtime: { sealer } }: Context,
  phones: readonly string[],
): Promise<Map<string, string>> {
  if (phones.length === 0) return new Map();
  const byPrint = new Map(
    phones.flatMap((phone) => sealer.fingerprints(phone).map((print) => [print.toString('hex'), phone])),
  );
  const prints = [...byPrint.keys()].map((print) => Buffer.from(print, 'hex'));
  const { rows } = await sql<{ id: string; print: string }>`
    select account_id as id, encode(phone_index, 'hex') as print from account_contact
    where kind = 'resident' and phone_index = any (${prints}::bytea[])`.execute(db);
  return new Map(rows.map(({ id, print }) => [byPrint.get(print)!, id]));
}

/** The staff account of a user name, for the operator's command line. */
export async function staffByUsername(db: Db, username: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from account
    where kind = 'staff' and username = ${normalUsername(username)} and disabled_at is null`.execute(db);
  return rows[0]?.id ?? null;
}
