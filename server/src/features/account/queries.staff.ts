import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { locksOf } from './attempts.ts';
import { runFor } from './context.ts';
import { maskedPhonesOf, requirePhone } from './phone.ts';
import { staffAbilities } from './policy.ts';

interface AccountRow {
  id: string;
  username: string;
  name: string;
  disabled: boolean;
  must_change_password: boolean;
  created_at: Date;
  version: number;
}

interface RelationRow {
  account_id: string;
  id: string;
  role: string;
  role_name: string;
  permissions: string[];
  unit_id: string | null;
  unit_name: string | null;
  area_id: string | null;
  area_name: string | null;
}

/** Present relations of accounts, with the names to show. */
export async function relationsOf(ctx: Context, ids: readonly string[]): Promise<Map<string, RelationRow[]>> {
  const { rows } = await sql<RelationRow>`
    select l.account_id, l.id, r.code as role, r.name as role_name, r.permissions, l.unit_id, u.name as unit_name,
      x.id as area_id, x.name as area_name
    from account_relation l join account_role r on r.code = l.role_code
    left join account_unit u on u.id = l.unit_id left join area x on x.id = coalesce(l.area_id, u.area_id)
    where l.account_id = any (${ids as string[]}::uuid[]) and l.ended_at is null order by l.id`.execute(
    ctx.db,
  );
  return Map.groupBy(rows, (row) => row.account_id);
}

async function viewsOf(ctx: Context, rows: AccountRow[]) {
  const ids = rows.map((row) => row.id);
  const relations = await relationsOf(ctx, ids);
  const phones = await maskedPhonesOf(ctx, ids);
  const names = rows.map((row) => row.username);
  const locks = await locksOf(ctx, names);
  return rows.map((row) => {
    const own = relations.get(row.id) ?? [];
    return {
      ...row,
      created_at: row.created_at.toISOString(),
      phone_masked: phones.get(row.id) ?? null,
      locked_until: locks.get(row.username)?.toISOString() ?? null,
      relations: own,
      abilities: staffAbilities(ctx.actor, { id: row.id, roles: own }) as string[],
    };
  });
}
export type StaffView = Awaited<ReturnType<typeof viewsOf>>[number];

export interface StaffFilter {
  q?: string;
  unit?: string;
  area?: string;
  role?: string;
  phone?: string;
  disabled?: boolean;
  cursor?: string;
  limit?: number;
}

function conditions(ctx: Context, filter: StaffFilter): RawBuilder<unknown> {
  const { q, unit, area, role, phone, disabled } = filter;
  const list = [sql`a.kind = 'staff'`];
  const after = cursorId(filter.cursor);
  if (after) list.push(sql`a.id < ${after}::uuid`);
  if (disabled !== undefined) list.push(sql`(a.disabled_at is not null) = ${disabled}`);
  if (q?.trim()) {
    const like = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`;
    list.push(sql`(a.name ilike ${like} or a.username ilike ${like})`);
  }
  if (phone)
    list.push(sql`a.id in (select account_id from account_contact
      where kind = 'staff' and ${printIs(ctx.runtime.sealer, sql.ref('phone_index'), requirePhone(phone))})`);
  if (unit || area || role)
    list.push(sql`exists (select from account_relation l left join account_unit u on u.id = l.unit_id
      left join area x on x.id = coalesce(l.area_id, u.area_id)
      where l.account_id = a.id and l.ended_at is null
        and (${unit ?? null}::uuid is null or l.unit_id = ${unit ?? null}::uuid)
        and (${role ?? null}::text is null or l.role_code = ${role ?? null})
        and (${area ?? null}::uuid is null or ${area ?? null}::uuid = any (x.path || x.id)))`);
  return sql.join(list, sql` and `);
}

const COLUMNS = sql`a.id, a.username, a.name, a.disabled_at is not null as disabled, a.must_change_password,
  a.created_at, a.version`;

/** Staff accounts, the newest first. */
export function listStaff(runtime: Runtime, actor: Actor, filter: StaffFilter): Promise<Page<StaffView>> {
  return runFor(runtime, actor, async (ctx) => {
    const limit = filter.limit ?? 50;
    const { rows } = await sql<AccountRow>`
      select ${COLUMNS} from account a where ${conditions(ctx, filter)} order by a.id desc limit ${atMost(limit + 1)}`.execute(
      ctx.db,
    );
    const page = toPage(rows, limit, (row) => row.id);
    return { items: await viewsOf(ctx, page.items), next: page.next };
  });
}

/** One staff account; 404 for residents, who are nobody's to manage. */
export function getStaff(runtime: Runtime, actor: Actor, id: string): Promise<StaffView> {
  return runFor(runtime, actor, async (ctx) => {
    const { rows } = await sql<AccountRow>`
      select ${COLUMNS} from account a where a.id = ${id}::uuid and a.kind = 'staff'`.execute(ctx.db);
    if (!rows[0]) throw notFound('账号');
    return (await viewsOf(ctx, rows))[0]!;
  });
}

interface SignInRow {
  seq: number;
  at: Date;
  kind: string;
  account_id: string | null;
  username: string | null;
  name: string | null;
  address: string | null;
  by: string | null;
}

/** Sign-ins, failures and sign-outs, credentials given, taken and refused, the newest first; residents' are theirs and are left out. */
export async function signInEvents(
  runtime: Runtime,
  filter: { cursor?: string; limit?: number; account?: string },
) {
  const limit = filter.limit ?? 50;
  const account = filter.account ? sql`and e.subject = ${filter.account}::uuid` : sql``;
  const before = filter.cursor ? sql`and e.seq < ${filter.cursor}::bigint` : sql``;
  const { rows } = await sql<SignInRow>`
    select e.seq, e.at, e.kind, a.id as account_id, a.username, a.name, e.data ->> 'address' as address, e.data ->> 'by' as by
    from event e left join account a on a.id = e.subject
    where e.subject_kind = 'account' and (e.kind like 'account.session.%' or e.kind like 'account.credential.%') and a.kind is distinct from 'resident'
      ${account} ${before}
    order by e.seq desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => String(row.seq));
  return { items: page.items.map((row) => ({ ...row, at: row.at.toISOString() })), next: page.next };
}
