import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { Timer } from '../../platform/feature.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { turnLeaves } from './commands.leave.ts';
import { LOCKED_FOR } from './rules.ts';

/** Clears away sessions, codes and failures that have run out; nothing reads them any more. */
export async function purge(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  const stale = new Date(now.getTime() - LOCKED_FOR);
  await sql`delete from account_session where expires_at <= ${now}::timestamptz`.execute(runtime.db);
  await sql`delete from account_code where expires_at <= ${now}::timestamptz`.execute(runtime.db);
  await sql`delete from account_attempt where at <= ${stale}::timestamptz and coalesce(locked_until, at) <= ${now}::timestamptz`.execute(
    runtime.db,
  );
}

export const purgeTimer: Timer = { name: 'account.purge', everySeconds: 3600, tick: purge };

/** Leaves begin and end by themselves. */
export const leaveTimer: Timer = {
  name: 'account.leave',
  everySeconds: 10,
  async tick(runtime) {
    await turnLeaves(runtime, SYSTEM);
  },
};
