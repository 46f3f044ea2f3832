import { sql } from 'kysely';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type AreaAt, areaTree, registerAreaKeeper, registerAreaUse } from '../area/index.ts';
import { areaColumn, DEPTHS } from './policy.ts';

async function openIn(runtime: Runtime, area: string): Promise<number> {
  const depth = (await areaTree(runtime)).get(area)?.path.length ?? 0;
  if (depth < 1 || depth > DEPTHS) return 0;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from matter m where m.open and ${areaColumn(depth)} = ${area}::uuid`.execute(
    runtime.db,
  );
  return rows[0]!.n;
}

async function rulesFor(runtime: Runtime, area: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from matter_responsibility where area_id = ${area}::uuid`.execute(runtime.db);
  return rows[0]!.n;
}

/** One of these areas that a matter names at that depth, open or not: the columns stay, so the area must. */
async function namedIn(ctx: Context, areas: readonly AreaAt[]): Promise<string | null> {
  for (const [depth, at] of Map.groupBy(areas, (area) => area.depth)) {
    if (depth < 1 || depth > DEPTHS) continue;
    const { rows } = await sql<{ id: string }>`
      select a.id from unnest(${at.map(({ id }) => id)}::uuid[]) with ordinality as a (id, nr)
      where exists (select from matter m where ${areaColumn(depth)} = a.id) order by a.nr limit 1`.execute(
      ctx.db,
    );
    if (rows[0]) return rows[0].id;
  }
  return null;
}

/** Whoever splits or merges grids is told how many open matters and rules of responsibility name them, numbers only; areas with matters keep their depth. */
export function registerAreaUses(runtime: Runtime): void {
  registerAreaUse(runtime, {
    kind: 'matter',
    name: '未办结事项',
    ended: '不移动：留在停用的网格名下办完，社区和街道仍能看到。',
    divided: '不移动：留在原网格名下办完。',
    count: openIn,
  });
  registerAreaUse(runtime, {
    kind: 'responsibility',
    name: '责任清单条目',
    ended: '发布后不再起作用：请在责任清单里改为保留的网格。',
    divided: '只管原网格；新网格需要时另行添加。',
    count: rulesFor,
  });
  registerAreaKeeper(runtime, namedIn);
}
