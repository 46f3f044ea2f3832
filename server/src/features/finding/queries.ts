import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { areasOf } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { anyReach, reachesOf, registry } from '../matter/index.ts';
import { FINDING_HANDLE, seenIn } from './policy.ts';
import type { FindingDetail, FindingItem } from './schema.ts';

const KINDS = ['place', 'caller'] as const;
const MOST_MATTERS = 200;

/** A finding as it is stored. */
export interface FindingRow {
  id: string;
  kind: 'place' | 'caller';
  rule_name: string;
  days: number;
  radius: number | null;
  group_code: string | null;
  state: 'open' | 'closed' | 'governed';
  area_id: string;
  areas: string[];
  centre_unit: string | null;
  lng: number | null;
  lat: number | null;
  n: number;
  first_at: Date;
  last_at: Date;
  opened_at: Date;
  words: string | null;
  matter_id: string | null;
  version: number;
  event_hash: Buffer;
}

const COLUMNS =
  sql.raw(`f.id, f.kind, f.rule_name, f.days, f.radius, f.group_code, f.state, f.area_id, f.areas, f.centre_unit, f.lng,
  f.lat, f.n, f.first_at, f.last_at, f.opened_at, f.words, f.matter_id, f.version, f.event_hash`);

async function toItems(runtime: Runtime, rows: readonly FindingRow[]): Promise<Static<typeof FindingItem>[]> {
  const [areas, { categories }] = await Promise.all([areaTree(runtime), registry(runtime)]);
  return rows.map((row) => {
    const group = row.group_code && (categories.get(row.group_code)?.name ?? row.group_code);
    return {
      id: row.id,
      kind: row.kind,
      title: group ? `${row.rule_name}：${group}` : row.rule_name,
      group_name: group || null,
      area: {
        id: row.area_id,
        name: areas.get(row.area_id)?.name ?? '',
        full_name: areas.fullName(row.area_id),
      },
      point: row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat },
      radius: row.radius,
      days: row.days,
      n: row.n,
      first_at: row.first_at.toISOString(),
      last_at: row.last_at.toISOString(),
      opened_at: row.opened_at.toISOString(),
      state: row.state,
      words: row.words,
      version: row.version,
    };
  });
}

interface Filters {
  ended?: boolean;
  kind?: 'place' | 'caller';
  cursor?: string;
  limit?: number;
}

/** Areas none of which lies in another of them. */
const tops = (ids: readonly string[], areas: AreaTree): string[] =>
  ids.filter((id) => areas.get(id) && !ids.some((other) => other !== id && areas.within(id, other)));

/** Findings of the areas an actor answers for, newest first: one keyset per area and kind, each from its index. */
export async function listFindings(
  runtime: Runtime,
  actor: Actor,
  { ended = false, kind, cursor, limit = 50 }: Filters,
): Promise<Page<Static<typeof FindingItem>>> {
  const areas = await areaTree(runtime);
  const after = cursorId(cursor);
  const before = after ? sql`and a.finding_id < ${after}::uuid` : sql``;
  const parts = KINDS.filter((each) => !kind || kind === each).flatMap((each) =>
    tops(seenIn(actor, each), areas).map(
      (area) => sql`(select a.finding_id as id from finding_area a
        where a.area_id = ${area}::uuid and a.open = ${!ended} and a.kind = ${each} ${before}
        order by a.finding_id desc limit ${atMost(limit + 1)})`,
    ),
  );
  if (parts.length === 0) return { items: [], next: null };
  const { rows } = await sql<FindingRow>`
    select ${COLUMNS} from finding f where f.id in (select id from (${sql.join(parts, sql` union `)}) k order by id desc
      limit ${atMost(limit + 1)}) order by f.id desc`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return { items: await toItems(runtime, page.items), next: page.next };
}

/** A finding, if it exists for this actor; else 404. */
export async function findFinding(
  db: Db,
  actor: Actor,
  areas: AreaTree,
  id: string,
  lock: boolean,
): Promise<FindingRow> {
  const { rows } = await sql<FindingRow>`
    select ${COLUMNS} from finding f where f.id = ${id}::uuid ${sql.raw(lock ? 'for update of f' : '')}`.execute(
    db,
  );
  const row = rows[0];
  if (!row || !seenIn(actor, row.kind).some((area) => areas.within(row.area_id, area)))
    throw notFound('研判预警');
  return row;
}

export const mayHandle = (actor: Actor, row: FindingRow, areas: AreaTree): boolean =>
  row.state === 'open' && areasOf(actor, FINDING_HANDLE).some((area) => areas.within(row.area_id, area));

interface MatterRow {
  id: string;
  number: string;
  title: string;
  open: boolean;
  created_at: Date;
  lng: number | null;
  lat: number | null;
}

/** A finding with its calls, newest first, at most 200: those that this actor may see, and how many others there are besides. */
export async function findingDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof FindingDetail>> {
  const areas = await areaTree(runtime);
  const row = await findFinding(runtime.db, actor, areas, id, false);
  const { rows } = await sql<MatterRow>`
    select m.id, m.number, m.title, m.open, m.created_at, m.lng, m.lat from finding_matter k join matter m on m.id = k.matter_id
    where k.finding_id = ${id}::uuid and not m.confidential and ${anyReach(reachesOf(actor, areas))}
    order by m.id desc limit ${atMost(MOST_MATTERS)}`.execute(runtime.db);
  const { rows: governing } = await sql<{ id: string; number: string }>`
    select m.id, m.number from matter m where m.id = ${row.matter_id}::uuid`.execute(runtime.db);
  const [item] = await toItems(runtime, [row]);
  return {
    ...item!,
    matters: rows.map(({ lng, lat, created_at, ...matter }) => ({
      ...matter,
      created_at: created_at.toISOString(),
      point: lng === null || lat === null ? null : { lng, lat },
    })),
    others: row.n - rows.length,
    governed_by: governing[0] ?? null,
    may_handle: mayHandle(actor, row, areas),
  };
}
