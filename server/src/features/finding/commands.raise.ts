import { type RawBuilder, sql } from 'kysely';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { nearestCentre, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import type { Point } from './points.ts';
import { commonPath } from './rules.ts';
import type { Rule } from './settings.ts';

interface Calls {
  n: number;
  first_at: Date;
  last_at: Date;
  lng: number | null;
  lat: number | null;
  paths: string[][];
}

/** What the calls of a finding come to: how many, since when, where their middle is, and the areas they lie in. */
async function sumOf(ctx: Context, matters: readonly string[]): Promise<Calls> {
  const { rows } = await sql<Calls>`
    select count(*)::int as n, min(m.created_at) as first_at, max(m.created_at) as last_at, avg(m.lng) as lng, avg(m.lat) as lat,
      jsonb_agg(distinct array_remove(array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6], null)) as paths
    from matter m where m.id = any (${matters as string[]}::uuid[])`.execute(ctx.db);
  return rows[0]!;
}

/** The area that answers for some calls, and its centre: the community, or what holds all of them. */
async function placeOf(ctx: Context, paths: readonly string[][]) {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  const community = paths[0]!.findIndex((id) => areas.get(id)?.level === 'community');
  const path = commonPath(paths, community === -1 ? paths[0]!.length : community + 1);
  return { path, area: path.at(-1)!, centre: nearestCentre(units, path)?.id ?? null };
}

const insertAreas = (finding: string, kind: string, path: readonly string[]): RawBuilder<unknown> => sql`
  insert into finding_area (area_id, finding_id, kind, open)
  select unnest(${path as string[]}::uuid[]), ${finding}::uuid, ${kind}, true on conflict do nothing`;

async function placeIn(ctx: Context, finding: string, kind: string, path: readonly string[]): Promise<void> {
  await sql`
    with gone as (delete from finding_area where finding_id = ${finding}::uuid and area_id <> all (${path as string[]}::uuid[]))
    ${insertAreas(finding, kind, path)}`.execute(ctx.db);
}

/** Raises a finding of some calls where they lie and returns its id; `group` is the class above theirs, of a place. */
export async function raise(
  ctx: Context,
  rule: Rule,
  group: string | null,
  matters: readonly string[],
): Promise<string> {
  const sum = await sumOf(ctx, matters);
  const { path, area, centre } = await placeOf(ctx, sum.paths);
  const id = uuidv7(ctx.now);
  const place = rule.kind === 'place';
  const hash = record(ctx, {
    subjectKind: 'finding',
    subject: id,
    kind: 'finding.raised',
    audience: 'staff',
    scopes: [...path, ...(centre ? [centre] : [])],
    data: { rule: rule.code, n: sum.n },
    prevHash: null,
  });
  ctx.write(sql`
    insert into finding (id, kind, rule, rule_name, days, radius, group_code, area_id, areas, centre_unit, lng, lat, n, first_at, last_at,
      opened_at, event_hash)
    values (${id}::uuid, ${rule.kind}, ${rule.code}, ${rule.name}, ${rule.days}::int, ${place ? rule.radius : null}::int,
      ${group}, ${area}::uuid, ${path}::uuid[], ${centre}::uuid, ${place ? sum.lng : null}::float8,
      ${place ? sum.lat : null}::float8, ${sum.n}::int, ${sum.first_at}::timestamptz, ${sum.last_at}::timestamptz, ${ctx.now}::timestamptz,
      ${hash}::bytea)`);
  ctx.write(insertAreas(id, rule.kind, path));
  ctx.write(sql`
    insert into finding_matter (finding_id, matter_id, at)
    select ${id}::uuid, m.id, m.created_at from matter m where m.id = any (${matters as string[]}::uuid[])`);
  await ctx.flush();
  return id;
}

interface Growing {
  id: string;
  kind: string;
  event_hash: Buffer;
  n: number;
  lng: number | null;
  lat: number | null;
  areas: string[];
}

/** The mean of so many values and one more; null where there is none. */
const mean = (old: number | null, n: number, value: number | undefined): number | null =>
  old === null || value === undefined ? old : old + (value - old) / (n + 1);

interface Member {
  finding: string;
  matter: string;
  at: Date;
}

const insertMembers = (rows: Member[]): RawBuilder<unknown> => sql`
  insert into finding_matter (finding_id, matter_id, at)
  select finding, matter, at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(finding uuid, matter uuid, at timestamptz)`;

interface Grown {
  id: string;
  n: number;
  last: Date;
  area: string;
  path: string[];
  centre: string | null;
  lng: number | null;
  lat: number | null;
  hash: string;
}

const updateAll = (rows: Grown[]): RawBuilder<unknown> => sql`
  update finding f set n = g.n, last_at = greatest(f.last_at, g.last), area_id = g.area, areas = g.path, centre_unit = g.centre,
    lng = g.lng, lat = g.lat, event_hash = decode(g.hash, 'hex')
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id uuid, n int, last timestamptz, area uuid, path uuid[], centre uuid,
    lng float8, lat float8, hash text)
  where f.id = g.id and f.id = any (${rows.map(({ id }) => id)}::uuid[])`;

async function takeIn(ctx: Context, found: Growing, calls: readonly Point[]): Promise<void> {
  const { id } = found;
  const { path, area, centre } = await placeOf(ctx, [found.areas, ...calls.map((call) => call.areas)]);
  const n = found.n + calls.length;
  const hash = record(ctx, {
    subjectKind: 'finding',
    subject: id,
    kind: 'finding.grown',
    audience: 'staff',
    scopes: [...path, ...(centre ? [centre] : [])],
    data: { n },
    prevHash: found.event_hash,
  });
  const middle = (of: 'lng' | 'lat') =>
    calls.reduce((old, { place }, i) => mean(old, found.n + i, place?.[of]), found[of]);
  const last = Math.max(...calls.map(({ at }) => at.getTime()));
  for (const { id: matter, at } of calls)
    ctx.append('finding_matter.insert', { finding: id, matter, at }, insertMembers);
  ctx.append(
    'finding.update',
    {
      id,
      n,
      last: new Date(last),
      area,
      path,
      centre,
      lng: middle('lng'),
      lat: middle('lat'),
      hash: hash.toString('hex'),
    },
    updateAll,
  );
  if (path.length !== found.areas.length) await placeIn(ctx, id, found.kind, path);
}

/**
 * Takes calls into open findings, at the cost of those calls however many a finding has: each is changed and told of once. One that has
 * just ended takes none.
 */
export async function grow(ctx: Context, growing: ReadonlyMap<string, readonly Point[]>): Promise<void> {
  if (growing.size === 0) return;
  const { rows } = await sql<Growing>`
    select f.id, f.kind, f.event_hash, f.n, f.lng, f.lat, f.areas from finding f
    where f.id = any (${[...growing.keys()]}::uuid[]) and f.state = 'open' order by f.id for update of f`.execute(
    ctx.db,
  );
  for (const found of rows) await takeIn(ctx, found, growing.get(found.id)!);
}
