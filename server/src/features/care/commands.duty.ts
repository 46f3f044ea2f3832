import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { requirePhone, runFor } from '../account/index.ts';
import { tell } from './commands.ts';
import { type CareRow, careFor, MANAGE, VISIT } from './policy.ts';
import { holderOf } from './queries.holders.ts';
import type { DutyBody } from './schema.ts';

async function whoOf(
  ctx: Context,
  { account, name, phone }: Static<typeof DutyBody>,
): Promise<{ account: string | null; name: string; phone: Buffer | null }> {
  const sealed = phone?.trim() ? ctx.runtime.sealer.seal(requirePhone(phone, 'phone')) : null;
  if (account) {
    const holder = await holderOf(ctx.db, account);
    if (!holder) throw badField('account', 'unknown_account', '这位同事已不在岗，请重新选择。');
    return { account, name: holder, phone: sealed };
  }
  if (!name?.trim()) throw badField('name', 'required', '请选择同事，或填写责任人姓名。');
  if (!sealed) throw badField('phone', 'required', '没有系统账号的责任人要靠电话联系，请填写电话。');
  return { account: null, name: name.trim(), phone: sealed };
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
    if (care.ended_on) throw conflict('ended', '对这位居民的关爱已经结束。');
    const { account, name, phone } = await whoOf(ctx, body);
    const made = await sql`
      insert into care_duty (id, person_id, area_id, role, account_id, name, phone_sealed, from_on)
      values (${uuidv7(ctx.now)}::uuid, ${id}::uuid, ${care.area_id}::uuid, ${body.role}, ${account}::uuid, ${name}, ${phone}::bytea,
        ${dayOf(ctx.now)}::date) on conflict do nothing returning id`.execute(ctx.db);
    if (made.rows.length === 0) throw conflict('on_duty', '这个账号已经是这位居民的责任人。');
    await keep(ctx, care, 'care.duty', { role: body.role, ...(account && { account }) });
  });
}

/** A mere look leaves the version as it is: whoever has the form open changes what they saw. */
async function keep(
  ctx: Context,
  care: CareRow,
  kind: 'care.duty' | 'care.duty-ended' | 'care.duty-called',
  data: Record<string, string>,
): Promise<void> {
  const hash = await tell(ctx, care.person_id, kind, { area: care.area_id, data, before: care.event_hash });
  const version = care.version + (kind === 'care.duty-called' ? 0 : 1);
  ctx.write(sql`
    update care_person set version = ${version}::int, event_hash = ${hash}::bytea where person_id = ${care.person_id}::uuid`);
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

/** The phone of whoever answers for somebody in care, whole, for whoever visits or manages there; it stays in the log that it was asked for. */
export async function callDuty(
  runtime: Runtime,
  actor: Actor,
  id: string,
  duty: string,
): Promise<{ phone: string }> {
  return runFor(runtime, actor, async (ctx) => {
    const { care } = await careFor(ctx, id, { permission: VISIT });
    const { rows } = await sql<{ phone_sealed: Buffer | null }>`
      select phone_sealed from care_duty where id = ${duty}::uuid and person_id = ${id}::uuid and to_on is null`.execute(
      ctx.db,
    );
    if (!rows[0]) throw notFound('责任人');
    const { phone_sealed } = rows[0];
    if (!phone_sealed) throw conflict('no_value', '没有登记这位责任人的电话。');
    await keep(ctx, care, 'care.duty-called', { duty });
    return { phone: runtime.sealer.open(phone_sealed) };
  });
}
