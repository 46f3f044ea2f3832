import { type RawBuilder, sql } from 'kysely';
import type { Json } from '../../platform/database/tables.ts';
import type { Context } from '../../platform/runtime.ts';
import type { MergeHook } from '../resident/index.ts';

/** What waits about the one record is about the other, where that one lives; of a record one erasure at a time is to be decided. Returns what moved. */
async function move(
  ctx: Context,
  from: string,
  to: string,
  only: RawBuilder<unknown> = sql`true`,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update registration r set person_id = p.id, area_id = p.area_id from resident_person p
    where p.id = ${to}::uuid and r.person_id = ${from}::uuid and r.state = 'waiting' and ${only}
      and not (r.kind = 'erasure' and exists (
        select from registration o where o.person_id = p.id and o.kind = 'erasure' and o.state = 'waiting'))
    returning r.id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** What somebody asked about a record that goes is answered on the one that stays; taken back, what still waits is the other's again. */
export const registrationMerge: MergeHook = {
  name: 'registration',
  async merge(ctx, { kept, gone }): Promise<Json> {
    const went = await move(ctx, gone, kept);
    return went.length > 0 ? went : null;
  },
  async undo(ctx, { kept, gone }, went) {
    await move(ctx, kept, gone, sql`r.id = any (${went as string[]}::uuid[])`);
  },
};
