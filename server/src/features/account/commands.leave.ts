import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { runFor } from './context.ts';
import { handOverWork, takeWorkBack } from './handover.ts';
import { leads } from './policy.leave.ts';
import { isNear } from './queries.leave.ts';
import type { NewLeave } from './schema.leave.ts';

/** Longer than any leave: what is longer is a transfer or a dismissal. */
const LONGEST_DAYS = 366;
const DAY = 86_400_000;

export interface Leave {
  id: string;
  account_id: string;
  from_at: Date;
  to_at: Date;
  stand_in_id: string | null;
  take_back: boolean;
  started_at: Date | null;
}

const said = (ctx: Context, leave: Leave, kind: string, data: object = {}): Promise<void> =>
  recordNext(ctx, {
    subjectKind: 'account',
    subject: leave.account_id,
    kind: `account.leave.${kind}`,
    audience: 'staff',
    scopes: [leave.account_id, ...(leave.stand_in_id ? [leave.stand_in_id] : [])],
    data: { leave: leave.id, stand_in: leave.stand_in_id, ...data },
  });

function checkTimes(from: Date, to: Date, now: Date): void {
  if (to <= from) throw badField('to_at', 'ends_before', '结束时间须晚于开始时间。');
  if (to <= now) throw badField('to_at', 'is_past', '结束时间已经过去，请重新填写。');
  if (to.getTime() - from.getTime() > LONGEST_DAYS * DAY)
    throw badField('to_at', 'leave_too_long', '一次请假最长一年，更久的请办理调离或停用。');
}

/** Locks the person; one whom the actor does not lead is as good as absent. */
async function lockPerson(ctx: Context, actor: Actor, id: string): Promise<void> {
  const { rows } =
    await sql`select from account a where a.id = ${id}::uuid and a.kind = 'staff' and a.disabled_at is null
    and ${leads(actor)} for update`.execute(ctx.db);
  if (rows.length === 0) throw notFound('人员');
}

async function checkStandIn(ctx: Context, account: string, standIn: string): Promise<void> {
  if (!(await isNear(ctx.db, account, standIn)))
    throw badField(
      'stand_in_id',
      'cannot_stand_in',
      '代班人须是本单位或本社区可以办理任务的同事，请重新选择。',
    );
}

async function checkFree(ctx: Context, account: string, from: Date, to: Date): Promise<void> {
  const { rows } =
    await sql`select from account_leave where account_id = ${account}::uuid and ended_at is null
    and from_at < ${to}::timestamptz and to_at > ${from}::timestamptz limit 1`.execute(ctx.db);
  if (rows.length > 0) throw conflict('leave_overlaps', '这段时间已经登记过请假，请先销假或修改时间。');
}

/** Begins a leave: all open work goes to the stand-in or the unit, in this transaction. Returns how many pieces. */
async function begin(ctx: Context, leave: Leave): Promise<number> {
  ctx.write(sql`update account_leave set started_at = ${ctx.now}::timestamptz where id = ${leave.id}::uuid`);
  const moved = await handOverWork(ctx, leave.account_id, { leave: leave.id, standIn: leave.stand_in_id });
  await said(ctx, leave, 'started', { moved });
  return moved;
}

