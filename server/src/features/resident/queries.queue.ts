import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { isUuid } from '../../platform/ids.ts';
import { atMost, badCursor, cursorMoment, momentKey, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { foldingOf, HOME, PRESENCE, SUBJECT } from './folded.ts';
import { DECIDE, inReach, itemInReach, reachOf } from './policy.ts';
import { findPerson, PERSON, type Person } from './row.ts';
import type { DoubleItem, MergeItem, QueueQuery, Rules, WaitingItem } from './schema.queue.ts';
import { itemsOf } from './view.ts';

type Query = Static<typeof QueueQuery>;
const PAGE = 50;

/** Where a page of the queue ended; refuses what no page ever gave out. */
function endOf(cursor: string | undefined) {
  if (!cursor) return null;
  const [area = '', moment = '', item = ''] = cursor.split('|');
  const at = cursorMoment(moment);
  if (!at || !isUuid(area)) throw badCursor();
  return { area, ...at, item };
}

/** Items on which sources differ, the longest waiting first within each area. */
export async function waitingItems(
  runtime: Runtime,
  actor: Actor,
  query: Query,
): Promise<Page<Static<typeof WaitingItem>>> {
  const areas = await areaTree(runtime);
  const { items } = await foldingOf(runtime);
  const limit = query.limit ?? PAGE;
  const after = endOf(query.cursor);
  // That sources differ on an item of a sensitive group says that there is one.
  const seen = itemInReach(actor, [items.all(SUBJECT), areas], sql`w.item`, sql`w.area_id`);
  return run(runtime, actor, async (ctx) => {
    const behind = after
      ? sql`and (w.area_id, w.since, w.person_id, w.item) > (${after.area}::uuid, ${after.at}::timestamptz, ${after.id}::uuid, ${after.item})`
      : sql``;
    const { rows } = await sql<Person & { item: string; since: Date }>`
      select ${PERSON}, w.item, w.since from resident_waiting w join resident_person p on p.id = w.person_id
      where ${inReach(sql`w.area_id`, reachOf(actor, areas, query.area, DECIDE))} and ${seen} ${behind}
      order by w.area_id, w.since, w.person_id, w.item limit ${atMost(limit + 1)}`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => `${row.area_id}|${momentKey(row.since, row.id)}|${row.item}`);
    const people = await itemsOf(ctx, page.items);
    const own: Record<string, string> = { [HOME]: '住址', [PRESENCE]: '在册状态' };
    return {
      items: page.items.map((row, at) => ({
        person: people[at]!,
        item: row.item,
        name: items.item(SUBJECT, row.item)?.name ?? own[row.item] ?? row.item,
        since: row.since.toISOString(),
      })),
      next: page.next,
    };
  });
}

interface DoubleRow {
  a: string;
  b: string;
  score: number;
  why: string[];
  found_at: Date;
  area_id: string;
}

/** Pairs of records that may be one person and nobody has decided; a pair of which one half lies elsewhere is there for whoever sees both. */
export async function doubles(
  runtime: Runtime,
  actor: Actor,
  query: Query,
): Promise<Page<Static<typeof DoubleItem>>> {
  const areas = await areaTree(runtime);
  const limit = query.limit ?? PAGE;
  const after = query.cursor?.split('|');
  if (after && !(after.length === 3 && after.every(isUuid))) throw badCursor();
  return run(runtime, actor, async (ctx) => {
    const behind = after
      ? sql`and (d.area_id, d.a, d.b) > (${after[0]}::uuid, ${after[1]}::uuid, ${after[2]}::uuid)`
      : sql``;
    const { rows } = await sql<DoubleRow>`
      select d.a, d.b, d.score, d.why, d.found_at, d.area_id from resident_duplicate d
      where d.decided is null and ${inReach(sql`d.area_id`, reachOf(actor, areas, query.area, DECIDE))} ${behind}
      order by d.area_id, d.a, d.b limit ${atMost(limit + 1)}`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => `${row.area_id}|${row.a}|${row.b}`);
    const ids = page.items.flatMap(({ a, b }) => [a, b]);
    const found = await sql<Person>`
      select ${PERSON} from resident_person p where p.id = any (${ids}::uuid[]) and p.state not in ('merged', 'erased')`.execute(
      ctx.db,
    );
    const views = new Map((await itemsOf(ctx, found.rows)).map((item) => [item.id, item]));
    return {
      items: page.items.flatMap(({ a, b, score, why, found_at }) =>
        views.has(a) && views.has(b)
          ? [{ a: views.get(a)!, b: views.get(b)!, score, why, found_at: found_at.toISOString() }]
          : [],
      ),
      next: page.next,
    };
  });
}

/** Merges that went into a record, newest first. */
export async function mergesOf(
  runtime: Runtime,
  actor: Actor,
  person: string,
): Promise<{ items: Static<typeof MergeItem>[] }> {
  return run(runtime, actor, async (ctx) => {
    await findPerson(ctx, actor, person);
    const { rows } = await sql<{ id: string; gone: string; actor: string; at: Date; undone_at: Date | null }>`
      select m.id, m.gone, m.actor, m.at, m.undone_at from resident_merge m
      where m.kept = ${person}::uuid order by m.id desc limit ${atMost(50)}`.execute(ctx.db);
    const names = await accountNames(ctx.db, [...new Set(rows.map((row) => row.actor))]);
    return {
      items: rows.map((row) => ({
        ...{ id: row.id, gone: row.gone, by: names.get(row.actor) ?? '系统' },
        ...{ at: row.at.toISOString(), undone_at: row.undone_at?.toISOString() ?? null },
      })),
    };
  });
}

/** The items that a rule decides, and the sources there are. */
export async function rulesView(runtime: Runtime): Promise<Static<typeof Rules>> {
  const { items, sources } = await foldingOf(runtime);
  return {
    sources: sources.all().map(({ code, name }) => ({ code, name })),
    items: sources
      .ruled(SUBJECT)
      .map((rule) => ({ ...rule, name: items.item(SUBJECT, rule.item)?.name ?? rule.item })),
  };
}
