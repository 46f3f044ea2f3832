import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import type { Timer } from '../../platform/feature.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { areaTree, gridsIn } from '../area/index.ts';
import { takeBack } from './commands.duty.ts';
import { addCounts } from './row.ts';

const BATCH = 500;

interface Late {
  id: string;
  duty: string;
  grid: string;
}

/** Counts pieces that have just become overdue, once a round, and says so for those who are told; returns how many. */
export function markLate(runtime: Runtime): Promise<number> {
  return run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<Late>`
      update duty_piece p set late = true from (
        select id from duty_piece where state = 'open' and not late and due_at <= ${ctx.now}::timestamptz
        order by due_at limit ${atMost(BATCH)} for update skip locked) d
      where p.id = d.id returning p.id, p.duty_id as duty, p.grid_id as grid`.execute(ctx.db);
    if (rows.length === 0) return 0;
    ctx.write(addCounts(rows.map(({ duty, grid }) => ({ duty, grid, open_late: 1 }))));
    const areas = await areaTree(runtime);
    // One event for a task's batch, a subject of its own: it tells who is to be reminded, and costs no chain of hundreds.
    for (const [duty, late] of Map.groupBy(rows, (row) => row.duty))
      record(ctx, {
        subjectKind: 'duty_piece',
        subject: uuidv7(ctx.now),
        kind: 'duty.late',
        audience: 'staff',
        scopes: [...new Set(late.flatMap(({ grid }) => areas.get(grid)?.path ?? []))],
        data: { duty, pieces: late.map(({ id }) => id) },
        prevHash: null,
      });
    return rows.length;
  });
}

export const lateTimer: Timer = {
  name: 'duty.late',
  everySeconds: 30,
  async tick(runtime) {
    while ((await markLate(runtime)) === BATCH);
  },
};

/** What was asked of a grid that is no more is taken back; what it did stays in the numbers. */
export const areaFollower: Subscriber = {
  name: 'duty.areas',
  wants: (kind) => kind.startsWith('area.'),
  async handle(ctx) {
    const areas = await areaTree(ctx.runtime);
    const tops = areas.all().filter(({ parentId }) => parentId === null);
    const there = gridsIn(
      tops.map(({ id }) => id),
      areas,
    );
    await takeBack(ctx, sql`grid_id <> all (${there}::uuid[])`);
    await ctx.flush();
  },
};
