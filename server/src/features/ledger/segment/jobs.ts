import { sql } from 'kysely';
import { SYSTEM } from '../../../platform/access.ts';
import type { Db } from '../../../platform/database/open.ts';
import { dayOf } from '../../../platform/day.ts';
import type { EventRow } from '../../../platform/events.ts';
import type { Timer } from '../../../platform/feature.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { isPassing, type Subscriber } from '../../../platform/subscribers.ts';
import { compileRule, Unaskable } from './compile.ts';
import { compute, recompute, type Segment } from './compute.ts';
import { type FactGroup, type Facts, factsOf } from './facts.ts';

type Followed = Segment & { state: 'computing' | 'fresh' };

async function followed(ctx: Context): Promise<Followed[]> {
  // Locked against a whole recomputation: either it sees this change, or this comes after it. Also one that is computed for the first time: it may
  // have begun before the change.
  const { rows } = await sql<Followed>`
    select id, rule, area_id, state from ledger_segment where retired_at is null and state <> 'failed' order by id for share`.execute(
    ctx.db,
  );
  return rows;
}

/** Tags stand where the person is now. */
async function moveTags(ctx: Context, people: readonly string[]): Promise<void> {
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

/** The people an event names: their own row or tags changed. */
function named({ kind, subject, data }: EventRow): string[] {
  if (PERSON.test(kind)) return [subject];
  const { people } = data as { people?: string[] };
  return kind === 'ledger.tagged' && people ? people : [];
}

/** Whom events concern of which rules read these groups of facts, by group; those that follow the same are asked once. */
async function concerned(
  ctx: Context,
  groups: ReadonlySet<string>,
  facts: Facts,
  events: readonly EventRow[],
): Promise<Map<string, string[]>> {
  const asked = new Map<FactGroup['follows'], string[]>();
  const found = new Map<string, string[]>();
  for (const group of groups) {
    const follows = facts[group]?.follows;
    if (!follows) continue;
    const wanted = events.filter(({ kind }) => follows.wants(kind));
    if (!asked.has(follows)) asked.set(follows, wanted.length > 0 ? await follows.people(ctx, wanted) : []);
    found.set(group, asked.get(follows)!);
  }
  return found;
}

/** Rules that can still be asked, each with the groups of facts it reads; one of an item that is no more is said to have failed. */
async function askable(
  ctx: Context,
  facts: Facts,
): Promise<{ segment: Followed; groups: ReadonlySet<string> }[]> {
  const all: { segment: Followed; groups: ReadonlySet<string> }[] = [];
  for (const segment of await followed(ctx))
    try {
      all.push({ segment, groups: compileRule(segment.rule, facts).groups });
    } catch (error) {
      if (!(error instanceof Unaskable)) throw error;
      await ctx.flush();
      await failIn(ctx.db, segment.id);
    }
  return all;
}

/** So many events at once are an import. */
const IMPORT = 500;

/**
 * Has all segments computed anew rather than followed person by person. The longer one takes the later it comes, so that an import goes on
 * beside it; an import that goes on longer than that finds it computed in between.
 */
const computeLater = (ctx: Context) =>
  sql`
  update ledger_segment set state = 'computing',
    due_at = ${ctx.now}::timestamptz + greatest(interval '5 seconds', 20 * coalesce(took_ms, 0) * interval '1 millisecond')
  where retired_at is null and state = 'fresh'`.execute(ctx.db);

/** Keeps every segment up to date with what changes about people: a change is seen within a second, whatever the size of the city. */
export const segmentFollower: Subscriber = {
  name: 'ledger.segments',
  most: IMPORT,
  // What facts are read from; who is concerned is asked of each group of them.
  wants: (kind) =>
    PERSON.test(kind) || /^(care\.|ledger\.tagged$|house\.changed$|matter\.opened$)/.test(kind),
  async handle(ctx, events) {
    const people = new Set(events.flatMap(named));
    if (people.size > 0) await moveTags(ctx, [...people]);
    const facts = await factsOf(ctx.runtime);
    const segments = await askable(ctx, facts);
    // Not before `askable`: its `for share` collides with a recomputation under way, which may have begun before these changes; once that has
    // ended this is tried again.
    if (events.length >= IMPORT) return void (await computeLater(ctx));
    const others = await concerned(
      ctx,
      new Set(segments.flatMap(({ groups }) => [...groups])),
      facts,
      events,
    );
    // One that waits to be computed will see these changes, too.
    for (const { segment, groups } of segments.filter((each) => each.segment.state === 'fresh')) {
      const among = new Set([...people, ...[...groups].flatMap((group) => others.get(group) ?? [])]);
      if (among.size > 0) await compute(ctx, segment, facts, [...among]);
    }
  },
};

/** The segment that has waited longest: a new rule, or one whose ages were reckoned on another day. */
async function nextStale(runtime: Runtime): Promise<string | null> {
  const now = runtime.clock.now();
  const { rows } = await sql<{ id: string }>`
    select id from ledger_segment where retired_at is null and coalesce(due_at, '-infinity') <= ${now}::timestamptz
      and (state = 'computing' or (state = 'fresh' and computed_on < ${dayOf(now)}::date))
    order by state, computed_at nulls first limit 1`.execute(runtime.db);
  return rows[0]?.id ?? null;
}

const failIn = (db: Db, id: string): Promise<unknown> =>
  sql`
    update ledger_segment set state = 'failed', problem = '计算没有完成，请检查条件后重新保存。' where id = ${id}::uuid`.execute(
    db,
  );

/** Computes what is stale, one after the other. A city may be read for seconds, so each has a transaction of its own. */
export async function computeStale(runtime: Runtime): Promise<void> {
  for (let id = await nextStale(runtime); id !== null; id = await nextStale(runtime)) {
    const segment = id;
    try {
      await run(runtime, SYSTEM, (ctx) => recompute(ctx, segment));
    } catch (error) {
      if (isPassing(error)) throw error;
      runtime.log.error({ err: error, segment }, 'a segment could not be computed');
      await failIn(runtime.db, segment);
    }
  }
}

/** New rules at once, all at the turn of the day, when people are a day older. */
export const segmentTimer: Timer = { name: 'ledger.segments', everySeconds: 1, tick: computeStale };
