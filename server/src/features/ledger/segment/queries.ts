import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf, SYSTEM } from '../../../platform/access.ts';
import { dayOf } from '../../../platform/day.ts';
import { badField, notFound } from '../../../platform/errors.ts';
import { isUuid } from '../../../platform/ids.ts';
import { atMost, type Page, toPage } from '../../../platform/page.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { accountNames } from '../../account/index.ts';
import { type AreaNode, type AreaTree, areaTree } from '../../area/index.ts';
import { registryItems } from '../../dictionary/index.ts';
import { inReach, PERSON, type Person, personItems, reachOf, VIEW_RESIDENTS } from '../../resident/index.ts';
import { allOf, nextOf } from '../asked.ts';
import { askedRule } from './asked.ts';
import { peopleAsked } from './compute.ts';
import { AGO, factsOf } from './facts.ts';
import type { ByArea, FactsView, PeopleQuery, SegmentView, Tried } from './schema.ts';

export interface SegmentRow {
  id: string;
  code: string | null;
  name: string;
  note: string;
  rule: string;
  area_id: string | null;
  owner_id: string;
  shared: boolean;
  state: string;
  problem: string | null;
  computed_at: Date | null;
  took_ms: number | null;
  version: number;
  event_hash: Buffer | null;
}
const SEGMENT =
  sql.raw(`s.id, s.code, s.name, s.note, s.rule, s.area_id, s.owner_id, s.shared, s.state, s.problem, s.computed_at,
  s.took_ms, s.version, s.event_hash`);

/** Segments that exist for an actor: its own, and those shared whose area lies above or within where it sees people. */
function visible(actor: Actor, areas: AreaTree): RawBuilder<boolean> {
  const tops = areasOf(actor, VIEW_RESIDENTS);
  const above = [...new Set(tops.flatMap((top) => [...(areas.get(top)?.path ?? []), top]))];
  return sql<boolean>`(s.retired_at is null and (s.owner_id = ${actor.id}::uuid or (s.shared and (s.area_id is null
    or s.area_id = any (${above}::uuid[]) or s.area_id in (select a.id from area a where a.path && ${tops}::uuid[])))))`;
}

/** A segment that exists for the actor, locked for a change when asked; else 404. */
export async function findSegment(ctx: Context, actor: Actor, id: string, lock = false): Promise<SegmentRow> {
  const areas = await areaTree(ctx.runtime);
  const { rows } = await sql<SegmentRow>`
    select ${SEGMENT} from ledger_segment s where s.id = ${id}::uuid and ${visible(actor, areas)}
    ${sql.raw(lock ? 'for update' : '')}`.execute(ctx.db);
  if (!rows[0]) throw notFound('人群');
  return rows[0];
}

async function viewsOf(
  ctx: Context,
  rows: readonly SegmentRow[],
  areas: AreaTree,
): Promise<Static<typeof SegmentView>[]> {
  const reach = reachOf(ctx.actor, areas);
  const counts = await sql<{ segment_id: string; people: number }>`
    select segment_id, sum(people)::int as people from ledger_count c
    where segment_id = any (${rows.map(({ id }) => id)}::uuid[]) and ${inReach(sql`c.area_id`, reach)} group by segment_id`.execute(
    ctx.db,
  );
  const people = new Map(counts.rows.map((row) => [row.segment_id, row.people]));
  const names = await accountNames(ctx.db, [...new Set(rows.map((row) => row.owner_id))]);
  return rows.map(({ event_hash: _, owner_id, computed_at, code, ...row }) => ({
    ...row,
    area_name: row.area_id ? areas.fullName(row.area_id) : '全市',
    owner: names.get(owner_id) ?? '系统',
    mine: owner_id === ctx.actor.id,
    shipped: code !== null,
    computed_at: computed_at?.toISOString() ?? null,
    people: people.get(row.id) ?? 0,
  }));
}

/** The segments an actor may use, with how many of each it can see, from kept counts. */
export async function listSegments(
  runtime: Runtime,
  actor: Actor,
): Promise<{ items: Static<typeof SegmentView>[] }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<SegmentRow>`
      select ${SEGMENT} from ledger_segment s where ${visible(actor, areas)} order by s.code nulls last, s.id limit ${atMost(500)}`.execute(
      ctx.db,
    );
    return { items: await viewsOf(ctx, rows, areas) };
  });
}

export async function readSegment(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof SegmentView>> {
  const areas = await areaTree(runtime);
  return run(
    runtime,
    actor,
    async (ctx) => (await viewsOf(ctx, [await findSegment(ctx, actor, id)], areas))[0]!,
  );
}

/** The members an actor can see, area by area. */
export async function segmentPeople(
  runtime: Runtime,
  actor: Actor,
  id: string,
  query: Static<typeof PeopleQuery>,
): Promise<Page<Awaited<ReturnType<typeof personItems>>[number]>> {
  const areas = await areaTree(runtime);
  const reach = reachOf(actor, areas, query.area);
  const limit = query.limit ?? 50;
  const [area, person] = query.cursor?.split('|') ?? [];
  if (query.cursor && !(isUuid(area ?? '') && isUuid(person ?? '')))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return run(runtime, actor, async (ctx) => {
    await findSegment(ctx, actor, id);
    const after = person ? sql`and (m.area_id, m.person_id) > (${area}::uuid, ${person}::uuid)` : sql``;
    const { rows } = await sql<Person & { member_area: string }>`
      select ${PERSON}, m.area_id as member_area from ledger_member m join resident_person p on p.id = m.person_id
      where m.segment_id = ${id}::uuid and ${inReach(sql`m.area_id`, reach)} ${after}
      order by m.area_id, m.person_id limit ${atMost(limit + 1)}`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => `${row.member_area}|${row.id}`);
    return { items: await personItems(ctx, page.items), next: page.next };
  });
}

