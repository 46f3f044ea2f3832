import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { administer, lockStaff, setOneTime } from './commands.administration.ts';
import { type NewRelation, relate, requireFree, requireRole } from './commands.relation.ts';
import { hashPassword, oneTimePassword } from './password.ts';
import { appointmentAbilities } from './policy.ts';

interface Row {
  id: string;
  account_id: string;
  role_code: string;
  unit_id: string | null;
  area_id: string | null;
  asked_by: string;
  state: 'asked' | 'agreed' | 'refused';
  password_hash: string;
  half_sealed: Buffer;
}

const said = (ctx: Context, account: string, what: string, data: Record<string, string>): Promise<void> =>
  recordNext(ctx, {
    subjectKind: 'account',
    subject: account,
    kind: `account.appointment.${what}`,
    audience: 'staff',
    scopes: [account],
    data,
  });

/**
 * Asks for an account to become an administrator's: nothing changes until one of another power agrees. Returns the first half of its
 * one-time password; the second is told to whoever agrees, so that the two know it only together with the person.
 */
export async function askAppointment(
  runtime: Runtime,
  actor: Actor,
  accountId: string,
  relation: NewRelation,
): Promise<{ id: string; half: string }> {
  const password = oneTimePassword();
  const [middle, passwordHash] = [password.length >> 1, await hashPassword(password)];
  return administer(runtime, actor, accountId, async (ctx) => {
    await lockStaff(ctx, accountId, 'appoint');
    const role = await requireRole(ctx, relation.role);
    await requireFree(ctx, accountId, role, relation);
    const id = uuidv7(ctx.now);
    const { rows } = await sql`
      insert into account_appointment (id, account_id, role_code, unit_id, area_id, asked_by, asked_at, password_hash, half_sealed, state)
      values (${id}::uuid, ${accountId}::uuid, ${role.code}, ${relation.unitId ?? null}::uuid, ${relation.areaId ?? null}::uuid,
        ${actor.id}::uuid, ${ctx.now}::timestamptz, ${passwordHash}, ${runtime.sealer.seal(password.slice(middle))}::bytea, 'asked')
      on conflict do nothing returning id`.execute(ctx.db);
    if (rows.length === 0) throw conflict('already_asked', '这个账号已有一项任命在等待确认。');
    await said(ctx, accountId, 'asked', { role: role.code });
    return { id, half: password.slice(0, middle) };
  });
}

/** Locks an appointment that waits; 404 without one, 409 once it is decided. */
async function lockAsked(ctx: Context, id: string): Promise<Row> {
  const { rows } = await sql<Row>`
    select id, account_id, role_code, unit_id, area_id, asked_by, state, password_hash, half_sealed
    from account_appointment where id = ${id}::uuid for update`.execute(ctx.db);
  if (!rows[0]) throw notFound('任命');
  if (rows[0].state !== 'asked') throw conflict('not_now', '这项任命已经处理过了。');
  return rows[0];
}

const decide = (ctx: Context, id: string, state: 'agreed' | 'refused') =>
  ctx.write(sql`
    update account_appointment set state = ${state}, decided_by = ${ctx.actor.id}::uuid, decided_at = ${ctx.now}::timestamptz,
      password_hash = null, half_sealed = null where id = ${id}::uuid`);

/** Agrees to an appointment: the role is given, all sessions end, the one-time password holds. Returns its second half. */
export function agreeToAppointment(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<{ account: string; half: string }> {
  return administer(runtime, actor, null, async (ctx) => {
    const row = await lockAsked(ctx, id);
    if (!appointmentAbilities(actor, row).includes('agree'))
      throw notAllowed('任命管理员须由提请人以外的系统管理员或审计管理员确认，且不能确认自己的任命。');
    const target = await lockStaff(ctx, row.account_id, null);
    await relate(ctx, row.account_id, { role: row.role_code, unitId: row.unit_id, areaId: row.area_id });
    await setOneTime(ctx, target, row.password_hash);
    await said(ctx, row.account_id, 'agreed', { role: row.role_code, asked_by: row.asked_by });
    decide(ctx, id, 'agreed');
    return { account: row.account_id, half: runtime.sealer.open(row.half_sealed) };
  });
}

/** Refuses an appointment, or takes back the own asking. */
export function refuseAppointment(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  return administer(runtime, actor, null, async (ctx) => {
    const row = await lockAsked(ctx, id);
    if (!appointmentAbilities(actor, row).includes('refuse')) throw notAllowed();
    await said(ctx, row.account_id, 'refused', { role: row.role_code });
    decide(ctx, id, 'refused');
  });
}
