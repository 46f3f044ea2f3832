import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { writePhone } from './commands.phone.ts';
import { editedArea } from './commands.team.ts';
import { editsTeam } from './policy.ts';
import type { NeighbourBody, NeighbourChange, StationBody } from './schema.team.ts';
import { NEIGHBOURS, type NeighbourKind, STANDS_UNDER } from './words.ts';

const words = (text: string | undefined): string | null => text?.trim() || null;
const stale = (version: number) =>
  conflict('changed_meanwhile', '刚刚被别人修改过，请看一下最新情况。', { version });

/** An organisation stands under one of the tier above it, in the same community (社区党委–网格党支部–邻里党小组–党员中心户). */
async function checkParent(
  ctx: Context,
  kind: NeighbourKind,
  area: string,
  parent: string | undefined,
  areas: AreaTree,
): Promise<void> {
  if (!parent) return;
  const { rows } = await sql<{ kind: NeighbourKind; area_id: string }>`
    select kind, area_id from duty_neighbour where id = ${parent}::uuid and ended_on is null`.execute(ctx.db);
  const above = rows[0];
  if (!above || !areas.within(area, above.area_id))
    throw badField('parent', 'unknown_parent', '没有找到上级组织，请重新选择。');
  if (!STANDS_UNDER[kind].includes(above.kind))
    throw badField(
      'parent',
      'wrong_parent',
      `“${NEIGHBOURS[kind]}”不能设在“${NEIGHBOURS[above.kind]}”之下。`,
    );
}

function told(ctx: Context, id: string, kind: string, area: string, prevHash: Buffer | null): Buffer {
  return record(ctx, {
    subjectKind: 'duty_neighbour',
    subject: id,
    kind: `duty.neighbour.${kind}`,
    audience: 'staff',
    scopes: [area],
    data: { area },
    prevHash,
  });
}

/** Adds a piece of the neighbour organisation, or a building head. The same submission sent again adds one. */
export async function addNeighbour(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof NeighbourBody>,
): Promise<{ id: string }> {
  const areas = await areaTree(runtime);
  const area = editedArea(actor, body.area, areas);
  const id = body.client_id;
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ created_by: string }>`
      select created_by from duty_neighbour where id = ${id}::uuid`.execute(ctx.db);
    if (rows[0]?.created_by === actor.id) return { id };
    if (rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    await checkParent(ctx, body.kind, area, body.parent, areas);
    const hash = told(ctx, id, 'added', area, null);
    ctx.write(sql`
      insert into duty_neighbour (id, area_id, kind, parent_id, name, head, place, created_by, created_at, event_hash)
      values (${id}::uuid, ${area}::uuid, ${body.kind}, ${body.parent ?? null}::uuid, ${body.name.trim()}, ${words(body.head)},
        ${words(body.place)}, ${actor.id}::uuid, ${ctx.now}::timestamptz, ${hash}::bytea)`);
    writePhone(ctx, id, area, body.phone);
    return { id };
  });
}

/** Changes or ends a piece of the neighbour organisation; one with others under it is not ended. */
export async function changeNeighbour(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof NeighbourChange>,
): Promise<{ version: number }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{
      area_id: string;
      kind: NeighbourKind;
      version: number;
      event_hash: Buffer;
      below: boolean;
    }>`
      select area_id, kind, version, event_hash,
        exists (select from duty_neighbour b where b.parent_id = n.id and b.ended_on is null) as below
      from duty_neighbour n where id = ${id}::uuid for update`.execute(ctx.db);
    const row = rows[0];
    if (!row || !editsTeam(actor, row.area_id, areas)) throw notFound('邻里组织');
    if (row.version !== body.version) throw stale(row.version);
    if (body.parent === id) throw badField('parent', 'wrong_parent', '上级不能是它自己。');
    if (body.ended && row.below) throw conflict('has_children', '它的下面还有组织，请先撤销或调整下面的。');
    await checkParent(ctx, row.kind, row.area_id, body.parent, areas);
    const hash = told(ctx, id, body.ended ? 'ended' : 'changed', row.area_id, row.event_hash);
    ctx.write(sql`
      update duty_neighbour set parent_id = ${body.parent ?? null}::uuid, name = ${body.name.trim()}, head = ${words(body.head)},
        place = ${words(body.place)}, ended_on = ${body.ended ? dayOf(ctx.now) : null}::date, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`);
    writePhone(ctx, id, row.area_id, body.phone);
    return { version: row.version + 1 };
  });
}

/** Sets the station (网格工作站) of a grid or community: one each, at its place on the map. */
export async function setStation(
  runtime: Runtime,
  actor: Actor,
  area: string,
  body: Static<typeof StationBody>,
): Promise<{ version: number }> {
  const areas = await areaTree(runtime);
  if (!areas.get(area) || !editsTeam(actor, area, areas)) throw notFound('网格');
  editedArea(actor, area, areas);
  return run(runtime, actor, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${area}, 4))`.execute(ctx.db);
    const { rows } = await sql<{ version: number; event_hash: Buffer }>`
      select version, event_hash from duty_station where area_id = ${area}::uuid`.execute(ctx.db);
    const version = rows[0]?.version ?? 0;
    if (version !== body.version) throw stale(version);
    const hash = record(ctx, {
      subjectKind: 'duty_station',
      subject: area,
      kind: 'duty.station.set',
      audience: 'staff',
      scopes: [area],
      data: { name: body.name.trim(), address: body.address.trim() },
      prevHash: rows[0]?.event_hash ?? null,
    });
    const { lng = null, lat = null } = body.point ?? {};
    ctx.write(sql`
      insert into duty_station (area_id, name, address, lng, lat, hours, phone, changed_by, changed_at, event_hash)
      values (${area}::uuid, ${body.name.trim()}, ${body.address.trim()}, ${lng}::float8, ${lat}::float8, ${words(body.hours)},
        ${words(body.phone)}, ${actor.id}::uuid, ${ctx.now}::timestamptz, ${hash}::bytea)
      on conflict (area_id) do update set name = excluded.name, address = excluded.address, lng = excluded.lng, lat = excluded.lat,
        hours = excluded.hours, phone = excluded.phone, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
        version = duty_station.version + 1, event_hash = excluded.event_hash`);
    return { version: version + 1 };
  });
}
