import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { badField, badFields, notFound, Refusal } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { clearAttempts, countAttempt, lockAfter } from './attempts.ts';
import { checkCode, spendCode } from './codes.ts';
import { createResident } from './commands.resident.ts';
import { asAccount, runFor } from './context.ts';
import { demoAllowed } from './demo.ts';
import { limiterOf } from './limiter.ts';
import { hashPassword, requireRoom, verifyPassword } from './password.ts';
import { requirePhone } from './phone.ts';
import { DEMO_PASSWORD, normalUsername, passwordFault } from './rules.ts';
import { type From, forgetSessions, type Started, startSession } from './session.ts';

// A town hall behind one address: only failures count.
const failures = limiterOf(100, 900_000, '这里登录失败的次数太多，请 15 分钟后再试。');

const wrongPassword = () => new Refusal(401, 'wrong_password', '用户名或密码不正确，请检查后重新输入。');
const wrongCode = () => new Refusal(401, 'wrong_code', '验证码不正确或已失效，请检查，或重新获取。');
const disabled = () => new Refusal(403, 'account_disabled', '账号已停用，请联系本单位管理员。');

export interface SignedIn extends Started {
  account: { id: string; kind: 'resident' | 'staff'; name: string; must_change_password: boolean };
}

interface AccountRow {
  id: string;
  kind: 'resident' | 'staff';
  name: string;
  password_hash: string | null;
  disabled_at: Date | null;
  must_change_password: boolean;
}

async function begin(ctx: Context, row: AccountRow, from: From, by: string): Promise<SignedIn> {
  const started = startSession(ctx, row, from);
  await recordNext(ctx, {
    subjectKind: 'account',
    subject: row.id,
    kind: 'account.session.started',
    audience: 'staff',
    scopes: [row.id],
    data: { session: started.id, by, address: from.address },
  });
  const { id, kind, name, must_change_password } = row;
  return { ...started, account: { id, kind, name, must_change_password } };
}

/** Recorded for names that do not exist too (under an id made from the name): the same work, and the security administrator sees it. */
async function recordRefused(runtime: Runtime, row: AccountRow | undefined, name: string, entry: object) {
  await run(runtime, SYSTEM, (ctx) =>
    recordNext(ctx, {
      subjectKind: 'account',
      subject: row?.id ?? idOfName(runtime, name),
      kind: 'account.session.refused',
      audience: 'staff',
      scopes: row ? [row.id] : [],
      data: entry,
    }),
  );
}

