import { type RawBuilder, sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { registerAreaUse } from '../area/index.ts';

const counted = async (runtime: Runtime, query: RawBuilder<{ n: number }>): Promise<number> =>
  (await query.execute(runtime.db)).rows[0]?.n ?? 0;

/** Tells whoever draws areas anew how many buildings and estates hang on one. */
export function registerOwnUses(runtime: Runtime): void {
  registerAreaUse(runtime, {
    ...{ kind: 'housing_building', name: '建筑' },
    ended: '按位置归入新的网格；不在任何网格内的列入“未落格”。',
    divided: '按位置归入新的网格；不在任何网格内的列入“未落格”。',
    count: (_, area) =>
      counted(
        runtime,
        sql`select count(*)::int as n from housing_building where area_id = ${area}::uuid and retired_at is null`,
      ),
  });
  registerAreaUse(runtime, {
    ...{ kind: 'housing_estate', name: '小区' },
    ended: '仍归原社区，请到小区页面改划。',
    divided: '仍归原社区，请到小区页面改划。',
    count: (_, area) =>
      counted(
        runtime,
        sql`select count(*)::int as n from housing_estate where area_id = ${area}::uuid and retired_at is null`,
      ),
  });
}
