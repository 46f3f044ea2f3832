import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { dayOf, isDay } from '../../platform/day.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { staffByUsername, unitRegistry } from '../account/index.ts';
import { MANAGE, manages, mustReport, noList, visible } from './policy.ts';
import { findProject } from './queries.ts';
import { reached } from './rules.ts';
import type { EntryBody, ItemBody, ListBody } from './schema.ts';

/** Makes a list of the actor's own unit, for the unit's area. The same submission sent again makes one. */
export async function createList(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof ListBody>,
): Promise<{ id: string }> {
  const units = await unitRegistry(runtime);
  const unit = units.get(unitsOf(actor, MANAGE)[0] ?? '');
  if (!unit) throw notAllowed('只能以本单位的名义建立清单。');
  const id = body.client_id;
  return run(runtime, actor, async (ctx) => {
    const known = await sql<{
      created_by: string;
    }>`select created_by from project_list where id = ${id}::uuid`.execute(ctx.db);
    if (known.rows[0]?.created_by === actor.id) return { id };
    if (known.rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const hash = record(ctx, {
      ...{ subjectKind: 'project', subject: id, kind: 'project.list', audience: 'staff' as const },
      scopes: [unit.id, unit.areaId],
      data: { name: body.name, public: body.public },
      prevHash: null,
    });
    ctx.write(sql`
      insert into project_list (id, name, about, owner_unit, area_id, public, created_by, created_at, event_hash)
      values (${id}::uuid, ${body.name.trim()}, ${body.about ?? ''}, ${unit.id}::uuid, ${unit.areaId}::uuid, ${body.public}::boolean,
        ${actor.id}::uuid, ${ctx.now}::timestamptz, ${hash}::bytea)`);
    return { id };
  });
}

async function checkItem(runtime: Runtime, body: Static<typeof ItemBody>): Promise<string | null> {
  if (!isDay(body.deadline)) throw badField('deadline', 'bad_day', '没有这一天，请重新选择日期。');
  for (const [i, step] of (body.milestones ?? []).entries()) {
    if (!isDay(step.due_on))
      throw badField(`milestones.${i}.due_on`, 'bad_day', '没有这一天，请重新选择日期。');
    if (step.due_on > body.deadline)
      throw badField(`milestones.${i}.due_on`, 'too_large', '节点期限不能晚于完成期限。');
  }
  const unit = (await unitRegistry(runtime)).get(body.unit);
  if (!unit || unit.retired) throw badField('unit', 'unknown_unit', '所选单位不存在或已停用，请重新选择。');
  if (!body.account) return null;
  const account = await staffByUsername(runtime.db, body.account);
  if (!account) throw badField('account', 'unknown_account', '没有这个工作人员账号，请核对用户名。');
  return account;
}

/** Adds a project to a list of one's own unit. */
export async function addItem(
  runtime: Runtime,
  actor: Actor,
  list: string,
  body: Static<typeof ItemBody>,
): Promise<{ id: string }> {
  const account = await checkItem(runtime, body);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ owner_unit: string; items: number }>`
      select l.owner_unit, l.items from project_list l where l.id = ${list}::uuid and ${visible(actor)} for update of l`.execute(
      ctx.db,
    );
    if (!rows[0]) throw noList();
    if (!manages(actor, rows[0])) throw notAllowed('只有清单的牵头单位可以添加项目。');
    const steps = (body.milestones ?? []).map((step) => ({ ...step, done_on: null }));
    const hash = record(ctx, {
      ...{
        subjectKind: 'project',
        subject: body.client_id,
        kind: 'project.item',
        audience: 'staff' as const,
      },
      scopes: [...new Set([rows[0].owner_unit, body.unit, ...(account ? [account] : [])])],
      data: { list, name: body.name, unit: body.unit, deadline: body.deadline },
      prevHash: null,
    });
    const made = await sql`
      insert into project_item (id, list_id, position, name, unit_id, account_id, deadline, milestones, event_hash)
      values (${body.client_id}::uuid, ${list}::uuid, ${rows[0].items + 1}::int, ${body.name.trim()}, ${body.unit}::uuid, ${account}::uuid,
        ${body.deadline}::date, ${JSON.stringify(steps)}::jsonb, ${hash}::bytea)
      on conflict (id) do nothing returning id`.execute(ctx.db);
    if (made.rows.length === 0) return ctx.undo({ id: body.client_id });
    ctx.write(sql`update project_list set items = items + 1 where id = ${list}::uuid`);
    return { id: body.client_id };
  });
}

/** Tells how far a project is, with photos; reached milestones get today's day. The same entry sent again counts once. */
export function addEntry(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof EntryBody>,
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const item = await findProject(ctx.db, actor, id, true);
    mustReport(actor, item);
    const made = await sql`
      insert into project_entry (id, item_id, text, percent, at, by)
      values (${body.client_id}::uuid, ${id}::uuid, ${body.text}, ${body.percent}::int, ${ctx.now}::timestamptz, ${actor.id}::uuid)
      on conflict (id) do nothing returning id`.execute(ctx.db);
    if (made.rows.length === 0) return { id };
    await attachFiles(ctx, body.files ?? [], { subjectKind: 'project', subject: id, stage: 'progress' });
    const steps = reached(item.milestones, body.milestones ?? [], dayOf(ctx.now));
    const finished = (body.percent >= 100 ? 1 : 0) - (item.percent >= 100 ? 1 : 0);
    const hash = record(ctx, {
      ...{ subjectKind: 'project', subject: id, kind: 'project.entry', audience: 'staff' as const },
      scopes: [...new Set([item.owner_unit, item.unit_id, ...(item.account_id ? [item.account_id] : [])])],
      data: { list: item.list, from: item.percent, to: body.percent },
      prevHash: item.event_hash,
    });
    ctx.write(sql`
      update project_item set percent = ${body.percent}::int, milestones = ${JSON.stringify(steps)}::jsonb,
        done_at = ${body.percent >= 100 ? ctx.now : null}::timestamptz, event_hash = ${hash}::bytea where id = ${id}::uuid`);
    ctx.write(sql`
      update project_list set percents = percents + ${body.percent - item.percent}::int, done = done + ${finished}::int
      where id = ${item.list}::uuid`);
    return { id };
  });
}
