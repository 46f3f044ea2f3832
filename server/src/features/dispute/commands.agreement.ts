import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { dayOf, isDay } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { actIn, surroundings } from '../matter/index.ts';
import { change, type Entered } from './change.ts';
import { readCodes } from './codes.ts';
import { mediatorsOf, partiesOf } from './queries.ts';
import { type AgreementFacts, afterBroken, composeAgreement, visitDue } from './rules.ts';
import type { AgreementBody, Promises, SignBody, VisitBody } from './schema.ts';

type PromiseList = Static<typeof Promises>;

async function textOf(ctx: Context, id: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`select text from matter where id = ${id}::uuid`.execute(
    ctx.db,
  );
  return rows[0]!.text;
}

/** A first text of the agreement from what is known. The parties stand in it by name, so the look is written down. */
export async function draftAgreement(runtime: Runtime, actor: Actor, id: string, promises: PromiseList) {
  let body = '';
  await change(runtime, actor, id, async (entered) => {
    const { ctx } = entered;
    body = composeAgreement(await factsOf(entered, id, promises));
    ctx.write(sql`insert into dispute_look (id, matter_id, account_id, purpose, at)
      values (${uuidv7(ctx.now)}::uuid, ${id}::uuid, ${actor.id}::uuid, '起草调解协议书', ${ctx.now}::timestamptz)`);
    return { kind: 'looked', data: { purpose: '起草调解协议书' } };
  });
  return { body };
}

async function factsOf({ ctx, dispute, matter, units, areas }: Entered, id: string, promises: PromiseList) {
  const kinds = await readCodes(ctx.db);
  return {
    number: matter.number,
    organisation: units.get(matter.main_unit ?? matter.centre_unit)?.name ?? '',
    place: matter.address || areas.fullName(matter.area_id).replaceAll(' / ', ''),
    day: dayOf(ctx.now),
    kind: kinds.find((each) => each.list === 'kind' && each.code === dispute.kind)?.name ?? null,
    text: await textOf(ctx, id),
    parties: (await partiesOf(ctx, id)) as AgreementFacts['parties'],
    mediators: (await mediatorsOf(ctx, id)) as AgreementFacts['mediators'],
    promises,
  };
}

function checkDays(promises: PromiseList): void {
  for (const [i, { due_on }] of promises.entries())
    if (!isDay(due_on)) throw badField(`promises.${i}.due_on`, 'bad_day', '没有这一天，请重新选择日期。');
}

/** Keeps a text of the agreement as its next version; those before stay. */
export function saveAgreement(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof AgreementBody>,
) {
  checkDays(body.promises);
  return change(runtime, actor, id, async ({ ctx }) => {
    const { rows } = await sql<{ version: number }>`
      insert into dispute_agreement (id, matter_id, version, body_sealed, promises, created_by, created_at)
      select ${body.client_id}::uuid, ${id}::uuid, coalesce(max(version), 0) + 1, ${runtime.sealer.seal(body.body)}::bytea,
        ${JSON.stringify(body.promises)}::jsonb, ${actor.id}::uuid, ${ctx.now}::timestamptz
      from dispute_agreement where matter_id = ${id}::uuid
      on conflict (id) do nothing returning version`.execute(ctx.db);
    return rows[0] ? { kind: 'agreement', data: { version: rows[0].version } } : null;
  });
}

/**
 * The parties have signed: the photo is kept, what was promised is watched from now on, and a visit is due thirty days later, instead of what
 * an agreement before it left open.
 * Refuses any version but the newest, one signed before, and a day in the future.
 */
