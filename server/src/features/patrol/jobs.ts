import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { dayOf, endOfDay } from '../../platform/day.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Timer } from '../../platform/feature.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { areaTree, gridsIn } from '../area/index.ts';
import { gridHolders, openGridTasks } from '../task/index.ts';
import { leaveToPeople, raiseFinding } from './commands.finding.ts';
import { WALK } from './policy.ts';
import { addCounts, CAMPAIGN, type Campaign, type Delta, readCampaign } from './row.ts';
import { duePeriods, type Period } from './rules.ts';

const CHUNK = 500;
const BATCH = 500;

/** The visits of some grids in one period, each with its task for the grid's worker or, without one, its community. */
export async function makeGrids(
  ctx: Context,
  campaign: Campaign,
  period: Period,
  grids: readonly string[],
): Promise<void> {
  const holder = await gridHolders(ctx, WALK, grids, campaign.owner_unit);
  const due = endOfDay(period.last);
  const wanted = grids.flatMap((grid) =>
    Array.from({ length: campaign.times }, (_, i) => ({
      ...{ id: uuidv7(ctx.now), grid, n: i + 1, ...holder(grid) },
    })),
  );
  for (let i = 0; i < wanted.length; i += CHUNK) {
    const part = wanted.slice(i, i + CHUNK);
    const tasks = openGridTasks(
      ctx,
      'patrol',
      part.map(({ id, grid: _, n: _n, ...held }) => ({ subject: id, due, ...held })),
    );
    const rows = part.map((visit, at) => ({ ...visit, task: tasks[at] }));
    ctx.write(sql`
      insert into patrol_visit (id, campaign_id, grid_id, period, n, due_at, account_id, unit_id, task_id, state)
      select id, ${campaign.id}::uuid, grid, ${period.start}::date, n, ${due}::timestamptz, account, unit, task, 'open'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, grid uuid, n int, account uuid, unit uuid, task uuid)`);
    await ctx.flush();
  }
  ctx.write(addCounts(grids.map((grid) => ({ campaign: campaign.id, grid, planned: campaign.times }))));
  await ctx.flush();
}

async function makePeriod(ctx: Context, campaign: Campaign, period: Period): Promise<void> {
  await makeGrids(ctx, campaign, period, gridsIn(campaign.areas, await areaTree(ctx.runtime)));
  ctx.write(
    sql`update patrol_campaign set made_until = ${period.start}::date where id = ${campaign.id}::uuid`,
  );
  await ctx.flush();
}

/** The periods whose visits are still to be made. */
const lacking = (campaign: Campaign, today: string): Period[] =>
  duePeriods(campaign, today).filter(
    ({ start }) => campaign.made_until === null || start > campaign.made_until,
  );

async function makeNext(runtime: Runtime, id: string): Promise<boolean> {
  return run(runtime, SYSTEM, async (ctx) => {
    const campaign = await readCampaign(ctx.db, id, true);
    if (campaign.state !== 'running') return false;
    const [next, more] = lacking(campaign, dayOf(ctx.now));
    if (next) await makePeriod(ctx, campaign, next);
    return more !== undefined;
  });
}

/** Makes the visits of every period that has begun, one period per transaction. Any number of programs may do it at once. */
export async function makeVisits(runtime: Runtime): Promise<void> {
  const today = dayOf(runtime.clock.now());
  const { rows } = await sql<Campaign>`
    select ${CAMPAIGN} from patrol_campaign c where c.state = 'running' and c.starts_on <= ${today}::date`.execute(
    runtime.db,
  );
  // One whose visits are all there is not even locked, however long nobody closes it.
  for (const campaign of rows)
    if (lacking(campaign, today).length > 0) while (await makeNext(runtime, campaign.id));
}

/** Counts visits that have just become overdue, once each; returns how many. */
export function markLate(runtime: Runtime): Promise<number> {
  return run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<{ campaign: string; grid: string }>`
      update patrol_visit v set late = true from (
        select id from patrol_visit where state = 'open' and not late and due_at <= ${ctx.now}::timestamptz
        order by due_at limit ${atMost(BATCH)} for update skip locked) d
      where v.id = d.id returning v.campaign_id as campaign, v.grid_id as grid`.execute(ctx.db);
    const sums = new Map<string, Delta & { late: number }>();
    for (const { campaign, grid } of rows) {
      const sum = sums.get(`${campaign} ${grid}`) ?? { campaign, grid, late: 0 };
      sums.set(`${campaign} ${grid}`, { ...sum, late: sum.late + 1 });
    }
    const deltas = [...sums.values()].map((sum) => ({ ...sum, open_late: sum.late }));
    if (deltas.length > 0) ctx.write(addCounts(deltas));
    return rows.length;
  });
}

/**
 * Findings whose finder asked for a matter and whose program died before it was there. One that is refused (its finder dismissed, its class
 * withdrawn, its photos gone) is left to people instead of being tried for ever.
 */
async function raiseLeft(runtime: Runtime): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - 60_000);
  const { rows } = await sql<{ id: string; found_by: string }>`
    select id, found_by from patrol_finding where asked and matter_id is null and at < ${before}::timestamptz
    order by at limit ${atMost(BATCH)}`.execute(runtime.db);
  for (const { id, found_by } of rows) {
    const finder = await loadActor(runtime.db, found_by);
    if (!finder) await leaveToPeople(runtime, SYSTEM, id);
    else
      await raiseFinding(runtime, finder, id).catch((error) => {
        runtime.log.error({ err: error, finding: id }, 'a finding could not become a matter');
        return error instanceof Refusal ? leaveToPeople(runtime, finder, id) : undefined;
      });
  }
}

export const visitTimer: Timer = {
  name: 'patrol.visits',
  everySeconds: 30,
  async tick(runtime) {
    await makeVisits(runtime);
    while ((await markLate(runtime)) === BATCH);
    await raiseLeft(runtime);
  },
};
