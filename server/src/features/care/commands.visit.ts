import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, conflict } from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { runFor } from '../account/index.ts';
import { lookAtPhone } from '../resident/index.ts';
import { dueAfter, tell } from './commands.ts';
import { recount } from './counts.ts';
import { careLevels } from './levels.ts';
import { type CareRow, careFor, VISIT } from './policy.ts';
import type { VisitBody } from './schema.ts';

export const VISIT_SUBJECT = 'care_visit';
const DAY = 86_400_000;
/** A visit without signal may reach us days later; older ones are mistakes of the phone's clock. */
const OLDEST_DAYS = 30;

function momentOf(ctx: Context, at: string): Date {
  const moment = new Date(at);
  // A clock that runs a little ahead is no reason to lose a visit.
  if (moment.getTime() > ctx.now.getTime()) return ctx.now;
  if (moment.getTime() < ctx.now.getTime() - OLDEST_DAYS * DAY)
    throw badField('at', 'too_old', `走访时间不能早于 ${OLDEST_DAYS} 天前，请核对手机时间。`);
  return moment;
}

function insertVisit(ctx: Context, care: CareRow, body: Static<typeof VisitBody>, at: Date) {
  const { sealer } = ctx.runtime;
  const point = body.point ? sealer.seal(JSON.stringify(body.point)) : null;
  return sql`
    insert into care_visit (id, person_id, area_id, account_id, at, received_at, way, result, sealed, point_sealed)
    values (${body.client_id}::uuid, ${care.person_id}::uuid, ${care.area_id}::uuid, ${ctx.actor.id}::uuid, ${at}::timestamptz,
      ${ctx.now}::timestamptz, ${body.way}, ${body.result}, ${sealer.seal(body.text)}::bytea, ${point}::bytea)
    on conflict (id) do nothing returning id`;
}

/** The visit moves the next one on when its way counts for the level and somebody was seen or heard. */
async function moveOn(
  ctx: Context,
  care: CareRow,
  body: Static<typeof VisitBody>,
  at: Date,
): Promise<string> {
  const level = (await careLevels(ctx.runtime)).get(care.level);
  const last = care.last_visit_at && care.last_visit_at > at ? care.last_visit_at : at;
  const counts = level?.ways.includes(body.way) === true && body.result !== 'absent';
  const due = counts && level && !care.ended_on ? dueAfter(level, last, dayOf(ctx.now)) : care.next_due;
  const hash = await tell(ctx, care.person_id, 'care.visited', {
    ...{ area: care.area_id, data: { visit: body.client_id, due }, before: care.event_hash },
  });
  ctx.write(sql`
    update care_person set next_due = ${due}::date, last_visit_at = ${counts ? last : care.last_visit_at}::timestamptz, visits = visits + 1,
      version = version + 1, event_hash = ${hash}::bytea where person_id = ${care.person_id}::uuid`);
  if (due !== care.next_due) await recount(ctx, [care], [{ ...care, next_due: due }]);
  return due;
}

interface Kept {
  id: string;
  next_due: string;
}

/** The actor's own visit that reached us before, whatever became of the care and of the duty since: its sender only did not hear of it. */
async function keptBefore(ctx: Context, visit: string): Promise<Kept | null> {
  const { rows } = await sql<Kept>`
    select v.id, c.next_due::text as next_due from care_visit v join care_person c on c.person_id = v.person_id
    where v.id = ${visit}::uuid and v.account_id = ${ctx.actor.id}::uuid`.execute(ctx.db);
  return rows[0] ?? null;
}

/** Keeps a visit with what was found, where, and photos; the same visit sent again counts once. One made before the care or the duty ended is kept too. */
export async function visit(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof VisitBody>,
): Promise<Kept> {
  return runFor(runtime, actor, async (ctx) => {
    const before = await keptBefore(ctx, body.client_id);
    if (before) return before;
    const at = momentOf(ctx, body.at);
    const { care } = await careFor(ctx, id, { permission: VISIT, on: dayOf(at) });
    if (care.ended_on && dayOf(at) > care.ended_on) throw conflict('ended', '对这位居民的关爱已经结束。');
    const made = await insertVisit(ctx, care, body, at).execute(ctx.db);
    if (made.rows.length === 0) {
      // Sent twice at one moment: whoever came second waited for the first.
      const first = await keptBefore(ctx, body.client_id);
      if (!first) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
      return first;
    }
    await attachFiles(ctx, body.files ?? [], {
      subjectKind: VISIT_SUBJECT,
      subject: body.client_id,
      stage: 'visit',
    });
    return { id: body.client_id, next_due: await moveOn(ctx, care, body, at) };
  });
}

/** The phone of somebody in care, whole, for whoever visits; the person reads who asked for it. Refuses where none is registered. */
export async function callFor(runtime: Runtime, actor: Actor, id: string): Promise<{ phone: string }> {
  return runFor(runtime, actor, async (ctx) => {
    await careFor(ctx, id, { permission: VISIT, read: true });
    const phone = await lookAtPhone(ctx, id, '关爱走访，电话联系');
    if (!phone) throw conflict('no_value', '没有登记这位居民的电话。');
    return { phone };
  });
}
