import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { requirePhone, runFor, staffByUsername } from '../account/index.ts';
import { lookAtPhone } from '../resident/index.ts';
import { dueAfter, tell } from './commands.ts';
import { recount } from './counts.ts';
import { careLevels } from './levels.ts';
import { type CareRow, careFor, MANAGE, VISIT } from './policy.ts';
import type { DutyBody, VisitBody } from './schema.ts';

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
  const due = counts && level ? dueAfter(level, last, dayOf(ctx.now)) : care.next_due;
  const data = { visit: body.client_id, way: body.way, result: body.result, due };
  const hash = await tell(ctx, care.person_id, 'care.visited', {
    area: care.area_id,
    data,
    before: care.event_hash,
  });
  ctx.write(sql`
    update care_person set next_due = ${due}::date, last_visit_at = ${counts ? last : care.last_visit_at}::timestamptz, visits = visits + 1,
      version = version + 1, event_hash = ${hash}::bytea where person_id = ${care.person_id}::uuid`);
  if (due !== care.next_due) await recount(ctx, [care], [{ ...care, next_due: due }]);
  return due;
}

/** Keeps a visit with what was found, where, and photos; the same visit sent again counts once. */
export async function visit(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof VisitBody>,
): Promise<{ id: string; next_due: string }> {
  return runFor(runtime, actor, async (ctx) => {
    const { care } = await careFor(ctx, id, { permission: VISIT });
    if (care.ended_on) throw conflict('ended', '对这位居民的关爱已经结束。');
    const at = momentOf(ctx, body.at);
    const made = await insertVisit(ctx, care, body, at).execute(ctx.db);
    if (made.rows.length === 0) return { id: body.client_id, next_due: care.next_due };
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
    await careFor(ctx, id, { permission: VISIT });
    const phone = await lookAtPhone(ctx, id, '关爱走访，电话联系');
    if (!phone) throw conflict('no_value', '没有登记这位居民的电话。');
    return { phone };
  });
}

async function whoOf(
  ctx: Context,
  body: Static<typeof DutyBody>,
): Promise<{ account: string | null; name: string }> {
  if (!body.username) {
    if (!body.name?.trim()) throw badField('name', 'required', '请填写责任人姓名，或选择系统账号。');
    return { account: null, name: body.name.trim() };
  }
  const account = await staffByUsername(ctx.db, body.username);
  if (!account) throw badField('username', 'unknown_account', '没有这个工作人员账号，请核对用户名。');
  const { rows } = await sql<{ name: string }>`select name from account where id = ${account}::uuid`.execute(
    ctx.db,
  );
  return { account, name: rows[0]!.name };
}

/** Says who answers for a person: with an account they see the person and may visit, wherever they work. */
export async function addDuty(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof DutyBody>,
): Promise<void> {
  await runFor(runtime, actor, async (ctx) => {
    const { care } = await careFor(ctx, id, { permission: MANAGE });
    const { account, name } = await whoOf(ctx, body);
    const phone = body.phone ? runtime.sealer.seal(requirePhone(body.phone, 'phone')) : null;
    const made = await sql`
      insert into care_duty (id, person_id, area_id, role, account_id, name, phone_sealed, from_on)
      values (${uuidv7(ctx.now)}::uuid, ${id}::uuid, ${care.area_id}::uuid, ${body.role}, ${account}::uuid, ${name}, ${phone}::bytea,
        ${dayOf(ctx.now)}::date) on conflict do nothing returning id`.execute(ctx.db);
    if (made.rows.length === 0) throw conflict('on_duty', '这个账号已经是这位居民的责任人。');
    await keep(ctx, care, 'care.duty', { role: body.role, ...(account && { account }) });
  });
}

async function keep(ctx: Context, care: CareRow, kind: string, data: Record<string, string>): Promise<void> {
  const hash = await tell(ctx, care.person_id, kind, { area: care.area_id, data, before: care.event_hash });
  ctx.write(sql`
    update care_person set version = version + 1, event_hash = ${hash}::bytea where person_id = ${care.person_id}::uuid`);
}

/** Ends somebody's answering for a person: from now on they see nothing of it any more. */
export async function endDuty(runtime: Runtime, actor: Actor, id: string, duty: string): Promise<void> {
  await runFor(runtime, actor, async (ctx) => {
    const { care } = await careFor(ctx, id, { permission: MANAGE });
    const ended = await sql`
      update care_duty set to_on = ${dayOf(ctx.now)}::date
      where id = ${duty}::uuid and person_id = ${id}::uuid and to_on is null returning id`.execute(ctx.db);
    if (ended.rows.length === 0) throw notFound('责任人');
    await keep(ctx, care, 'care.duty-ended', { duty });
  });
}
