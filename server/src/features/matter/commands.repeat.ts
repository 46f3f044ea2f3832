import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import type { Hold } from '../workflow/index.ts';

/** A step as it came: on which version, with what form, and the sender's own name for it when it may be sent again. */
export interface Step {
  version: number;
  form: Record<string, unknown>;
  clientId?: string;
  /** How the actor stands to the matter beside what the matter itself tells: proven by the later feature that asks. */
  also?: readonly Hold[];
}

/**
 * Whether this account has performed this very step before: its answer was lost on the way and it came again. Asked under the
 * matter's lock, so of two that arrive at once the second knows.
 */
export async function wasDone(
  ctx: Context,
  id: string,
  action: string,
  { clientId }: Step,
): Promise<boolean> {
  if (!clientId) return false;
  const { rows } = await sql`
    select from event where subject = ${id}::uuid and actor = ${ctx.actor.id}::uuid and kind = ${`matter.${action}`}
      and data ->> 'client_id' = ${clientId} limit 1`.execute(ctx.db);
  return rows.length > 0;
}
