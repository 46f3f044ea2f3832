import { sql } from 'kysely';
import { type Actor, holds } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { lastDayBefore } from './rules.credential.ts';

interface CredentialRow {
  id: string;
  name: string;
  account_id: string;
  username: string;
  account_name: string;
  disabled: boolean;
  addresses: string[];
  expires_at: Date;
  used_on: string | null;
  created_at: Date;
  created_by: string;
  revoked_at: Date | null;
  revoked_by: string | null;
}

const FROM = sql`
  select c.id, c.name, c.account_id, a.username, a.name as account_name, a.disabled_at is not null as disabled, c.addresses,
    c.expires_at, c.used_on::text as used_on, c.created_at, m.name as created_by, c.revoked_at, r.name as revoked_by
  from account_credential c join account a on a.id = c.account_id join account m on m.id = c.created_by
  left join account r on r.id = c.revoked_by`;

/** So long before its last day the screen warns: time enough for the other side to take a new one. */
const SOON = 30 * 86_400_000;

function stateOf(row: CredentialRow, now: Date): string {
  if (row.revoked_at) return 'revoked';
  if (row.expires_at <= now) return 'expired';
  if (row.disabled) return 'stopped';
  return row.expires_at.getTime() - now.getTime() < SOON ? 'expiring' : 'active';
}

function viewOf(actor: Actor, row: CredentialRow, now: Date) {
  const { id, name, addresses, used_on, created_by, revoked_by } = row;
  const keeper = holds(actor, 'account:manage') || holds(actor, 'account:security');
  return {
    ...{ id, name, addresses, used_on, created_by, revoked_by },
    account: { id: row.account_id, username: row.username, name: row.account_name },
    expires_on: lastDayBefore(row.expires_at),
    state: stateOf(row, now),
    created_at: row.created_at.toISOString(),
    revoked_at: row.revoked_at?.toISOString() ?? null,
    abilities: keeper && !row.revoked_at ? ['revoke'] : [],
  };
}
export type CredentialView = ReturnType<typeof viewOf>;

/** All credentials there ever were, the newest first, without their secrets, which nobody has. */
export async function listCredentials(
  runtime: Runtime,
  actor: Actor,
  query: { cursor?: string; limit?: number },
): Promise<Page<CredentialView>> {
  const limit = query.limit ?? 50;
  const after = cursorId(query.cursor);
  const { rows } = await sql<CredentialRow>`
    ${FROM} where ${after}::uuid is null or c.id < ${after}::uuid order by c.id desc limit ${atMost(limit + 1)}`.execute(
    runtime.db,
  );
  const now = runtime.clock.now();
  const page = toPage(rows, limit, (row) => row.id);
  return { items: page.items.map((row) => viewOf(actor, row, now)), next: page.next };
}

export async function getCredential(runtime: Runtime, actor: Actor, id: string): Promise<CredentialView> {
  const { rows } = await sql<CredentialRow>`${FROM} where c.id = ${id}::uuid`.execute(runtime.db);
  if (!rows[0]) throw notFound('接口凭证');
  return viewOf(actor, rows[0], runtime.clock.now());
}
