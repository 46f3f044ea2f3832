import { sql } from 'kysely';
import { SYSTEM } from '../access.ts';
import type { Timer } from '../feature.ts';
import { uuidFloor } from '../ids.ts';
import { type Runtime, run } from '../runtime.ts';
import { forgetBytes } from './files.ts';
import { clearIncoming } from './upload.ts';

const DAY = 86_400_000;
/** How long a photo may wait to be used, and an export to be fetched. */
const KEPT = { photo: 2 * DAY, export: 7 * DAY };
const BATCH = 200;

/** Bytes first, then the row, under its lock: a crash in between leaves a row, which the next round finds. */
async function sweepBatch(runtime: Runtime): Promise<number> {
  return run(runtime, SYSTEM, async (ctx) => {
    const before = (age: number) => uuidFloor(new Date(ctx.now.getTime() - age));
    const { rows } = await sql<{ id: string }>`
      select id from file where subject is null
        and (id < ${before(KEPT.export)}::uuid or (id < ${before(KEPT.photo)}::uuid and kind = 'photo'))
      limit ${BATCH} for update skip locked`.execute(ctx.db);
    for (const { id } of rows) await forgetBytes(runtime, id);
    ctx.write(sql`delete from file where id = any (${rows.map((row) => row.id)}::uuid[])`);
    return rows.length;
  });
}

/** Removes photos nobody used within two days and exports older than seven, rows and bytes. */
export async function sweepFiles(runtime: Runtime): Promise<void> {
  while ((await sweepBatch(runtime)) === BATCH);
  await clearIncoming(runtime);
}

export const fileTimer: Timer = { name: 'files', everySeconds: 86_400, tick: sweepFiles };
