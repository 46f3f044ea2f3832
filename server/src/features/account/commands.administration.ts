import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { clearAttempts } from './attempts.ts';
import { dropLeaves } from './commands.leave.ts';
import { endRelation, type NewRelation, relate, requireRole } from './commands.relation.ts';
import { endSessions } from './commands.session.ts';
import { createStaff } from './commands.staff.ts';
import { runFor } from './context.ts';
import { handOverWork } from './handover.ts';
import { hashPassword, oneTimePassword } from './password.ts';
import { requirePhone, writePhone } from './phone.ts';
import { abilityFor, requireStaffAbility, type StaffAbility } from './policy.ts';
import { relationsOf } from './queries.staff.ts';
import { forgetSessions } from './session.ts';

interface Target {
  id: string;
  username: string;
  version: number;
  disabled_at: Date | null;
  roles: { id: string; permissions: string[] }[];
}

/** Locks a staff account and refuses the actor without the ability on it as it is now. */
export async function lockStaff(ctx: Context, id: string, ability: StaffAbility | null): Promise<Target> {
  const { rows } = await sql<Omit<Target, 'roles'>>`
    select id, username, version, disabled_at from account where id = ${id}::uuid and kind = 'staff' for update`.execute(
    ctx.db,
  );
  if (!rows[0]) throw notFound('账号');
  const target = { ...rows[0], roles: (await relationsOf(ctx, [id])).get(id) ?? [] };
  if (ability) requireStaffAbility(ctx.actor, target, ability);
  return target;
}

const said = (ctx: Context, id: string, kind: string, data: object = {}): Promise<void> =>
  recordNext(ctx, { subjectKind: 'account', subject: id, kind, audience: 'staff', scopes: [id], data });

/** Runs an administrator's command on an account (null: the one its result names); afterwards its sessions are read anew. */
export async function administer<T>(
  runtime: Runtime,
  actor: Actor,
  id: string | null,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  const result = await runFor(runtime, actor, work);
  const account = id ?? (result as { account?: string } | undefined)?.account;
  if (account) forgetSessions(runtime, account);
  return result;
}

function requireVersion(target: Target, version: number): void {
  if (target.version !== version)
    throw conflict('stale', '这个账号刚被别人修改过，请刷新后再改。', { version: target.version });
}

export interface StaffToAdd {
  username: string;
  name: string;
  phone?: string | null;
  relations?: NewRelation[];
}

/** Makes a staff account with a one-time password, which is returned once and kept nowhere. Administrators are appointed later. */
export async function addStaff(runtime: Runtime, actor: Actor, input: StaffToAdd) {
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  return runFor(runtime, actor, async (ctx) => {
    for (const { role } of input.relations ?? [])
      requireStaffAbility(actor, { id: '', roles: [] }, abilityFor(await requireRole(ctx, role)));
    const { id } = await createStaff(ctx, { ...input, passwordHash, mustChangePassword: true });
    return { id, password };
  });
}

/** Changes name and phone; `null` takes the phone away. */
export function changeStaff(
  runtime: Runtime,
  actor: Actor,
  id: string,
  change: { version: number; name?: string; phone?: string | null },
): Promise<void> {
  return administer(runtime, actor, id, async (ctx) => {
    requireVersion(await lockStaff(ctx, id, 'change'), change.version);
    ctx.write(sql`update account set name = coalesce(${change.name?.trim() ?? null}, name), version = version + 1
      where id = ${id}::uuid`);
    if (change.phone !== undefined)
      writePhone(ctx, { id, kind: 'staff' }, change.phone === null ? null : requirePhone(change.phone));
    const fields = (['name', 'phone'] as const).filter((field) => change[field] !== undefined);
    await said(ctx, id, 'account.staff.changed', { fields });
  });
}

/** Disables an account, which ends its sessions, or lets it in again. */
export function setDisabled(
  runtime: Runtime,
  actor: Actor,
  id: string,
  version: number,
  disabled: boolean,
): Promise<void> {
  return administer(runtime, actor, id, async (ctx) => {
    const target = await lockStaff(ctx, id, 'disable');
    requireVersion(target, version);
    if ((target.disabled_at !== null) === disabled)
      throw conflict('no_change', disabled ? '这个账号已经停用。' : '这个账号没有停用。');
    ctx.write(sql`update account set disabled_at = ${disabled ? ctx.now : null}::timestamptz, version = version + 1
      where id = ${id}::uuid`);
    await said(ctx, id, disabled ? 'account.staff.disabled' : 'account.staff.enabled');
    if (!disabled) return;
    await endSessions(ctx, id);
    dropLeaves(ctx, id);
    await handOverWork(ctx, id, { leave: null, standIn: null });
  });
}

/** Makes this hash the one of a one-time password: every session ends, a lock is lifted. */
export async function setOneTime(ctx: Context, target: Target, passwordHash: string): Promise<void> {
  ctx.write(sql`update account set password_hash = ${passwordHash}, must_change_password = true,
    version = version + 1 where id = ${target.id}::uuid`);
  clearAttempts(ctx, target.username);
  await said(ctx, target.id, 'account.password.reset');
  await endSessions(ctx, target.id);
}

/** Gives a one-time password, ends the sessions and lifts a lock. */
export function resetPassword(runtime: Runtime, actor: Actor, id: string): Promise<{ password: string }> {
  return administer(runtime, actor, id, async (ctx) => {
    const password = oneTimePassword();
    await setOneTime(ctx, await lockStaff(ctx, id, 'reset'), await hashPassword(password));
    return { password };
  });
}

/** Lifts a lock after wrong passwords. */
export function unlockStaff(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  return administer(runtime, actor, id, async (ctx) => {
    clearAttempts(ctx, (await lockStaff(ctx, id, 'unlock')).username);
    await said(ctx, id, 'account.staff.unlocked');
  });
}

export function endStaffSessions(runtime: Runtime, actor: Actor, id: string): Promise<{ ended: number }> {
  return administer(runtime, actor, id, async (ctx) => {
    await lockStaff(ctx, id, 'end-sessions');
    return { ended: await endSessions(ctx, id) };
  });
}

/** Gives a role that is no administrator's; for those see `askAppointment`. The operator at the machine may give any. */
export function addRelation(runtime: Runtime, actor: Actor, id: string, relation: NewRelation) {
  return administer(runtime, actor, id, async (ctx) => {
    await lockStaff(ctx, id, abilityFor(await requireRole(ctx, relation.role)));
    return relate(ctx, id, relation);
  });
}

/** Takes a role away; who may give it may take it. */
export function removeRelation(
  runtime: Runtime,
  actor: Actor,
  id: string,
  relationId: string,
): Promise<void> {
  return administer(runtime, actor, id, async (ctx) => {
    const target = await lockStaff(ctx, id, null);
    const role = target.roles.find((each) => each.id === relationId);
    if (!role) throw notFound('角色关系');
    requireStaffAbility(actor, target, abilityFor(role));
    await endRelation(ctx, id, relationId);
    await handOverWork(ctx, id, { leave: null, standIn: null });
  });
}
