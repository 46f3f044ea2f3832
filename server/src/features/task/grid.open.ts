import { type RawBuilder, sql } from 'kysely';
import { type Actor, areasOf } from '../../platform/access.ts';
import { atMost, cursorMoment } from '../../platform/page.ts';
import { type AreaTree, gridsIn } from '../area/index.ts';

const MOST_GRIDS = 200;

/**
 * The ids of what is open in the actor's grids and for those it stands in for, the most pressing first, one more than the page: rows of a
 * table with `id`, `due_at`, `account_id`, `grid_id` and `state`. One keyset for each grid, cut at the page.
 */
export function openFor(
  table: 'duty_piece' | 'patrol_visit',
  actor: Actor,
  areas: AreaTree,
  { permission, cursor, limit }: { permission: string; cursor: string | undefined; limit: number },
): RawBuilder<{ id: string }> {
  const after = cursorMoment(cursor);
  const rest = [
    sql`state = 'open'`,
    ...(after ? [sql`(due_at, id) > (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
  ];
  const grids = gridsIn(areasOf(actor, permission), areas).slice(0, MOST_GRIDS);
  // What one has as a stand-in lies in another's grid.
  const holding = [sql`account_id = ${actor.id}::uuid`, ...grids.map((grid) => sql`grid_id = ${grid}::uuid`)];
  const parts = holding.map(
    (held) => sql`(select id, due_at from ${sql.table(table)} where ${sql.join([held, ...rest], sql` and `)}
      order by due_at, id limit ${atMost(limit + 1)})`,
  );
  return sql`select id from (${sql.join(parts, sql` union `)}) k order by due_at, id limit ${atMost(limit + 1)}`;
}
