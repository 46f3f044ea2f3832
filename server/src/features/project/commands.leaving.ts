import { sql } from 'kysely';
import { unitsOf } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import { type Heir, loadActor } from '../account/index.ts';
import { WORK } from './policy.ts';

/**
 * Projects that somebody answered for in person and can no more, dismissed or without the role, are their unit's from now on.
 * A leave moves none: a deadline of months is not a task, and the list's owner reports on every project.
 */
export async function leaveProjects(ctx: Context, account: string, { leave }: Heir): Promise<number> {
  if (leave) return 0;
  const actor = await loadActor(ctx.db, account, 'program');
  const still = actor ? unitsOf(actor, WORK) : [];
  const { rows } = await sql<{
    id: string;
    unit_id: string;
    owner_unit: string;
    list: string;
    event_hash: Buffer;
  }>`
    select i.id, i.unit_id, l.owner_unit, l.id as list, i.event_hash from project_item i join project_list l on l.id = i.list_id
    where i.account_id = ${account}::uuid and i.done_at is null and i.unit_id <> all (${still}::uuid[]) order by i.id for update of i`.execute(
    ctx.db,
  );
  for (const { id, unit_id, owner_unit, list, event_hash } of rows) {
    const hash = record(ctx, {
      ...{ subjectKind: 'project', subject: id, kind: 'project.left', audience: 'staff' as const },
      scopes: [...new Set([owner_unit, unit_id])],
      data: { list, was: account },
      prevHash: event_hash,
    });
    ctx.write(
      sql`update project_item set account_id = null, event_hash = ${hash}::bytea where id = ${id}::uuid`,
    );
  }
  await ctx.flush();
  return rows.length;
}
