import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { residentByPhone } from '../account/index.ts';
import { cellsAround, isNowhere, metres, registry } from '../matter/index.ts';
import type { Call, Earlier } from './rules.ts';

/** The newest of each cell: no heap of calls at one spot costs more than this. */
const PER_CELL = 30;

/** A call as it is read from the matter. */
export interface Point extends Call {
  id: string;
  at: Date;
  areas: string[];
  lng: number | null;
  lat: number | null;
  caller: Buffer | null;
}

interface Row {
  id: string;
  at: Date;
  type: string;
  category: string | null;
  areas: string[];
  lng: number | null;
  lat: number | null;
  account: string | null;
  phone: Buffer | null;
  anonymous: boolean;
}

/** Whose call it is, as a fingerprint nobody can read back: the account's, also when the account's own number called. */
async function callerOf(ctx: Context, { account, phone, anonymous }: Row): Promise<Buffer | null> {
  if (anonymous) return null;
  const known = account ?? (phone ? await residentByPhone(ctx.db, phone) : null);
  return known ? ctx.runtime.sealer.fingerprint(`account ${known}`) : phone;
}

/** Reads a matter as a call that may add up, one that joined another (我也遇到了) where that one is; null for a confidential one, which is nobody else's business. */
export async function pointOf(ctx: Context, matter: string): Promise<Point | null> {
  const { rows } = await sql<Row>`
    select m.id, m.created_at as at, m.type_code as type, m.category_code as category,
      coalesce(m.lng, t.lng) as lng, coalesce(m.lat, t.lat) as lat, m.anonymous,
      array_remove(array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6], null) as areas,
      m.caller_id as account, c.phone_index as phone
    from matter m left join matter_contact c on c.matter_id = m.id left join matter t on t.id = m.merged_into
    where m.id = ${matter}::uuid and not m.confidential`.execute(ctx.db);
  const row = rows[0];
  if (!row) return null;
  const { categories } = await registry(ctx.runtime);
  const group = row.category === null ? null : (categories.get(row.category)?.parentCode ?? row.category);
  const placed = row.lng !== null && row.lat !== null ? { lng: row.lng, lat: row.lat } : null;
  const nowhere = placed !== null && (await isNowhere(ctx.runtime, placed));
  const { id, at, type, areas } = row;
  const { lng, lat } = nowhere || !placed ? { lng: null, lat: null } : placed;
  return { id, at, type, group, areas, lng, lat, caller: await callerOf(ctx, row) };
}

/** Keeps a call for those that come after it. */
export async function keepPoint(ctx: Context, { id, group, lng, lat, caller, at }: Point): Promise<void> {
  await sql`
    insert into finding_point (matter_id, group_code, y, x, lng, lat, caller, at)
    values (${id}::uuid, ${group}, floor(${lat}::float8 * 500)::int, floor(${lng}::float8 * 500)::int, ${lng}::float8, ${lat}::float8,
      ${caller}::bytea, ${at}::timestamptz)
    on conflict (matter_id) do update set group_code = excluded.group_code, y = excluded.y, x = excluded.x, lng = excluded.lng,
      lat = excluded.lat, caller = excluded.caller`.execute(ctx.db);
}

const FINDING = sql`(select fm.finding_id from finding_matter fm join finding f on f.id = fm.finding_id
  where fm.matter_id = p.matter_id and f.kind = k.kind order by f.id desc limit 1)`;

interface Near extends Earlier {
  lng: number;
  lat: number;
}

/** Earlier calls of the group within some metres, and the finding each is part of. */
export async function nearBy(ctx: Context, point: Point, radius: number): Promise<Earlier[]> {
  if (point.lng === null || point.lat === null || point.group === null) return [];
  const here = { lng: point.lng, lat: point.lat };
  const { rows } = await sql<Near>`
    select p.matter_id as id, p.at, p.lng, p.lat, g.id as finding, coalesce(g.state = 'open', false) as open
    from jsonb_to_recordset(${JSON.stringify(cellsAround(here, radius))}::jsonb) as c(y int, x int)
    cross join (select 'place'::text as kind) k
    cross join lateral (select o.matter_id, o.at, o.lng, o.lat from finding_point o
      where o.group_code = ${point.group} and o.y = c.y and o.x = c.x and o.at <= ${point.at}::timestamptz
      order by o.at desc limit ${PER_CELL}) p
    left join finding g on g.id = ${FINDING}`.execute(ctx.db);
  return rows.filter((row) => metres(here, row)! <= radius);
}

/** The newest earlier calls of the same person. */
export async function ofCaller(ctx: Context, { caller, at }: Point, most: number): Promise<Earlier[]> {
  if (!caller) return [];
  const { rows } = await sql<Earlier>`
    select p.matter_id as id, p.at, g.id as finding, coalesce(g.state = 'open', false) as open
    from (select 'caller'::text as kind) k
    cross join lateral (select o.matter_id, o.at from finding_point o where o.caller = ${caller}::bytea and o.at <= ${at}::timestamptz
      order by o.at desc limit ${most}::int) p
    left join finding g on g.id = ${FINDING}`.execute(ctx.db);
  return rows;
}
