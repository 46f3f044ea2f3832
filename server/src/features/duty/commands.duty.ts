import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { badField, badFields, conflict, notAllowed } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree, gridsIn, pathsOf } from '../area/index.ts';
import { closeGridTasks, gridWorkers } from '../task/index.ts';
import { type FormField, limitEnd, newestCalendar, parseLimit } from '../workflow/index.ts';
import { mustBeAdmitted } from './admitted.ts';
import { type Asked, givePieces } from './commands.give.ts';
import { askable, mustManage, SET, WORK } from './policy.ts';
import { addCounts, type Duty, type Piece, readDuty } from './row.ts';
import { fieldFaults } from './rules.ts';
import type { CloseBody, DutyBody, PreviewBody, UrgeBody } from './schema.ts';
import { targetsOf } from './targets.ts';

export type NewDuty = Static<typeof DutyBody>;
const HOURS_BETWEEN_URGES = 12;

async function placesOf(runtime: Runtime, actor: Actor, ids: readonly string[]) {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const tops = askable(actor, units);
  for (const id of ids)
    if (!areas.get(id) || !tops.some((top) => areas.within(id, top)))
      throw badField('areas', 'unknown_area', '有区域不存在，或不在您的管辖范围内，请重新选择。');
  const grids = gridsIn(ids, areas);
  if (grids.length === 0) throw badField('areas', 'no_grids', '所选区域里没有网格，请重新选择。');
  return { areas, units, grids };
}

async function dueOf(runtime: Runtime, limit: string) {
  const { calendar, version } = await newestCalendar(runtime);
  const due = new Date(limitEnd(calendar, parseLimit(limit)!, runtime.clock.now().getTime()));
  return { due, version };
}

/** How much a task would ask and by when, before it is given. */
export async function preview(runtime: Runtime, actor: Actor, planned: Static<typeof PreviewBody>) {
  const { grids } = await placesOf(runtime, actor, planned.areas);
  const workers = await gridWorkers(runtime.db, WORK, grids);
  return {
    grids: grids.length,
    without_worker: grids.filter((grid) => !workers.has(grid)).length,
    due_at: (await dueOf(runtime, planned.limit)).due.toISOString(),
  };
}

function giverOf(actor: Actor, asked: string | undefined): string {
  const own = unitsOf(actor, SET);
  const unit = asked ?? own[0];
  if (!unit || !own.includes(unit)) throw notAllowed('只能以本单位的名义下达网格任务。');
  return unit;
}

/** The pieces: one for each grid, or one for each target that the actor may give, in its grid. */
async function askedOf(runtime: Runtime, actor: Actor, body: NewDuty, grids: string[]): Promise<Asked[]> {
  if (!body.targets) return grids.map((grid) => ({ grid, target: null }));
  const kind = targetsOf(runtime, body.targets.kind);
  if (!kind) throw badField('targets', 'unknown_kind', '没有这一种任务对象。');
  const ids = [...new Set(body.targets.ids)];
  const [places, within] = [await kind.gridsOf(runtime, actor, ids), new Set(grids)];
  const asked = ids.flatMap((target) => {
    const grid = places.get(target);
    return grid && within.has(grid) ? [{ grid, target }] : [];
  });
  if (asked.length < ids.length)
    throw badField(
      'targets',
      'unknown_target',
      `有 ${ids.length - asked.length} 个对象不存在、不在所选区域的网格里，或您无权下达。`,
    );
  return asked;
}

function insertDuty(
  ctx: Context,
  body: NewDuty,
  { unit, paths, due, calendar }: { unit: string; paths: string[]; due: Date; calendar: number },
): void {
  const id = body.client_id;
  const hash = record(ctx, {
    subjectKind: 'duty',
    subject: id,
    kind: 'duty.given',
    audience: 'staff',
    scopes: [...new Set([unit, ...paths])],
    data: { line: body.line, title: body.title, admission: body.admission ?? null, due: due.toISOString() },
    prevHash: null,
  });
  ctx.write(sql`
    insert into duty (id, line, title, instructions, admission_id, unit_id, areas, paths, target_kind, fields, photos, position,
      limit_text, calendar_version, due_at, state, created_by, created_at, event_hash)
    values (${id}::uuid, ${body.line}, ${body.title.trim()}, ${body.instructions.trim()}, ${body.admission ?? null}::uuid, ${unit}::uuid,
      ${body.areas}::uuid[], ${paths}::uuid[], ${body.targets?.kind ?? null}, ${JSON.stringify(body.fields)}::jsonb,
      ${body.photos ?? 0}::int, ${body.position ?? false}::boolean, ${body.limit}, ${calendar}::int, ${due}::timestamptz, 'running',
      ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz, ${hash}::bytea)`);
}

/**
 * Gives a task to every grid of some areas, or about each of some targets to the grid it is in. Due by the business calendar. A
 * unit that is no command centre gives only what stands on its admission list. The same submission sent again gives one task.
 */