/** The segments a person is in, of those that exist for the actor; none for whoever does not see the person. */
export async function segmentsOf(
  runtime: Runtime,
  actor: Actor,
  person: string,
): Promise<{ items: { id: string; name: string }[] }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async ({ db }) => {
    const { rows } = await sql<{ id: string; name: string }>`
      select s.id, s.name from ledger_member m join ledger_segment s on s.id = m.segment_id
      where m.person_id = ${person}::uuid and ${inReach(sql`m.area_id`, reachOf(actor, areas))} and ${visible(actor, areas)}
      order by s.name, s.id limit ${atMost(100)}`.execute(db);
    return { items: rows };
  });
}

/** What an area is divided into for counting: what lies below it, or itself; without one what the actor sees, which may be several areas. */
function partsOf(actor: Actor, areas: AreaTree, top: string | undefined): readonly AreaNode[] {
  const tops = top ? [top] : areasOf(actor, VIEW_RESIDENTS);
  const outer = tops.filter((each) => !tops.some((other) => other !== each && areas.within(each, other)));
  const below = outer.length === 1 ? areas.children(outer[0]!).filter(({ retired }) => !retired) : [];
  return below.length > 0 ? below : outer.map((id) => areas.get(id)!);
}

/**
 * How many of a segment each part of an area holds: its children, each with all below it, and those who are in none of them, so that the parts
 * add up to the whole.
 */
export async function segmentByArea(
  runtime: Runtime,
  actor: Actor,
  id: string,
  top: string | undefined,
): Promise<Static<typeof ByArea>> {
  const areas = await areaTree(runtime);
  const reach = reachOf(actor, areas, top);
  return run(runtime, actor, async (ctx) => {
    await findSegment(ctx, actor, id);
    const { rows } = await sql<{ area_id: string; people: number }>`
      select area_id, people from ledger_count c where segment_id = ${id}::uuid and ${inReach(sql`c.area_id`, reach)}`.execute(
      ctx.db,
    );
    const parts = partsOf(actor, areas, top);
    const counts = new Map(parts.map((part) => [part.id, 0]));
    let rest = 0;
    for (const { area_id, people } of rows) {
      const part = parts.find(({ id: each }) => areas.within(area_id, each));
      if (part) counts.set(part.id, counts.get(part.id)! + people);
      else rest += people;
    }
    const grids = parts.every(({ level }) => level === 'grid');
    const left = { area_id: null, name: grids ? '未落到网格' : '未落到下级区域', people: rest };
    return {
      items: [
        ...parts.map(({ id: area_id, name }) => ({ area_id, name, people: counts.get(area_id)! })),
        ...(rest > 0 ? [left] : []),
      ],
    };
  });
}

/**
 * Whom a rule would hold for among the people the actor can see: how many, and the first of them. Nothing is kept. Who they are is asked of the whole
 * table, since an index cannot serve row-level security; what is shown of them is read within the actor's fence.
 */
export async function tryRule(
  runtime: Runtime,
  actor: Actor,
  { rule, area }: { rule: string; area?: string },
): Promise<Static<typeof Tried>> {
  const [areas, compiled] = [await areaTree(runtime), await askedRule(runtime, actor, rule)];
  const asked = peopleAsked(compiled, dayOf(runtime.clock.now()), { areas: reachOf(actor, areas, area) });
  const { people, ids } = await run(runtime, SYSTEM, async ({ db }) => {
    const counted = await sql<{ n: number }>`select count(*)::int as n ${allOf(asked)}`.execute(db);
    const first = await nextOf(db, asked, null, 20);
    return { people: counted.rows[0]!.n, ids: first.map(({ id }) => id) };
  });
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<Person>`
      select ${PERSON} from resident_person p where p.id = any (${ids}::uuid[]) order by p.area_id, p.id`.execute(
      ctx.db,
    );
    return { people, items: await personItems(ctx, rows) };
  });
}

/** Everything a rule may ask, for the editor. */
export async function factsView(runtime: Runtime): Promise<Static<typeof FactsView>> {
  const [facts, items] = await Promise.all([factsOf(runtime), registryItems(runtime)]);
  const own = Object.entries(facts).flatMap(([group, { facts: inside }]) =>
    Object.entries(inside).map(([name, { type, name: words, always = false }]) => ({
      ...{ name: `${group}.${name}`, words, type },
      dictionary: (group === 'person' ? items.item('person', name)?.dictionary : undefined) ?? null,
      always,
    })),
  );
  const ago = Object.keys(AGO).map((name) => ({
    name: `ago.${name}`,
    words: '与日期比较：从今天往前推',
    type: 'string',
    dictionary: null,
    always: false,
  }));
  return {
    items: [
      ...own,
      ...ago,
      {
        name: 'tags',
        words: '手工标签，写作 "代码" in tags',
        type: 'list<string>',
        dictionary: null,
        always: false,
      },
    ],
  };
}
