import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf } from '../../platform/access.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { areaTree, gridsIn } from '../area/index.ts';
import { WORK } from './policy.ts';
import type { Home } from './schema.team.ts';

/** The grid of an account: the one it says it belongs to, else that of its own checked record; null where neither is known. */
export async function homeIn(ctx: Context): Promise<{ grid_id: string; how: string } | null> {
  const { rows } = await sql<{ grid_id: string; how: string }>`
    select grid_id, how from (
      select grid_id, how, 1 as at from duty_home where account_id = ${ctx.actor.id}::uuid
      union all
      select p.area_id, 'registered', 2 from resident_person p join area a on a.id = p.area_id and a.level = 'grid'
      where p.account_id = ${ctx.actor.id}::uuid and p.state = 'present') h
    order by at limit 1`.execute(ctx.db);
  return rows[0] ?? null;
}

/** A resident's grid as the account says it, and a grid worker's own; null where none is known. */
export async function myGrid(runtime: Runtime, actor: Actor): Promise<Static<typeof Home>> {
  const areas = await areaTree(runtime);
  const said = await run(runtime, actor, homeIn);
  const own = said?.grid_id ?? gridsIn(areasOf(actor, WORK), areas)[0];
  const node = own ? areas.get(own) : undefined;
  if (!node || node.retired) return { grid: null, how: null };
  return {
    grid: { id: node.id, name: node.name, full_name: areas.fullName(node.id) },
    how: said?.how ?? 'work',
  };
}
