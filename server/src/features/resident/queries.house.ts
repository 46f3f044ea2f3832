import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { inReach, reachOf } from './policy.ts';
import { PERSON, type Person } from './row.ts';
import type { AreaCount, HousePeople } from './schema.ts';
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
