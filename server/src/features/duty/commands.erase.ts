import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';

/** Wipes what grids answered about a person who is erased; that there was a piece, and that it was done, stays in the numbers. */
export async function eraseAnswers(ctx: Context, person: string): Promise<Record<string, number>> {
  const { numAffectedRows } = await sql`
    delete from duty_answer where piece_id in (
      select p.id from duty_piece p join duty d on d.id = p.duty_id where p.target = ${person}::uuid and d.target_kind = 'person')`.execute(
    ctx.db,
  );
  return { duty_answer: Number(numAffectedRows ?? 0) };
}
