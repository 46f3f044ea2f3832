import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { type Reach, reached, viewOf } from './policy.ts';
import { buildingItem, houseItem } from './queries.ts';
import { type BuildingRow, buildings, type HouseRow, houses } from './row.ts';
import { type Ask, addressWords, asksOf } from './rules.search.ts';
import type { BuildingItem, HouseItem, HouseQuery, SearchQuery } from './schema.answers.ts';

/** Quoted, so that nothing in a word is an operator. */
const queryOf = (words: readonly string[]): string =>
  words.map((word) => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`).join(' & ');

/** So few buildings are looked up one by one; what more than these are called is met soon enough on the way through all. */
const FEW = 300;

/** A condition on the id of a building. */
type Called = (id: RawBuilder<unknown>) => RawBuilder<unknown>;

/**
 * Buildings of these words, asked for by how many there really are: the planner cannot know it of a question that is only a parameter.
 */
async function called(runtime: Runtime, words: readonly string[]): Promise<Called> {
  const query = queryOf(words);
  const { rows } = await sql<{ id: string }>`
    select building_id as id from (select building_id from housing_search where doc @@ ${query}::tsquery offset 0) s
    limit ${atMost(FEW)}`.execute(runtime.db);
  if (rows.length < FEW) {
    const ids = rows.map(({ id }) => id);
    return (id) => sql`${id} = any (${ids}::uuid[])`;
  }
  return (id) =>
    sql`exists (select from housing_search s where s.building_id = ${id} and s.doc @@ ${query}::tsquery offset 0)`;
}

const ofBuilding = sql`b.id`;
const ofHouse = sql`h.building_id`;

/** Buildings an actor sees, by a part of their name or address, in an area, in an estate, or in no grid; in the order in which they were made. */
export async function buildingList(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof SearchQuery>,
): Promise<Page<Static<typeof BuildingItem>>> {
  const { limit = 50, q, area, estate, unplaced } = query;
  const [view, areas] = await Promise.all([viewOf(runtime, actor), areaTree(runtime)]);
  const words = q ? addressWords(q) : [];
  if (q?.trim() && words.length === 0) return { items: [], next: null };
  const after = cursorId(query.cursor);
  const within = area
    ? areas
        .all()
        .filter(({ path }) => path.includes(area))
        .map(({ id }) => id)
    : null;
  const { rows } = await buildings(sql`
    where b.retired_at is null and ${reached(view)}
      ${words.length > 0 ? sql`and ${(await called(runtime, words))(ofBuilding)}` : sql``}
      ${within ? sql`and b.area_id = any (${within}::uuid[])` : sql``}
      ${estate ? sql`and b.estate_id = ${estate}::uuid` : sql``}
      ${unplaced ? sql`and b.area_id is null` : sql``}
      ${after ? sql`and b.id > ${after}::uuid` : sql``}
    order by b.id limit ${atMost(limit + 1)}`).execute(runtime.db);
  const page = toPage(rows, limit, (row: BuildingRow) => row.id);
  return { items: page.items.map((row) => buildingItem(areas, row)), next: page.next };
}

type Found = HouseRow & { building_name: string };

const after = (cursor: string | null): RawBuilder<unknown> =>
  cursor
    ? sql`and (h.building_id, h.floor, h.position, h.id) > (
        select k.building_id, k.floor, k.position, k.id from housing_house k where k.id = ${cursor}::uuid)`
    : sql``;

/** The next buildings that a question means, from one on, as many as have rooms enough for a page and the part of one that may be behind us. */
async function buildingsCalled(
  runtime: Runtime,
  view: Reach,
  named: Called,
  from: string | null,
  rooms: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string; houses: number }>`
    select b.id, b.houses from housing_building b
    where b.retired_at is null and b.houses > 0 and ${named(ofBuilding)} and ${reached(view)}
      ${from ? sql`and b.id >= ${from}::uuid` : sql``}
    order by b.id limit ${atMost(rooms + 1)}`.execute(runtime.db);
  let passed = 0;
  return rows.flatMap(({ id, houses }) => {
    if (passed > rooms) return [];
    // Of the first one any part may have been shown already.
    if (id !== from) passed += houses;
    return [id];
  });
}

async function housesOf(
  runtime: Runtime,
  view: Reach,
  ask: Ask,
  cursor: string | null,
  limit: number,
): Promise<Found[]> {
  const { words, unit, number } = ask;
  const sees = sql`exists (select from housing_building b where b.id = h.building_id and ${reached(view)})`;
  const room = sql`${number ? sql`and h.number = ${number}` : sql``} ${unit ? sql`and u.name = ${unit}` : sql``}`;
  let where = sql`h.retired_at is null and ${sees} ${room}`;
  if (words.length > 0 && (number || unit))
    where = sql`${where} and ${(await called(runtime, words))(ofHouse)}`;
  else if (words.length > 0) {
    const [at] = cursor
      ? await sql<{ building_id: string }>`
      select building_id from housing_house where id = ${cursor}::uuid`
          .execute(runtime.db)
          .then(({ rows }) => rows)
      : [];
    const ids = await buildingsCalled(
      runtime,
      view,
      await called(runtime, words),
      at?.building_id ?? null,
      limit,
    );
    where = sql`h.retired_at is null and h.building_id = any (${ids}::uuid[]) ${room}`;
  }
  const { rows } = await houses(sql`
    where ${where} ${after(cursor)} order by h.building_id, h.floor, h.position, h.id limit ${atMost(limit + 1)}`).execute(
    runtime.db,
  );
  return named(runtime, rows);
}

async function named(runtime: Runtime, rows: readonly HouseRow[]): Promise<Found[]> {
  const ids = [...new Set(rows.map((row) => row.building_id))];
  const { rows: names } = await sql<{ id: string; name: string }>`
    select id, name from housing_building where id = any (${ids}::uuid[])`.execute(runtime.db);
  const byId = new Map(names.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, building_name: byId.get(row.building_id) ?? '' }));
}

/** The meaning a page was found by goes on with it. */
function cursorOf(text: string | undefined): { meaning: number; id: string | null } {
  if (!text) return { meaning: 0, id: null };
  const [meaning = '', id = ''] = text.split('.');
  if (!/^\d$/.test(meaning) || !isUuid(id))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return { meaning: Number(meaning), id };
}

/**
 * Houses an actor sees by a part of their address (花园3栋2单元501, 花园3-2-501, 501室), or those of one building; building by building, floor
 * by floor. Of several meanings of a question the first that finds something holds.
 */
export async function houseList(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof HouseQuery>,
): Promise<Page<Static<typeof HouseItem>>> {
  const { limit = 50, q, building } = query;
  const [view, areas] = await Promise.all([viewOf(runtime, actor), areaTree(runtime)]);
  const { meaning, id } = cursorOf(query.cursor);
  const pageOf = (rows: Found[], at: number) => {
    const page = toPage(rows, limit, (row) => `${at}.${row.id}`);
    return { items: page.items.map((row) => houseItem(areas, row, row.building_name)), next: page.next };
  };
  if (building) {
    const { rows } = await houses(sql`
      where h.building_id = ${building}::uuid and h.retired_at is null
        and exists (select from housing_building b where b.id = h.building_id and ${reached(view)})
        ${after(id)} order by h.building_id, h.floor, h.position, h.id limit ${atMost(limit + 1)}`).execute(
      runtime.db,
    );
    return pageOf(await named(runtime, rows), 0);
  }
  const asks = asksOf(q ?? '');
  for (const [at, ask] of asks.entries()) {
    if (at < meaning) continue;
    const rows = await housesOf(runtime, view, ask, id, limit);
    if (rows.length > 0 || id) return pageOf(rows, at);
  }
  return { items: [], next: null };
}
