import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import type { Db } from '../../platform/database/open.ts';
import { recordNext } from '../../platform/events.ts';
import { shapeFaults } from '../../platform/http/validation.ts';
import type { Context } from '../../platform/runtime.ts';
import { isAdministrator } from './rules.ts';

const RoleShape = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z][a-z0-9_]*$' }),
    name: Type.String({ minLength: 1 }),
    scope: Type.Union([Type.Literal('area'), Type.Literal('unit'), Type.Literal('none')]),
    exclusive: Type.Optional(Type.Boolean()),
    permissions: Type.Array(Type.String({ pattern: '^[a-z]+:[a-z-]+$' })),
  },
  { additionalProperties: false },
);
export type RoleData = Static<typeof RoleShape>;
export type Role = Required<RoleData>;

/** What the roles as a whole are in the event log: they have codes and no ids. */
const ROLES_SUBJECT = '00000000-0000-7000-8000-000000000001';
/** The work of the three administrators (三员): no role joins that of two. */
export const OFFICES: Record<string, readonly string[]> = {
  系统管理: [
    ...['area:manage', 'account:manage', 'workflow:manage', 'config:edit', 'config:publish'],
    ...['dictionary:edit', 'message:outbox'],
  ],
  安全管理: ['account:security', 'dictionary:groups'],
  审计管理: ['audit:read'],
};
/** Opens what the law shuts: nobody who works with people may have it. */
const UNLOCKS = 'dictionary:groups';

function faultOf(role: RoleData): string | null {
  const offices = Object.entries(OFFICES).filter(([, work]) =>
    work.some((each) => role.permissions.includes(each)),
  );
  if (offices.length > 1)
    return `角色「${role.name}」合并了应当分立的管理权限（${offices.map(([name]) => name).join('、')}）`;
  if (role.permissions.includes(UNLOCKS) && !isAdministrator(role))
    return `角色「${role.name}」不是安全管理员，不能启用敏感群体（${UNLOCKS}）`;
  if (isAdministrator(role) && !role.exclusive) return `管理角色「${role.name}」必须独占（exclusive: true）`;
  const opens = isAdministrator(role) && role.permissions.find((each) => each.includes(':view-'));
  if (opens) return `管理角色「${role.name}」不能有查看业务数据的权限（${opens}）`;
  return null;
}

/** Reads the roles of a pack (`roles.yaml`); throws with every fault in words. */
export async function readRoles(file: string | URL): Promise<RoleData[]> {
  const data: unknown = parse(await readFile(file, 'utf8'));
  const shape = Type.Object({ roles: Type.Array(RoleShape) });
  if (!Value.Check(shape, data)) {
    const faults = shapeFaults(shape, data).map(({ message }) => message);
    throw new Error(`角色文件有误：\n  ${faults.join('\n  ')}`);
  }
  const faults = data.roles.flatMap((role) => faultOf(role) ?? []);
  if (faults.length > 0) throw new Error(`角色文件有误：\n  ${faults.join('\n  ')}`);
  return data.roles;
}

/** Makes the roles of the database those of the list; one that is no longer listed stays while somebody has ever had it. */
export async function syncRoles(ctx: Context, roles: readonly RoleData[]): Promise<{ changed: string[] }> {
  const json = JSON.stringify(roles.map((role) => ({ ...role, exclusive: role.exclusive ?? false })));
  const { rows } = await sql<{ code: string }>`
    with said as (select * from jsonb_to_recordset(${json}::jsonb)
      as r (code text, name text, scope text, exclusive boolean, permissions text[])),
    gone as (delete from account_role where code not in (select code from said)
      and code not in (select role_code from account_relation) returning code),
    put as (insert into account_role as a (code, name, scope, exclusive, permissions)
      select code, name, scope, exclusive, permissions from said
      on conflict (code) do update set name = excluded.name, scope = excluded.scope, exclusive = excluded.exclusive,
        permissions = excluded.permissions
      where (a.name, a.scope, a.exclusive, a.permissions)
        is distinct from (excluded.name, excluded.scope, excluded.exclusive, excluded.permissions)
      returning code)
    select code from gone union all select code from put order by code`.execute(ctx.db);
  const changed = rows.map((row) => row.code);
  if (changed.length > 0)
    await recordNext(ctx, {
      subjectKind: 'account_role',
      subject: ROLES_SUBJECT,
      kind: 'account.role.changed',
      audience: 'staff',
      scopes: [],
      data: { roles },
    });
  return { changed };
}

/** The role of this code; without permissions when there is none, which is refused where it is given. */
export async function roleNamed(db: Db, code: string): Promise<Pick<Role, 'permissions'>> {
  const { rows } = await sql<Role>`select permissions from account_role where code = ${code}`.execute(db);
  return rows[0] ?? { permissions: [] };
}

/** All roles, in the order of their codes. */
export async function allRoles(db: Db): Promise<Role[]> {
  const { rows } = await sql<Role>`
    select code, name, scope, exclusive, permissions from account_role order by code`.execute(db);
  return rows;
}
