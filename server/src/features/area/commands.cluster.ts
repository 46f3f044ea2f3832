import { sql } from 'kysely';
import { badField, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';

/** A 网格服务片: grids of one area whose staff serve as one. All by code. */
export interface ClusterInput {
  name: string;
  parentCode: string;
  grids: readonly string[];
}

interface Ends {
  parent: string | null;
  grids: string[];
  strangers: string[];
}

/** The areas a cluster is made of; grids must lie below its area. */
async function endsOf(ctx: Context, input: ClusterInput): Promise<{ parent: string; grids: string[] }> {
  const { rows } = await sql<Ends>`
    with parent as (select id from area where code = ${input.parentCode} and retired_at is null),
      named as (select unnest(${input.grids as string[]}::text[]) as code),
      found as (select a.id, a.code, a.path @> array[p.id] as below from named n join area a using (code), parent p
        where a.retired_at is null)
    select (select id from parent) as parent,
      coalesce((select array_agg(id) from found where below), '{}') as grids,
      coalesce((select array_agg(code) from named where code not in (select code from found where below)), '{}') as strangers`.execute(
    ctx.db,
  );
  const { parent, grids, strangers } = rows[0]!;
  if (!parent)
    throw badField('parent', 'unknown_area', `没有编码为 ${input.parentCode} 的区域，请重新选择。`);
  if (strangers.length > 0)
    throw badField(
      'grids',
      'not_below',
      `这些网格不在所选区域内或已停用：${strangers.slice(0, 10).join('、')}。请重新选择。`,
    );
  return { parent, grids };
}

async function write(ctx: Context, id: string, input: ClusterInput): Promise<void> {
  const { parent, grids } = await endsOf(ctx, input);
  await sql`insert into area_cluster (id, name, parent_id) values (${id}::uuid, ${input.name}, ${parent}::uuid)
    on conflict (id) do update set name = excluded.name, parent_id = excluded.parent_id`.execute(ctx.db);
  await sql`update area set cluster_id = case when id = any (${grids}::uuid[]) then ${id}::uuid end
    where (id = any (${grids}::uuid[]) or cluster_id = ${id}::uuid)
      and cluster_id is distinct from case when id = any (${grids}::uuid[]) then ${id}::uuid end`.execute(
    ctx.db,
  );
  await recordNext(ctx, {
    subjectKind: 'area_cluster',
    subject: id,
    kind: 'area.cluster-saved',
    audience: 'staff',
    scopes: [parent],
    data: { name: input.name, grids: input.grids.length },
  });
}

/** Creates a cluster, or changes the one named; a grid belongs to at most one, the newest. Returns its id. */
export async function saveCluster(ctx: Context, input: ClusterInput, id?: string): Promise<string> {
  if (id) {
    const { rows } = await sql`select from area_cluster where id = ${id}::uuid for update`.execute(ctx.db);
    if (rows.length === 0) throw notFound('服务片');
  }
  const cluster = id ?? uuidv7(ctx.now);
  await write(ctx, cluster, input);
  return cluster;
}

/** Creates or changes clusters by their area and name: for imports, safe to run twice. */
export async function saveClusters(ctx: Context, clusters: readonly ClusterInput[]): Promise<void> {
  const { rows } = await sql<{ id: string; name: string; code: string }>`
    select c.id, c.name, a.code from area_cluster c join area a on a.id = c.parent_id`.execute(ctx.db);
  const known = new Map(rows.map((row) => [`${row.code} ${row.name}`, row.id]));
  for (const cluster of clusters)
    await write(ctx, known.get(`${cluster.parentCode} ${cluster.name}`) ?? uuidv7(ctx.now), cluster);
}

/** Dissolves a cluster: its grids stand for themselves again. */
export async function deleteCluster(ctx: Context, id: string): Promise<void> {
  await sql`update area set cluster_id = null where cluster_id = ${id}::uuid`.execute(ctx.db);
  const { rows } = await sql<{ parent_id: string; name: string }>`
    delete from area_cluster where id = ${id}::uuid returning parent_id, name`.execute(ctx.db);
  const gone = rows[0];
  if (!gone) throw notFound('服务片');
  await recordNext(ctx, {
    subjectKind: 'area_cluster',
    subject: id,
    kind: 'area.cluster-deleted',
    audience: 'staff',
    scopes: [gone.parent_id],
    data: { name: gone.name },
  });
}
