import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';

/**
 * Locks matters until the transaction ends, in the order of their ids: two who take several at once wait in line and never for each
 * other, so that nobody is refused for having come at the same time.
 */
export async function lockMatters(ctx: Context, ids: readonly string[]): Promise<void> {
  await sql`select from matter where id = any (${ids as string[]}::uuid[]) order by id for no key update`.execute(
    ctx.db,
  );
}

/** Waits for whoever does the same at this moment, by a name for it; until the transaction ends. */
export async function lockName(ctx: Context, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(ctx.db);
}
