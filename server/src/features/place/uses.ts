import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { registerAreaUse } from '../area/index.ts';
import { registerHouseUse } from '../housing/index.ts';

/**
 * Whoever splits or merges grids is told how many places are registered in them, numbers only, and of incidents not even those (decision 0023);
 * a house somebody sits in does not end.
 */
export function registerUses(runtime: Runtime): void {
  registerAreaUse(runtime, {
    kind: 'site',
    name: '单位、场所、部件和车辆',
    ended: '标了位置的自动归入所在的新网格；手工指定网格的留在原处，请逐个改派。',
    divided: '标了位置的自动归入所在的新网格；手工指定网格的不动。',
    async count(at, area) {
      const { rows } = await sql<{ n: number }>`
        select coalesce(sum(n), 0)::int as n from place_count where area_id = ${area}::uuid and subject <> 'incident'`.execute(
        at.db,
      );
      return rows[0]!.n;
    },
  });
  registerHouseUse(runtime, async (ctx, houses) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from place_link where house_id = any (${houses as string[]}::uuid[]) and to_on is null`.execute(
      ctx.db,
    );
    return rows[0]!.n > 0 ? `还有 ${rows[0]!.n} 家单位登记在这里` : null;
  });
}
