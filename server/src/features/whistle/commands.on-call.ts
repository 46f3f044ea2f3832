import { sql } from 'kysely';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountsWith } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { KEEP } from './policy.ts';
import type { OnCallInput } from './schema.ts';

const MOST_DAYS = 92;
const DAY = 86_400_000;

async function checkOfficer(ctx: Context, { unit, account }: OnCallInput): Promise<void> {
  const { rows } = await sql`
    select from account_relation l join account a on a.id = l.account_id
    where a.id = ${account}::uuid and l.unit_id = ${unit}::uuid and l.ended_at is null and a.disabled_at is null limit 1`.execute(
    ctx.db,
  );
  if (rows.length === 0)
    throw badField('account', 'unknown_person', '所选人员不在本单位或账号已停用，请重新选择。');
  if (!(await accountsWith(ctx.db, { unit, permission: 'matter:handle' })).includes(account))
    throw badField(
      'account',
      'may_not_handle',
      '所选人员没有办理权限，不能报到，请另选人员或先请管理员授权。',
    );
}

/**
 * Puts somebody of a department on call for a street or community, from when to when. Refuses other units' rosters, areas that are
 * neither street nor community, and more than 92 days at once.
 */
export async function putOnCall(runtime: Runtime, actor: Actor, input: OnCallInput): Promise<string> {
  const [from, to] = [new Date(input.from_at), new Date(input.to_at)];
  if (to <= from) throw badField('to_at', 'ends_before', '结束时间须在开始时间之后。');
  if (to.getTime() - from.getTime() > MOST_DAYS * DAY)
    throw badField('to_at', 'too_long', `一次最多排 ${MOST_DAYS} 天的班。`);
  if (to <= runtime.clock.now()) throw badField('to_at', 'is_past', '这段时间已经过去，请重新填写。');
  const area = (await areaTree(runtime)).get(input.area);
  if (!area || area.retired || !['street', 'community'].includes(area.level))
    throw badField('area', 'unknown_area', '请选择街道或社区。');
  if (!unitsOf(actor, KEEP).includes(input.unit)) throw notAllowed('只能排本单位的值班。');
  return run(runtime, actor, async (ctx) => {
    await checkOfficer(ctx, input);
    const id = uuidv7(ctx.now);
    ctx.write(sql`
      insert into whistle_on_call (id, unit_id, account_id, area_id, from_at, to_at, created_by, created_at)
      values (${id}::uuid, ${input.unit}::uuid, ${input.account}::uuid, ${input.area}::uuid, ${from}::timestamptz, ${to}::timestamptz,
        ${actor.id}::uuid, ${ctx.now}::timestamptz)`);
    await tellUnit(ctx, input.unit, 'put', { id, ...input });
    return id;
  });
}

/** Ends a turn before its time; it stays in the roster as ended. */
export async function endOnCall(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ unit_id: string; ended_at: Date | null }>`
      select unit_id, ended_at from whistle_on_call where id = ${id}::uuid for update`.execute(ctx.db);
    const row = rows[0];
    if (!row || !unitsOf(actor, KEEP).includes(row.unit_id)) throw notFound('值班');
    if (row.ended_at) throw conflict('not_now', '这个班次已经取消。');
    ctx.write(sql`update whistle_on_call set ended_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
    await tellUnit(ctx, row.unit_id, 'ended', { id });
  });
}

const tellUnit = (ctx: Context, unit: string, what: string, data: Record<string, unknown>): Promise<void> =>
  recordNext(ctx, {
    subjectKind: 'on_call',
    subject: unit,
    kind: `whistle.on-call.${what}`,
    audience: 'staff',
    scopes: [unit],
    data: data as never,
  });
