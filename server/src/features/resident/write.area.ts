import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { moveFences } from '../source/index.ts';

/**
 * Lets everything that stands behind the fence of these persons move to the areas where they are now: what was said of them, what waits to be
 * decided, which records may be the same, which merges went into them. Homes stay where their houses are.
 */
export async function moveStandings(ctx: Context, moved: ReadonlyMap<string, string>): Promise<void> {
  if (moved.size === 0) return;
  // What was queued before is part of it: rows of the same statement would not be seen.
  await ctx.flush();
  const [ids, areas] = [[...moved.keys()], [...moved.values()]];
  await moveFences(ctx, moved);
  const to = sql`unnest(${ids}::uuid[], ${areas}::uuid[]) as m(id, area)`;
  const among = (column: string) => sql`${sql.raw(column)} = any (${ids}::uuid[])`;
  await sql`
    update resident_waiting w set area_id = m.area from ${to} where ${among('w.person_id')} and w.person_id = m.id`.execute(
    ctx.db,
  );
  await sql`
    update resident_merge w set area_id = m.area from ${to} where ${among('w.kept')} and w.kept = m.id`.execute(
    ctx.db,
  );
  for (const half of ['w.a', 'w.b'])
    await sql`
      update resident_duplicate w set area_id = m.area from ${to} where ${among(half)} and ${sql.raw(half)} = m.id`.execute(
      ctx.db,
    );
}
