import { type RawBuilder, sql } from 'kysely';
import { type Actor, holds, SYSTEM } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { normalPhone, residentByPhone } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type Item, type ItemRow, toItem } from './item.ts';
import { namesFor } from './names.ts';
import { anyReach, type Reach, reachesOf } from './policy.ts';
import { areaOf, conditions, ITEM_COLUMNS, type ListFilters, listMatters, within } from './queries.list.ts';
import {
  areaWord,
  cover,
  dayOfMoment,
  fieldWord,
  momentOf,
  partyWord,
  queryText,
  type Window,
  windowsBefore,
  wordsAsked,
} from './rules.search.ts';

export interface SearchFilters extends ListFilters {
  q?: string;
}

const NUMBER = /^[0-9a-z]+-\d{6}-\d{4,}$/i;
const PHONE_PERMISSION = 'matter:view-all-contact';
const MOST_PHONE_HITS = 200;

/** One search, ready to be asked window by window. */
interface Search {
  groups: string[][][];
  where: RawBuilder<unknown>[];
  after: string | null;
  limit: number;
}

/** The reach as words of the index; null when it is everything. */
function reachWords(reach: Reach, area: { id: string; depth: number } | null): string[] | null {
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
    after: cursorId(filters.cursor),
    limit: filters.limit ?? 50,
  };
}

/** Rows of these ids that meet the conditions, newest first. The ids are an array so that the plan is always by key. */
async function rowsOf(ctx: Context, search: Search, ids: RawBuilder<unknown>): Promise<ItemRow[]> {
  const where = search.after ? [...search.where, sql`m.id < ${search.after}::uuid`] : search.where;
  const { rows } = await sql<ItemRow>`
    select ${ITEM_COLUMNS} from matter m where m.id = any (${ids}) and ${sql.join(where, sql` and `)}
    order by m.id desc limit ${search.limit + 1}`.execute(ctx.db);
  return rows;
}

/** What one stretch of time holds: the index meets the lists of the words, the scope and the days. */
function inWindow(ctx: Context, search: Search, words: string[], { from, to }: Window): Promise<ItemRow[]> {
  const days = from === null ? [] : [cover(from, to).map((word) => [word])];
  const query = queryText([words.map((word) => [word])].flatMap((all) => all.map((one) => [one])).concat(search.groups, days));
  const before = from === null ? sql`where momentless.id < ${to}` : sql``;
  return rowsOf(ctx, search, sql`array(select s.matter_id from matter_search s where s.doc @@ ${query}::tsquery) ${before}`);
}
