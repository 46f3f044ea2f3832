import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../../platform/access.ts';
import { badField, conflict } from '../../../platform/errors.ts';
import { record } from '../../../platform/events.ts';
import { atMost } from '../../../platform/page.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import type { Subscriber } from '../../../platform/subscribers.ts';
import { type AreaTree, areaTree } from '../../area/index.ts';
import { createDuty, registerDutyTargets } from '../../duty/index.ts';
import { sendMessages } from '../../message/index.ts';
import { areasUnder, inReach, PERSON, type Person, personItems, reachOf } from '../../resident/index.ts';
import { SEGMENT } from './commands.ts';
import { findSegment } from './queries.ts';
import type { NoticeBody, Noticed, Points, SegmentTaskBody } from './schema.actions.ts';

/** So many people become pieces of one task. */
const MOST_PIECES = 2000;
/** So many people are drawn as points; of more the map shows numbers by area. */
const MOST_DRAWN = 20_000;

async function visiblePeople(runtime: Runtime, actor: Actor, ids: readonly string[]): Promise<Person[]> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async ({ db }) => {
    const { rows } = await sql<Person>`
      select ${PERSON} from resident_person p where p.id = any (${ids as string[]}::uuid[]) and p.state in ('present', 'away')
        and ${inReach(sql`p.area_id`, reachOf(actor, areas))}`.execute(db);
    return rows;
  });
}

/** Lets tasks of the grids be about people: a piece for each, in the grid where the person lives. */
export function givePeopleToDuties(runtime: Runtime): void {
  registerDutyTargets(runtime, {
    kind: 'person',
    name: '人员',
    gridsOf: async (_, actor, ids) =>
      new Map((await visiblePeople(runtime, actor, ids)).map((person) => [person.id, person.area_id])),
    labelsOf: async (_, actor, ids) => {
      const people = await visiblePeople(runtime, actor, ids);
      const items = await run(runtime, actor, (ctx) => personItems(ctx, people));
      return new Map(items.map(({ id, name, address }) => [id, [name, address].filter(Boolean).join('，')]));
    },
  });
}

async function membersWithin(
  runtime: Runtime,
  actor: Actor,
  id: string,
  tops: readonly string[],
): Promise<string[]> {
  const areas = await areaTree(runtime);
  const reach = reachOf(actor, areas);
  const within = areasUnder(tops, areas).filter((area) => reach === null || reach.includes(area));
  return run(runtime, actor, async (ctx) => {
    await findSegment(ctx, actor, id);
    const { rows } = await sql<{ person_id: string }>`
      select person_id from ledger_member m where m.segment_id = ${id}::uuid and m.area_id = any (${within}::uuid[])
      order by m.area_id, m.person_id limit ${atMost(MOST_PIECES + 1)}`.execute(ctx.db);
    return rows.map((row) => row.person_id);
  });
}

/** Turns the members within these areas into pieces of a task of the grids, with progress by grid; refuses nobody and too many. */
export async function segmentTask(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof SegmentTaskBody>,
): Promise<{ id: string }> {
  const ids = await membersWithin(runtime, actor, id, body.areas);
  if (ids.length === 0) throw badField('areas', 'nobody', '所选区域里没有这个人群的人。');
  if (ids.length > MOST_PIECES)
    throw badField('areas', 'too_many', `一次最多给 ${MOST_PIECES} 人下达任务，请按街道或社区分次下达。`);
  return createDuty(runtime, actor, { ...body, targets: { kind: 'person', ids } });
}

/** Whom an actor may tell: people it sees, where it makes segments. Null is everybody. */
function toldReach(actor: Actor, areas: AreaTree, within: string | undefined): string[] | null {
  const [seen, own] = [reachOf(actor, areas, within), reachOf(actor, areas, within, SEGMENT)];
  if (seen === null || own === null) return seen ?? own;
  const inside = new Set(own);
  return seen.filter((area) => inside.has(area));
}

