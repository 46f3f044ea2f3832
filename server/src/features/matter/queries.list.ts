import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { newestWorkflow } from '../workflow/index.ts';
import { itemsOf, type Seen } from './item.kept.ts';
import type { Item } from './item.ts';
import { areaColumn, DEPTHS, type Reach, reachesOf } from './policy.ts';
import { registry } from './registry.ts';

export interface ListFilters {
  state?: string[];
  type?: string;
  area?: string;
  category?: string;
  source?: string;
  open?: boolean;
  mine?: boolean;
  cursor?: string;
  limit?: number;
}

const MOST_STATES = 12;

/** The reaches cut down to one area: a reach inside it stays, one around it becomes it, others have nothing there. */
export function within(reaches: Reach[], area: { id: string; depth: number }, areas: AreaTree): Reach[] {
  const wanted = (plain: boolean): Reach =>
    area.depth <= 1 ? { kind: 'all', plain } : { kind: 'area', depth: area.depth, area: area.id, plain };
  return reaches.flatMap((reach): Reach[] => {
    if (reach.kind === 'all') return [wanted(reach.plain)];
    if (reach.kind === 'party') return [reach];
    if (areas.within(reach.area, area.id)) return [reach];
    return areas.within(area.id, reach.area) ? [wanted(reach.plain)] : [];
  });
}

/** The area of an id or code, with its depth; refuses one that does not exist. */
export function areaOf(areas: AreaTree, text: string): { id: string; depth: number } {
  const area = areas.get(text) ?? areas.byCode(text);
  if (!area || area.path.length > DEPTHS)
    throw badField('area', 'unknown_area', '没有这个区域，请重新选择。');
  return { id: area.id, depth: area.path.length };
}

/** The filters that are conditions on the row itself. */
export function conditions(
  filters: ListFilters,
  area: { id: string; depth: number } | null,
): RawBuilder<unknown>[] {
  const list: RawBuilder<unknown>[] = [];
  if (filters.type) list.push(sql`m.type_code = ${filters.type}`);
  if (filters.category) list.push(sql`m.category_code = ${filters.category}`);
  if (filters.source) list.push(sql`m.channel = ${filters.source}`);
  if (filters.open !== undefined) list.push(filters.open ? sql`m.open` : sql`not m.open`);
  if (area && area.depth > 1) list.push(sql`${areaColumn(area.depth)} = ${area.id}::uuid`);
  return list;
}

/** A state and whether matters in it are open: open and ended ones have indexes of their own. Null when flows differ. */
interface StateAsked {
  code: string;
  open: boolean | null;
}

async function statesAsked(runtime: Runtime, codes: readonly string[]): Promise<StateAsked[]> {
  const { types } = await registry(runtime);
  const flows = await Promise.all([...types.values()].map((type) => newestWorkflow(runtime, type.workflow)));
  return codes.map((code) => {
    const terminal = new Set(
      flows.flatMap((flow) => flow.states.get(code) ?? []).map((state) => state.terminal ?? false),
    );
    return { code, open: terminal.size === 1 ? !terminal.has(true) : null };
  });
}

/** One keyset: the newest ids of one reach in one state (or any), from one index in its own order. */
function keyset(
  reach: Reach,
  state: StateAsked | null,
  filters: ListFilters,
  rest: RawBuilder<unknown>[],
  after: string | null,
  limit: number,
) {
  const where = [...rest];
  if (state)
    where.push(
      sql`m.state = ${state.code}`,
      ...(state.open === null ? [] : [state.open ? sql`m.open` : sql`not m.open`]),
    );
  if (reach.kind === 'area') where.push(sql`${areaColumn(reach.depth)} = ${reach.area}::uuid`);
  if (reach.kind !== 'party') {
    if (reach.plain) where.push(sql`not m.confidential`);
    if (after) where.push(sql`m.id < ${after}::uuid`);
    const all = where.length > 0 ? sql`where ${sql.join(where, sql` and `)}` : sql``;
    return sql`(select m.id from matter m ${all} order by m.id desc limit ${atMost(limit)})`;
  }
  const party = [sql`p.ref = ${reach.ref}::uuid`];
  if (after) party.push(sql`p.matter_id < ${after}::uuid`);
  if (filters.open) party.push(sql`p.open`);
  // What the party's row answers by itself needs no look at the matter.
  const asked = where.length - (filters.open ? 1 : 0);
  const join = asked > 0 ? sql`join matter m on m.id = p.matter_id` : sql``;
  return sql`(select p.matter_id as id from matter_party p ${join}
    where ${sql.join(asked > 0 ? [...party, ...where] : party, sql` and `)} order by p.matter_id desc limit ${atMost(limit)})`;
}

/**
 * The newest matters an actor may see. A union of keysets, one per reach and state, each read from its index in order and
 * cut at the page: the cost is that of a few pages, however many matters there are.
 */
export async function listMatters(runtime: Runtime, actor: Actor, filters: ListFilters): Promise<Page<Item>> {
  const areas = await areaTree(runtime);
  const limit = filters.limit ?? 50;
  const after = cursorId(filters.cursor);
  if ((filters.state?.length ?? 0) > MOST_STATES)
    throw badField('state', 'too_many', `一次最多筛选 ${MOST_STATES} 种状态。`);
  const area = filters.area ? areaOf(areas, filters.area) : null;
  const all: Reach[] = filters.mine ? [{ kind: 'party', ref: actor.id }] : reachesOf(actor, areas);
  const reaches = area ? within(all, area, areas) : all;
  const rest = conditions(filters, area);
  const states = filters.state?.length ? await statesAsked(runtime, filters.state) : [null];
  const parts = reaches.flatMap((reach) =>
    states.map((state) => keyset(reach, state, filters, rest, after, limit + 1)),
  );
  if (parts.length === 0) return { items: [], next: null };
  const [only] = parts;
  const newest =
    parts.length === 1
      ? only
      : sql`(select id from (${sql.join(parts, sql` union `)}) k order by id desc limit ${atMost(limit + 1)})`;
  const { rows } = await sql<Seen>`
    select m.id, m.xmin::text as seen from matter m where m.id in ${newest} order by m.id desc`.execute(
    runtime.db,
  );
  const page = toPage(rows, limit, (row) => row.id);
  const items = await itemsOf(runtime, page.items);
  // Callers learn nothing of cards (督办).
  const own = actor.kind === 'resident' || filters.mine;
  return { items: own ? items.map(({ card: _, ...item }) => item) : items, next: page.next };
}
