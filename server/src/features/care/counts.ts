import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { writeHouseCare } from '../resident/index.ts';

/** Where somebody is counted: in an area, by level and by the day of the next visit. */
export interface Counted {
  area_id: string;
  level: string;
  next_due: string;
}

/** Moves people from one count to another: what was before and what is now, null for not at all. In one order for all. */
export async function recount(
  ctx: Context,
  before: readonly Counted[],
  now: readonly Counted[],
): Promise<void> {
  const rows = [...before.map((each) => ({ ...each, n: -1 })), ...now.map((each) => ({ ...each, n: 1 }))];
  await ctx.flush();
  await sql`
    insert into care_count as c (area_id, level, due_on, people)
    select area_id, level, next_due, sum(n)::int
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(area_id uuid, level text, next_due date, n int)
    group by 1, 2, 3 having sum(n) <> 0 order by 1, 2, 3
    on conflict (area_id, level, due_on) do update set people = c.people + excluded.people`.execute(ctx.db);
  // Days that have passed would pile up, and be summed with every look at the numbers.
  await sql`
    delete from care_count c using jsonb_to_recordset(${JSON.stringify(before)}::jsonb) as r(area_id uuid, level text, next_due date)
    where c.area_id = any (${before.map((each) => each.area_id)}::uuid[]) and c.area_id = r.area_id and c.level = r.level
      and c.due_on = r.next_due and c.people = 0`.execute(ctx.db);
}

/** Tells the houses how many of those who live there are cared for. */
export async function recountHouses(ctx: Context, houses: readonly (string | null)[]): Promise<void> {
  const ids = houses.filter((house) => house !== null);
  await writeHouseCare(ctx, ids, async () => {
    const { rows } = await sql<{ house_id: string; n: number }>`
      select house_id, count(*)::int as n from care_person where house_id = any (${ids}::uuid[]) and ended_on is null group by house_id`.execute(
      ctx.db,
    );
    return new Map(rows.map((row) => [row.house_id, row.n]));
  });
}
