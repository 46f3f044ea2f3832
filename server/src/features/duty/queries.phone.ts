import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';

/** The phones of some holders that this transaction's actor may read whole (row-level security decides). */
export async function phonesOf(ctx: Context, holders: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ holder: string; sealed: Buffer }>`
    select holder, sealed from duty_phone where holder = any (${holders as string[]}::uuid[])`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ holder, sealed }) => [holder, ctx.runtime.sealer.open(sealed)]));
}
