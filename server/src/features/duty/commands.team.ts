import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf, isDay } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { writePhone } from './commands.phone.ts';
import { editsTeam } from './policy.ts';
import type { MemberBody, MemberChange } from './schema.team.ts';

type New = Static<typeof MemberBody>;
type Changed = Static<typeof MemberChange>;

/** The grid or community that an actor edits; a field's refusal for any other. */
export function editedArea(actor: Actor, id: string, areas: AreaTree): string {
  const area = areas.get(id);
  if (!area || area.retired || !['grid', 'community'].includes(area.level) || !editsTeam(actor, id, areas))
    throw badField('area', 'unknown_area', '请选择您负责的社区或其中的网格。');
  return id;
}

async function checkMember(
  runtime: Runtime,
  body: Pick<New, 'unit' | 'from_on'> & { to_on?: string | null },
) {
  if (body.unit && !(await unitRegistry(runtime)).get(body.unit))
    throw badField('unit', 'unknown_unit', '没有找到这个单位，请重新选择。');
  if (!isDay(body.from_on)) throw badField('from_on', 'bad_day', '没有这一天，请重新选择日期。');
  if (!body.to_on) return;
  if (!isDay(body.to_on)) throw badField('to_on', 'bad_day', '没有这一天，请重新选择日期。');
  if (body.to_on < body.from_on) throw badField('to_on', 'before', '结束日期须在开始日期之后。');
}

const words = (text: string | undefined): string | null => text?.trim() || null;

/** What the event of a member says: no phone, and the name stays with the row. */
function told(ctx: Context, id: string, kind: string, area: string, data: object, prevHash: Buffer | null) {
  return record(ctx, {
    subjectKind: 'duty_member',
    subject: id,
    kind: `duty.member.${kind}`,
    audience: 'staff',
    scopes: [area],
    data: { area, ...data },
    prevHash,
  });
}

/** Adds a member to the service team of a grid or of all grids of a community. The same submission sent again adds one. */
export async function addMember(runtime: Runtime, actor: Actor, body: New): Promise<{ id: string }> {
  const area = editedArea(actor, body.area, await areaTree(runtime));
  await checkMember(runtime, body);
  const id = body.client_id;
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ created_by: string }>`
      select created_by from duty_member where id = ${id}::uuid`.execute(ctx.db);
    if (rows[0]?.created_by === actor.id) return { id };
    if (rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const hash = told(ctx, id, 'added', area, { role: body.role, from_on: body.from_on }, null);
    ctx.write(sql`
      insert into duty_member (id, area_id, role, name, unit_id, unit_name, services, from_on, created_by, created_at, event_hash)
      values (${id}::uuid, ${area}::uuid, ${body.role}, ${body.name.trim()}, ${body.unit ?? null}::uuid, ${words(body.unit_name)},
        ${words(body.services)}, ${body.from_on}::date, ${actor.id}::uuid, ${ctx.now}::timestamptz, ${hash}::bytea)`);
    writePhone(ctx, id, area, body.phone);
    return { id };
  });
}

interface MemberRow {
  area_id: string;
  version: number;
  event_hash: Buffer;
}

/** A member as it stands, under lock, for who edits its area; else 404. */
async function lockMember(ctx: Context, id: string, areas: AreaTree): Promise<MemberRow> {
  const { rows } = await sql<MemberRow>`
    select area_id, version, event_hash from duty_member where id = ${id}::uuid for update`.execute(ctx.db);
  if (!rows[0] || !editsTeam(ctx.actor, rows[0].area_id, areas)) throw notFound('成员');
  return rows[0];
}

/** Changes a member, or ends the membership (`to_on`): it is kept with its days. */
export async function changeMember(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Changed,
): Promise<{ version: number }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const row = await lockMember(ctx, id, areas);
    await checkMember(runtime, body);
    if (row.version !== body.version)
      throw conflict('changed_meanwhile', '这位成员刚刚被别人修改过，请看一下最新情况。', {
        version: row.version,
      });
    const to = body.to_on ?? null;
    const kind = to !== null && to <= dayOf(ctx.now) ? 'ended' : 'changed';
    const phone =
      body.phone === undefined ? undefined : { phone: body.phone === null ? 'removed' : 'changed' };
    const data = { role: body.role, from_on: body.from_on, to_on: to, ...phone };
    const hash = told(ctx, id, kind, row.area_id, data, row.event_hash);
    ctx.write(sql`
      update duty_member set role = ${body.role}, name = ${body.name.trim()}, unit_id = ${body.unit ?? null}::uuid,
        unit_name = ${words(body.unit_name)}, services = ${words(body.services)}, from_on = ${body.from_on}::date, to_on = ${to}::date,
        version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`);
    writePhone(ctx, id, row.area_id, body.phone);
    return { version: row.version + 1 };
  });
}
