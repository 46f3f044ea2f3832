import { sql } from 'kysely';
import { changeAreas, importAreas, publishBoundaries } from '../../server/src/features/area/index.ts';
import { SYSTEM } from '../../server/src/platform/access.ts';
import type { Runtime } from '../../server/src/platform/runtime.ts';
import { boundaryOf } from './files.ts';
import type { CityPlan } from './plan.ts';

/** Puts the divisions and grids of the made-up city on the map; returns the ids by code. */
export async function loadAreas(runtime: Runtime, { areas }: CityPlan): Promise<Map<string, string>> {
  await changeAreas(runtime, SYSTEM, async (ctx) => {
    await importAreas(
      ctx,
      areas.map(({ code, name, level, parent }) => ({ code, name, level, parent })),
    );
    const boundaries = areas
      .filter(({ level }) => level !== 'province')
      .map((area) => ({ code: area.code, geometry: boundaryOf(area) }));
    await publishBoundaries(ctx, { note: '初始边界', boundaries });
  });
  const { rows } = await sql<{ id: string; code: string }>`select id, code from area`.execute(runtime.db);
  return new Map(rows.map(({ id, code }) => [code, id]));
}
