import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { accountNames, staffByUsername } from '../account/index.ts';
import { dropParty, nameParty } from '../matter/index.ts';
import { change } from './change.ts';
import { readCodes } from './codes.ts';
import { partiesOf, signedFiles } from './queries.ts';
import type { ClassifyBody, MediatorBody, PartyBody, SessionBody } from './schema.ts';

/** As what a mediator is a party of the matter. */
const MEDIATOR = 'mediator';

const LISTS = ['kind', 'nature', 'scale', 'level', 'warning'] as const;

async function checkCodes(ctx: Context, body: Static<typeof ClassifyBody>): Promise<void> {
  const codes = await readCodes(ctx.db);
  for (const list of LISTS) {
    const code = body[list];
    if (code && !codes.some((each) => each.list === list && each.code === code))
      throw badField(list, 'unknown_code', '没有这个代码，请从列表中选择。');
  }
}

/** Classes a dispute by the codes of GB/T 31000; refuses unknown codes and a stale version. */
export function classify(runtime: Runtime, actor: Actor, id: string, body: Static<typeof ClassifyBody>) {
  return change(runtime, actor, id, async ({ ctx, dispute }) => {
    if (body.version !== 0 && body.version !== dispute.version)
      throw conflict('changed_meanwhile', '档案刚刚被别人更新过，请看一下最新情况再保存。', {
        version: dispute.version,
      });
    await checkCodes(ctx, body);
    const { version: _, ...set } = body;
    return { kind: 'classified', data: { ...set }, set };
  });
}

/** Registers a party. Name and phone are sealed; the event says only that there is one more. */
export function addParty(runtime: Runtime, actor: Actor, id: string, body: Static<typeof PartyBody>) {
  return change(runtime, actor, id, async ({ ctx }) => {
    const { sealer } = runtime;
    const { rows } = await sql`
      insert into dispute_party (id, matter_id, role, name_sealed, phone_sealed, created_at)
      values (${body.client_id}::uuid, ${id}::uuid, ${body.role}, ${sealer.seal(body.name.trim())}::bytea,
        ${body.phone ? sealer.seal(body.phone) : null}::bytea, ${ctx.now}::timestamptz)
      on conflict (id) do nothing returning id`.execute(ctx.db);
    return rows.length > 0 ? { kind: 'party', data: { role: body.role } } : null;
  });
}

export function removeParty(runtime: Runtime, actor: Actor, id: string, item: string) {
  return change(runtime, actor, id, async ({ ctx }) => {
    const { rows } = await sql`
      update dispute_party set removed_at = ${ctx.now}::timestamptz
      where id = ${item}::uuid and matter_id = ${id}::uuid and removed_at is null returning id`.execute(
      ctx.db,
    );
    if (rows.length === 0) throw notFound('当事人');
    return { kind: 'party.removed', data: {} };
  });
}

/** Who mediates: an account (which then sees the matter and the parties), or somebody by name. */
export function addMediator(runtime: Runtime, actor: Actor, id: string, body: Static<typeof MediatorBody>) {
  return change(runtime, actor, id, async ({ ctx, matter }) => {
    const account = body.account ? await staffByUsername(ctx.db, body.account) : null;
    if (body.account && !account)
      throw badField('account', 'unknown_account', '没有这个工作人员账号，请核对用户名，或只填姓名。');
    const name = account ? (await accountNames(ctx.db, [account])).get(account) : body.name?.trim();
    if (!name) throw badField('name', 'required', '请填写调解员姓名，或填写账号。');
    // Whoever mediates already does so once.
    const { rows } = await sql`
      insert into dispute_mediator (id, matter_id, kind, account_id, name, unit, created_at)
      select ${body.client_id}::uuid, ${id}::uuid, ${body.kind}, ${account}::uuid, ${name}, ${body.unit ?? ''}, ${ctx.now}::timestamptz
      where not exists (select from dispute_mediator k where k.matter_id = ${id}::uuid and k.account_id = ${account}::uuid and k.removed_at is null)
      on conflict (id) do nothing returning id`.execute(ctx.db);
    if (rows.length === 0) return null;
    if (account) nameParty(ctx, matter, account, MEDIATOR);
    return { kind: 'mediator', data: { kind: body.kind, name } };
  });
}

