import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { anyReach, reachesOf, registry, VIEW_UNIT } from '../matter/index.ts';
import { workflowAt } from '../workflow/index.ts';
import type { WhistleItem } from './schema.ts';

export type Item = Static<typeof WhistleItem>;

export interface Filters {
  side?: 'area' | 'unit' | 'whistler';
  kind?: string;
  state?: string;
  open?: boolean;
  parent?: string;
  cursor?: string;
  limit?: number;
}

export interface Row {
  id: string;
  number: string;
  title: string;
  kind: string;
  workflow_code: string;
  workflow_version: number;
  state: string;
  open: boolean;
  area_id: string;
  address: string;
  whistler: string;
  arrived: number;
  awaited: number;
  late: number;
  arrive_by: Date | null;
  created_at: Date;
  closed_at: Date | null;
}

/** What a list shows of whistles, the newest first; whether the reader may see them is asked before. */
export async function readRows(db: Db, ids: readonly string[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select m.id, m.number, m.title, w.kind, m.workflow_code, m.workflow_version, m.state, m.open, m.area_id, m.address, a.name as whistler,
      p.arrived, p.awaited, p.late, p.arrive_by, m.created_at, m.closed_at
    from whistle w join matter m on m.id = w.matter_id join account a on a.id = w.whistler_id
    cross join lateral (
      select count(*) filter (where arrived_at is not null)::int as arrived, count(*)::int as awaited,
        count(*) filter (where late)::int as late, min(arrive_by) filter (where arrived_at is null) as arrive_by
      from whistle_party where matter_id = w.matter_id and role <> 'inform' and state not in ('released', 'replaced')) p
    where w.matter_id = any (${ids as string[]}::uuid[]) order by w.matter_id desc`.execute(db);
  return rows;
}

export async function toItems(runtime: Runtime, rows: readonly Row[]): Promise<Item[]> {
  const [areas, { categories }] = await Promise.all([areaTree(runtime), registry(runtime)]);
  return Promise.all(
    rows.map(async ({ workflow_code, workflow_version, area_id, ...row }) => {
      const state = (await workflowAt(runtime, workflow_code, workflow_version)).states.get(row.state);
      return {
        ...row,
        kind_name: categories.get(row.kind)?.name ?? row.kind,
        state_name: state?.name ?? row.state,
        phase: state?.phase ?? 'ended',
        area: { id: area_id, name: areas.get(area_id)?.name ?? '' },
        arrive_by: row.arrive_by?.toISOString() ?? null,
        created_at: row.created_at.toISOString(),
        closed_at: row.closed_at?.toISOString() ?? null,
      };
    }),
  );
}

/** One keyset: the newest whistles in the lists of one area, unit or person, cut at the page. */
function keyset(
  ref: string,
  filters: Filters,
  seen: RawBuilder<boolean>,
  after: string | null,
  limit: number,
) {
  const where = [sql`s.ref = ${ref}::uuid`, seen];
  if (filters.side) where.push(sql`s.side = ${filters.side}`);
  if (after) where.push(sql`s.matter_id < ${after}::uuid`);
  if (filters.kind) where.push(sql`w.kind = ${filters.kind}`);
  // What was merged into the matter is the same matter now.
  if (filters.parent)
    where.push(sql`m.parent_id = any (array(
      select ${filters.parent}::uuid union all select b.id from matter b where b.merged_into = ${filters.parent}::uuid))`);
  if (filters.state) where.push(sql`m.state = ${filters.state}`);
  if (filters.open !== undefined) where.push(filters.open ? sql`m.open` : sql`not m.open`);
  return sql`(select s.matter_id as id from whistle_scope s join whistle w on w.matter_id = s.matter_id join matter m on m.id = s.matter_id
    where ${sql.join(where, sql` and `)} order by s.matter_id desc limit ${atMost(limit)})`;
}

/**
 * The newest whistles an actor may see: of its areas, those that call its units (召我的), those it blew. A union of keysets, one per area,
 * unit and person; what a matter's visibility takes away is taken away here too.
 */
export async function listWhistles(runtime: Runtime, actor: Actor, filters: Filters): Promise<Page<Item>> {
  const areas = await areaTree(runtime);
  const limit = filters.limit ?? 50;
  const after = cursorId(filters.cursor);
  const reaches = reachesOf(actor, areas);
  const seen = anyReach(reaches);
  const city = areas.all().filter((area) => area.path.length === 1);
  const tops = reaches.flatMap((reach) =>
    reach.kind === 'all' ? city.map(({ id }) => id) : reach.kind === 'area' ? [reach.area] : [],
  );
  const refs = {
    area: tops,
    unit: unitsOf(actor, VIEW_UNIT),
    whistler: [actor.id],
  };
  const wanted = filters.side ? refs[filters.side] : [...refs.area, ...refs.unit, ...refs.whistler];
  if (wanted.length === 0) return { items: [], next: null };
  const parts = wanted.map((ref) => keyset(ref, filters, seen, after, limit + 1));
  const { rows: found } = await sql<{ id: string }>`
    select distinct id from (${sql.join(parts, sql` union all `)}) k order by id desc limit ${atMost(limit + 1)}`.execute(
    runtime.db,
  );
  const page = toPage(
    found.map(({ id }) => id),
    limit,
    (id) => id,
  );
  return { items: await toItems(runtime, await readRows(runtime.db, page.items)), next: page.next };
}