/** What the same submission came to before, under its lock; null when it is new. */
async function toldBefore(ctx: Context, id: string): Promise<Static<typeof Noticed> | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`.execute(ctx.db);
  const { rows } = await sql<{ actor: string; people: number | null; reached: number }>`
    select actor, (data->>'people')::int as people, (data->>'reached')::int as reached from event where subject = ${id}::uuid`.execute(
    ctx.db,
  );
  if (!rows[0]) return null;
  const { actor, people, reached } = rows[0];
  if (actor !== ctx.actor.id || people === null)
    throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
  return { people, reached };
}

/**
 * Tells everybody of a segment who signs in; how many that are, and how many have to be told another way. The same submission sent again tells
 * nobody twice.
 */
export async function notify(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof NoticeBody>,
): Promise<Static<typeof Noticed>> {
  const reach = toldReach(actor, await areaTree(runtime), body.area);
  return run(runtime, actor, async (ctx) => {
    const segment = await findSegment(ctx, actor, id);
    const before = await toldBefore(ctx, body.client_id);
    if (before) return before;
    const { rows } = await sql<{ people: number; reached: number }>`
      select count(*)::int as people, count(p.account_id)::int as reached from ledger_member m join resident_person p on p.id = m.person_id
      where m.segment_id = ${id}::uuid and ${inReach(sql`m.area_id`, reach)}`.execute(ctx.db);
    const { people, reached } = rows[0]!;
    if (reached === 0)
      throw conflict(
        'nobody_signs_in',
        `这个人群的 ${people} 人都没有登录账号，收不到通知；请改为下达入户任务。`,
      );
    record(ctx, {
      ...{ subjectKind: 'segment_notice', subject: body.client_id, kind: 'segment.notified' },
      ...{ audience: 'staff' as const, scopes: [actor.id], prevHash: null },
      data: { segment: segment.id, title: body.title, body: body.body, areas: reach, people, reached },
    });
    return { people, reached };
  });
}

interface Told {
  segment: string;
  title: string;
  body: string;
  areas: string[] | null;
}

async function deliver(ctx: Context, seq: number, { segment, title, body, areas }: Told): Promise<void> {
  const { rows } = await sql<{ account_id: string }>`
    select p.account_id from ledger_member m join resident_person p on p.id = m.person_id
    where m.segment_id = ${segment}::uuid and p.account_id is not null and ${inReach(sql`m.area_id`, areas)}`.execute(
    ctx.db,
  );
  await sendMessages(ctx, {
    template: 'segment-notice',
    accounts: rows.map((row) => row.account_id),
    eventSeq: seq,
    values: { title, reason: body },
  });
}

/** Delivers notices from the log: each account once, however often it is tried. */
export const noticeFollower: Subscriber = {
  name: 'ledger.notices',
  most: 5,
  wants: (kind) => kind === 'segment.notified',
  async handle(ctx, events) {
    for (const event of events) await deliver(ctx, event.seq, event.data as unknown as Told);
  },
};

/** Where the members within an area live, as points of buildings; refuses areas with more than a map can show. */
export async function segmentPoints(
  runtime: Runtime,
  actor: Actor,
  id: string,
  area: string | undefined,
): Promise<Static<typeof Points>> {
  const areas = await areaTree(runtime);
  const reach = reachOf(actor, areas, area);
  return run(runtime, actor, async (ctx) => {
    await findSegment(ctx, actor, id);
    const counted = await sql<{ n: number }>`
      select coalesce(sum(people), 0)::int as n from ledger_count c where segment_id = ${id}::uuid and ${inReach(sql`c.area_id`, reach)}`.execute(
      ctx.db,
    );
    if (counted.rows[0]!.n > MOST_DRAWN)
      throw badField('area', 'too_many', '人数太多，地图上先看各区域的人数；选择街道或社区后再看位置。');
    type Point = Static<typeof Points>['items'][number];
    // What stands on the map is summed before the list is cut off.
    const { rows } = await sql<Point & { placed: number }>`
      select b.id, b.name, b.lng, b.lat, count(*)::int as people, (sum(count(*)) over ())::int as placed
      from ledger_member m join resident_person p on p.id = m.person_id join housing_house h on h.id = p.house_id
      join housing_building b on b.id = h.building_id
      where m.segment_id = ${id}::uuid and ${inReach(sql`m.area_id`, reach)} and b.lng is not null
      group by b.id order by people desc, b.id limit ${atMost(5000)}`.execute(ctx.db);
    const unplaced = Math.max(0, counted.rows[0]!.n - (rows[0]?.placed ?? 0));
    return { items: rows.map(({ placed: _, ...point }) => point), unplaced };
  });
}
