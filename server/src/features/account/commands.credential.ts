import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { dayOf, endOfDay } from '../../platform/day.ts';
import { badField, badFields, conflict, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { isNetwork } from './networks.ts';
import { relationsOf } from './queries.staff.ts';
import { expiryFault, PREFIX } from './rules.credential.ts';
import { isAdministrator, normalUsername } from './rules.ts';
import { forgetSessions } from './session.ts';

export interface NewCredential {
  name: string;
  /** Whose rights it has: a staff account that no person uses. */
  username: string;
  /** Its last day, YYYY-MM-DD in Asia/Shanghai. */
  expires_on: string;
  addresses?: string[];
}

const say = (ctx: Context, accountId: string, what: 'created' | 'revoked', data: object): Promise<void> =>
  recordNext(ctx, {
    subjectKind: 'account',
    subject: accountId,
    kind: `account.credential.${what}`,
    audience: 'staff',
    scopes: [accountId],
    data,
  });

function checkNetworks(addresses: readonly string[]): void {
  const message = '网络地址应为 IP 或 CIDR，如 10.20.0.0/16。';
  const faults = addresses.flatMap((text, i) =>
    isNetwork(text)
      ? []
      : [{ path: `addresses.${i}`, code: 'bad_network', message: `「${text}」有误：${message}` }],
  );
  if (faults.length > 0) throw badFields(faults, faults[0]!.message);
}

interface AccountRow {
  id: string;
  disabled_at: Date | null;
  must_change_password: boolean;
}

/**
 * The account a program may act as. Not a person's: whoever made the credential could act in that person's name. Nobody has
 * signed in to an account whose one-time password still stands; an account in use becomes one by a reset, which is the
 * security administrator's.
 */
async function requireServiceAccount(ctx: Context, username: string): Promise<string> {
  const { rows } = await sql<AccountRow>`
    select id, disabled_at, must_change_password from account
    where kind = 'staff' and username = ${normalUsername(username)} for share`.execute(ctx.db);
  const row = rows[0];
  if (!row) throw badField('username', 'unknown_person', '没有这个工作人员账号，请先在“人员”中新建。');
  if (row.disabled_at) throw badField('username', 'account_disabled', '这个账号已停用，请换一个或先启用。');
  const roles = (await relationsOf(ctx, [row.id])).get(row.id) ?? [];
  if (roles.some(isAdministrator))
    throw badField('username', 'administrator', '管理员账号不能用于接口凭证，请另建专用账号。');
  if (!row.must_change_password)
    throw badField(
      'username',
      'used_by_person',
      '这个账号有人登录使用，不能同时给程序用。请另建专用账号；确需使用它，先请安全管理员重置其密码。',
    );
  return row.id;
}

async function insert(ctx: Context, input: NewCredential, secret: string, accountId: string) {
  const id = uuidv7(ctx.now);
  const { rows } = await sql<{ id: string }>`
    insert into account_credential (id, token_hash, name, account_id, addresses, expires_at, created_by, created_at)
    values (${id}::uuid, ${sha256(secret)}::bytea, ${input.name.trim()}, ${accountId}::uuid,
      ${(input.addresses ?? []).map((text) => text.trim())}::text[], ${endOfDay(input.expires_on)}::timestamptz,
      ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz)
    on conflict (name) where revoked_at is null do nothing returning id`.execute(ctx.db);
  if (rows.length === 0)
    throw conflict('name_taken', `已有名为「${input.name.trim()}」的凭证，请先吊销它，或换一个名称。`);
  return id;
}

/** Makes a credential and returns its secret, which exists nowhere else: the database keeps its hash. */
export function addCredential(
  runtime: Runtime,
  actor: Actor,
  input: NewCredential,
): Promise<{ id: string; secret: string }> {
  const fault = expiryFault(input.expires_on, dayOf(runtime.clock.now()));
  if (fault) throw badField('expires_on', 'bad_expiry', fault);
  checkNetworks(input.addresses ?? []);
  const secret = PREFIX + randomBytes(32).toString('base64url');
  return run(runtime, actor, async (ctx) => {
    const accountId = await requireServiceAccount(ctx, input.username);
    const id = await insert(ctx, input, secret, accountId);
    const { name, expires_on, addresses = [] } = input;
    await say(ctx, accountId, 'created', { credential: id, name: name.trim(), expires_on, addresses });
    return { id, secret };
  });
}

/** Revokes a credential: it lets nobody in from now on, and live lines opened with it end. */
export async function revokeCredential(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const accountId = await run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ account_id: string; name: string; revoked_at: Date | null }>`
      select account_id, name, revoked_at from account_credential where id = ${id}::uuid for update`.execute(
      ctx.db,
    );
    const row = rows[0];
    if (!row) throw notFound('接口凭证');
    if (row.revoked_at) throw conflict('no_change', '这个凭证已经吊销。');
    ctx.write(sql`update account_credential set revoked_at = ${ctx.now}::timestamptz, revoked_by = ${actor.id}::uuid
      where id = ${id}::uuid`);
    await say(ctx, row.account_id, 'revoked', { credential: id, name: row.name });
    return row.account_id;
  });
  forgetSessions(runtime, accountId);
}
