import { sql } from 'kysely';
import type { Actor, Grant } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';

/** What residents may do without any relation: their own calls. */
const RESIDENT_ROLE = 'resident';

interface RelationRow {
  scope: 'area' | 'unit' | 'none';
  permissions: string[];
  unit_id: string | null;
  area_id: string | null;
}

/** `…:view-area` is about the relation's area and `…:view-unit` about its unit, whatever the role's scope; the rest about both. */
function grantsOf({ scope, permissions, unit_id, area_id }: RelationRow): Grant[] {
  const area = scope === 'area' ? (area_id ?? undefined) : undefined;
  const unit = scope === 'none' ? undefined : (unit_id ?? undefined);
  return permissions.map((permission) => {
    if (permission.endsWith(':view-area')) return { permission, area: area_id ?? undefined };
    if (permission.endsWith(':view-unit')) return { permission, unit: unit_id ?? undefined };
    return { permission, area, unit };
  });
}

/**
 * Builds the actor of an account from its present relations; null when the account is gone or disabled. A person who still
 * has a one-time password may do nothing but change it (the door refuses the rest); a program has no password.
 */
export async function loadActor(
  db: Db,
  accountId: string,
  who: 'person' | 'program' = 'person',
): Promise<Actor | null> {
  const { rows } = await sql<{
    kind: 'resident' | 'staff';
    name: string;
    must_change_password: boolean;
  }>`
    select kind, name, must_change_password from account where id = ${accountId}::uuid and disabled_at is null`.execute(
    db,
  );
  const account = rows[0];
  if (!account) return null;
  if (account.must_change_password && who === 'person')
    return { id: accountId, kind: account.kind, name: account.name, grants: [], oneTime: true };
  const relations = await sql<RelationRow>`
    select r.scope, r.permissions, l.unit_id, coalesce(l.area_id, u.area_id) as area_id
    from account_relation l join account_role r on r.code = l.role_code left join account_unit u on u.id = l.unit_id
    where l.account_id = ${accountId}::uuid and l.ended_at is null
    union all
    select scope, permissions, null, null from account_role where code = ${RESIDENT_ROLE} and ${account.kind === 'resident'}`.execute(
    db,
  );
  return { id: accountId, kind: account.kind, name: account.name, grants: relations.rows.flatMap(grantsOf) };
}
