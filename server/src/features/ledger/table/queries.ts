import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../../platform/access.ts';
import { dayOf } from '../../../platform/day.ts';
import { badField } from '../../../platform/errors.ts';
import { isUuid } from '../../../platform/ids.ts';
import { atMost, type Page, toPage } from '../../../platform/page.ts';
import { type Runtime, run } from '../../../platform/runtime.ts';
import { areaTree } from '../../area/index.ts';
import { reachOf } from '../../resident/index.ts';
import { formPeople } from '../people.ts';
import { askedRule } from '../segment/asked.ts';
import { whoHolds } from '../segment/compute.ts';
import { type Column, cellOf, columnsOf, wordsFor } from './columns.ts';
import type { Counted, CountQuery, GroupQuery, Groups, TableQuery, TableRow } from './schema.ts';

/** Whom a ledger is of: a rule, and an area. */
export interface Chosen {
  rule?: string;
  area?: string;
}

/** The people chosen, as a `from` clause over `resident_person p`, within what the actor may see. */
export async function chosen(
  runtime: Runtime,
  actor: Actor,
  { rule, area }: Chosen,
): Promise<RawBuilder<unknown>> {
  const areas = await areaTree(runtime);
  const compiled = await askedRule(runtime, actor, rule?.trim() || 'true');
  return whoHolds(compiled, dayOf(runtime.clock.now()), { areas: reachOf(actor, areas, area) });
}

/** A place in the order of a ledger: area by area, in an area by id. */
export interface Place {
  area: string;
  id: string;
}

/** The next people of a ledger. Found for the whole table (an index cannot serve row-level security); what is shown of them is read within the fence. */
export async function nextPeople(
  runtime: Runtime,
  holds: RawBuilder<unknown>,
  after: Place | null,
  most: number,
): Promise<Place[]> {
  const behind = after ? sql`and (p.area_id, p.id) > (${after.area}::uuid, ${after.id}::uuid)` : sql``;
  return run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<Place>`
      select p.area_id as area, p.id ${holds} ${behind} order by p.area_id, p.id limit ${atMost(most)}`.execute(
      db,
    );
    return rows;
  });
}

function placeOf(cursor: string | undefined): Place | null {
  if (!cursor) return null;
  const [area, id] = cursor.split('|');
  if (!isUuid(area ?? '') || !isUuid(id ?? ''))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return { area: area!, id: id! };
}

/** The cells of these people, in their order, as the actor reads them. */
export async function cellsOf(
  runtime: Runtime,
  actor: Actor,
  ids: readonly string[],
  columns: readonly Column[],
  purpose?: string,
): Promise<Static<typeof TableRow>[]> {
  const words = await wordsFor(runtime);
  const items = columns.map(({ code }) => code).filter((code) => !code.startsWith('calc.'));
  const computed = columns.map(({ code }) => code);
  const people = await formPeople(runtime, actor, ids, { items, computed, ...(purpose && { purpose }) });
  return people.map(({ id, version, values }) => ({
    id,
    version,
    cells: columns.map((column) => cellOf(column, values[column.code], words)),
  }));
}

/** A page of a ledger. */
export async function tablePage(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof TableQuery>,
): Promise<Page<Static<typeof TableRow>>> {
  const limit = query.limit ?? 50;
  const columns = await columnsOf(runtime, query.columns.split(',').filter(Boolean));
  const holds = await chosen(runtime, actor, query);
  const places = await nextPeople(runtime, holds, placeOf(query.cursor), limit + 1);
  const page = toPage(places, limit, ({ area, id }) => `${area}|${id}`);
  return {
    items: await cellsOf(
      runtime,
      actor,
      page.items.map(({ id }) => id),
      columns,
    ),
    next: page.next,
  };
}

/** How many a ledger holds. */
export async function countTable(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof CountQuery>,
): Promise<Static<typeof Counted>> {
  const holds = await chosen(runtime, actor, query);
  return run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n ${holds}`.execute(db);
    return { people: rows[0]!.n };
  });
}

/** How many of a ledger carry each code of an item, the most first. */
export async function groupTable(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof GroupQuery>,
): Promise<Static<typeof Groups>> {
  const [column] = await columnsOf(runtime, [query.by], 'by');
  if (!column?.groupable)
    throw badField('by', 'not_groupable', '只能按代码类的项分组，例如性别、学历、民族。');
  const [holds, words] = [await chosen(runtime, actor, query), await wordsFor(runtime)];
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ value: string | null; people: number }>`
      select p.items->>${sql.lit(column.code)} as value, count(*)::int as people ${holds} group by 1 order by 2 desc, 1`.execute(
      db,
    ),
  );
  return {
    total: rows.reduce((sum, { people }) => sum + people, 0),
    items: rows.map(({ value, people }) => ({
      ...{ value, people },
      name: value === null ? '未填写' : words.nameOf(column.dictionary!, value),
    })),
  };
}
