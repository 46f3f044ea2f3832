import { sql } from 'kysely';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Role } from './roles.ts';

/** Why an account may do what: a role, for a unit and/or within an area (default: the unit's area). */
export interface NewRelation {
  role: string;
  unitId?: string | null;
  areaId?: string | null;
}

/** The role of this code; refuses one that is unknown or that residents have by being residents. */
export async function requireRole(ctx: Context, code: string): Promise<Role> {
  const { rows } = await sql<Role>`
    select code, name, scope, exclusive, permissions from account_role where code = ${code}`.execute(ctx.db);
  if (!rows[0] || code === 'resident') throw badField('role', 'unknown_role', '没有这个角色，请重新选择。');
  return rows[0];
}

function checkPlace(role: Role, relation: NewRelation): void {
  if (role.scope === 'unit' && !relation.unitId)
    throw badField('unit_id', 'unit_needed', `「${role.name}」须选择单位。`);
  if (role.scope === 'area' && !relation.unitId && !relation.areaId)
    throw badField('area_id', 'area_needed', `「${role.name}」须选择区域或单位。`);
}

async function checkExists(ctx: Context, { unitId, areaId }: NewRelation): Promise<void> {
  const { rows } = await sql<{ unit: boolean; area: boolean }>`
    select ${unitId ?? null}::uuid is null or exists (select from account_unit where id = ${unitId ?? null}::uuid and retired_at is null) as unit,
      ${areaId ?? null}::uuid is null or exists (select from area where id = ${areaId ?? null}::uuid and retired_at is null) as area`.execute(
    ctx.db,
  );
  if (!rows[0]!.unit) throw badField('unit_id', 'unknown_unit', '没有这个单位，或它已停用，请重新选择。');
  if (!rows[0]!.area) throw badField('area_id', 'unknown_area', '没有这个区域，或它已停用，请重新选择。');
}

/** Refuses a second role beside one that stands alone, in either order, and the same relation twice. */
async function checkBeside(
  ctx: Context,
  accountId: string,
  role: Role,
  relation: NewRelation,
): Promise<void> {
  const { rows } = await sql<{ code: string; name: string; exclusive: boolean; same: boolean }>`
    select r.code, r.name, r.exclusive, l.unit_id is not distinct from ${relation.unitId ?? null}::uuid
      and l.area_id is not distinct from ${relation.areaId ?? null}::uuid as same
    from account_relation l join account_role r on r.code = l.role_code
    where l.account_id = ${accountId}::uuid and l.ended_at is null`.execute(ctx.db);
  if (rows.some((row) => row.code === role.code && row.same))
    throw conflict('already_related', '这个账号已经有同样的角色、单位和区域。');
  const alone = rows.find((row) => row.exclusive) ?? (role.exclusive ? rows[0] : undefined);
  if (!alone) return;
  const name = alone.exclusive ? alone.name : role.name;
  throw conflict('exclusive_role', `「${name}」不能与其他角色同属一个账号，请先结束原有角色，或另建账号。`);
}

/** Refuses a role that this account cannot be given as it is now, with the place it needs. */
export async function requireFree(
  ctx: Context,
  accountId: string,
  role: Role,
  relation: NewRelation,
): Promise<void> {
  checkPlace(role, relation);
  await checkExists(ctx, relation);
  await checkBeside(ctx, accountId, role, relation);
}

/** Gives a staff account a role. The caller has judged the right to give it; the account's row is locked here. */
export async function relate(
  ctx: Context,
  accountId: string,
  relation: NewRelation,
): Promise<{ id: string }> {
  await ctx.flush();
  const { rows } = await sql<{ kind: string }>`
    select kind from account where id = ${accountId}::uuid for update`.execute(ctx.db);
  if (rows[0]?.kind !== 'staff') throw notFound('账号');
  const role = await requireRole(ctx, relation.role);
  await requireFree(ctx, accountId, role, relation);
  const id = uuidv7(ctx.now);
  ctx.write(sql`
    insert into account_relation (id, account_id, role_code, unit_id, area_id, created_at)
    values (${id}::uuid, ${accountId}::uuid, ${role.code}, ${relation.unitId ?? null}::uuid,
      ${relation.areaId ?? null}::uuid, ${ctx.now}::timestamptz)`);
  await recordNext(ctx, {
    subjectKind: 'account',
    subject: accountId,
    kind: 'account.relation.added',
    audience: 'staff',
    scopes: [accountId, relation.unitId, relation.areaId].filter((ref): ref is string => !!ref),
    data: {
      relation: id,
      role: role.code,
      unit_id: relation.unitId ?? null,
      area_id: relation.areaId ?? null,
    },
  });
  return { id };
}

/** Ends a relation of an account; 404 when it is not one of its present ones. */
export async function endRelation(ctx: Context, accountId: string, relationId: string): Promise<void> {
  const { rows } = await sql<{ role_code: string; unit_id: string | null; area_id: string | null }>`
    update account_relation set ended_at = ${ctx.now}::timestamptz
    where id = ${relationId}::uuid and account_id = ${accountId}::uuid and ended_at is null
    returning role_code, unit_id, area_id`.execute(ctx.db);
  const row = rows[0];
  if (!row) throw notFound('角色关系');
  await recordNext(ctx, {
    subjectKind: 'account',
    subject: accountId,
    kind: 'account.relation.ended',
    audience: 'staff',
    scopes: [accountId, row.unit_id, row.area_id].filter((ref): ref is string => !!ref),
    data: { relation: relationId, role: row.role_code },
  });
}
