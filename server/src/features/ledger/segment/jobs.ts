import { sql } from 'kysely';
import { SYSTEM } from '../../../platform/access.ts';
import { dayOf } from '../../../platform/day.ts';
import type { EventRow } from '../../../platform/events.ts';
import type { Timer } from '../../../platform/feature.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { isPassing, type Subscriber } from '../../../platform/subscribers.ts';
import { compute, recompute, type Segment } from './compute.ts';
import { factsOf, groupsGiven } from './facts.ts';

async function followed(ctx: Context): Promise<Segment[]> {
  // Locked against a whole recomputation: either it sees this change, or this comes after it. Also one that is computed for the first time: it may
  // have begun before the change.
  const { rows } = await sql<Segment>`
    select id, rule, area_id from ledger_segment where retired_at is null and state <> 'failed' order by id for share`.execute(
    ctx.db,
  );
  return rows;
}

/** Tags stand where the person is now; those of a record that was merged go with it. */
async function moveTags(ctx: Context, people: readonly string[], events: readonly EventRow[]): Promise<void> {
  const merged = events.filter(({ kind }) => kind === 'person.merged');
  const pairs = merged.map(({ subject, data }) => ({ gone: subject, kept: (data as { kept: string }).kept }));
  if (pairs.length > 0)
    await sql`
      insert into ledger_tagged (tag, person_id, area_id, by, at)
      select g.tag, p.id, p.area_id, g.by, g.at from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as m(gone uuid, kept uuid)
      join ledger_tagged g on g.person_id = m.gone join resident_person p on p.id = m.kept on conflict do nothing`.execute(
      ctx.db,
    );
  await sql`
    update ledger_tagged g set area_id = p.area_id from resident_person p
    where g.person_id = any (${people as string[]}::uuid[]) and p.id = g.person_id and g.area_id <> p.area_id`.execute(
    ctx.db,
  );
}

/** Wipes the tags and memberships of a person who is erased. */
export async function eraseMember(ctx: Context, person: string): Promise<Record<string, number>> {
  const tagged = await sql`delete from ledger_tagged where person_id = ${person}::uuid`.execute(ctx.db);
  const member = await sql<{ n: number }>`
    with gone as (delete from ledger_member where person_id = ${person}::uuid returning segment_id, area_id),
    counted as (update ledger_count c set people = c.people - 1 from gone
      where c.segment_id = gone.segment_id and c.area_id = gone.area_id)
    select count(*)::int as n from gone`.execute(ctx.db);
  return { ledger_tagged: Number(tagged.numAffectedRows ?? 0), ledger_member: member.rows[0]!.n };
}

const PERSON = /^person\.(created|changed|merged|erased)$/;

/** Keeps every segment up to date with what changes about people: a change is seen within a second, whatever the size of the city. */
export const segmentFollower: Subscriber = {
  name: 'ledger.segments',
  most: 500,
  // Kinds of later features are known once the program runs, so they are asked for at the event.
  wants: (kind) => PERSON.test(kind) || kind.startsWith('care.') || kind.startsWith('ledger.tag'),
  async handle(ctx, events) {
    const groups = Object.values(groupsGiven(ctx.runtime));
    const people = new Set<string>();
    for (const event of events) {
      if (PERSON.test(event.kind)) people.add(event.subject);
      const data = event.data as { people?: unknown };
      if (event.kind.startsWith('ledger.tag') && Array.isArray(data.people))
        for (const id of data.people) people.add(String(id));
    }
    for (const { follows } of groups)
      if (follows)
        for (const id of follows.people(events.filter(({ kind }) => follows.wants(kind)))) people.add(id);
    if (people.size === 0) return;
    await moveTags(ctx, [...people], events);
    const facts = await factsOf(ctx.runtime);
    for (const segment of await followed(ctx)) await compute(ctx, segment, facts, [...people]);
  },
};

/** The segment that has waited longest: a new rule, or one whose ages were reckoned on another day. */
async function nextStale(runtime: Runtime): Promise<string | null> {
  const today = dayOf(runtime.clock.now());
  const { rows } = await sql<{ id: string }>`
    select id from ledger_segment where retired_at is null and (state = 'computing' or (state = 'fresh' and computed_on < ${today}::date))
    order by state, computed_at nulls first limit 1`.execute(runtime.db);
  return rows[0]?.id ?? null;
}

async function fail(runtime: Runtime, id: string, error: unknown): Promise<void> {
  runtime.log.error({ err: error, segment: id }, 'a segment could not be computed');
  await sql`
    update ledger_segment set state = 'failed', problem = '计算没有完成，请检查条件后重新保存。' where id = ${id}::uuid`.execute(
    runtime.db,
  );
}

/** Computes what is stale, one after the other. A city may be read for seconds, so each has a transaction of its own. */
export async function computeStale(runtime: Runtime): Promise<void> {
  for (let id = await nextStale(runtime); id !== null; id = await nextStale(runtime)) {
    const segment = id;
    try {
      await run(runtime, SYSTEM, (ctx) => recompute(ctx, segment));
    } catch (error) {
      if (isPassing(error)) throw error;
      await fail(runtime, segment, error);
    }
  }
}

/** New rules at once, all at the turn of the day, when people are a day older. */
export const segmentTimer: Timer = { name: 'ledger.segments', everySeconds: 1, tick: computeStale };
