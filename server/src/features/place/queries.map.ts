import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { inReach, reachOf, rightsOf, seen, VIEW, within } from './policy.ts';
import { kindsOf, namer } from './queries.kinds.ts';
import { metres, type Subject } from './rules.ts';
import type {
  BuildingItem,
  BuildingQuery,
  CountQuery,
  Counts,
  Kinds,
  Nearby,
  NearQuery,
  PointQuery,
  Points,
  PublicComponent,
} from './schema.map.ts';

const MOST_POINTS = 2000;
const MOST_NEAR = 60;

interface Pin {
  id: string;
  subject: Subject;
  kind: string;
  name: string;
  lng: number;
  lat: number;
}

/** Where those of a subject stand: of incidents, which stand behind their fence, by themselves. */
const standing = (subject: Subject): RawBuilder<unknown> =>
  subject === 'incident'
    ? sql`(select id as place_id, subject, kind, area_id, point(lng, lat) as at from place
        where subject = 'incident' and retired_at is null and lng is not null)`
    : sql`place_point`;

/** What stands in a stretch of the map, at most 2,000; says when there is more. Vehicles are on no map. */
export async function pointsIn(
  runtime: Runtime,
  actor: Actor,
  { subject, kind, west, south, east, north }: Static<typeof PointQuery>,
): Promise<Static<typeof Points>> {
  const [areas, nameOf] = await Promise.all([areaTree(runtime), namer(runtime)]);
  const reach = reachOf(actor, areas, rightsOf(subject).view);
  const { rows } = await run(runtime, actor, ({ db }) =>
    sql<Pin>`
    select p.id, p.subject, p.kind, p.name, p.lng, p.lat from ${standing(subject)} a join place p on p.id = a.place_id
    where a.at <@ box(point(${west}::float8, ${south}::float8), point(${east}::float8, ${north}::float8))
      and a.subject = ${subject} ${kind ? sql`and a.kind = ${kind}` : sql``} and ${inReach(sql`a.area_id`, reach)}
    limit ${atMost(MOST_POINTS + 1)}`.execute(db),
  );
  return {
    items: rows.slice(0, MOST_POINTS).map(({ subject: of, ...pin }) => ({
      ...pin,
      kind_name: nameOf(of, 'kind', pin.kind),
    })),
    more: rows.length > MOST_POINTS,
  };
}

interface NearRow extends Pin {
  address: string;
  state: string | null;
  items: Record<string, string | number | boolean | null>;
}

const text = (value: unknown): string | null =>
  value === undefined || value === null ? null : String(value);

/**
 * Facilities told to everybody, the nearest first, at most 60. The index orders by degrees, which are shorter east to west, so more are
 * taken and ordered by metres.
 */
export async function nearbyPlaces(
  runtime: Runtime,
  { lng, lat, kind }: Static<typeof NearQuery>,
): Promise<Static<typeof Nearby>> {
  const nameOf = await namer(runtime);
  const { rows } = await sql<NearRow>`
    select p.id, p.subject, p.kind, p.name, p.lng, p.lat, p.address, p.state, p.items from (
      select place_id, at <-> point(${lng}::float8, ${lat}::float8) as far from place_point
      where public ${kind ? sql`and kind = ${kind}` : sql``}
      order by at <-> point(${lng}::float8, ${lat}::float8) limit ${atMost(MOST_NEAR * 3)}) a
    join place p on p.id = a.place_id order by a.far`.execute(runtime.db);
  const items = rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, kind_name: nameOf(row.subject, 'kind', row.kind), name: row.name },
    ...{ lng: row.lng, lat: row.lat, address: row.address, metres: metres(row, { lng, lat }) },
    phone: text(row.items.phone),
    hours: text(row.items.open_hours),
    capacity: typeof row.items.capacity === 'number' ? row.items.capacity : null,
    state_name: row.state && nameOf(row.subject, 'state', row.state),
  }));
  return { items: items.sort((a, b) => a.metres - b.metres).slice(0, MOST_NEAR) };
}

/** The kinds of facilities that there are for residents. */
export async function nearbyKinds(runtime: Runtime): Promise<Static<typeof Kinds>> {
  const { rows } = await sql<{ kind: string }>`select distinct kind from place_point where public`.execute(
    runtime.db,
  );
  const there = new Set(rows.map(({ kind }) => kind));
  return { items: (await kindsOf(runtime, 'facility')).filter(({ code }) => there.has(code)) };
}

/** A component by the code on its plate, as everybody who stands before it may know it. */
export async function componentByCode(
  runtime: Runtime,
  code: string,
): Promise<Static<typeof PublicComponent>> {
  const { rows } = await sql<Pin & { address: string; lng: number | null; lat: number | null }>`
    select p.id, p.subject, p.kind, p.name, p.lng, p.lat, p.address from place p
    where p.subject = 'component' and p.code = ${code} and p.retired_at is null`.execute(runtime.db);
  const [row] = rows;
  if (!row) throw notFound('部件');
  const nameOf = await namer(runtime);
  return {
    ...{ code, name: row.name, kind: row.kind, kind_name: nameOf('component', 'kind', row.kind) },
    address: row.address,
    point: row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat },
  };
}

/** How many of each kind, in the actor's areas or one of them: kept numbers. */
export async function placeCounts(
  runtime: Runtime,
  actor: Actor,
  { subject, area }: Static<typeof CountQuery>,
): Promise<Static<typeof Counts>> {
  const [areas, nameOf] = await Promise.all([areaTree(runtime), namer(runtime)]);
  const mine = seen(actor, areas, { subject: sql`c.subject`, area: sql`c.area_id` }, area);
  const { rows } = await sql<{ subject: Subject; kind: string; n: number }>`
    select subject, kind, sum(n)::int as n from place_count c
    where ${mine} ${subject ? sql`and subject = ${subject}` : sql``}
    group by subject, kind having sum(n) > 0 order by subject, sum(n) desc, kind`.execute(runtime.db);
  return { items: rows.map((row) => ({ ...row, kind_name: nameOf(row.subject, 'kind', row.kind) })) };
}

/** Buildings by how many organisations sit in them (楼宇经济), most first. */
export async function buildingsOf(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof BuildingQuery>,
): Promise<Page<Static<typeof BuildingItem>>> {
  const areas = await areaTree(runtime);
  const reach = within(reachOf(actor, areas, VIEW), areas, query.area);
  const limit = query.limit ?? 50;
  const after = cursorId(query.cursor);
  const { rows } = await sql<{
    id: string;
    name: string;
    address: string;
    area_id: string | null;
    n: number;
  }>`
    select b.id, b.name, b.address, b.area_id, c.n from place_building c join housing_building b on b.id = c.building_id
    where c.n > 0 and ${inReach(sql`b.area_id`, reach)}
      ${after ? sql`and (c.n, b.id) < (select k.n, k.building_id from place_building k where k.building_id = ${after}::uuid)` : sql``}
    order by c.n desc, c.building_id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  const items = page.items.map(({ id, name, address, area_id, n }) => ({
    ...{ id, name, address, area_name: area_id ? areas.fullName(area_id) : '', organisations: n },
  }));
  return { items, next: page.next };
}
