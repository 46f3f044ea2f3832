import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { addDays, dayOf, isDay } from '../../platform/day.ts';
import { badField, badFields, conflict, notAllowed } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree, gridsIn, pathsOf } from '../area/index.ts';
import { registry } from '../matter/index.ts';
import { closeGridTasks, gridWorkers } from '../task/index.ts';
import { MANAGE, manageable, mustManage, WALK } from './policy.ts';
import { reportOf } from './queries.coverage.ts';
import { type Campaign, readCampaign, type Visit } from './row.ts';
import { type Item, itemFaults } from './rules.items.ts';
import { type Pause, periodsOf } from './rules.ts';
import type { CampaignBody, PreviewBody, StateBody } from './schema.ts';

const LONGEST_DAYS = 400;
type Planned = Static<typeof PreviewBody>;

function checkDays({ starts_on, ends_on }: Planned): void {
  for (const [path, day] of [
    ['starts_on', starts_on],
    ['ends_on', ends_on],
  ] as const)
    if (!isDay(day)) throw badField(path, 'bad_day', '没有这一天，请重新选择日期。');
  if (ends_on < starts_on) throw badField('ends_on', 'before', '结束日期须在开始日期之后。');
  if (ends_on > addDays(starts_on, LONGEST_DAYS))
    throw badField('ends_on', 'too_large', `一次专项巡查最长 ${LONGEST_DAYS} 天，请分次开展。`);
}

async function placesOf(runtime: Runtime, actor: Actor, planned: Planned) {
  checkDays(planned);
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const tops = manageable(actor, units);
  for (const id of planned.areas)
    if (!areas.get(id) || !tops.some((top) => areas.within(id, top)))
      throw badField('areas', 'unknown_area', '有区域不存在，或不在您的管辖范围内，请重新选择。');
  const grids = gridsIn(planned.areas, areas);
  if (grids.length === 0) throw badField('areas', 'no_grids', '所选区域里没有网格，请重新选择。');
  return { areas, units, grids };
}

/** How much a campaign would ask, before it is made. */
export async function preview(runtime: Runtime, actor: Actor, planned: Planned) {
  const { grids } = await placesOf(runtime, actor, planned);
  const periods = periodsOf(planned).length;
  const workers = await gridWorkers(runtime.db, WALK, grids);
  return {
    grids: grids.length,
    periods,
    visits: grids.length * periods * planned.times,
    without_worker: grids.filter((grid) => !workers.has(grid)).length,
  };
}

async function checkItems(runtime: Runtime, items: readonly Item[]): Promise<void> {
  const { types, categories } = await registry(runtime);
  const faults = itemFaults(items);
  items.forEach(({ matter_type, category, label }, i) => {
    // One of a hidden type has a page of its own (吹哨): nothing is raised as it.
    if (matter_type && (types.get(matter_type)?.hidden ?? !types.has(matter_type)))
      faults.push({
        path: `items.${i}.matter_type`,
        code: 'unknown_type',
        message: `“${label}”的事项类型不存在。`,
      });
    if (category && !categories.has(category))
      faults.push({
        path: `items.${i}.category`,
        code: 'unknown_category',
        message: `“${label}”的类别不存在。`,
      });
  });
  if (faults.length > 0) throw badFields(faults);
}

function ownerOf(actor: Actor, asked: string | undefined): string {
  const own = unitsOf(actor, MANAGE);
  const unit = asked ?? own[0];
  if (!unit || !own.includes(unit)) throw notAllowed('只能以本单位的名义发起专项巡查。');
  return unit;
}

