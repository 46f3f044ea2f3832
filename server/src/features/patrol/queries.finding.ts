import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { seesMatter } from '../matter/index.ts';
import { gridsSeen, mustSee } from './policy.ts';
import { readCampaign } from './row.ts';
import type { Finding, Links } from './schema.ts';

interface Row {
  id: string;
  visit_id: string;
  grid_id: string;
  item: string;
  said: string;
  at: Date;
  found_by: string;
  matter_id: string | null;
  asked: boolean;
  files: string[];
}

/** The newest findings under a condition on `f`; what they may be shown to was judged before. */
export async function findingsWhere(
  runtime: Runtime,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<Static<typeof Finding>[]> {
  const { rows } = await sql<Row>`
    select f.id, f.visit_id, f.grid_id, f.item, f.said, f.at, f.found_by, f.matter_id, f.asked, f.files from patrol_finding f
    where ${where} order by f.id desc limit ${atMost(limit)}`.execute(runtime.db);
  const [areas, names] = await Promise.all([
    areaTree(runtime),
    accountNames(
      runtime.db,
      rows.map((row) => row.found_by),
    ),
  ]);
  return rows.map((row) => ({
    id: row.id,
    visit: row.visit_id,
    grid_name: areas.get(row.grid_id)?.name ?? '',
    item: row.item,
    said: row.said,
    at: row.at.toISOString(),
    by: names.get(row.found_by) ?? '',
    matter: row.matter_id,
    // Photos that went to the matter are seen there, under the matter's own rights.
    files: row.asked ? [] : row.files.map((id) => ({ id, ...fileUrls(id) })),
  }));
}

/** What a campaign found, newest first, in the grids the actor sees and no others. */
export async function campaignFindings(
  runtime: Runtime,
  actor: Actor,
  id: string,
  query: { cursor?: string; limit?: number },
): Promise<Page<Static<typeof Finding>>> {
  const areas = await areaTree(runtime);
  const campaign = await readCampaign(runtime.db, id);
  const grids = gridsSeen(campaign, mustSee(actor, campaign, areas), areas);
  const limit = query.limit ?? 50;
  const before = cursorId(query.cursor);
  const where = [sql`f.campaign_id = ${id}::uuid`];
  if (grids) where.push(sql`f.grid_id = any (${grids}::uuid[])`);
  if (before) where.push(sql`f.id < ${before}::uuid`);
  const rows = await findingsWhere(runtime, sql.join(where, sql` and `), limit + 1);
  return toPage(rows, limit, (row) => row.id);
}

/** The findings a matter came from, for who sees the matter. */
export async function findingsOfMatter(
  runtime: Runtime,
  actor: Actor,
  matter: string,
): Promise<Static<typeof Links>> {
  if (!(await seesMatter(runtime, actor, matter))) throw notFound('事项');
  const { rows } = await sql<{ id: string; campaign: string; campaign_name: string; said: string; at: Date }>`
    select f.id, f.campaign_id as campaign, c.name as campaign_name, f.said, f.at
    from patrol_finding f join patrol_campaign c on c.id = f.campaign_id where f.matter_id = ${matter}::uuid order by f.id`.execute(
    runtime.db,
  );
  return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
}
