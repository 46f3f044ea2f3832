import { type RawBuilder, sql } from 'kysely';
import { type Actor, holds, SYSTEM } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { uuidFloor } from '../../platform/ids.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { queryText, wordsAsked } from '../../platform/words.ts';
import { normalPhone, residentByPhone } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { ITEM_COLUMNS, type Item, type ItemRow, toItem } from './item.ts';
import { namesFor } from './names.ts';
import { VIEW_CONTACT } from './policy.contact.ts';
import { anyReach, type Reach, reachesOf } from './policy.ts';
import { areaOf, conditions, type ListFilters, listMatters, within } from './queries.list.ts';
import {
  areaWord,
  cover,
  dayOfMoment,
  everythingBefore,
  fieldWord,
  momentOf,
  partyWord,
  startOfDay,
  type Window,
  windowsBefore,
} from './rules.search.ts';

export interface SearchFilters extends ListFilters {
  q?: string;
}

const NUMBER = /^[0-9a-z]+-\d{6}-\d{4,}$/i;
const MOST_PHONE_HITS = 200;
const FEW = 2000;

/** One search, ready to be asked window by window. */
interface Search {
  groups: string[][][];
  where: RawBuilder<unknown>[];
  /** A filter asks what the words of the index do not know, so that all hits must be looked at. */
  exact: boolean;
  /** All there is to search when nothing is seen but as a party; null when areas are seen too. */
  parties: string[] | null;
  after: string | null;
  limit: number;
}

/** The reach as words of the index; null when it is everything. */
export function reachWords(reach: Reach, area: { id: string; depth: number } | null): string[] | null {
  const inArea = area && area.depth > 1 ? [areaWord(area.id)] : [];
  if (reach.kind === 'all') return inArea.length > 0 ? inArea : null;
  return reach.kind === 'area' ? [areaWord(reach.area)] : [partyWord(reach.ref), ...inArea];
}

function filterWords(filters: SearchFilters): string[][][] {
  const fields = (['type', 'source', 'category'] as const).flatMap((field) =>
    filters[field] ? fieldWord(field, filters[field]) : [],
  );
  return fields.map((word) => [[word]]);
}

async function searchOf(runtime: Runtime, actor: Actor, filters: SearchFilters): Promise<Search | null> {
  const areas = await areaTree(runtime);
  const area = filters.area ? areaOf(areas, filters.area) : null;
  const all: Reach[] = filters.mine ? [{ kind: 'party', ref: actor.id }] : reachesOf(actor, areas);
  const reaches = area ? within(all, area, areas) : all;
  if (reaches.length === 0) return null;
  const scopes = reaches.map((reach) => reachWords(reach, area));
  const scope = scopes.some((words) => words === null) ? [] : [scopes as string[][]];
  const where = [anyReach(reaches), ...conditions(filters, area)];
  if (filters.state?.length) where.push(sql`m.state = any (${filters.state}::text[])`);
  return {
    groups: [...scope, ...filterWords(filters)],
    where,
    exact: filters.open !== undefined || Boolean(filters.state?.length),
    parties: reaches.every((reach) => reach.kind === 'party') ? reaches.map((reach) => reach.ref) : null,
    after: cursorId(filters.cursor),
    limit: filters.limit ?? 50,
  };
}

/** Rows of these ids that meet the conditions, newest first. The ids are an array so that they are always read by key. */
async function rowsOf(ctx: Context, search: Search, ids: RawBuilder<unknown>): Promise<ItemRow[]> {
  const where = search.after ? [...search.where, sql`m.id < ${search.after}::uuid`] : search.where;
  const { rows } = await sql<ItemRow>`
    select ${ITEM_COLUMNS} from matter m where m.id = any (${ids}) and ${sql.join(where, sql` and `)}
    order by m.id desc limit ${search.limit + 1}`.execute(ctx.db);
  return rows;
}

/** The hits of a stretch: the index meets the lists of the words, the scope and the days. */
function hitsOf(search: Search, words: string[], { from, to }: Window): RawBuilder<unknown> {
  const every = words.map((word) => [[word]]);
  const days = from === null ? [] : [cover(from, to).map((word) => [word])];
  const query = queryText([...every, ...search.groups, ...days]);
  // Without words of time the stretch is cut by the ids.
  const before = [uuidFloor(startOfDay(to)), ...(search.after ? [search.after] : [])].sort()[0]!;
  // Materialized: a page's limit would tempt the planner to read the table by key and test each text.
  return sql`with found as materialized (select matter_id as id from matter_search where doc @@ ${query}::tsquery),
    hit as (select id from found where id < ${before}::uuid)`;
}

/** Every hit looked at: for filters that only the row knows (state, open). */
async function exactly(ctx: Context, search: Search, hits: RawBuilder<unknown>): Promise<ItemRow[]> {
  const { rows } = await sql<ItemRow>`
    ${hits} select ${ITEM_COLUMNS} from hit join matter m on m.id = hit.id where ${sql.join(search.where, sql` and `)}
    order by m.id desc limit ${search.limit + 1}`.execute(ctx.db);
  return rows;
}

/**
 * The newest matters of a stretch. What the words say the rows say too, so of many hits the newest few suffice; when too few of
 * those still are what the words said (a place was corrected), all are looked at.
 */
