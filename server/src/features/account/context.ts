import type { Actor } from '../../platform/access.ts';
import { SYSTEM } from '../../platform/access.ts';
import type { Keeping } from '../../platform/database/transaction.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';

/**
 * A transaction that sees what the program sees and is recorded as this actor's doing: for commands that have judged
 * the actor's right themselves and touch rows (other people's phones) which row-level security keeps from everybody.
 */
export function runFor<T>(
  runtime: Runtime,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
  keeping?: Keeping,
): Promise<T> {
  return run(runtime, SYSTEM, (ctx) => work({ ...ctx, actor }), keeping);
}

/** The actor that a person is before the sign-in is done: events of signing in are that person's own. */
export function asAccount(account: { id: string; kind: 'resident' | 'staff'; name: string }): Actor {
  return { id: account.id, kind: account.kind, name: account.name, grants: [] };
}
