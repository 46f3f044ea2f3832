import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { newestWorkflow } from '../workflow/index.ts';
import { type Reach, reachesOf } from './policy.ts';
import { areaOf, within } from './queries.list.ts';
import { registry } from './registry.ts';
import type { MatterCounts } from './schema.desk.ts';

type Counts = Static<typeof MatterCounts>;

/** The areas whose numbers are the actor's, with or without confidential ones; for the whole city the city itself. */
function areasOf(reaches: readonly Reach[], areas: AreaTree, plain: boolean): string[] {
  return reaches.flatMap((reach) => {
    if (reach.kind === 'party' || reach.plain !== plain) return [];
    if (reach.kind === 'area') return reach.area;
    return areas.all().flatMap((area) => (area.path.length === 1 ? area.id : []));
  });
}

function partition(ids: readonly string[], holds: (id: string) => boolean): [string[], string[]] {
  return [ids.filter(holds), ids.filter((id) => !holds(id))];
}

/**
 * How many matters of which type are in which state, for the areas the actor may view (or one area within them): kept numbers,
 * one row each. Somebody who only has matters as a party gets none: what waits for them is counted by the tasks.
 */
export async function matterCounts(runtime: Runtime, actor: Actor, area?: string): Promise<Counts> {
  const areas = await areaTree(runtime);
  const reaches = reachesOf(actor, areas);
  const asked = area ? within(reaches, areaOf(areas, area), areas) : reaches;
  const [full, plain] = [areasOf(asked, areas, false), areasOf(asked, areas, true)];
  const tops = [...full, ...plain];
  // What is not confidential in an area inside a plain one is counted there already.
  const [inner, outer] = partition(full, (id) => plain.some((other) => areas.within(id, other)));
  const { rows } = await sql<{ type_code: string; state: string; n: number }>`
    select type_code, state, sum(n)::int as n from matter_count
    where ref = any (${outer}::uuid[]) or (ref = any (${plain}::uuid[]) and not confidential)
      or (ref = any (${inner}::uuid[]) and confidential)
    group by type_code, state having sum(n) > 0`.execute(runtime.db);
  const { types } = await registry(runtime);
  const order = [...types.keys()];
  const items = await Promise.all(
    rows.map(async ({ type_code, state, n }) => {
      const type = types.get(type_code);
      const known = type && (await newestWorkflow(runtime, type.workflow)).states.get(state);
      return {
        type: type_code,
        type_name: type?.name ?? type_code,
        state,
        state_name: known?.name ?? state,
        phase: known?.phase ?? 'ended',
        open: !known?.terminal,
        n,
      };
    }),
  );
  items.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type) || b.n - a.n);
  const sum = (of: typeof items) => of.reduce((total, item) => total + item.n, 0);
  return {
    areas: tops.map((id) => ({ id, name: areas.get(id)?.name ?? '', full_name: areas.fullName(id) })),
    total: sum(items),
    open: sum(items.filter((item) => item.open)),
    items,
  };
}
