import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { dayOf } from '../../platform/day.ts';
import { notFound } from '../../platform/errors.ts';
import { listFiles } from '../../platform/files/files.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { manages, noList, ownUnits, reports, visible } from './policy.ts';
import { type Milestone, standOf } from './rules.ts';
import type { ItemDetail, ListDetail, ListItem, ProjectItem } from './schema.ts';

interface ListRow {
  id: string;
  name: string;
  about: string;
  owner_unit: string;
  area_id: string;
  public: boolean;
  items: number;
  done: number;
  percents: number;
  created_at: Date;
}
const LIST = sql.raw(
  'l.id, l.name, l.about, l.owner_unit, l.area_id, l.public, l.items, l.done, l.percents, l.created_at',
);

export interface ItemRow {
  id: string;
  list: string;
  list_name: string;
  owner_unit: string;
  name: string;
  unit_id: string;
  account_id: string | null;
  deadline: string;
  milestones: Milestone[];
  percent: number;
}
const ITEM =
  sql.raw(`i.id, i.list_id as list, l.name as list_name, l.owner_unit, i.name, i.unit_id, i.account_id, i.deadline::text as deadline,
  i.milestones, i.percent`);

async function listsOf(runtime: Runtime, rows: ListRow[]): Promise<Static<typeof ListItem>[]> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  return rows.map(({ owner_unit, area_id, percents, created_at, ...row }) => ({
    ...row,
    unit_name: units.get(owner_unit)?.name ?? '',
    area_name: areas.get(area_id)?.name ?? '',
    percent: row.items === 0 ? 0 : Math.round(percents / row.items),
    created_at: created_at.toISOString(),
  }));
}

async function itemsOf(
  runtime: Runtime,
  actor: Actor,
  rows: ItemRow[],
  names: boolean,
): Promise<Static<typeof ProjectItem>[]> {
  const units = await unitRegistry(runtime);
  const people = names
    ? await accountNames(
        runtime.db,
        rows.flatMap((row) => row.account_id ?? []),
      )
    : new Map<string, string>();
  const today = dayOf(runtime.clock.now());
  return rows.map(({ owner_unit, unit_id, account_id, ...row }) => ({
    ...row,
    unit_name: units.get(unit_id)?.name ?? '',
    person: people.get(account_id ?? '') ?? null,
    stand: standOf(row, today),
    reports: reports(actor, { owner_unit, unit_id, account_id }),
  }));
}

async function pageOf(
  runtime: Runtime,
  where: RawBuilder<unknown>,
  query: { cursor?: string; limit?: number },
): Promise<Page<Static<typeof ListItem>>> {
  const limit = query.limit ?? 50;
  const after = cursorId(query.cursor);
  const before = after
    ? sql`and (l.created_at, l.id) < (select k.created_at, k.id from project_list k where k.id = ${after}::uuid)`
    : sql``;
  const { rows } = await sql<ListRow>`
    select ${LIST} from project_list l where ${where} ${before} order by l.created_at desc, l.id desc limit ${atMost(limit + 1)}`.execute(
    runtime.db,
  );
  const page = toPage(rows, limit, (row) => row.id);
  return { items: await listsOf(runtime, page.items), next: page.next };
}

/** The lists that exist for this actor, newest first. */
export async function projectLists(
  runtime: Runtime,
  actor: Actor,
  query: { cursor?: string; limit?: number },
) {
  return pageOf(runtime, visible(actor), query);
}

/** What a city tells everybody: its public lists. */
export const publicLists = (runtime: Runtime, query: { cursor?: string; limit?: number }) =>
  pageOf(runtime, sql`l.public`, query);

async function detailWhere(
  runtime: Runtime,
  actor: Actor,
  where: RawBuilder<unknown>,
  names: boolean,
): Promise<Static<typeof ListDetail>> {
  const { rows } = await sql<ListRow>`select ${LIST} from project_list l where ${where}`.execute(runtime.db);
  const [row] = rows;
  if (!row) throw noList();
  const [list] = await listsOf(runtime, [row]);
  const items = await sql<ItemRow>`
    select ${ITEM} from project_item i join project_list l on l.id = i.list_id where i.list_id = ${row.id}::uuid order by i.position`.execute(
    runtime.db,
  );
  return {
    ...list!,
    manages: manages(actor, row),
    projects: await itemsOf(runtime, actor, items.rows, names),
  };
}

/** One list with its projects; 404 for who does not see it. */
export async function projectList(runtime: Runtime, actor: Actor, id: string) {
  return detailWhere(runtime, actor, sql`l.id = ${id}::uuid and ${visible(actor)}`, true);
}

const NOBODY: Actor = { id: '00000000-0000-7000-8000-000000000000', kind: 'resident', name: '', grants: [] };

/** A public list as everybody sees it: units, no persons. */
export const publicList = (runtime: Runtime, id: string) =>
  detailWhere(runtime, NOBODY, sql`l.id = ${id}::uuid and l.public`, false);

/** What waits for the actor's progress: named in person, or of its unit with nobody named; the next deadline first. */
export async function myProjects(
  runtime: Runtime,
  actor: Actor,
): Promise<{ items: Static<typeof ProjectItem>[] }> {
  const { rows } = await sql<ItemRow>`
    select ${ITEM} from project_item i join project_list l on l.id = i.list_id
    where i.done_at is null and (i.account_id = ${actor.id}::uuid or (i.account_id is null and i.unit_id = any (${ownUnits(actor)}::uuid[])))
    order by i.deadline, i.id limit ${atMost(200)}`.execute(runtime.db);
  return { items: await itemsOf(runtime, actor, rows, true) };
}

/** The row of a project that exists for this actor, locked when asked; else 404. */
export async function findProject(
  db: Db,
  actor: Actor,
  id: string,
  lock = false,
): Promise<ItemRow & { event_hash: Buffer }> {
  const { rows } = await sql<ItemRow & { event_hash: Buffer }>`
    select ${ITEM}, i.event_hash from project_item i join project_list l on l.id = i.list_id
    where i.id = ${id}::uuid and ${visible(actor)} ${sql.raw(lock ? 'for update of i, l' : '')}`.execute(db);
  if (!rows[0]) throw notFound('项目');
  return rows[0];
}

/** One project with its progress, newest first. */
export async function projectDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof ItemDetail>> {
  const { event_hash: _, ...row } = await findProject(runtime.db, actor, id);
  const [item] = await itemsOf(runtime, actor, [row], true);
  const { rows } = await sql<{ id: string; text: string; percent: number; at: Date; by: string }>`
    select id, text, percent, at, by from project_entry where item_id = ${id}::uuid order by at desc, id desc limit ${atMost(200)}`.execute(
    runtime.db,
  );
  const names = await accountNames(
    runtime.db,
    rows.map((entry) => entry.by),
  );
  const files = await listFiles(runtime.db, id);
  return {
    ...item!,
    entries: rows.map((entry) => ({ ...entry, at: entry.at.toISOString(), by: names.get(entry.by) ?? '' })),
    files: files.map(({ id: file, url, thumb_url }) => ({ id: file, url, thumb_url })),
  };
}

/** Whether an actor may see the photos of a project: whoever the project exists for; refused else. */
export const seesProject = (runtime: Runtime, actor: Actor, id: string): Promise<boolean> =>
  findProject(runtime.db, actor, id).then(() => true);
