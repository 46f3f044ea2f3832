import { randomBytes } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf, unitsOf } from '../../platform/access.ts';
import { endOfDay, startOfDay } from '../../platform/day.ts';
import { badField } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { anyReach, areaColumn, type Matter, reachesOf, readMatters, tell } from '../matter/index.ts';
import { lockMatters, lockName } from './locks.ts';
import { CHECK, endOf } from './people.ts';
import type { SampleBody } from './schema.check.ts';
import { settingsOf } from './settings.ts';
import { openFor } from './tasks.ts';

type Input = Static<typeof SampleBody>;

interface Drawing extends Omit<Input, 'area' | 'seed'> {
  id: string;
  by: string;
  areaId: string;
  from_: Date;
  to_: Date;
  seed: string;
}

/** The area drawn from: asked for within the actor's own, else the first of the actor's own. */
function areaOf(actor: Actor, asked: string | undefined, areas: AreaTree): string {
  const own = areasOf(actor, CHECK);
  const area = asked ?? own[0];
  if (!area || !areas.get(area) || !own.some((each) => areas.within(area, each)))
    throw badField('area', 'not_yours', '只能抽查本单位辖区内的事项，请选择辖区内的区域。');
  return area;
}

function drawingOf(actor: Actor, input: Input, areas: AreaTree, now: Date): Drawing {
  const [by] = unitsOf(actor, CHECK);
  if (!by) throw badField('area', 'no_unit', '您没有所属单位，不能发起抽查。');
  const [from_, to_] = [startOfDay(input.from), endOfDay(input.to)];
  if (Number.isNaN(from_.getTime()) || Number.isNaN(to_.getTime()))
    throw badField('from', 'not_date', '请填真实的日期，如 2026-11-01。');
  if (from_ >= to_) throw badField('to', 'before_from', '结束日期不能早于开始日期。');
  const seed = input.seed ?? randomBytes(6).toString('hex');
  return { ...input, id: uuidv7(now), by, areaId: areaOf(actor, input.area, areas), from_, to_, seed };
}

/** Closed matters that fit, as the actor may see them, of flows that can take up again what was closed falsely. */
function fitting(actor: Actor, drawing: Drawing, areas: AreaTree): RawBuilder<unknown> {
  const depth = areas.get(drawing.areaId)!.path.length;
  const within = depth <= 1 ? sql`true` : sql`${areaColumn(depth)} = ${drawing.areaId}::uuid`;
  return sql`matter m where ${anyReach(reachesOf(actor, areas))} and ${within}
    and m.closed_at >= ${drawing.from_}::timestamptz and m.closed_at < ${drawing.to_}::timestamptz
    and exists (select from workflow_definition w where w.code = m.workflow_code and w.version = m.workflow_version
      and w.spec->'actions' ? 'overturn')
    and (${drawing.unit ?? null}::uuid is null or m.main_unit = ${drawing.unit ?? null}::uuid)
    and (${drawing.type ?? null}::text is null or m.type_code = ${drawing.type ?? null})`;
}

/** The order of `drawn` (rules.ts), by the database: the same seed gives the same matters. */
async function draw(
  ctx: Context,
  drawing: Drawing,
  areas: AreaTree,
): Promise<{ ids: string[]; population: number }> {
  const { rows } = await sql<{ id: string; population: number }>`
    select m.id, (count(*) over ())::int as population from ${fitting(ctx.actor, drawing, areas)}
    order by encode(sha256(convert_to(${drawing.seed} || ' ' || m.number, 'UTF8')), 'hex') limit ${drawing.size}::int`.execute(
    ctx.db,
  );
  return { ids: rows.map(({ id }) => id), population: rows[0]?.population ?? 0 };
}

