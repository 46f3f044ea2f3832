import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { conflict, notFound, Refusal } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type CreateInput, prepareMatter } from '../matter/index.ts';
import { managesIt, walks } from './policy.ts';
import { addCounts, type Campaign, readCampaign, readVisit } from './row.ts';

interface FindingRow {
  id: string;
  visit_id: string;
  campaign_id: string;
  grid_id: string;
  item: string;
  said: string;
  files: string[];
  asked: boolean;
  matter_id: string | null;
  found_by: string;
}

const FINDING = sql.raw('id, visit_id, campaign_id, grid_id, item, said, files, asked, matter_id, found_by');

async function callOf(runtime: Runtime, campaign: Campaign, finding: FindingRow): Promise<CreateInput> {
  const visit = await readVisit(runtime.db, finding.visit_id);
  const item = campaign.items.find((each) => each.code === finding.item);
  if (!item?.matter_type)
    throw conflict('no_matter_type', '清单没有写明这一项转为哪类事项，请在“巡查上报”里另报。');
  const point = visit.lng !== null && visit.lat !== null ? { lng: visit.lng, lat: visit.lat } : undefined;
  return {
    // The finding's own number: however often it is asked, its finder makes one matter of it.
    client_id: finding.id,
    type: item.matter_type,
    category: item.category,
    text: `${finding.said}（${campaign.name}）`,
    source: 'patrol',
    // A position outside the grid (a phone that has none yet) does not move the finding elsewhere.
    area: finding.grid_id,
    ...(point ? { point } : {}),
    files: finding.asked ? finding.files : [],
  };
}

/** Queues that a finding became a matter. */
function link(ctx: Context, finding: FindingRow, areas: AreaTree, matter: string): void {
  ctx.write(sql`update patrol_finding set matter_id = ${matter}::uuid where id = ${finding.id}::uuid`);
  ctx.write(addCounts([{ campaign: finding.campaign_id, grid: finding.grid_id, matters: 1 }]));
  record(ctx, {
    subjectKind: 'patrol_finding',
    subject: finding.id,
    kind: 'patrol.raised',
    audience: 'staff',
    scopes: [...(areas.get(finding.grid_id)?.path ?? [])],
    data: { campaign: finding.campaign_id, visit: finding.visit_id, matter },
    prevHash: null,
  });
}

async function readFinding(db: Db, id: string): Promise<FindingRow> {
  const { rows } =
    await sql<FindingRow>`select ${FINDING} from patrol_finding where id = ${id}::uuid`.execute(db);
  if (!rows[0]) throw notFound('巡查发现');
  return rows[0];
}

/**
 * Makes a matter of a finding, linked both ways, or answers with the one it became, also when another makes it at this moment. For its
 * finder, who walks the grid, or manages the campaign; 404 for everybody else.
 */
export async function raiseFinding(runtime: Runtime, actor: Actor, id: string): Promise<{ matter: string }> {
  const areas = await areaTree(runtime);
  const finding = await readFinding(runtime.db, id);
  const campaign = await readCampaign(runtime.db, finding.campaign_id);
  const own = finding.found_by === actor.id || walks(actor, finding.grid_id, areas);
  if (!own && !managesIt(actor, campaign, areas)) throw notFound('巡查发现');
  if (finding.matter_id) return { matter: finding.matter_id };
  // Photos that wait for the matter are their finder's own: another one's matter goes without them.
  const asked = finding.asked && finding.found_by === actor.id;
  const call = await callOf(runtime, campaign, { ...finding, asked });
  const open = await prepareMatter(runtime, actor, call);
  return run(runtime, actor, async (ctx) => {
    // Locked until the end: of those who raise it at one moment one makes the matter.
    const { rows } = await sql<{ matter_id: string | null }>`
      select matter_id from patrol_finding where id = ${id}::uuid for update`.execute(ctx.db);
    const known = rows[0]?.matter_id;
    if (known) return { matter: known };
    const matter = await open(ctx);
    link(ctx, finding, areas, matter);
    return { matter };
  });
}

/**
 * Leaves a finding that does not become a matter by itself to people, who raise it with one tap. The photos that waited for the
 * matter stay with the visit, those at least that are still there and the actor's.
 */
export function leaveToPeople(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  return run(runtime, actor, async (ctx) => {
    const { visit_id, files } = await readFinding(ctx.db, id);
    const to = { subjectKind: 'patrol', subject: visit_id, stage: 'patrol' };
    await attachFiles(ctx, files, to).catch((error) => {
      if (!(error instanceof Refusal)) throw error;
    });
    await sql`
      update patrol_finding f set asked = false,
        files = array(select p.id from file p where p.id = any (f.files) and p.subject = f.visit_id order by p.id)
      where f.id = ${id}::uuid and f.matter_id is null`.execute(ctx.db);
  });
}
