import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf, isDay } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { lockOwn, tell } from './commands.ts';
import type { EndLinkBody, LinkBody } from './schema.ts';

/** One more, or one less, organisation in a building. */
function count(ctx: Context, building: string, change: 1 | -1): void {
  ctx.write(sql`
    insert into place_building (building_id, n) values (${building}::uuid, ${change}::int)
    on conflict (building_id) do update set n = place_building.n + excluded.n`);
}

async function requireRoom(
  ctx: Context,
  { building, house, from_on }: Static<typeof LinkBody>,
): Promise<void> {
  if (!isDay(from_on)) throw badField('from_on', 'bad_day', '没有这一天，请重新选择日期。');
  if (from_on > dayOf(ctx.now)) throw badField('from_on', 'too_large', '开始日期不能晚于今天。');
  const { rows } = await sql<{ house: string | null }>`
    select h.id as house from housing_building b
    left join housing_house h on h.building_id = b.id and h.id = ${house ?? null}::uuid and h.retired_at is null
    where b.id = ${building}::uuid and b.retired_at is null`.execute(ctx.db);
  if (!rows[0]) throw badField('building', 'unknown', '没有这栋楼，请重新选择。');
  if (house && !rows[0].house) throw badField('house', 'unknown', '这栋楼里没有这间房，请重新选择。');
}

/**
 * Says that an organisation sits in a house, or a building, from a day on. Refuses the same relation while it lasts. The same
 * submission sent again counts once.
 */
export async function addLink(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof LinkBody>,
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockOwn(ctx, actor, id);
    const { client_id, kind, building, house = null, from_on } = body;
    if (row.subject !== 'organisation') throw conflict('not_here', '只有单位可以登记入驻楼栋。');
    const { rows } = await sql<{ id: string; place_id: string; same: boolean }>`
      select id, place_id, id = ${client_id}::uuid as same from place_link where id = ${client_id}::uuid
        or (place_id = ${id}::uuid and kind = ${kind} and building_id = ${building}::uuid
          and house_id is not distinct from ${house}::uuid and to_on is null)`.execute(ctx.db);
    if (rows.some((each) => each.same && each.place_id === id)) return { id: client_id };
    if (rows.some((each) => each.same))
      throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    if (rows.length > 0) throw conflict('linked', '这个单位已经登记在这里。');
    await requireRoom(ctx, body);
    const hash = await tell(ctx, {
      ...{ kind: 'place.linked', row, from: null, to: null, prevHash: row.event_hash },
      data: { link: client_id, kind, building, house },
    });
    ctx.write(sql`
      insert into place_link (id, place_id, kind, building_id, house_id, from_on)
      values (${client_id}::uuid, ${id}::uuid, ${kind}, ${building}::uuid, ${house}::uuid, ${from_on}::date)`);
    ctx.write(sql`update place set event_hash = ${hash}::bytea where id = ${id}::uuid`);
    if (kind === 'operates') count(ctx, building, 1);
    return { id: client_id };
  });
}

/** Ends a relation on a day. Refuses a day before it began or yet to come, and one that has ended. */
export async function endLink(
  runtime: Runtime,
  actor: Actor,
  id: string,
  link: string,
  { to_on }: Static<typeof EndLinkBody>,
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockOwn(ctx, actor, id);
    const { rows } = await sql<{ kind: string; building_id: string; from_on: string; to_on: string | null }>`
      select kind, building_id, from_on::text as from_on, to_on::text as to_on from place_link
      where id = ${link}::uuid and place_id = ${id}::uuid for update`.execute(ctx.db);
    const [one] = rows;
    if (!one) throw notFound('入驻关系');
    if (one.to_on) throw conflict('link_ended', '这条入驻关系已经结束。');
    if (!isDay(to_on)) throw badField('to_on', 'bad_day', '没有这一天，请重新选择日期。');
    if (to_on < one.from_on) throw badField('to_on', 'too_small', '结束日期不能早于开始日期。');
    if (to_on > dayOf(ctx.now)) throw badField('to_on', 'too_large', '结束日期不能晚于今天。');
    const hash = await tell(ctx, {
      ...{ kind: 'place.link-ended', row, from: null, to: null, prevHash: row.event_hash },
      data: { link, building: one.building_id },
    });
    ctx.write(sql`update place_link set to_on = ${to_on}::date where id = ${link}::uuid`);
    ctx.write(sql`update place set event_hash = ${hash}::bytea where id = ${id}::uuid`);
    if (one.kind === 'operates') count(ctx, one.building_id, -1);
    return { id: link };
  });
}

/** Ends all that last, with their place. */
export async function endLinks(ctx: Context, place: string): Promise<void> {
  const { rows } = await sql<{ kind: string; building_id: string }>`
    update place_link set to_on = greatest(from_on, ${dayOf(ctx.now)}::date)
    where place_id = ${place}::uuid and to_on is null returning kind, building_id`.execute(ctx.db);
  const buildings = Map.groupBy(
    rows.filter(({ kind }) => kind === 'operates'),
    ({ building_id }) => building_id,
  );
  for (const [building, links] of buildings)
    ctx.write(sql`
      update place_building set n = n - ${links.length}::int where building_id = ${building}::uuid`);
}
