import { sql } from 'kysely';
import { dayOf } from '../../../platform/day.ts';
import type { Context } from '../../../platform/runtime.ts';
import { areaTree } from '../../area/index.ts';
import { areasUnder } from '../../resident/index.ts';
import { type Asked, allOf } from '../asked.ts';
import { type Compiled, compileRule } from './compile.ts';
import { type Facts, factsOf } from './facts.ts';

/** A segment as it is computed. */
export interface Segment {
  id: string;
  rule: string;
  /** Null is the whole city. */
  area_id: string | null;
}

/** Whom a rule is asked of, in the program's own scope: people who are here, within areas (null: everywhere) and, when given, among these persons. */
export function peopleAsked(
  { condition, narrow, joins }: Compiled,
  today: string,
  { areas, among }: { areas: readonly string[] | null; among?: readonly string[] },
): Asked {
  const within = areas === null ? sql`` : sql`and p.area_id = any (${areas as string[]}::uuid[])`;
  const only = among ? sql`and p.id = any (${among as string[]}::uuid[])` : sql``;
  const from = sql`resident_everybody p cross join (select ${today}::date as today) d`;
  return {
    from: sql`${from} ${joins}`,
    within: sql`p.state in ('present', 'away') ${within} ${only}`,
    holds: condition,
    ...(narrow && { narrow: { from, ...narrow } }),
  };
}

async function areasOf(ctx: Context, top: string | null): Promise<string[] | null> {
  if (top === null) return null;
  const areas = await areaTree(ctx.runtime);
  return (areas.get(top)?.path.length ?? 0) <= 1 ? null : areasUnder([top], areas);
}

/**
 * Brings a segment's members to what its rule says today, all of them or only these persons, and its counts with them. Whoever stays a member
 * keeps the moment since when. One statement, so that nobody ever counts half of it.
 */
export async function compute(
  ctx: Context,
  segment: Segment,
  facts: Facts,
  among?: readonly string[],
): Promise<void> {
  const areas = await areasOf(ctx, segment.area_id);
  const asked = peopleAsked(compileRule(segment.rule, facts), dayOf(ctx.now), {
    areas,
    ...(among && { among }),
  });
  const old = among ? sql`and m.person_id = any (${among as string[]}::uuid[])` : sql``;
  await sql`
    with now as materialized (select p.area_id, p.id as person_id ${allOf(asked)}),
    gone as (
      delete from ledger_member m where m.segment_id = ${segment.id}::uuid ${old}
        and not exists (select from now where now.person_id = m.person_id and now.area_id = m.area_id) returning m.area_id),
    came as (
      insert into ledger_member (segment_id, area_id, person_id, since)
      select ${segment.id}::uuid, area_id, person_id, ${ctx.now}::timestamptz from now on conflict do nothing returning area_id),
    delta as (
      select area_id, sum(n)::int as n from (select area_id, 1 as n from came union all select area_id, -1 from gone) c group by area_id)
    insert into ledger_count as c (segment_id, area_id, people)
    select ${segment.id}::uuid, area_id, n from delta where n <> 0 order by area_id
    on conflict (segment_id, area_id) do update set people = c.people + excluded.people`.execute(ctx.db);
}

/** Computes a segment as a whole: from now on every change of a person keeps it. Locks it, so that two never do it at once. */
export async function recompute(ctx: Context, id: string): Promise<void> {
  const { rows } = await sql<Segment>`
    select id, rule, area_id from ledger_segment where id = ${id}::uuid and retired_at is null for update`.execute(
    ctx.db,
  );
  const [segment] = rows;
  if (!segment) return;
  const began = performance.now();
  // Everybody is read: in a large city on a busy day longer than any request may take.
  await sql`select set_config('statement_timeout', '10min', true)`.execute(ctx.db);
  await compute(ctx, segment, await factsOf(ctx.runtime));
  await sql`
    update ledger_segment set state = 'fresh', problem = null, due_at = null, computed_on = ${dayOf(ctx.now)}::date, computed_at = ${ctx.now}::timestamptz,
      took_ms = ${Math.round(performance.now() - began)}::int where id = ${id}::uuid`.execute(ctx.db);
}