export async function createDuty(runtime: Runtime, actor: Actor, body: NewDuty) {
  const { areas, units, grids } = await placesOf(runtime, actor, body.areas);
  const faults = fieldFaults(body.fields as FormField[]);
  if (body.fields.length === 0 && !body.photos)
    faults.push({ path: 'fields', code: 'required', message: '请至少写一项填写内容，或要求拍照。' });
  if (faults.length > 0) throw badFields(faults);
  const unit = giverOf(actor, body.unit);
  const asked = await askedOf(runtime, actor, body, grids);
  const { due, version } = await dueOf(runtime, body.limit);
  const id = body.client_id;
  await run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ created_by: string }>`
      select created_by from duty where id = ${id}::uuid`.execute(ctx.db);
    if (rows[0]?.created_by === actor.id) return;
    if (rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    if (units.get(unit)?.kind !== 'centre') await mustBeAdmitted(ctx, { ...body, unit }, areas);
    insertDuty(ctx, body, { unit, paths: pathsOf(body.areas, areas), due, calendar: version });
    await ctx.flush();
    await givePieces(ctx, { id, unit, due }, asked);
  });
  return { id };
}

const scopesOf = (duty: Duty, areas: AreaTree): string[] => [
  ...new Set([duty.unit_id, ...pathsOf(duty.areas, areas)]),
];

/** Takes back what is still open of some pieces: out of the lists and the numbers. Returns how many there were. */
export async function takeBack(ctx: Context, which: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<
    Pick<Piece, 'duty_id' | 'grid_id' | 'task_id' | 'account_id' | 'unit_id' | 'late'>
  >`
    update duty_piece set state = 'cancelled', version = version + 1 where state = 'open' and ${which}
    returning duty_id, grid_id, task_id, account_id, unit_id, late`.execute(ctx.db);
  if (rows.length === 0) return 0;
  closeGridTasks(ctx, 'duty', rows, 'cancelled');
  ctx.write(
    addCounts(
      rows.map(({ duty_id: duty, grid_id: grid, late }) => ({
        ...{ duty, grid, asked: -1, open_late: late ? -1 : 0 },
      })),
    ),
  );
  return rows.length;
}

/** Takes back what is still open of a task, under its lock, and closes it for good. */
export async function closeIn(ctx: Context, duty: Duty, note: string | null, areas: AreaTree): Promise<void> {
  const taken = await takeBack(ctx, sql`duty_id = ${duty.id}::uuid`);
  const hash = record(ctx, {
    subjectKind: 'duty',
    subject: duty.id,
    kind: 'duty.closed',
    audience: 'staff',
    scopes: scopesOf(duty, areas),
    data: { note, taken_back: taken },
    prevHash: duty.event_hash,
  });
  ctx.write(sql`
    update duty set state = 'closed', closed_at = ${ctx.now}::timestamptz, closed_note = ${note}, version = version + 1, event_hash = ${hash}::bytea
    where id = ${duty.id}::uuid`);
}

/** Closes a task for good: what is not done yet is taken back. 409 when somebody changed it meanwhile. */
export async function closeDuty(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof CloseBody>,
): Promise<{ version: number }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const duty = await readDuty(ctx.db, id, true);
    mustManage(actor, duty, areas);
    if (duty.version !== body.version)
      throw conflict('changed_meanwhile', '这项任务刚刚被别人更新过，请看一下最新情况。', {
        version: duty.version,
      });
    if (duty.state === 'closed') throw conflict('not_now', '这项任务已经结束。', { version: duty.version });
    await closeIn(ctx, duty, body.note?.trim() || null, areas);
    return { version: duty.version + 1 };
  });
}

/** Urges everybody whose piece is still open, at most twice a day; they are told by a message. */
export async function urgeDuty(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { note }: Static<typeof UrgeBody>,
): Promise<{ pieces: number }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const duty = await readDuty(ctx.db, id, true);
    mustManage(actor, duty, areas);
    const last = duty.urged_at?.getTime() ?? 0;
    if (duty.state === 'closed' || ctx.now.getTime() - last < HOURS_BETWEEN_URGES * 3_600_000)
      throw conflict(
        'not_now',
        duty.state === 'closed' ? '这项任务已经结束。' : '刚刚催办过，每半天最多催办一次。',
      );
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from duty_piece where duty_id = ${id}::uuid and state = 'open'`.execute(
      ctx.db,
    );
    const hash = record(ctx, {
      subjectKind: 'duty',
      subject: id,
      kind: 'duty.urged',
      audience: 'staff',
      scopes: scopesOf(duty, areas),
      data: { note: note?.trim() || null, pieces: rows[0]!.n },
      prevHash: duty.event_hash,
    });
    ctx.write(
      sql`update duty set urged_at = ${ctx.now}::timestamptz, event_hash = ${hash}::bytea where id = ${id}::uuid`,
    );
    return { pieces: rows[0]!.n };
  });
}
