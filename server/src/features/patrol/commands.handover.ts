import { sql } from 'kysely';
import type { Json } from '../../platform/database/tables.ts';
import type { Context } from '../../platform/runtime.ts';
import {
  awayOf,
  type Heir,
  loadActor,
  presentStandIn,
  type UnitRegistry,
  unitRegistry,
} from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import {
  closeTasks,
  openTasks,
  originOf,
  type StandsIn,
  standing,
  subjectsHeldFor,
  subjectsWaitingFor,
} from '../task/index.ts';
import { mayWalk, walks } from './policy.ts';
import { readCampaign } from './row.ts';

/** A visit that is still to be walked, as whoever moves it needs it. */
interface Open {
  id: string;
  campaign_id: string;
  grid_id: string;
  account: string | null;
  unit: string | null;
  due_at: Date;
  task_id: string;
  result: Json;
}

interface Moving {
  visit: Open;
  account: string | null;
  standsIn?: StandsIn;
}

/** The nearest command centre above a grid; where there is none the unit that holds the campaign. */
export function centreOf(grid: string, areas: AreaTree, units: UnitRegistry, owner: string): string {
  const path = [...(areas.get(grid)?.path ?? [])].reverse();
  for (const area of path) {
    const [centre] = units.of(area, 'centre');
    if (centre) return centre.id;
  }
  return owner;
}

/** Whose the visits of some workers are while those are away: their stand-ins, or nobody in person. */
export async function standInsOf(ctx: Context, workers: Iterable<string>) {
  const heirs = new Map<string, { account: string | null; standsIn: StandsIn }>();
  for (const [worker, { leave, standIn }] of await awayOf(ctx.db, [...workers])) {
    const heir = await presentStandIn(ctx.db, worker, standIn);
    const account = heir && mayWalk(heir) ? heir.id : null;
    heirs.set(worker, { account, standsIn: { for: worker, leave, unit: null, note: null } });
  }
  return heirs;
}

async function lockOpen(ctx: Context, ids: readonly string[]): Promise<Open[]> {
  const { rows } = await sql<Open>`
    select v.id, v.campaign_id, v.grid_id, v.account_id as account, v.unit_id as unit, v.due_at, v.task_id, t.result
    from patrol_visit v join task t on t.id = v.task_id
    where v.id = any (${ids as string[]}::uuid[]) and v.state = 'open' order by v.id for update of v`.execute(
    ctx.db,
  );
  return rows;
}

async function move(ctx: Context, moving: readonly Moving[]): Promise<number> {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  const owners = new Map<string, string>();
  for (const { visit } of moving)
    if (!owners.has(visit.campaign_id))
      owners.set(visit.campaign_id, (await readCampaign(ctx.db, visit.campaign_id)).owner_unit);
  const heirs = moving.map((each) => {
    const { grid_id, campaign_id } = each.visit;
    return { ...each, unit: each.account ? null : centreOf(grid_id, areas, units, owners.get(campaign_id)!) };
  });
  closeTasks(
    ctx,
    heirs.map(({ visit }) => ({ id: visit.task_id, state: 'transferred' })),
  );
  const tasks = openTasks(
    ctx,
    heirs.map(({ visit, account, unit, standsIn }) => ({
      ...{ subjectKind: 'patrol', subject: visit.id, kind: 'patrol', role: null },
      ...{ account, unit, dueAt: visit.due_at, note: null },
      ...(standsIn && { standsIn }),
    })),
  );
  const rows = heirs.map(({ visit, account, unit }, i) => ({ id: visit.id, account, unit, task: tasks[i] }));
  ctx.write(sql`update patrol_visit v set account_id = h.account, unit_id = h.unit, task_id = h.task
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(id uuid, account uuid, unit uuid, task uuid) where v.id = h.id`);
  await ctx.flush();
  return moving.length;
}

/** Moves the rounds of somebody who is not there: during a leave to the stand-in, else those of grids that they walk no longer to the community. */
export async function handOverVisits(
  ctx: Context,
  account: string,
  { leave, standIn }: Heir,
): Promise<number> {
  const visits = await lockOpen(ctx, await subjectsWaitingFor(ctx, account, 'patrol'));
  if (visits.length === 0) return 0;
  if (!leave) {
    const [still, areas] = await Promise.all([loadActor(ctx.db, account, 'program'), areaTree(ctx.runtime)]);
    const left = visits.filter(({ grid_id, result }) =>
      standing({ account, unit: null, result })
        ? !still || !mayWalk(still)
        : !still || !walks(still, grid_id, areas),
    );
    return move(
      ctx,
      left.map((visit) => ({ visit, account: null, standsIn: standing(visit) })),
    );
  }
  const heir = await presentStandIn(ctx.db, account, standIn);
  const moving: Moving[] = [];
  for (const visit of visits) {
    const standsIn = await originOf(ctx, visit, leave);
    moving.push({ visit, account: heir && mayWalk(heir) ? heir.id : null, standsIn });
  }
  return move(ctx, moving);
}

/** Gives a grid worker who is back the rounds of the own grids that nobody has walked. */
export async function takeVisitsBack(ctx: Context, leave: string, account: string): Promise<number> {
  const [actor, areas] = await Promise.all([loadActor(ctx.db, account, 'program'), areaTree(ctx.runtime)]);
  if (!actor || (await awayOf(ctx.db, [account])).has(account)) return 0;
  const visits = await lockOpen(ctx, await subjectsHeldFor(ctx, leave, 'patrol'));
  return move(
    ctx,
    visits.filter(({ grid_id }) => walks(actor, grid_id, areas)).map((visit) => ({ visit, account })),
  );
}