export function signAgreement(runtime: Runtime, actor: Actor, id: string, body: Static<typeof SignBody>) {
  return change(runtime, actor, id, async ({ ctx, dispute }) => {
    if (!isDay(body.signed_on) || body.signed_on > dayOf(ctx.now))
      throw badField('signed_on', 'in_future', '签订日期不能晚于今天。');
    const { rows } = await sql<{ version: number; signed_on: string | null; promises: PromiseList }>`
      select version, signed_on::text as signed_on, promises from dispute_agreement where matter_id = ${id}::uuid
      order by version desc limit 1`.execute(ctx.db);
    const newest = rows[0];
    if (newest?.version !== body.agreement)
      throw conflict('not_the_newest', '协议已有更新的版本，请核对后再登记签订。');
    if (newest.signed_on) throw conflict('signed_already', '这一版协议已登记签订。');
    await attachFiles(ctx, body.files, { subjectKind: 'dispute', subject: dispute.id, stage: 'agreement' });
    ctx.write(sql`update dispute_agreement set signed_on = ${body.signed_on}::date
      where matter_id = ${id}::uuid and version = ${body.agreement}::int`);
    // What an agreement before promised and nobody has settled is promised by this one, or no more.
    await sql`delete from dispute_promise where matter_id = ${id}::uuid and done_at is null`.execute(ctx.db);
    await sql`delete from dispute_visit where matter_id = ${id}::uuid and visited_at is null`.execute(ctx.db);
    const promises = newest.promises.map((promise) => ({ ...promise, id: uuidv7(ctx.now) }));
    ctx.write(sql`insert into dispute_promise (id, matter_id, what, due_on)
      select id, ${id}::uuid, what, due_on from jsonb_to_recordset(${JSON.stringify(promises)}::jsonb) as p(id uuid, what text, due_on date)`);
    const due = visitDue(body.signed_on);
    ctx.write(
      sql`insert into dispute_visit (id, matter_id, due_on) values (${uuidv7(ctx.now)}::uuid, ${id}::uuid, ${due}::date)`,
    );
    return {
      kind: 'signed',
      data: { version: body.agreement, signed_on: body.signed_on, visit_due_on: due },
      set: { signed_on: body.signed_on, visit_due_on: due },
    };
  });
}

/** Whether something promised was done. Said once; refuses a second, different word. */
export function settlePromise(runtime: Runtime, actor: Actor, id: string, item: string, kept: boolean) {
  return change(runtime, actor, id, async ({ ctx }) => {
    const { rows } = await sql<{ kept: boolean | null }>`
      select kept from dispute_promise where id = ${item}::uuid and matter_id = ${id}::uuid`.execute(ctx.db);
    if (!rows[0]) throw notFound('履行事项');
    if (rows[0].kept === kept) return null;
    if (rows[0].kept !== null) throw conflict('settled_already', '这项履行情况已经登记过。');
    ctx.write(
      sql`update dispute_promise set kept = ${kept}::boolean, done_at = ${ctx.now}::timestamptz where id = ${item}::uuid`,
    );
    return { kind: 'promise', data: { kept } };
  });
}

/**
 * Keeps what a follow-up visit found. Not fulfilled: in the same transaction the matter is worked on anew, or opened again; when the
 * flow has no way back any more the visit says so.
 */
export async function visit(
  runtime: Runtime,
  actor: Actor,
  id: string,
  item: string,
  body: Static<typeof VisitBody>,
) {
  const around = await surroundings(runtime);
  return change(runtime, actor, id, async ({ ctx, matter }) => {
    const { rows } = await sql<{ fulfilled: boolean | null }>`
      select fulfilled from dispute_visit where id = ${item}::uuid and matter_id = ${id}::uuid`.execute(
      ctx.db,
    );
    if (!rows[0]) throw notFound('回访');
    if (rows[0].fulfilled === body.fulfilled) return null;
    if (rows[0].fulfilled !== null) throw conflict('visited_already', '这次回访已经登记过。');
    const step = body.fulfilled ? null : afterBroken(matter.state);
    // The step is the program's, on the word of somebody inside.
    if (step)
      await actIn(
        { ...ctx, actor: SYSTEM },
        id,
        step,
        { version: matter.version, form: { reason: FLOW_REASON } },
        around,
      );
    ctx.write(sql`
      update dispute_visit set fulfilled = ${body.fulfilled}::boolean, note_sealed = ${runtime.sealer.seal(body.note)}::bytea,
        visited_at = ${ctx.now}::timestamptz, visited_by = ${actor.id}::uuid where id = ${item}::uuid`);
    return { kind: 'visited', data: { fulfilled: body.fulfilled }, set: { visit_due_on: null } };
  });
}

const FLOW_REASON = '回访发现协议未履行，重新调解';