function idOfName(runtime: Runtime, name: string): string {
  const hex = runtime.sealer.fingerprint(`name ${normalUsername(name)}`).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** Signs in by user name and password. A wrong name, a wrong password and their times and locks read the same. */
export async function signInByPassword(
  runtime: Runtime,
  input: { username: string; password: string },
  from: From,
): Promise<SignedIn> {
  failures.check(runtime, from.address);
  if (input.password === DEMO_PASSWORD && !demoAllowed(runtime.config))
    throw new Refusal(403, 'demo_closed', '演示密码只能在安装本系统的机器上使用。');
  requireRoom();
  const attempt = await countAttempt(runtime, input.username);
  const { rows } = await sql<AccountRow>`
    select id, kind, name, password_hash, disabled_at, must_change_password
    from account where username = ${normalUsername(input.username)}`.execute(runtime.db);
  const row = rows[0];
  if (!(await verifyPassword(row?.password_hash ?? null, input.password)) || !row) {
    failures.count(runtime, from.address);
    await recordRefused(runtime, row, input.username, { address: from.address, attempt });
    await lockAfter(runtime, input.username, attempt);
    throw wrongPassword();
  }
  if (row.disabled_at) throw disabled();
  return runFor(runtime, asAccount(row), async (ctx) => {
    clearAttempts(ctx, input.username);
    return begin(ctx, row, from, 'password');
  });
}

async function residentOf(ctx: Context, phone: string): Promise<AccountRow> {
  const { rows } = await sql<AccountRow>`
    select a.id, a.kind, a.name, a.password_hash, a.disabled_at, a.must_change_password
    from account_contact c join account a on a.id = c.account_id
    where c.kind = 'resident' and ${printIs(ctx.runtime.sealer, sql.ref('c.phone_index'), phone)}`.execute(
    ctx.db,
  );
  if (rows[0]) return rows[0];
  const { id } = await createResident(ctx, { name: '居民', phone });
  const fresh = { password_hash: null, disabled_at: null, must_change_password: false };
  return { id, kind: 'resident', name: '居民', ...fresh };
}

/** Signs a resident in by phone and code; the account is made at the first time. */
export async function signInByCode(
  runtime: Runtime,
  input: { phone: string; code: string },
  from: From,
): Promise<SignedIn> {
  failures.check(runtime, from.address);
  const phone = requirePhone(input.phone);
  if (!(await checkCode(runtime, phone, input.code))) {
    failures.count(runtime, from.address);
    throw wrongCode();
  }
  return run(runtime, SYSTEM, async (ctx) => {
    if (!(await spendCode(ctx, phone, input.code))) throw wrongCode();
    const row = await residentOf(ctx, phone);
    if (row.disabled_at) throw disabled();
    return begin({ ...ctx, actor: asAccount(row) }, row, from, 'code');
  });
}

/** Ends sessions of an account: the one named, all, or all but one. Returns how many; the tokens are worthless at once. */
export async function endSessions(
  ctx: Context,
  accountId: string,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from account_session where account_id = ${accountId}::uuid
      and (${which.only ?? null}::uuid is null or id = ${which.only ?? null}::uuid)
      and (${which.except ?? null}::uuid is null or id <> ${which.except ?? null}::uuid)
    returning id`.execute(ctx.db);
  if (rows.length > 0)
    await recordNext(ctx, {
      subjectKind: 'account',
      subject: accountId,
      kind: 'account.session.ended',
      audience: 'staff',
      scopes: [accountId],
      data: { sessions: rows.map((row) => row.id) },
    });
  return rows.length;
}

/** Signs the actor out of one session or of all; one that has ended already is no fault. */
export async function signOut(
  runtime: Runtime,
  actor: Actor,
  which: { only?: string } = {},
): Promise<{ ended: number }> {
  const ended = await run(runtime, actor, (ctx) => endSessions(ctx, actor.id, which));
  forgetSessions(runtime, actor.id);
  return { ended };
}

/** Ends one session of the own list; 404 when it is not the actor's. */
export async function endOwnSession(runtime: Runtime, actor: Actor, id: string): Promise<{ ended: number }> {
  const { ended } = await signOut(runtime, actor, { only: id });
  if (ended === 0) throw notFound('登录');
  return { ended };
}

/** Changes the own password and ends every other session. */
export async function changePassword(
  runtime: Runtime,
  actor: Actor,
  input: { current: string; password: string },
): Promise<{ ended: number }> {
  const { rows } = await sql<{ username: string | null; password_hash: string | null }>`
    select username, password_hash from account where id = ${actor.id}::uuid`.execute(runtime.db);
  const row = rows[0];
  if (!row?.password_hash) throw badField('current', 'no_password', '您的账号用手机验证码登录，没有密码。');
  const fault =
    input.password === input.current
      ? '新密码不能与现在的相同。'
      : passwordFault(input.password, row.username);
  if (fault) throw badFields([{ path: 'password', code: 'weak_password', message: fault }], fault);
  const attempt = await countAttempt(runtime, row.username ?? actor.id);
  if (!(await verifyPassword(row.password_hash, input.current))) {
    await lockAfter(runtime, row.username ?? actor.id, attempt);
    throw badField('current', 'wrong_password', '现在的密码不正确。');
  }
  const hash = await hashPassword(input.password);
  const ended = await run(runtime, actor, async (ctx) => {
    clearAttempts(ctx, row.username ?? actor.id);
    ctx.write(sql`update account set password_hash = ${hash}, must_change_password = false, version = version + 1
      where id = ${actor.id}::uuid`);
    await recordNext(ctx, {
      subjectKind: 'account',
      subject: actor.id,
      kind: 'account.password.changed',
      audience: 'staff',
      scopes: [actor.id],
      data: {},
    });
    return endSessions(ctx, actor.id, { except: actor.session });
  });
  forgetSessions(runtime, actor.id);
  return { ended };
}
