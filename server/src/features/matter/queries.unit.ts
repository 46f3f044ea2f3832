import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';

/** How many open matters a unit answers for, as their centre or owner: returned or reopened they would come back to it. */
export async function openMattersOf(ctx: Context, unit: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct m.id)::int as n from matter_party p join matter m on m.id = p.matter_id
    where p.ref = ${unit}::uuid and p.open and m.open
      and (m.centre_unit = ${unit}::uuid or m.owner_unit = ${unit}::uuid)`.execute(ctx.db);
  return rows[0]!.n;
}
