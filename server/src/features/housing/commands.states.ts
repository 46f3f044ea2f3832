import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { putLooks } from './commands.map.ts';
import { lookOf, type StateCounts } from './rules.state.ts';
import { houseStates } from './uses.ts';

/**
 * Brings the colours of buildings up to date after people moved in or out: asks whoever keeps the people for the counts and keeps them with
 * the building, so that the map need not count. Only buildings whose counts changed are drawn anew.
 */
export async function refreshBuildingStates(ctx: Context, buildings: readonly string[]): Promise<void> {
  const given = houseStates(ctx.runtime);
  if (!given || buildings.length === 0) return;
  await ctx.flush();
  const ids = [...new Set(buildings)].sort();
  // Held before they are counted: of two who change houses of one building at a time the second counts what the first did.
  await sql`select from housing_building where id = any (${ids}::uuid[]) order by id for no key update`.execute(
    ctx.db,
  );
  const counted = await given.ofBuildings(ctx.db, ids);
  const rows = ids.map((id) => ({ id, states: counted.get(id) ?? {} }));
  const changed = await sql<{ id: string; states: StateCounts }>`
    update housing_building b set states = c.states
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, states jsonb)
    where b.id = c.id and b.states is distinct from c.states returning b.id, b.states`.execute(ctx.db);
  const looks = changed.rows.map(({ id, states: counts }) => ({ id, look: lookOf(counts) }));
  await putLooks(ctx, looks);
}
