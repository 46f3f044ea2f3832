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
import { mayWork, works } from './policy.ts';

/** A piece that is still to be done, as whoever moves it needs it. */
interface Open {
  id: string;
  grid_id: string;
  giver: string;
  account: string | null;
  unit: string | null;
  due_at: Date;
  task_id: string;
  result: Json;
}

interface Moving {
  piece: Open;
  account: string | null;
  standsIn?: StandsIn;
}

/** The nearest command centre above a grid; where there is none the unit that gave the task. */
export function centreOf(grid: string, areas: AreaTree, units: UnitRegistry, giver: string): string {
  for (const area of [...(areas.get(grid)?.path ?? [])].reverse()) {
    const [centre] = units.of(area, 'centre');
    if (centre) return centre.id;
  }
  return giver;
}

/** Whose the pieces of some workers are while those are away: their stand-ins', or nobody's in person. */
export async function standInsOf(ctx: Context, workers: Iterable<string>) {
  const heirs = new Map<string, { account: string | null; standsIn: StandsIn }>();
  for (const [worker, { leave, standIn }] of await awayOf(ctx.db, [...workers])) {
    const heir = await presentStandIn(ctx.db, worker, standIn);
    const account = heir && mayWork(heir) ? heir.id : null;
    heirs.set(worker, { account, standsIn: { for: worker, leave, unit: null, note: null } });
  }
  return heirs;
}

async function lockOpen(ctx: Context, ids: readonly string[]): Promise<Open[]> {
  const { rows } = await sql<Open>`
    select p.id, p.grid_id, d.unit_id as giver, p.account_id as account, p.unit_id as unit, p.due_at, p.task_id, t.result
    from duty_piece p join duty d on d.id = p.duty_id join task t on t.id = p.task_id
    where p.id = any (${ids as string[]}::uuid[]) and p.state = 'open' order by p.id for update of p`.execute(
    ctx.db,
  );
  return rows;
}

async function move(ctx: Context, moving: readonly Moving[]): Promise<number> {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  const heirs = moving.map((each) => {
    const { grid_id, giver } = each.piece;
    return { ...each, unit: each.account ? null : centreOf(grid_id, areas, units, giver) };
  });
  closeTasks(
    ctx,
    heirs.map(({ piece }) => ({ id: piece.task_id, state: 'transferred' })),
  );
  const tasks = openTasks(
    ctx,
    heirs.map(({ piece, account, unit, standsIn }) => ({
      ...{ subjectKind: 'duty', subject: piece.id, kind: 'duty', role: null },
      ...{ account, unit, dueAt: piece.due_at, note: null },
      ...(standsIn && { standsIn }),
    })),
  );
  const rows = heirs.map(({ piece, account, unit }, i) => ({ id: piece.id, account, unit, task: tasks[i] }));
  ctx.write(sql`update duty_piece p set account_id = h.account, unit_id = h.unit, task_id = h.task
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(id uuid, account uuid, unit uuid, task uuid) where p.id = h.id`);
  await ctx.flush();
  return moving.length;
}

/** Moves the pieces of somebody who is not there: during a leave to the stand-in, else those of grids that they work no longer to the community. */
export async function handOverPieces(
  ctx: Context,
  account: string,
  { leave, standIn }: Heir,
): Promise<number> {
  const pieces = await lockOpen(ctx, await subjectsWaitingFor(ctx, account, 'duty'));
  if (pieces.length === 0) return 0;
  if (!leave) {
    const [still, areas] = await Promise.all([loadActor(ctx.db, account, 'program'), areaTree(ctx.runtime)]);
    const left = pieces.filter(({ grid_id, result }) =>
      standing({ account, unit: null, result })
        ? !still || !mayWork(still)
        : !still || !works(still, grid_id, areas),
    );
    return move(
      ctx,
      left.map((piece) => ({ piece, account: null, standsIn: standing(piece) })),
    );
  }
  const heir = await presentStandIn(ctx.db, account, standIn);
  const moving: Moving[] = [];
  for (const piece of pieces) {
    const standsIn = await originOf(ctx, piece, leave);
    moving.push({ piece, account: heir && mayWork(heir) ? heir.id : null, standsIn });
  }
  return move(ctx, moving);
}

/** Gives a grid worker who is back what nobody has done in the own grids. */
export async function takePiecesBack(ctx: Context, leave: string, account: string): Promise<number> {
  const [actor, areas] = await Promise.all([loadActor(ctx.db, account, 'program'), areaTree(ctx.runtime)]);
  if (!actor || (await awayOf(ctx.db, [account])).has(account)) return 0;
  const pieces = await lockOpen(ctx, await subjectsHeldFor(ctx, leave, 'duty'));
  return move(
    ctx,
    pieces.filter(({ grid_id }) => works(actor, grid_id, areas)).map((piece) => ({ piece, account })),
  );
}
