import { sql } from 'kysely';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { accountsWith, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { registry } from '../matter/index.ts';
import { sendMessages } from '../message/index.ts';
import type { Point } from './gather.ts';
import { FINDING_VIEW, VIEW_CONTACT } from './policy.ts';
import { commonPath } from './rules.ts';
import type { CallerRule, PlaceRule } from './settings.ts';

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
  const centre = [...path].reverse().flatMap((id) => units.of(id, 'centre').slice(0, 1))[0];
  return { path, area: path.at(-1)!, centre: centre?.id ?? null };
}

async function addCalls(ctx: Context, finding: string, matters: readonly string[]): Promise<void> {
  await sql`
    insert into finding_matter (finding_id, matter_id, at)
    select ${finding}::uuid, m.id, m.created_at from matter m where m.id = any (${matters as string[]}::uuid[])
    on conflict do nothing`.execute(ctx.db);
}

async function placeIn(ctx: Context, finding: string, kind: string, path: readonly string[]): Promise<void> {
  await sql`
    with gone as (delete from finding_area where finding_id = ${finding}::uuid and area_id <> all (${path as string[]}::uuid[]))
    insert into finding_area (area_id, finding_id, kind, open)
    select unnest(${path as string[]}::uuid[]), ${finding}::uuid, ${kind}, true on conflict do nothing`.execute(
    ctx.db,
  );
}

interface Raised {
  id: string;
  kind: 'place' | 'caller';
  title: string;
  n: number;
  days: number;
  area: string;
  centre: string | null;
  seq: number;
}

async function notice(ctx: Context, raised: Raised): Promise<void> {
  if (!raised.centre) return;
  const viewers = await accountsWith(ctx.db, { permission: FINDING_VIEW, unit: raised.centre });
  // That one person called so often is told to nobody who could not open it.
  const trusted =
    raised.kind === 'caller'
      ? new Set(await accountsWith(ctx.db, { permission: VIEW_CONTACT, unit: raised.centre }))
      : null;
  const accounts = trusted ? viewers.filter((account) => trusted.has(account)) : viewers;
  const areas = await areaTree(ctx.runtime);
  await sendMessages(ctx, [
    {
      template: 'finding-raised',
      accounts,
      subjectKind: 'finding',
      subject: raised.id,
      eventSeq: raised.seq,
      values: {
        title: raised.title,
        area: areas.get(raised.area)?.name,
        reason: `${raised.days} 天内 ${raised.n} 件`,
        url: `${ctx.runtime.config.publicUrl}/console/findings/${raised.id}`,
      },
    },
  ]);
}

/** Raises a finding of some calls and tells the centre that answers for where they lie. `seq` is the event of the last call. */
export async function raise(
  ctx: Context,
  rule: PlaceRule | CallerRule,
  group: string | null,
  matters: readonly string[],
  seq: number,
): Promise<void> {
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
  await ctx.flush();
  await sql`
    insert into finding (id, kind, rule, rule_name, days, radius, group_code, area_id, areas, centre_unit, lng, lat, n, first_at, last_at,
      opened_at, event_hash)
    values (${id}::uuid, ${rule.kind}, ${rule.code}, ${rule.name}, ${rule.days}::int, ${place ? rule.radius : null}::int,
      ${place ? group : null}, ${area}::uuid, ${path}::uuid[], ${centre}::uuid, ${place ? sum.lng : null}::float8,
      ${place ? sum.lat : null}::float8, ${sum.n}::int, ${sum.first_at}::timestamptz, ${sum.last_at}::timestamptz, ${ctx.now}::timestamptz,
      ${hash}::bytea)`.execute(ctx.db);
  await placeIn(ctx, id, rule.kind, path);
  await addCalls(ctx, id, matters);
  const { categories } = await registry(ctx.runtime);
  const what = group && categories.get(group)?.name;
  const title = place && what ? `${rule.name}：${what}` : rule.name;
  await notice(ctx, { id, kind: rule.kind, title, n: sum.n, days: rule.days, area, centre, seq });
}

interface Growing {
  kind: string;
  event_hash: Buffer;
  known: boolean;
  n: number;
  lng: number | null;
  lat: number | null;
  areas: string[];
}

/** The mean of so many values and one more; null where there is none. */
const mean = (old: number | null, n: number, value: number | null): number | null =>
  old === null || value === null ? old : old + (value - old) / (n + 1);

/**
 * Takes one more call into an open finding, at the cost of one call however many it has. Nothing when it is in it already, or the
 * finding has just ended.
 */
export async function grow(ctx: Context, id: string, call: Point): Promise<void> {
  const { rows } = await sql<Growing>`
    select f.kind, f.event_hash, f.n, f.lng, f.lat, f.areas,
      exists (select from finding_matter k where k.finding_id = f.id and k.matter_id = ${call.id}::uuid) as known
    from finding f where f.id = ${id}::uuid and f.state = 'open' for update of f`.execute(ctx.db);
  const found = rows[0];
  if (!found || found.known) return;
  const { path, area, centre } = await placeOf(ctx, [found.areas, call.areas]);
  const n = found.n + 1;
  const hash = record(ctx, {
    subjectKind: 'finding',
    subject: id,
    kind: 'finding.grown',
    audience: 'staff',
    scopes: [...path, ...(centre ? [centre] : [])],
    data: { n },
    prevHash: found.event_hash,
  });
  ctx.write(sql`insert into finding_matter (finding_id, matter_id, at)
    values (${id}::uuid, ${call.id}::uuid, ${call.at}::timestamptz) on conflict do nothing`);
  ctx.write(sql`
    update finding set n = ${n}::int, last_at = greatest(last_at, ${call.at}::timestamptz), area_id = ${area}::uuid,
      areas = ${path}::uuid[], centre_unit = ${centre}::uuid, lng = ${mean(found.lng, found.n, call.lng)}::float8,
      lat = ${mean(found.lat, found.n, call.lat)}::float8, event_hash = ${hash}::bytea where id = ${id}::uuid`);
  await ctx.flush();
  if (path.length !== found.areas.length) await placeIn(ctx, id, found.kind, path);
}
