import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { registerAreaUse } from './uses.ts';

async function one(runtime: Runtime, query: ReturnType<typeof sql<{ n: number }>>): Promise<number> {
  return (await query.execute(runtime.db)).rows[0]!.n;
}

/** What this feature itself keeps by grid: its addresses, and the cluster it serves in. */
export function registerOwnUses(runtime: Runtime): void {
  registerAreaUse(runtime, {
    kind: 'place',
    name: '楼栋与地址',
    ended: '发布后归到保留的网格。',
    divided: '发布后按所在位置归到两块，没有坐标的留在原网格。',
    count: (_, area) =>
      one(runtime, sql`select count(*)::int as n from area_place where area_id = ${area}::uuid`),
  });
  registerAreaUse(runtime, {
    kind: 'cluster',
    name: '网格服务片',
    ended: '发布后退出服务片。',
    divided: '新网格还不在服务片里，需要时在“网格服务片”中加入。',
    count: (_, area) =>
      one(
        runtime,
        sql`select count(*)::int as n from area where id = ${area}::uuid and cluster_id is not null`,
      ),
  });
}
