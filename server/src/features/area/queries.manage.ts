import { sql } from 'kysely';
import { notFound } from '../../platform/errors.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { findArea } from './queries.ts';
import type { BoundaryReport } from './report.ts';
import { areaTree } from './tree.ts';

interface VersionRow {
  version: number;
  note: string;
  actor: string;
  at: Date;
  areas: number;
  report: Partial<BoundaryReport>;
}

const versionItem = ({ report, at, ...row }: VersionRow) => ({
  ...row,
  at: at.toISOString(),
  ...(report.counts && { counts: report.counts }),
});

/** The versions of the boundaries, the newest first. */
export async function listVersions(runtime: Runtime, query: { cursor?: string; limit?: number }) {
  const { cursor, limit = 50 } = query;
  const before = cursor === undefined ? null : Number(cursor);
  const { rows } = await sql<VersionRow>`
    select version, note, actor, at, jsonb_build_object('counts', report->'counts') as report,
      (select count(*) from area_boundary b where b.version = v.version) as areas
    from area_boundary_version v where ${before}::int is null or version < ${before}::int
    order by version desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = rows.slice(0, limit);
  return {
    items: page.map(versionItem),
    next: rows.length > limit ? String(page.at(-1)!.version) : null,
  };
}

const MOST_CHANGED = 500;

/** One version with its report and the areas it changed. */
export async function versionDetail(runtime: Runtime, version: number) {
  const { rows } = await sql<VersionRow>`
    select version, note, actor, at, report,
      (select count(*) from area_boundary b where b.version = v.version) as areas
    from area_boundary_version v where version = ${version}`.execute(runtime.db);
  const row = rows[0];
  if (!row) throw notFound('边界版本');
  const changed = await sql<{ id: string; code: string; name: string }>`
    select a.id, a.code, a.name from area_boundary b join area a on a.id = b.area_id
    where b.version = ${version} order by a.code limit ${atMost(MOST_CHANGED)}`.execute(runtime.db);
  return { ...versionItem(row), report: row.report, changed: changed.rows };
}

/** Clusters of grids, all or those below an area. */
export async function listClusters(runtime: Runtime, parent?: string) {
  const areas = await areaTree(runtime);
  const top = parent === undefined ? undefined : findArea(areas, parent);
  const { rows } = await sql<{ id: string; name: string; parent_id: string }>`
    select id, name, parent_id from area_cluster order by name`.execute(runtime.db);
  const grids = Map.groupBy(areas.all(), (area) => area.clusterId);
  return rows
    .filter((row) => !top || areas.within(row.parent_id, top.id))
    .map(({ id, name, parent_id }) => {
      const at = areas.get(parent_id)!;
      return {
        id,
        name,
        parent: { id: at.id, code: at.code, name: at.name, full_name: areas.fullName(at.id) },
        grids: (grids.get(id) ?? []).map((grid) => ({ id: grid.id, code: grid.code, name: grid.name })),
      };
    });
}
