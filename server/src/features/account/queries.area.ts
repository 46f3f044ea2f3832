import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { registerAreaUse } from '../area/index.ts';

async function countIn(runtime: Runtime, table: 'staff' | 'unit', area: string): Promise<number> {
  const query =
    table === 'staff'
      ? sql<{ n: number }>`select count(distinct l.account_id)::int as n
          from account_relation l join account a on a.id = l.account_id
          where l.area_id = ${area}::uuid and l.ended_at is null and a.disabled_at is null`
      : sql<{ n: number }>`select count(*)::int as n from account_unit
          where area_id = ${area}::uuid and retired_at is null`;
  return (await query.execute(runtime.db)).rows[0]!.n;
}

/** Whoever splits or merges grids is told how many people and organisations answer for them. */
export function registerAreaUses(runtime: Runtime): void {
  registerAreaUse(runtime, {
    kind: 'staff',
    name: '负责人员',
    ended: '发布后他们收不到新事项：请在“组织人员”里改为负责保留的网格。',
    divided: '他们仍负责原网格；新网格请在“组织人员”里另行指定负责人。',
    count: (_, area) => countIn(runtime, 'staff', area),
  });
  registerAreaUse(runtime, {
    kind: 'unit',
    name: '负责单位',
    ended: '请在“组织人员”里把它改到保留的网格。',
    divided: '仍在原网格。',
    count: (_, area) => countIn(runtime, 'unit', area),
  });
}
