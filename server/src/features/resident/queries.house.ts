import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { inReach, reachOf } from './policy.ts';
import { PERSON, type Person } from './row.ts';
import type { AreaCount, HousePeople, HouseStates } from './schema.ts';
import { itemsOf } from './view.ts';
import type { HomeKind } from './write.homes.ts';

/** Who lives in a house, owns it, rents it or is registered there now, of those the actor may see. */
export async function peopleOfHouse(
  runtime: Runtime,
  actor: Actor,
  house: string,
): Promise<Static<typeof HousePeople>> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<Person & { kinds: HomeKind[] }>`
      select ${PERSON}, n.kinds from (
        select m.person_id, array_agg(m.kind order by m.kind) as kinds from resident_home m
        where m.house_id = ${house}::uuid and m.to_on is null group by m.person_id) n
      join resident_person p on p.id = n.person_id
      where ${inReach(sql`p.area_id`, reachOf(actor, areas))} and p.state not in ('merged', 'erased')
      order by p.household_id, p.kin, p.birth, p.id limit ${atMost(200)}`.execute(ctx.db);
    const people = await itemsOf(ctx, rows);
    return { people: people.map((person, at) => ({ ...person, kinds: rows[at]!.kinds })) };
  });
}

interface StateRow {
  house_id: string;
  state: 'own' | 'let' | 'empty';
  living: number;
  care: number;
}

/** The states of a building's houses for the 楼盘表; a house nobody was ever told to live in is empty. Of areas the actor may see. */
export async function statesOfBuilding(
  runtime: Runtime,
  actor: Actor,
  building: string,
): Promise<Static<typeof HouseStates>> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async ({ db }) => {
    const { rows } = await sql<StateRow>`
      select h.id as house_id, coalesce(s.state, 'empty') as state, coalesce(s.living, 0) as living, coalesce(s.care, 0) as care
      from housing_house h left join resident_house_state s on s.house_id = h.id
      where h.building_id = ${building}::uuid and h.retired_at is null and ${inReach(sql`h.area_id`, reachOf(actor, areas))}
      order by h.id limit ${atMost(5000)}`.execute(db);
    return { items: rows };
  });
}

/** How many houses of these buildings are in which state: for the map. */
export async function statesOfBuildings(
  ctx: Context,
  buildings: readonly string[],
): Promise<Map<string, Record<string, number>>> {
  const { rows } = await sql<{ building_id: string; state: string; n: number; care: number }>`
    select h.building_id, coalesce(s.state, 'empty') as state, count(*)::int as n, count(*) filter (where s.care > 0)::int as care
    from housing_house h left join resident_house_state s on s.house_id = h.id
    where h.building_id = any (${buildings as string[]}::uuid[]) and h.retired_at is null group by 1, 2`.execute(
    ctx.db,
  );
  const states = new Map<string, Record<string, number>>();
  for (const { building_id, state, n, care } of rows) {
    const counts = states.get(building_id) ?? {};
    counts[state] = n;
    counts.care = (counts.care ?? 0) + care;
    states.set(building_id, counts);
  }
  return states;
}

/** How many people, households and undecided items an area holds with all below it, from the kept counts. */
export async function countOfArea(
  runtime: Runtime,
  actor: Actor,
  area: string | undefined,
): Promise<Static<typeof AreaCount>> {
  const areas = await areaTree(runtime);
  const reach = reachOf(actor, areas, area);
  return run(runtime, actor, async ({ db }) => {
    const { rows } = await sql<Static<typeof AreaCount>>`
      select coalesce(sum(people), 0)::int as people, coalesce(sum(households), 0)::int as households,
        coalesce(sum(waiting), 0)::int as waiting
      from resident_count c where ${inReach(sql`c.area_id`, reach)}`.execute(db);
    return rows[0]!;
  });
}
