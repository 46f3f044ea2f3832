import { sql } from 'kysely';
import { holds } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import type { Context } from '../../platform/runtime.ts';
import { awayOf, nearestCentre, presentStandIn, type UnitRegistry, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import type { StandsIn } from './commands.ts';
import type { GridHolder } from './grid.tasks.ts';

/** Who works which grid: the active account with this permission that is related to exactly this grid, the longest there first. */
export async function gridWorkers(
  db: Db,
  permission: string,
  grids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ grid: string; account: string }>`
    select distinct on (l.area_id) l.area_id as grid, l.account_id as account
    from account_relation l join account_role r on r.code = l.role_code join account a on a.id = l.account_id
    where l.area_id = any (${grids as string[]}::uuid[]) and ${permission} = any (r.permissions) and l.ended_at is null and a.disabled_at is null
    order by l.area_id, l.created_at, l.account_id`.execute(db);
  return new Map(rows.map((row) => [row.grid, row.account]));
}

/** The nearest command centre of a grid; where there is none the unit that asked. */
export const centreOf = (grid: string, areas: AreaTree, units: UnitRegistry, asker: string): string =>
  nearestCentre(units, areas.get(grid)?.path ?? [])?.id ?? asker;

/** Whose the work of some people is while those are away: their stand-ins', or nobody's in person. */
async function standInsOf(ctx: Context, permission: string, workers: Iterable<string>) {
  const heirs = new Map<string, { account: string | null; standsIn: StandsIn }>();
  for (const [worker, { leave, standIn }] of await awayOf(ctx.db, [...workers])) {
    const heir = await presentStandIn(ctx.db, worker, standIn);
    const account = heir && holds(heir, permission) ? heir.id : null;
    heirs.set(worker, { account, standsIn: { for: worker, leave, unit: null, note: null } });
  }
  return heirs;
}

/** Who has to do what is asked of grids now: each grid's worker, the stand-in of who is away, or, without one, the community. */
export async function gridHolders(
  ctx: Context,
  permission: string,
  grids: readonly string[],
  asker: string,
): Promise<(grid: string) => GridHolder> {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  const workers = await gridWorkers(ctx.db, permission, grids);
  const standIns = await standInsOf(ctx, permission, new Set(workers.values()));
  return (grid) => {
    const worker = workers.get(grid) ?? null;
    const away = standIns.get(worker ?? '');
    const account = away ? away.account : worker;
    return {
      account,
      unit: account ? null : centreOf(grid, areas, units, asker),
      ...(away && { standsIn: away.standsIn }),
    };
  };
}
