import { sql } from 'kysely';
import { gridMover, type OpenInGrid } from '../task/index.ts';
import { WORK } from './policy.ts';

/** Pieces move with whoever works their grid: during a leave to the stand-in, else to the community, and back. */
export const pieceMover = gridMover({
  kind: 'duty',
  permission: WORK,
  async lockOpen({ db }, ids) {
    const { rows } = await sql<OpenInGrid>`
      select p.id, p.grid_id, d.unit_id as asker, p.account_id as account, p.unit_id as unit, p.due_at, p.task_id, t.result
      from duty_piece p join duty d on d.id = p.duty_id join task t on t.id = p.task_id
      where p.id = any (${ids as string[]}::uuid[]) and p.state = 'open' order by p.id for update of p`.execute(
      db,
    );
    return rows;
  },
  give: (rows) => sql`update duty_piece p set account_id = h.account, unit_id = h.unit, task_id = h.task
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(id uuid, account uuid, unit uuid, task uuid) where p.id = h.id`,
});
