import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { Timer } from '../../platform/feature.ts';
import { uuidFloor } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';

const DAY = 86_400_000;
/** As long as the file itself is kept. */
const KEPT = 7 * DAY;
const BATCH = 5_000;

/** Forgets what stood in refused rows once their files are gone. */
export async function sweepFaults(runtime: Runtime): Promise<void> {
  for (;;) {
    const n = await run(runtime, SYSTEM, async (ctx) => {
      const before = uuidFloor(new Date(ctx.now.getTime() - KEPT));
      const { numAffectedRows } = await sql`
        delete from sheet_fault where id in (
          select id from sheet_fault where id < ${before}::uuid order by id limit ${sql.lit(BATCH)})`.execute(
        ctx.db,
      );
      return Number(numAffectedRows ?? 0);
    });
    if (n < BATCH) return;
  }
}

export const faultTimer: Timer = { name: 'sheets', everySeconds: 86_400, tick: sweepFaults };
