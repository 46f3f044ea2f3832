import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { demoAccounts, demoAllowed, demoLoaded } from './demo.ts';
import { maskedPhonesOf } from './phone.ts';
import { DEMO_PASSWORD, deviceOf } from './rules.ts';
import { unitRegistry } from './units.ts';

interface SessionRow {
  id: string;
  address: string;
  agent: string;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
}

/** The actor's own sessions that still last, the latest used first. */
export async function ownSessions(runtime: Runtime, actor: Actor) {
  const { rows } = await sql<SessionRow>`
    select id, address, agent, created_at, seen_at, expires_at from account_session
    where account_id = ${actor.id}::uuid and expires_at > ${runtime.clock.now()}::timestamptz
    order by seen_at desc, id desc limit 200`.execute(runtime.db);
  const items = rows.map((row) => ({
    id: row.id,
    device: deviceOf(row.agent),
    address: row.address,
    created_at: row.created_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    current: row.id === actor.session,
  }));
  return { items };
}

interface RelationRow {
  role_code: string;
  role_name: string;
  unit_id: string | null;
  area_id: string | null;
}

async function relationsOf(runtime: Runtime, accountId: string): Promise<RelationRow[]> {
  const { rows } = await sql<RelationRow>`
    select l.role_code, r.name as role_name, l.unit_id, coalesce(l.area_id, u.area_id) as area_id
    from account_relation l join account_role r on r.code = l.role_code left join account_unit u on u.id = l.unit_id
    where l.account_id = ${accountId}::uuid and l.ended_at is null order by l.id`.execute(runtime.db);
  return rows;
}

interface MeRow {
  kind: 'resident' | 'staff';
  name: string;
  username: string | null;
  must_change_password: boolean;
}

const distinct = (ids: (string | null)[]): string[] => [
  ...new Set(ids.filter((id): id is string => id !== null)),
];

/** Who is signed in, and what that account may ever do. */
export async function me(runtime: Runtime, actor: Actor) {
  const [{ rows }, phones, relations, units, areas, demo] = await Promise.all([
    sql<MeRow>`select kind, name, username, must_change_password from account where id = ${actor.id}::uuid`.execute(
      runtime.db,
    ),
    run(runtime, actor, (ctx) => maskedPhonesOf(ctx, [actor.id])),
    relationsOf(runtime, actor.id),
    unitRegistry(runtime),
    areaTree(runtime),
    demoLoaded(runtime.db),
  ]);
  return {
    id: actor.id,
    ...rows[0]!,
    phone_masked: phones.get(actor.id) ?? null,
    permissions: [...new Set(actor.grants.map((grant) => grant.permission))].sort(),
    roles: relations.map((each) => ({ code: each.role_code, name: each.role_name })),
    units: distinct(relations.map((each) => each.unit_id)).flatMap((id) => units.get(id) ?? []),
    areas: distinct(relations.map((each) => each.area_id)).flatMap((id) => areas.get(id) ?? []),
    demo,
  };
}

/** What the sign-in page says about the demo city. Without one, or where its password is closed, it names no account. */
export async function demoInfo(runtime: Runtime) {
  const demo = await demoLoaded(runtime.db);
  const usable = demo && demoAllowed(runtime.config);
  return {
    demo,
    usable,
    password: usable ? DEMO_PASSWORD : null,
    accounts: usable ? await demoAccounts(runtime.db) : [],
  };
}
