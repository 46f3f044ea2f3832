import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { citizenCheck } from '../dictionary/index.ts';

/** An ID number that the check digit accepts, under a prefix that no region has. */
export function sampleId(birth: string, order: number): string {
  const body = `999999${birth.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
  return body + citizenCheck(body);
}

/** A grid in each of some communities of a city; returns their ids. For tests. */
export async function sampleGrids(
  runtime: Runtime,
  city: string,
  communities: readonly string[],
): Promise<string[]> {
  return run(runtime, SYSTEM, async (ctx) => {
    const ids = communities.map(() => uuidv7(ctx.now));
    for (const [i, id] of ids.entries())
      await sql`insert into area (id, parent_id, code, name, level, path, created_at) values (${id}::uuid, ${communities[i]}::uuid,
        ${`42999800100${i + 1}01`}, '网格', 'grid', ${[city, communities[i], id]}::uuid[], ${ctx.now}::timestamptz)`.execute(
        ctx.db,
      );
    return ids;
  });
}

/** A building in an area with some houses; returns the ids of the houses. For tests. */
export async function sampleHouses(runtime: Runtime, area: string | null, count: number): Promise<string[]> {
  return run(runtime, SYSTEM, async (ctx) => {
    const building = uuidv7(ctx.now);
    await sql`
      insert into housing_building (id, area_id, area_by, name, kind, created_at)
      values (${building}::uuid, ${area}::uuid, 'place', '1 栋', 'residence', ${ctx.now}::timestamptz)`.execute(
      ctx.db,
    );
    const ids = Array.from({ length: count }, () => uuidv7(ctx.now));
    for (const [i, id] of ids.entries())
      await sql`
        insert into housing_house (id, building_id, area_id, floor, position, number, address, use, created_at)
        values (${id}::uuid, ${building}::uuid, ${area}::uuid, ${i + 1}::int, 1, ${`${i + 1}01`}, ${`样例路 1 号 ${i + 1}01`}, 'residence',
          ${ctx.now}::timestamptz)`.execute(ctx.db);
    return ids;
  });
}
