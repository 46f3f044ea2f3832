import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { editOf, mayChange, noEstate, reachedEstate, viewOf } from './policy.ts';
import { areaOf, companyOf } from './queries.ts';
import { ESTATE, type EstateRow } from './row.ts';
import type { StateCounts } from './rules.state.ts';
import type { EstateDetail, EstateItem, SearchQuery } from './schema.answers.ts';

async function itemOf(runtime: Runtime, row: EstateRow): Promise<Static<typeof EstateItem>> {
  const { id, name, address, buildings, houses } = row;
  const area = areaOf(await areaTree(runtime), row.area_id);
  const property = await companyOf(runtime, row.property_unit_id);
  return { id, name, address, area, property, buildings, houses, retired: row.retired_at !== null };
}

/** The 小区 an actor sees, by name; `q` is a part of the name or address. */
export async function estateList(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof SearchQuery>,
): Promise<Page<Static<typeof EstateItem>>> {
  const { limit = 50, q } = query;
  const view = await viewOf(runtime, actor);
  const areas = await areaTree(runtime);
  const after = cursorId(query.cursor);
  const within = query.area
    ? areas
        .all()
        .filter(({ path }) => path.includes(query.area!))
        .map(({ id }) => id)
    : null;
  const { rows } = await sql<EstateRow>`
    select ${ESTATE} from housing_estate e
    where e.retired_at is null and ${reachedEstate(view)}
      ${q ? sql`and (strpos(e.name, ${q}) > 0 or strpos(e.address, ${q}) > 0)` : sql``}
      ${within ? sql`and e.area_id = any (${within}::uuid[])` : sql``}
      ${after ? sql`and (e.name, e.id) > (select k.name, k.id from housing_estate k where k.id = ${after}::uuid)` : sql``}
    order by e.name, e.id limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return { items: await Promise.all(page.items.map((row) => itemOf(runtime, row))), next: page.next };
}

/** Every house is in some state: those of which nobody has said anything yet, also whole buildings, are 未登记. */
function withUnknown({ care = 0, unknown: _, ...told }: StateCounts, houses: number): StateCounts {
  const unknown = houses - Object.values(told).reduce((sum, n) => sum + n, 0);
  return { ...told, ...(care > 0 && { care }), ...(unknown > 0 && { unknown }) };
}

/** One 小区: where it lies and the states of its houses. 404 for who does not see it. */
export async function estateDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof EstateDetail>> {
  const [view, edit] = await Promise.all([viewOf(runtime, actor), editOf(runtime, actor)]);
  const { rows } = await sql<EstateRow>`
    select ${ESTATE} from housing_estate e where e.id = ${id}::uuid and ${reachedEstate(view)}`.execute(
    runtime.db,
  );
  const [row] = rows;
  if (!row) throw noEstate();
  const { rows: ground } = await sql<{
    box: [number, number, number, number] | null;
    states: StateCounts | null;
  }>`
    select (select array[min(lng), min(lat), max(lng), max(lat)] from housing_building
        where estate_id = ${id}::uuid and retired_at is null having min(lng) is not null) as box,
      (select jsonb_object_agg(state, n) from (
        select state, sum(n::int)::int as n from housing_building b, jsonb_each_text(b.states) as s(state, n)
        where b.estate_id = ${id}::uuid and b.retired_at is null group by state) t) as states`.execute(
    runtime.db,
  );
  const place = { area_id: row.area_id, estate_area: null, property_unit: row.property_unit_id };
  return {
    ...(await itemOf(runtime, row)),
    ...{ address_code: row.address_code, committee: row.committee, version: row.version },
    ...{ box: ground[0]?.box ?? null, states: withUnknown(ground[0]?.states ?? {}, row.houses) },
    edits: row.retired_at === null && mayChange(edit, place),
  };
}
