import { type RawBuilder, sql } from 'kysely';
import { openedOr, type Plains } from '../../platform/keys/printed.ts';
import type { Context } from '../../platform/runtime.ts';
import { residentsByPhone } from '../account/index.ts';
import { nowhereAmong, registry } from '../matter/index.ts';
import type { Call } from './rules.ts';
import type { Kind } from './settings.ts';

/** A call as it is read from the matter. */
export interface Point extends Call {
  id: string;
  at: Date;
  areas: string[];
  place: Place | null;
  /** Whose it is, as a fingerprint nobody can read back. */
  caller: string | null;
  /** Whether it is among the kept already: only `on conflict` could tell too, at one more record of the log of changes for each. */
  kept: boolean;
}

/** A point of the map, WGS-84. */
export interface Place {
  lng: number;
  lat: number;
}

/** That a call is part of a finding, open or ended: it counts for no other of the kind. */
export interface Part {
  call: string;
  kind: Kind;
  finding: string;
  open: boolean;
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
  kept: boolean;
}

/** A number that a caller was found by; one that was only given to be called at is nobody's. */
const PHONE = sql`case when c.phone_index is not null then c.phone_sealed end`;

type Caller = Pick<Row, 'account' | 'phone' | 'anonymous'>;

/** The account's, also when the account's own number called; nobody's when it is anonymous, or when no key opens the number. */
async function callersOf(ctx: Context, rows: readonly Caller[]): Promise<(string | null)[]> {
  const numbers = rows.map(({ account, phone, anonymous }) =>
    account || anonymous || !phone ? null : openedOr(ctx.runtime.sealer, phone),
  );
  const residents = await residentsByPhone(
    ctx,
    numbers.filter((number) => number !== null),
  );
  return rows.map(({ account, anonymous }, i) => {
    if (anonymous) return null;
    const known = account ?? residents.get(numbers[i] ?? '');
    return known ? `account ${known}` : numbers[i]!;
  });
}

/** Whose the kept calls are, for their fingerprints to be made anew. */
export async function callerPlains(ctx: Context, ids: readonly string[]): Promise<Map<string, Plains>> {
  const { rows } = await sql<Caller & { id: string }>`
    select m.id, m.caller_id as account, m.anonymous, ${PHONE} as phone
    from matter m left join matter_contact c on c.matter_id = m.id where m.id = any (${ids as string[]}::uuid[])`.execute(
    ctx.db,
  );
  const callers = await callersOf(ctx, rows);
  return new Map(rows.map(({ id }, i) => [id, { caller: callers[i]! }]));
}

/** Where each lies; nowhere without a point, and where a system puts what it knows no place of. */
async function placesOf(ctx: Context, rows: readonly Row[]): Promise<Map<string, Place>> {
  const placed = rows.flatMap(({ id, lng, lat }) => (lng === null || lat === null ? [] : [{ id, lng, lat }]));
  const nowhere = await nowhereAmong(ctx.db, placed);
  return new Map(placed.filter((_, i) => !nowhere[i]).map(({ id, lng, lat }) => [id, { lng, lat }]));
}

/**
 * Reads matters as calls that may add up, one that joined another (我也遇到了) where that one is. Left out are confidential ones, which are
 * nobody else's business, and those that nobody called about: what has a page of its own (吹哨).
 */
export async function pointsOf(ctx: Context, matters: readonly string[]): Promise<Map<string, Point>> {
  const { rows: found } = await sql<Row>`
    select m.id, m.created_at as at, m.type_code as type, m.category_code as category,
      coalesce(m.lng, t.lng) as lng, coalesce(m.lat, t.lat) as lat, m.anonymous,
      array_remove(array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6], null) as areas,
      m.caller_id as account, ${PHONE} as phone,
      (select true from finding_point p where p.matter_id = m.id) is not null as kept
    from matter m left join matter_contact c on c.matter_id = m.id left join matter t on t.id = m.merged_into
    where m.id = any (${matters as string[]}::uuid[]) and not m.confidential`.execute(ctx.db);
  const { categories, types } = await registry(ctx.runtime);
  const rows = found.filter(({ type }) => !types.get(type)?.hidden);
  const callers = await callersOf(ctx, rows);
  const { sealer } = ctx.runtime;
  const prints = callers.map((caller) =>
    caller === null ? null : sealer.fingerprint(caller).toString('hex'),
  );
  const places = await placesOf(ctx, rows);
  const points = rows.map(({ id, at, type, category, areas, kept }, i): Point => {
    const group = category === null ? null : (categories.get(category)?.parentCode ?? category);
    return { id, at, type, group, areas, place: places.get(id) ?? null, caller: prints[i]!, kept };
  });
  return new Map(points.map((point) => [point.id, point]));
}

const keptOf = (points: readonly Point[]): RawBuilder<unknown> => {
  const rows = points.map(({ id, group, place, caller, at }) => ({ id, code: group, ...place, caller, at }));
  return sql`(select id, code, floor(lat * 500)::int as y, floor(lng * 500)::int as x, lng, lat, decode(caller, 'hex') as caller, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(id uuid, code text, lng float8, lat float8, caller text, at timestamptz))`;
};

/** Queues calls for those that come after them. */
export function keepPoints(ctx: Context, points: readonly Point[]): void {
  const [fresh, kept] = [points.filter((point) => !point.kept), points.filter((point) => point.kept)];
  if (fresh.length > 0)
    ctx.write(
      sql`insert into finding_point (matter_id, group_code, y, x, lng, lat, caller, at) ${keptOf(fresh)}`,
    );
  if (kept.length > 0)
    ctx.write(sql`
      update finding_point f set group_code = p.code, y = p.y, x = p.x, lng = p.lng, lat = p.lat, caller = p.caller
      from ${keptOf(kept)} p where f.matter_id = p.id`);
}
