import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound, Refusal } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree, gridsIn } from '../area/index.ts';
import { closeIn } from './commands.duty.ts';
import { admits, sightOf, WORK, works } from './policy.ts';
import { answersIt, lockObjection } from './row.objection.ts';
import { readDuty } from './row.ts';
import type { ObjectionBody, ReplyBody } from './schema.admission.ts';

type Said = Static<typeof ObjectionBody>;

function gridOf(actor: Actor, asked: string | undefined, areas: AreaTree): string {
  const grid = asked ?? gridsIn(areasOf(actor, WORK), areas)[0];
  if (!grid || !works(actor, grid, areas)) throw badField('grid', 'unknown_area', '请选择您负责的网格。');
  return grid;
}

/** Nothing where there is none; any other fault stays one. */
function notThere(error: unknown): null {
  if (error instanceof Refusal) return null;
  throw error;
}

/** A grid worker objects: what the grid is asked to do is on no list (不在清单). The same submission sent again objects once. */
export async function objectTo(runtime: Runtime, actor: Actor, body: Said): Promise<{ id: string }> {
  const areas = await areaTree(runtime);
  const grid = gridOf(actor, body.grid, areas);
  const id = body.client_id;
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ by: string }>`
      select by from duty_objection where id = ${id}::uuid`.execute(ctx.db);
    if (rows[0]?.by === actor.id) return { id };
    if (rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    if (body.duty) {
      const duty = await readDuty(ctx.db, body.duty).catch(notThere);
      if (!duty || !sightOf(actor, duty, areas))
        throw badField('duty', 'unknown_duty', '没有找到这项任务，请重新选择。');
    }
    const path = [...(areas.get(grid)?.path ?? [])];
    const hash = record(ctx, {
      subjectKind: 'duty_objection',
      subject: id,
      kind: 'duty.objected',
      audience: 'staff',
      scopes: [...new Set([actor.id, ...path])],
      data: { duty: body.duty ?? null, grid },
      prevHash: null,
    });
    ctx.write(sql`
      insert into duty_objection (id, duty_id, grid_id, paths, text, state, by, at, event_hash)
      values (${id}::uuid, ${body.duty ?? null}::uuid, ${grid}::uuid, ${path}::uuid[], ${body.text.trim()}, 'open', ${actor.id}::uuid,
        ${ctx.now}::timestamptz, ${hash}::bytea)`);
    return { id };
  });
}

/** An objection that is upheld ends the task it is about: what was not done yet is taken back. */
async function endDuty(ctx: Context, id: string, reply: string, areas: AreaTree): Promise<void> {
  const duty = await readDuty(ctx.db, id, true);
  if (duty.state === 'running') await closeIn(ctx, duty, `异议成立：${reply}`, areas);
}

/** Answers an objection, once. */
export async function replyTo(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof ReplyBody>,
): Promise<{ version: number }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const objection = await lockObjection(ctx.db, id);
    if (objection.by !== actor.id && !admits(actor, [objection.grid_id], areas)) throw notFound('异议');
    if (!answersIt(actor, objection, areas)) throw notAllowed('异议由任务所涉全部区域的上级指挥中心答复。');
    if (objection.version !== body.version || objection.state !== 'open')
      throw conflict('changed_meanwhile', '这条异议已经答复，请看一下最新情况。', {
        version: objection.version,
      });
    const state = body.upheld ? 'upheld' : 'dismissed';
    const hash = record(ctx, {
      subjectKind: 'duty_objection',
      subject: id,
      kind: `duty.objection.${state}`,
      audience: 'staff',
      scopes: [...new Set([objection.by, ...(areas.get(objection.grid_id)?.path ?? [])])],
      data: { duty: objection.duty_id },
      prevHash: objection.event_hash,
    });
    ctx.write(sql`
      update duty_objection set state = ${state}, reply = ${body.reply.trim()}, replied_by = ${actor.id}::uuid,
        replied_at = ${ctx.now}::timestamptz, version = version + 1, event_hash = ${hash}::bytea where id = ${id}::uuid`);
    if (body.upheld && objection.duty_id) await endDuty(ctx, objection.duty_id, body.reply.trim(), areas);
    return { version: objection.version + 1 };
  });
}
