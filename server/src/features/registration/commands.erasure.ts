import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { runFor } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { EDIT_RESIDENTS, ERASE_RESIDENTS, mayAt, VIEW_RESIDENTS } from '../resident/index.ts';
import { answer, end, reasonOf } from './commands.decide.ts';
import { lockWaiting, ownPerson, ROW, type Row, submitted, takeIn, tell } from './row.ts';
import type { AskErasureBody, RefuseBody } from './schema.ts';

type Asked = { id: string; state: string };
type Body = Static<typeof AskErasureBody>;

/** One record is asked for once at a time, whoever asks. */
async function ask(ctx: Context, person: { id: string; area_id: string }, body: Body): Promise<Asked> {
  const why = body.reason.trim();
  if (why.length < 2) throw badField('reason', 'required', '请写明为什么删除，例如“已搬离本市”。');
  const before = await submitted(ctx, body.client_id);
  if (before) return before;
  const row = { id: body.client_id, area_id: person.area_id, account_id: ctx.actor.id };
  const hash = await tell(ctx, row, 'registration.created', null);
  await ctx.flush();
  const { numAffectedRows } = await sql`
    insert into registration (id, account_id, area_id, kind, person_id, people, sealed, created_at, event_hash)
    values (${row.id}::uuid, ${row.account_id}::uuid, ${row.area_id}::uuid, 'erasure', ${person.id}::uuid, 1,
      ${ctx.runtime.sealer.seal(why)}::bytea, ${ctx.now}::timestamptz, ${hash}::bytea)
    on conflict (person_id) where kind = 'erasure' and state = 'waiting' do nothing`.execute(ctx.db);
  if (!numAffectedRows)
    throw conflict('erasure_asked', '这份登记已有人申请删除，正在等待街道办理，不用再提交。');
  return { id: row.id, state: 'waiting' };
}

/** Asks for the own record to be erased (PIPL art. 47); the street decides, and says why when it may not. */
export async function askOwnErasure(runtime: Runtime, actor: Actor, body: Body): Promise<Asked> {
  return takeIn(runtime, actor, async (ctx) => {
    const person = await ownPerson(ctx);
    if (!person) throw notFound('本人登记信息');
    return ask(ctx, person, body);
  });
}

/** Asks for a record to be erased for somebody who asked at the counter or by letter; who keeps the record asks, who erases decides. */
export async function askErasure(runtime: Runtime, actor: Actor, id: string, body: Body): Promise<Asked> {
  const areas = await areaTree(runtime);
  return takeIn(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ id: string; area_id: string }>`
      select id, area_id from resident_person where id = ${id}::uuid and state not in ('merged', 'erased')`.execute(
      ctx.db,
    );
    const [person] = rows;
    if (!person || !mayAt(actor, VIEW_RESIDENTS, person.area_id, areas)) throw notFound('人员');
    if (!mayAt(actor, EDIT_RESIDENTS, person.area_id, areas))
      throw notAllowed('只有负责这个区域的工作人员可以代为申请删除。');
    return ask(ctx, person, body);
  });
}

/** Does not erase, and says why to whoever asked. */
export async function refuseErasure(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof RefuseBody>,
): Promise<void> {
  const [why, areas] = [reasonOf(body), await areaTree(runtime)];
  await runFor(runtime, actor, async (ctx) => {
    const sees = ({ kind, area_id }: Row) =>
      kind === 'erasure' && mayAt(actor, VIEW_RESIDENTS, area_id, areas);
    const row = await lockWaiting(ctx, id, sees, body.version);
    if (!mayAt(actor, ERASE_RESIDENTS, row.area_id, areas)) throw notAllowed('您不能办理删除申请。');
    await end(ctx, row, 'refused', why);
    await answer(ctx, row, 'erasure-refused', why);
  });
}

/**
 * Wipes what a person who is erased handed in and what was asked about that record. Whoever asked for it to be erased is told that it is:
 * erasing is how such a request is granted.
 */
export async function eraseRegistrations(ctx: Context, person: string): Promise<Record<string, number>> {
  const { rows } = await sql<Row>`
    delete from registration r where r.person_id = ${person}::uuid
      or r.account_id = (select account_id from resident_person where id = ${person}::uuid) returning ${ROW}`.execute(
    ctx.db,
  );
  for (const row of rows)
    if (row.kind === 'erasure' && row.state === 'waiting') {
      await tell(ctx, row, 'registration.accepted', row.event_hash);
      await answer(ctx, row, 'erasure-done');
    }
  return { registration: rows.length };
}
