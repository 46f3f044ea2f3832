import { sql } from 'kysely';
import { gridMover, type OpenInGrid } from '../task/index.ts';
import { WALK } from './policy.ts';

/** Rounds move with whoever walks their grid: during a leave to the stand-in, else to the community, and back. */
export const visitMover = gridMover({
  kind: 'patrol',
  permission: WALK,
  async lockOpen({ db }, ids) {
    const { rows } = await sql<OpenInGrid>`
      select v.id, v.grid_id, c.owner_unit as asker, v.account_id as account, v.unit_id as unit, v.due_at, v.task_id, t.result
      from patrol_visit v join patrol_campaign c on c.id = v.campaign_id join task t on t.id = v.task_id
      where v.id = any (${ids as string[]}::uuid[]) and v.state = 'open' order by v.id for update of v`.execute(
      db,
    );
    return rows;
  },
  give: (rows) => sql`update patrol_visit v set account_id = h.account, unit_id = h.unit, task_id = h.task
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(id uuid, account uuid, unit uuid, task uuid) where v.id = h.id`,
});
