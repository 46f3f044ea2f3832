import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badFields, conflict, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { closeGridTasks } from '../task/index.ts';
import { raiseFinding } from './commands.finding.ts';
import { walksIt } from './policy.ts';
import { addCounts, type Campaign, readCampaign, readVisit, type Visit } from './row.ts';
import { answerFaults, findingOf, photosOf, type Said } from './rules.items.ts';
import type { SubmitBody } from './schema.ts';

type Submitted = Static<typeof SubmitBody>;

interface Found {
  id: string;
  item: string;
  said: string;
  asked: boolean;
  files: string[];
}

function findingsOf(
  ctx: Context,
  campaign: Campaign,
  body: Submitted,
  photos: Map<string, string[]>,
): Found[] {
  return campaign.items.flatMap((item) => {
    const said = body.answers.find((each) => each.code === item.code);
    const words = findingOf(item, said as Said | undefined);
    if (words === null) return [];
    const asked = Boolean(said?.raise && item.matter_type);
    return { id: uuidv7(ctx.now), item: item.code, said: words, asked, files: photos.get(item.code) ?? [] };
  });
}

/** Photos of what becomes a matter go to the matter; all others stay with the visit. */
async function attach(ctx: Context, visit: string, files: readonly string[], found: Found[]): Promise<void> {
  const leaving = new Set(found.flatMap(({ asked, files: own }) => (asked ? own : [])));
  await attachFiles(
    ctx,
    files.filter((id) => !leaving.has(id)),
    { subjectKind: 'patrol', subject: visit, stage: 'patrol' },
  );
}

function write(
  ctx: Context,
  visit: Visit,
  campaign: Campaign,
  body: Submitted,
  found: Found[],
  areas: AreaTree,
): void {
  ctx.write(sql`
    update patrol_visit set state = 'done', client_id = ${body.client_id}::uuid, done_at = ${ctx.now}::timestamptz, done_by = ${ctx.actor.id}::uuid,
      lng = ${body.point?.lng ?? null}::float8, lat = ${body.point?.lat ?? null}::float8, answers = ${JSON.stringify(body.answers)}::jsonb,
      note = ${body.note ?? null}
    where id = ${visit.id}::uuid`);
  ctx.write(sql`
    insert into patrol_finding (id, visit_id, campaign_id, grid_id, item, said, asked, files, found_by, at)
    select id, ${visit.id}::uuid, ${campaign.id}::uuid, ${visit.grid_id}::uuid, item, said, asked,
      array(select jsonb_array_elements_text(files)::uuid), ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f(id uuid, item text, said text, asked boolean, files jsonb)`);
  const open_late = visit.late ? -1 : 0;
  ctx.write(
    addCounts([{ campaign: campaign.id, grid: visit.grid_id, done: 1, open_late, findings: found.length }]),
  );
  closeGridTasks(ctx, 'patrol', [visit], 'done');
  record(ctx, {
    subjectKind: 'patrol_visit',
    subject: visit.id,
    kind: 'patrol.visited',
    audience: 'staff',
    scopes: [...new Set([campaign.owner_unit, ...(areas.get(visit.grid_id)?.path ?? [])])],
    data: { campaign: campaign.id, grid: visit.grid_id, period: visit.period, findings: found.length },
    prevHash: null,
  });
}

/**
 * Takes a walked checklist. Only who walks the grid, or has the visit as a stand-in, may send it; the same submission sent again (a phone without signal) counts
 * once, another one on a visit that is done is refused. What was asked to become a matter becomes one right after.
 */
export async function submitVisit(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Submitted,
): Promise<{ id: string }> {
  const areas = await areaTree(runtime);
  const raising = await run(runtime, actor, async (ctx) => {
    const visit = await readVisit(ctx.db, id, true);
    if (!walksIt(actor, visit, areas)) throw notFound('巡查任务');
    if (visit.state === 'done' && visit.client_id === body.client_id) return [];
    if (visit.state !== 'open')
      throw conflict(
        'not_now',
        visit.state === 'done' ? '这次巡查已经提交过。' : '这次专项巡查已经结束，任务已撤回。',
      );
    const campaign = await readCampaign(ctx.db, visit.campaign_id);
    const files = body.files ?? [];
    const faults = answerFaults(campaign.items, body.answers as Said[], files.length);
    if (faults.length > 0) throw badFields(faults);
    const found = findingsOf(ctx, campaign, body, photosOf(body.answers as Said[], files));
    await attach(ctx, id, files, found);
    write(ctx, visit, campaign, body, found, areas);
    return found.filter(({ asked }) => asked);
  });
  for (const { id: finding } of raising)
    await raiseFinding(runtime, actor, finding).catch((error) =>
      runtime.log.error({ err: error, finding }, 'a finding will become a matter later'),
    );
  return { id };
}