/** Enters a leave for oneself or somebody whom one leads; one that has begun already moves the work at once. */
export function enterLeave(
  runtime: Runtime,
  actor: Actor,
  input: Static<typeof NewLeave>,
): Promise<{ id: string; moved: number }> {
  return runFor(runtime, actor, async (ctx) => {
    const account = input.account_id ?? actor.id;
    const standIn = input.stand_in_id ?? null;
    const [from, to] = [new Date(input.from_at), new Date(input.to_at)];
    await lockPerson(ctx, actor, account);
    checkTimes(from, to, ctx.now);
    if (standIn) await checkStandIn(ctx, account, standIn);
    await checkFree(ctx, account, from, to);
    const id = uuidv7(ctx.now);
    const reason = ctx.runtime.sealer.seal(input.reason.trim());
    ctx.write(sql`
      insert into account_leave (id, account_id, from_at, to_at, reason_sealed, stand_in_id, take_back, created_by, created_at)
      values (${id}::uuid, ${account}::uuid, ${from}::timestamptz, ${to}::timestamptz, ${reason}::bytea, ${standIn}::uuid,
        ${input.take_back}::boolean, ${actor.id}::uuid, ${ctx.now}::timestamptz)`);
    const leave: Leave = {
      id,
      account_id: account,
      from_at: from,
      to_at: to,
      stand_in_id: standIn,
      take_back: input.take_back,
      started_at: null,
    };
    await said(ctx, leave, 'entered', { from_at: from.toISOString(), to_at: to.toISOString() });
    await ctx.flush();
    return { id, moved: from <= ctx.now ? await begin(ctx, leave) : 0 };
  });
}

async function finish(ctx: Context, leave: Leave): Promise<number> {
  ctx.write(sql`update account_leave set ended_at = ${ctx.now}::timestamptz where id = ${leave.id}::uuid`);
  const back = leave.started_at && leave.take_back ? await takeWorkBack(ctx, leave.id, leave.account_id) : 0;
  await said(ctx, leave, leave.started_at ? 'ended' : 'cancelled', { back });
  return back;
}

async function lockLeave(ctx: Context, where: RawBuilder<unknown>): Promise<Leave | undefined> {
  const { rows } = await sql<Leave>`
    select v.id, v.account_id, v.from_at, v.to_at, v.stand_in_id, v.take_back, v.started_at
    from account_leave v join account a on a.id = v.account_id
    where v.ended_at is null and ${where} order by v.from_at, v.id limit 1 for update of v skip locked`.execute(
    ctx.db,
  );
  return rows[0];
}

/** Ends a leave (销假), or calls off one that has not begun: oneself, or whoever could have entered it. */
export function endLeave(runtime: Runtime, actor: Actor, id: string): Promise<{ id: string; moved: number }> {
  return runFor(runtime, actor, async (ctx) => {
    const leave = await lockLeave(ctx, sql`v.id = ${id}::uuid and ${leads(actor)}`);
    if (!leave) throw notFound('请假');
    return { id, moved: await finish(ctx, leave) };
  });
}

/** Takes the next leave whose time has come, but none of `stuck`; says which it is before anything can go wrong. */
async function turnNext(ctx: Context, stuck: readonly string[], taken: (leave: string) => void) {
  const now = sql`${ctx.now}::timestamptz`;
  const leave = await lockLeave(
    ctx,
    sql`(case when v.started_at is null then v.from_at else v.to_at end) <= ${now} and v.id <> all (${stuck as string[]}::uuid[])`,
  );
  if (!leave) return false;
  taken(leave.id);
  await (leave.started_at || leave.to_at <= ctx.now ? finish(ctx, leave) : begin(ctx, leave));
  return true;
}

/**
 * Begins and ends the leaves whose time has come, each in its own transaction and by one program only. One that cannot be turned
 * is logged and tried again the next time; it holds up no other.
 */
export async function turnLeaves(runtime: Runtime, actor: Actor): Promise<number> {
  const stuck: string[] = [];
  for (let turned = 0; ; turned += 1) {
    let at: string | undefined;
    try {
      if (!(await runFor(runtime, actor, (ctx) => turnNext(ctx, stuck, (leave) => (at = leave)))))
        return turned;
    } catch (error) {
      if (!at) throw error;
      runtime.log.error({ err: error, leave: at }, 'a leave could not begin or end');
      stuck.push(at);
    }
  }
}

/** Ends the leaves of somebody who is dismissed, and leaves nobody standing in by them. */
export function dropLeaves(ctx: Context, account: string): void {
  ctx.write(sql`update account_leave set ended_at = ${ctx.now}::timestamptz
    where account_id = ${account}::uuid and ended_at is null`);
  ctx.write(
    sql`update account_leave set stand_in_id = null where stand_in_id = ${account}::uuid and ended_at is null`,
  );
}