/** Ends somebody's part as a mediator, and with it the sight of the matter that it gave; that they mediated and looked stays on record. */
export function removeMediator(runtime: Runtime, actor: Actor, id: string, item: string) {
  return change(runtime, actor, id, async ({ ctx, matter }) => {
    const { rows } = await sql<{ account_id: string | null }>`
      update dispute_mediator set removed_at = ${ctx.now}::timestamptz
      where id = ${item}::uuid and matter_id = ${id}::uuid and removed_at is null returning account_id`.execute(
      ctx.db,
    );
    if (!rows[0]) throw notFound('调解员');
    if (rows[0].account_id) dropParty(ctx, matter, rows[0].account_id, MEDIATOR);
    return { kind: 'mediator.removed', data: {} };
  });
}

/** Keeps what was said at a session (调解记录), sealed, and when the parties meet next. Refuses one in the future. */
export function addSession(runtime: Runtime, actor: Actor, id: string, body: Static<typeof SessionBody>) {
  return change(runtime, actor, id, async ({ ctx }) => {
    const [at, next] = [new Date(body.at), body.next_at ? new Date(body.next_at) : null];
    if (at > ctx.now)
      throw badField('at', 'in_future', '调解时间不能晚于现在；约好的下一次请填在“下次调解时间”。');
    if (next && next <= at) throw badField('next_at', 'before', '下次调解时间须在本次之后。');
    const said = runtime.sealer.seal(JSON.stringify({ present: body.present, record: body.record }));
    const { rows } = await sql`
      insert into dispute_session (id, matter_id, at, place, said_sealed, next_at, created_by, created_at)
      values (${body.client_id}::uuid, ${id}::uuid, ${at}::timestamptz, ${body.place}, ${said}::bytea, ${next}::timestamptz,
        ${actor.id}::uuid, ${ctx.now}::timestamptz)
      on conflict (id) do nothing returning id`.execute(ctx.db);
    if (rows.length === 0) return null;
    // Of what was agreed on before, nobody is reminded: the parties have met since.
    await sql`update dispute_session set reminded_at = ${ctx.now}::timestamptz
      where matter_id = ${id}::uuid and next_at is not null and reminded_at is null and id <> ${body.client_id}::uuid`.execute(
      ctx.db,
    );
    const nextAt = next?.toISOString() ?? null;
    return { kind: 'session', data: { at: at.toISOString(), next_at: nextAt }, set: { next_at: nextAt } };
  });
}

/** Opens names, numbers, records, the newest agreement and its signed pages, for a purpose that is kept together with who looked. */
export async function openDispute(runtime: Runtime, actor: Actor, id: string, purpose: string) {
  let opened: Awaited<ReturnType<typeof readSealed>> | undefined;
  await change(runtime, actor, id, async ({ ctx, dispute }) => {
    opened = await readSealed(ctx, id, dispute.id);
    ctx.write(sql`insert into dispute_look (id, matter_id, account_id, purpose, at)
      values (${uuidv7(ctx.now)}::uuid, ${id}::uuid, ${actor.id}::uuid, ${purpose}, ${ctx.now}::timestamptz)`);
    return { kind: 'looked', data: { purpose } };
  });
  return opened!;
}

async function readSealed(ctx: Context, id: string, dispute: string) {
  const { sealer } = ctx.runtime;
  const sessions = await sql<{ id: string; said_sealed: Buffer }>`
    select id, said_sealed from dispute_session where matter_id = ${id}::uuid order by at, id`.execute(
    ctx.db,
  );
  const agreement = await sql<{ version: number; body_sealed: Buffer }>`
    select version, body_sealed from dispute_agreement where matter_id = ${id}::uuid order by version desc limit 1`.execute(
    ctx.db,
  );
  const visits = await sql<{ id: string; note_sealed: Buffer }>`
    select id, note_sealed from dispute_visit where matter_id = ${id}::uuid and note_sealed is not null order by id`.execute(
    ctx.db,
  );
  const newest = agreement.rows[0];
  return {
    parties: await partiesOf(ctx, id),
    sessions: sessions.rows.map((row) => ({
      id: row.id,
      ...(JSON.parse(sealer.open(row.said_sealed)) as { present: string; record: string }),
    })),
    agreement: newest ? { version: newest.version, body: sealer.open(newest.body_sealed) } : null,
    visits: visits.rows.map((row) => ({ id: row.id, note: sealer.open(row.note_sealed) })),
    files: await signedFiles(ctx, dispute),
  };
}