/** Who closed a matter: the unit of whoever did, of those that answered for it. */
async function closedBy(ctx: Context, matter: Matter): Promise<{ unit: string; actor: string | null }> {
  const { rows } = await sql<{ actor: string }>`
    select actor from event where subject = ${matter.id}::uuid and kind = 'matter.close' order by seq desc limit 1`.execute(
    ctx.db,
  );
  const actor = rows[0]?.actor ?? null;
  const units = [matter.centre_unit, matter.main_unit, matter.property_unit].filter((unit) => unit !== null);
  const own = await sql<{ unit_id: string }>`
    select unit_id from account_relation where account_id = ${actor}::uuid and unit_id = any (${units}::uuid[]) limit 1`.execute(
    ctx.db,
  );
  return { unit: own.rows[0]?.unit_id ?? matter.main_unit ?? matter.centre_unit, actor };
}

async function openCheck(ctx: Context, drawing: Drawing, matter: Matter, due: Date): Promise<void> {
  const closed = await closedBy(ctx, matter);
  const task = openFor(ctx, { matter: matter.id, kind: 'check', unit: drawing.by, due, note: null });
  ctx.write(sql`
    insert into judgement_check (id, sample_id, matter_id, unit_id, task_id, state, closed_unit, closed_actor, matter_closed_at, due_at)
    values (${uuidv7(ctx.now)}::uuid, ${drawing.id}::uuid, ${matter.id}::uuid, ${drawing.by}::uuid, ${task.id}::uuid, 'open',
      ${closed.unit}::uuid, ${closed.actor}::uuid, ${matter.closed_at}::timestamptz, ${due}::timestamptz)`);
  tell(ctx, matter, [{ kind: 'check_drawn', audience: 'staff', tasks: [task.delta] }]);
  await ctx.flush();
}

function insertSample(ctx: Context, drawing: Drawing, population: number, drawn: number): void {
  ctx.write(sql`
    insert into judgement_sample (id, client_id, unit_id, area_id, judged_unit, type_code, closed_from, closed_to, size, seed, population,
      drawn, actor, at)
    values (${drawing.id}::uuid, ${drawing.client_id}::uuid, ${drawing.by}::uuid, ${drawing.areaId}::uuid, ${drawing.unit ?? null}::uuid,
      ${drawing.type ?? null}, ${drawing.from_}::timestamptz, ${drawing.to_}::timestamptz, ${drawing.size}::int, ${drawing.seed},
      ${population}::int, ${drawn}::int, ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz)`);
}

/**
 * Draws a spot check (抽查) of closed matters at random, by a seed that is kept, and opens a task for each. Refuses an area that is not
 * the actor's, and a period in which nothing was closed. Sent twice (`client_id`) it is one.
 */
export async function drawSample(runtime: Runtime, actor: Actor, input: Input): Promise<string> {
  const areas = await areaTree(runtime);
  const { checks } = await settingsOf(runtime);
  return run(runtime, actor, async (ctx) => {
    // Sent twice at once, the second waits for the first.
    await lockName(ctx, `judgement.sample ${actor.id} ${input.client_id}`);
    const known = await sql<{ id: string }>`
      select id from judgement_sample where actor = ${actor.id}::uuid and client_id = ${input.client_id}::uuid`.execute(
      ctx.db,
    );
    if (known.rows[0]) return known.rows[0].id;
    const drawing = drawingOf(actor, input, areas, ctx.now);
    const { ids, population } = await draw(ctx, drawing, areas);
    await lockMatters(ctx, ids);
    // What was taken up again while it was drawn needs no check.
    const matters = [...(await readMatters(ctx.db, ids)).values()].filter(({ closed_at }) => closed_at);
    if (matters.length === 0)
      throw badField('from', 'nothing_closed', '这段时间没有符合条件的办结事项，请放宽条件。');
    insertSample(ctx, drawing, population, matters.length);
    await ctx.flush();
    const due = await endOf(runtime, checks.due, ctx.now);
    for (const matter of matters) await openCheck(ctx, drawing, matter, due);
    await recordNext(ctx, {
      subjectKind: 'judgement_sample',
      subject: drawing.id,
      kind: 'judgement.sample',
      audience: 'staff',
      scopes: [drawing.by],
      data: { seed: drawing.seed, population, drawn: matters.length },
    });
    return drawing.id;
  });
}