/** Starts a campaign. Its visits are made period by period by the timer; the same submission sent again makes one campaign. */
export async function createCampaign(runtime: Runtime, actor: Actor, body: Static<typeof CampaignBody>) {
  const { areas } = await placesOf(runtime, actor, body);
  await checkItems(runtime, body.items);
  const owner = ownerOf(actor, body.unit);
  const paths = pathsOf(body.areas, areas);
  const id = body.client_id;
  await run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ created_by: string }>`
      select created_by from patrol_campaign where id = ${id}::uuid`.execute(ctx.db);
    if (rows[0]?.created_by === actor.id) return;
    if (rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const hash = record(ctx, {
      subjectKind: 'patrol',
      subject: id,
      kind: 'patrol.created',
      audience: 'staff',
      scopes: [...new Set([owner, ...paths])],
      data: {
        name: body.name,
        theme: body.theme,
        per: body.per,
        times: body.times,
        starts_on: body.starts_on,
        ends_on: body.ends_on,
      },
      prevHash: null,
    });
    ctx.write(sql`
      insert into patrol_campaign (id, name, theme, owner_unit, areas, paths, starts_on, ends_on, per, times, items, places, state, created_by, created_at, event_hash)
      values (${id}::uuid, ${body.name.trim()}, ${body.theme.trim()}, ${owner}::uuid, ${body.areas}::uuid[], ${paths}::uuid[], ${body.starts_on}::date,
        ${body.ends_on}::date, ${body.per}, ${body.times}::int, ${JSON.stringify(body.items)}::jsonb, ${JSON.stringify(body.places ?? [])}::jsonb,
        'running', ${actor.id}::uuid, ${ctx.now}::timestamptz, ${hash}::bytea)`);
  });
  return { id };
}

/** The pauses after a change of state: one that begins lasts from today, one that ends lasted until yesterday. */
function pausesAfter(campaign: Campaign, to: Campaign['state'], today: string): Pause[] {
  const ended = campaign.pauses.map((pause) =>
    pause.to === null ? { ...pause, to: addDays(today, -1) } : pause,
  );
  return to === 'paused' ? [...ended, { from: today, to: null }] : ended;
}

const MOVES: Record<Campaign['state'], Campaign['state'][]> = {
  running: ['paused', 'closed'],
  paused: ['running', 'closed'],
  closed: [],
};

/** Pauses, resumes or closes a campaign. Closing withdraws what is still open and writes the report; it is for good. */
export async function moveCampaign(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof StateBody>,
) {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const campaign = await readCampaign(ctx.db, id, true);
    mustManage(actor, campaign, areas);
    if (campaign.version !== body.version)
      throw conflict('changed_meanwhile', '这次巡查刚刚被别人更新过，请看一下最新情况。', {
        version: campaign.version,
      });
    if (!MOVES[campaign.state].includes(body.state))
      throw conflict('not_now', '现在的状态不能这样改。', { state: campaign.state });
    if (body.state === 'closed') await cancelOpen(ctx, id);
    const report = body.state === 'closed' ? await reportOf(ctx.db, campaign, areas) : null;
    const hash = record(ctx, {
      subjectKind: 'patrol',
      subject: id,
      kind: `patrol.${body.state === 'running' ? 'resumed' : body.state}`,
      audience: 'staff',
      scopes: [...new Set([campaign.owner_unit, ...campaign.areas])],
      data: { note: body.note ?? null },
      prevHash: campaign.event_hash,
    });
    const closed = body.state === 'closed' ? ctx.now : null;
    ctx.write(sql`
      update patrol_campaign set state = ${body.state}, pauses = ${JSON.stringify(pausesAfter(campaign, body.state, dayOf(ctx.now)))}::jsonb,
        report = ${report ? JSON.stringify({ ...report, note: body.note ?? null }) : null}::jsonb, closed_at = ${closed}::timestamptz,
        version = version + 1, event_hash = ${hash}::bytea where id = ${id}::uuid`);
    return { version: campaign.version + 1 };
  });
}

async function cancelOpen(ctx: Context, id: string): Promise<void> {
  const { rows } = await sql<Pick<Visit, 'task_id' | 'account_id' | 'unit_id'>>`
    update patrol_visit set state = 'cancelled' where campaign_id = ${id}::uuid and state = 'open'
    returning task_id, account_id, unit_id`.execute(ctx.db);
  closeGridTasks(ctx, 'patrol', rows, 'cancelled');
}
