import type { RawBuilder } from 'kysely';
import { type Actor, areasOf, holds } from '../../platform/access.ts';
import type { Json } from '../../platform/database/tables.ts';
import type { Context } from '../../platform/runtime.ts';
import {
  awayOf,
  type Heir,
  loadActor,
  presentStandIn,
  unitRegistry,
  type WorkMover,
} from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import type { StandsIn } from './commands.ts';
import { centreOf } from './grid.holders.ts';
import { closeGridTasks, openGridTasks } from './grid.tasks.ts';
import { subjectsHeldFor, subjectsWaitingFor } from './queries.unit.ts';
import { originOf, standing } from './standing-in.ts';

/** Something still to be done in a grid, as whoever moves it needs it. */
export interface OpenInGrid {
  id: string;
  grid_id: string;
  /** The unit that asked. */
  asker: string;
  account: string | null;
  unit: string | null;
  due_at: Date;
  task_id: string;
  result: Json;
}

/** What lies in grids and moves with its workers, as the feature that owns it keeps it. */
export interface GridWork {
  /** Of its tasks, and of their subjects. */
  kind: string;
  /** Whoever has it may do it. */
  permission: string;
  /** Those of these that are still open, under lock. */
  lockOpen(ctx: Context, ids: readonly string[]): Promise<OpenInGrid[]>;
  /** The statement that gives them to their new holders. */
  give(
    rows: readonly { id: string; account: string | null; unit: string | null; task: string }[],
  ): RawBuilder<unknown>;
}

interface Moving {
  work: OpenInGrid;
  account: string | null;
  standsIn?: StandsIn | undefined;
}

async function move(ctx: Context, { kind, give }: GridWork, moving: readonly Moving[]): Promise<number> {
  if (moving.length === 0) return 0;
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  closeGridTasks(
    ctx,
    kind,
    moving.map(({ work: { task_id, account, unit } }) => ({ task_id, account_id: account, unit_id: unit })),
    'transferred',
  );
  const heirs = moving.map(({ work, account, standsIn }) => ({
    ...{ subject: work.id, due: work.due_at, account, ...(standsIn && { standsIn }) },
    unit: account ? null : centreOf(work.grid_id, areas, units, work.asker),
  }));
  const tasks = openGridTasks(ctx, kind, heirs);
  ctx.write(give(heirs.map(({ subject: id, account, unit }, i) => ({ id, account, unit, task: tasks[i]! }))));
  await ctx.flush();
  return moving.length;
}

/** Moves the work of grids with its workers: to the stand-in or the community, and back. */
export function gridMover(work: GridWork): WorkMover {
  const { kind, permission, lockOpen } = work;
  const works = (actor: Actor, grid: string, areas: AreaTree): boolean =>
    areasOf(actor, permission).some((area) => areas.within(grid, area));
  /** What somebody has who is not away but works a grid no longer, or stands in for another without the right. */
  async function left(ctx: Context, account: string, open: readonly OpenInGrid[]): Promise<Moving[]> {
    const [still, areas] = await Promise.all([loadActor(ctx.db, account, 'program'), areaTree(ctx.runtime)]);
    return open
      .filter(({ grid_id, result }) =>
        standing({ account, unit: null, result })
          ? !still || !holds(still, permission)
          : !still || !works(still, grid_id, areas),
      )
      .map((each) => ({ work: each, account: null, standsIn: standing(each) }));
  }
  return {
    async handOver(ctx, account, { leave, standIn }: Heir) {
      const open = await lockOpen(ctx, await subjectsWaitingFor(ctx, account, kind));
      if (open.length === 0) return 0;
      if (!leave) return move(ctx, work, await left(ctx, account, open));
      const heir = await presentStandIn(ctx.db, account, standIn);
      const to = heir && holds(heir, permission) ? heir.id : null;
      const moving: Moving[] = [];
      for (const each of open)
        moving.push({ work: each, account: to, standsIn: await originOf(ctx, each, leave) });
      return move(ctx, work, moving);
    },
    async takeBack(ctx, leave, account) {
      const [actor, areas] = await Promise.all([
        loadActor(ctx.db, account, 'program'),
        areaTree(ctx.runtime),
      ]);
      if (!actor || (await awayOf(ctx.db, [account])).has(account)) return 0;
      const open = await lockOpen(ctx, await subjectsHeldFor(ctx, leave, kind));
      const own = open.filter(({ grid_id }) => works(actor, grid_id, areas));
      return move(
        ctx,
        work,
        own.map((each) => ({ work: each, account })),
      );
    },
  };
}
