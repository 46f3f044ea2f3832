import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** A step as it came: on which version, with what form, and the sender's own name for it when it may be sent again. */
export interface Step {
  version: number;
  form: Record<string, unknown>;
  clientId?: string;
}

async function wasDone(runtime: Runtime, actor: Actor, id: string, action: string, clientId: string) {
  const { rows } = await sql`
    select from event where subject = ${id}::uuid and actor = ${actor.id}::uuid and kind = ${`matter.${action}`}
      and data ->> 'client_id' = ${clientId} limit 1`.execute(runtime.db);
  return rows.length > 0;
}

/**
 * Performs a step, once for each `client_id` of an account: when its answer was lost on the way and it comes again, the second
 * time finds the version moved on, sees that it moved it itself, and is no refusal.
 */
export async function once(
  runtime: Runtime,
  actor: Actor,
  id: string,
  action: string,
  step: Step,
  perform: () => Promise<void>,
): Promise<void> {
  try {
    await perform();
  } catch (error) {
    const { clientId } = step;
    if (!clientId || !(error instanceof Refusal) || !(await wasDone(runtime, actor, id, action, clientId)))
      throw error;
  }
}