async function inWindow(ctx: Context, search: Search, words: string[], window: Window): Promise<ItemRow[]> {
  const hits = hitsOf(search, words, window);
  if (search.exact) return exactly(ctx, search, hits);
  const most = search.limit * 2;
  const { rows } = await sql<{ id: string }>`
    ${hits} select id from hit order by id desc limit ${most}`.execute(ctx.db);
  if (rows.length === 0) return [];
  const page = await rowsOf(ctx, search, sql`${rows.map((row) => row.id)}::uuid[]`);
  return page.length > search.limit || rows.length < most ? page : exactly(ctx, search, hits);
}

/** A department with few matters, a resident: the scope is then the shortest list there is, and windows would only cut it up. */
async function isSmall(ctx: Context, { parties }: Search): Promise<boolean> {
  if (!parties) return false;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from matter_party where ref = any (${parties}::uuid[]) limit ${FEW}) p`.execute(
    ctx.db,
  );
  return rows[0]!.n < FEW;
}

/**
 * Walks the stretches newest first until the page is full. What is common fills it from the last days; what is rare has a
 * short list in the index that drives every query. Neither sorts nor reads more rows than a few pages hold.
 */
async function walk(ctx: Context, search: Search, words: string[]): Promise<ItemRow[]> {
  // The index is the only way that holds at a million rows; a misjudged word must not read the table.
  await sql`select set_config('enable_seqscan', 'off', true)`.execute(ctx.db);
  const newest = search.after ? momentOf(search.after) : ctx.now.getTime();
  const rows: ItemRow[] = [];
  const end = dayOfMoment(newest) + 1;
  const windows = (await isSmall(ctx, search)) ? [everythingBefore(end)] : windowsBefore(end);
  for (const window of windows) {
    rows.push(...(await inWindow(ctx, search, words, window)));
    if (rows.length > search.limit) break;
  }
  return rows.slice(0, search.limit + 1);
}

/** The matters of a phone: by the contact left, or by the resident's own account; never one that was meant to be anonymous. */
export async function idsOfPhone(runtime: Runtime, phone: string): Promise<string[]> {
  const called = printIs(runtime.sealer, sql.ref('phone_index'), phone);
  return run(runtime, SYSTEM, async (ctx) => {
    const resident = await residentByPhone(ctx, phone);
    const { rows } = await sql<{ id: string }>`
      (select matter_id as id from matter_contact where ${called}
        order by matter_id desc limit ${MOST_PHONE_HITS})
      union
      (select p.matter_id from matter_party p join matter m on m.id = p.matter_id
        where p.ref = ${resident}::uuid and m.caller_id = ${resident}::uuid and not m.anonymous
        order by p.matter_id desc limit ${MOST_PHONE_HITS})
      order by id desc limit ${MOST_PHONE_HITS}`.execute(ctx.db);
    return rows.map((row) => row.id);
  });
}

/**
 * Who may find matters by a phone number: whoever may unmask contacts. A confidential matter is not found this way: being
 * listed under a number would tell whose it is.
 */
async function byPhone(runtime: Runtime, actor: Actor, search: Search, phone: string): Promise<ItemRow[]> {
  const ids = await idsOfPhone(runtime, phone);
  const open: Search = { ...search, where: [...search.where, sql`not m.confidential`] };
  return run(runtime, actor, (ctx) => rowsOf(ctx, open, sql`${ids}::uuid[]`));
}

function byNumber(runtime: Runtime, actor: Actor, search: Search, number: string): Promise<ItemRow[]> {
  return run(runtime, actor, (ctx) =>
    rowsOf(ctx, search, sql`array(select n.id from matter n where n.number = ${number.toUpperCase()})`),
  );
}

async function find(runtime: Runtime, actor: Actor, search: Search, question: string): Promise<ItemRow[]> {
  if (NUMBER.test(question)) return byNumber(runtime, actor, search, question);
  const phone = normalPhone(question);
  if (phone && holds(actor, VIEW_CONTACT)) return byPhone(runtime, actor, search, phone);
  const words = wordsAsked(question);
  if (words.length === 0)
    throw badField('q', 'too_short', '请至少输入两个连着的汉字，或一个词、数字、完整编号。');
  return run(runtime, actor, (ctx) => walk(ctx, search, words));
}

/** Matters an actor may see that hold all the words asked for, newest first; every filter of the list holds too. */
export async function searchMatters(
  runtime: Runtime,
  actor: Actor,
  filters: SearchFilters & { q: string },
): Promise<Page<Item>> {
  const search = await searchOf(runtime, actor, filters);
  if (!search) return { items: [], next: null };
  const rows = await find(runtime, actor, search, filters.q.trim());
  const page = toPage(rows, search.limit, (row) => row.id);
  const names = await namesFor(runtime, page.items);
  return { items: page.items.map((row) => toItem(row, names)), next: page.next };
}

/** The list, or the search when something is asked for. */
export function findMatters(runtime: Runtime, actor: Actor, filters: SearchFilters): Promise<Page<Item>> {
  const { q } = filters;
  return q?.trim() ? searchMatters(runtime, actor, { ...filters, q }) : listMatters(runtime, actor, filters);
}
