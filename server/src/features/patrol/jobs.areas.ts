import { sql } from 'kysely';
import { dayOf } from '../../platform/day.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { areaTree, gridsIn } from '../area/index.ts';
import { closeGridTasks } from '../task/index.ts';
import { makeGrids } from './jobs.ts';
import { addCounts, type Campaign, readCampaign, type Visit } from './row.ts';
import { periodsOf } from './rules.ts';

/** Takes back what was asked of grids that are no more and that nobody walked; what was walked stays in the numbers. */
async function dropEnded(ctx: Context, campaign: Campaign, grids: readonly string[]): Promise<void> {
  const { rows } = await sql<Pick<Visit, 'grid_id' | 'task_id' | 'account_id' | 'unit_id' | 'late'>>`
    delete from patrol_visit where campaign_id = ${campaign.id}::uuid and state = 'open' and grid_id <> all (${grids as string[]}::uuid[])
    returning grid_id, task_id, account_id, unit_id, late`.execute(ctx.db);
  if (rows.length === 0) return;
  closeGridTasks(ctx, 'patrol', rows, 'cancelled');
  const ended = Map.groupBy(rows, ({ grid_id }) => grid_id);
  const deltas = [...ended].map(([grid, visits]) => {
    const late = -visits.filter((visit) => visit.late).length;
    return { campaign: campaign.id, grid, planned: -visits.length, late, open_late: late };
  });
  ctx.write(addCounts(deltas));
  await ctx.flush();
}

/** Asks grids that are new of what this period asks of all. */
async function askNew(ctx: Context, campaign: Campaign, grids: readonly string[]) {
  const period = periodsOf(campaign).find(({ start }) => start === campaign.made_until);
  if (!period || period.last < dayOf(ctx.now)) return;
  const { rows } = await sql<{ grid_id: string }>`
    select distinct grid_id from patrol_visit where campaign_id = ${campaign.id}::uuid and period = ${period.start}::date`.execute(
    ctx.db,
  );
  const asked = new Set(rows.map(({ grid_id }) => grid_id));
  const missing = grids.filter((grid) => !asked.has(grid));
  if (missing.length > 0) await makeGrids(ctx, campaign, period, missing);
}

/** Grids end, are merged and are new while a campaign runs: each that is there is asked once per period, and none that is not. */
export const areaFollower: Subscriber = {
  name: 'patrol.areas',
  wants: (kind) => kind.startsWith('area.'),
  async handle(ctx) {
    const areas = await areaTree(ctx.runtime);
    const { rows } = await sql<{ id: string }>`
      select id from patrol_campaign where state <> 'closed' and made_until is not null order by id`.execute(
      ctx.db,
    );
    for (const { id } of rows) {
      const campaign = await readCampaign(ctx.db, id, true);
      if (campaign.state === 'closed') continue;
      const grids = gridsIn(campaign.areas, areas);
      await dropEnded(ctx, campaign, grids);
      await askNew(ctx, campaign, grids);
    }
  },
};
