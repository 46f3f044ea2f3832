import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { loadActor } from './actor.ts';
import { canStandIn, knowsAbsence, leads } from './policy.leave.ts';
import type { Colleagues, LeaveList } from './schema.leave.ts';

/** More people are not away from one desk at a time. */
const MOST = 200;

interface Row {
  id: string;
  account_id: string;
  name: string;
  from_at: Date;
  to_at: Date;
  started_at: Date | null;
  stand_in_id: string | null;
  stand_in_name: string | null;
  take_back: boolean;
  reason_sealed: Buffer;
  created_by: string;
  may_end: boolean;
}

/** Who is away or will be, of those whose absence concerns the actor: oneself, whom one stands in for, colleagues, people one leads. */
export async function listLeaves(runtime: Runtime, actor: Actor): Promise<Static<typeof LeaveList>> {
  const { rows } = await sql<Row>`
    select v.id, v.account_id, a.name, v.from_at, v.to_at, v.started_at, v.stand_in_id, s.name as stand_in_name, v.take_back,
      v.reason_sealed, v.created_by, ${leads(actor)} as may_end
    from account_leave v join account a on a.id = v.account_id left join account s on s.id = v.stand_in_id
    where v.ended_at is null and (v.stand_in_id = ${actor.id}::uuid or ${knowsAbsence(actor)})
    order by v.from_at, v.id limit ${atMost(MOST)}`.execute(runtime.db);
  return {
    items: rows.map((row) => ({
      id: row.id,
      account: { id: row.account_id, name: row.name },
      from_at: row.from_at.toISOString(),
      to_at: row.to_at.toISOString(),
      state: row.started_at ? 'away' : 'planned',
      state_name: row.started_at ? '请假中' : '未开始',
      stand_in: row.stand_in_id ? { id: row.stand_in_id, name: row.stand_in_name ?? '' } : null,
      take_back: row.take_back,
      reason:
        row.account_id === actor.id || row.created_by === actor.id
          ? runtime.sealer.open(row.reason_sealed)
          : null,
      mine: row.account_id === actor.id,
      standing_in: row.stand_in_id === actor.id,
      may_end: row.may_end,
    })),
  };
}

/** For whom the actor may enter a leave, oneself first. */
export async function peopleLed(runtime: Runtime, actor: Actor): Promise<Static<typeof Colleagues>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select a.id, a.name from account a where a.kind = 'staff' and a.disabled_at is null and ${leads(actor)}
    order by a.id <> ${actor.id}::uuid, a.name, a.id limit ${atMost(MOST)}`.execute(runtime.db);
  return { items: rows };
}

/** Who could stand in for somebody; nobody for a person whom the actor does not lead. */
export async function standIns(
  runtime: Runtime,
  actor: Actor,
  account: string,
): Promise<Static<typeof Colleagues>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select s.id, s.name from account a, account s
    where a.id = ${account}::uuid and ${leads(actor)} and ${canStandIn} order by s.name, s.id limit ${atMost(MOST)}`.execute(
    runtime.db,
  );
  return { items: rows };
}

/** Of some people, those who are away now, each with the stand-in and the leave. */
export async function awayOf(
  db: Db,
  accounts: readonly string[],
): Promise<Map<string, { leave: string; standIn: string | null }>> {
  if (accounts.length === 0) return new Map();
  const { rows } = await sql<{ id: string; account_id: string; stand_in_id: string | null }>`
    select id, account_id, stand_in_id from account_leave
    where account_id = any (${accounts as string[]}::uuid[]) and started_at is not null and ended_at is null`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.account_id, { leave: row.id, standIn: row.stand_in_id }]));
}

/**
 * Who really stands in for somebody: a stand-in who is away is stood in for by theirs. Null where that leads to nobody who is there,
 * or to one who could not have been chosen for this person: who stands in for a stand-in is not near everybody.
 */
export async function presentStandIn(db: Db, account: string, standIn: string | null): Promise<Actor | null> {
  const seen = new Set([account]);
  let next = standIn;
  while (next && !seen.has(next)) {
    seen.add(next);
    const away = (await awayOf(db, [next])).get(next);
    if (!away) return (await isNear(db, account, next)) ? loadActor(db, next, 'program') : null;
    next = away.standIn;
  }
  return null;
}

/** Whether one can stand in for the other as they are now. */
export async function isNear(db: Db, account: string, standIn: string): Promise<boolean> {
  const { rows } = await sql`select from account a, account s
    where a.id = ${account}::uuid and s.id = ${standIn}::uuid and ${canStandIn}`.execute(db);
  return rows.length > 0;
}
