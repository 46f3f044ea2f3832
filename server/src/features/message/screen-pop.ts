import { sql } from 'kysely';
import { type Actor, holds, SYSTEM } from '../../platform/access.ts';
import { badField, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { dialled } from './rules.ts';

/** Whoever may take calls may also be told of them. */
export const SCREEN_POP = 'matter:screen-pop';
/** A call that was not answered by then rings no more. */
const VALID = 5 * 60_000;

async function agentOf(ctx: Context, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from account where username = ${username.trim().toLowerCase()} and disabled_at is null`.execute(
    ctx.db,
  );
  const agent = rows[0] && (await loadActor(ctx.db, rows[0].id));
  if (!agent || !holds(agent, SCREEN_POP))
    throw badField('agent', 'no_such_agent', '没有这个坐席，或该账号没有来电弹屏权限，请检查用户名。');
  return agent.id;
}

/**
 * A telephone system tells that a call rings at an agent. The agent's browser hears of it live; the number is sealed and in
 * no event: the browser fetches it once.
 */
export function ringScreen(
  runtime: Runtime,
  actor: Actor,
  call: { phone: string; agent: string },
): Promise<{ id: string }> {
  const phone = dialled(call.phone);
  if (!phone) throw badField('phone', 'bad_phone', '来电号码应为 3–20 位数字。');
  return run(runtime, SYSTEM, async (ctx) => {
    const agent = await agentOf(ctx, call.agent);
    const id = uuidv7(ctx.now);
    ctx.write(sql`
      insert into message_screen_pop (id, account_id, phone_sealed, expires_at)
      values (${id}::uuid, ${agent}::uuid, ${runtime.sealer.seal(phone)}::bytea,
        ${new Date(ctx.now.getTime() + VALID)}::timestamptz)`);
    record(
      { ...ctx, actor },
      {
        subjectKind: 'screen_pop',
        subject: id,
        kind: 'message.screen_pop',
        audience: 'staff',
        scopes: [agent],
        data: {},
        prevHash: null,
      },
    );
    return { id };
  });
}

/** The number of a call ringing at this agent, once; afterwards, later, and for everybody else there is none. */
export function takeScreenPop(runtime: Runtime, actor: Actor, id: string): Promise<{ phone: string }> {
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ phone_sealed: Buffer }>`
      delete from message_screen_pop where id = ${id}::uuid and account_id = ${actor.id}::uuid
        and expires_at > ${ctx.now}::timestamptz returning phone_sealed`.execute(ctx.db);
    if (!rows[0]) throw notFound('来电');
    return { phone: runtime.sealer.open(rows[0].phone_sealed) };
  });
}

/** Forgets calls that nobody looked at. */
export async function forgetOldCalls(runtime: Runtime): Promise<void> {
  await run(runtime, SYSTEM, async (ctx) => {
    ctx.write(sql`delete from message_screen_pop where expires_at <= ${ctx.now}::timestamptz`);
  });
}
