import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { areaTree, type Boundary, importPlaces, readGeometry } from '../area/index.ts';
import type { Values } from '../source/index.ts';
import { putOnMap, takeOffMap } from './commands.map.ts';
import { countEstates, insertBuildings, putInSearch, readdress } from './commands.write.ts';
import { lockBuilding } from './find.ts';
import { standingOf } from './place.ts';
import { editOf, mayChange, type Reach, reachedEstate, viewOf } from './policy.ts';
import type { BuildingRow } from './row.ts';
import { say } from './say.ts';
import type { BuildingChange, NewBuilding } from './schema.ts';
import { mustBeFree } from './uses.ts';

type New = Static<typeof NewBuilding>;
type Changed = Static<typeof BuildingChange>;

/** A drawn outline, checked as carefully as one of a file. */
function outlineOf(drawn: New['outline']): Boundary | null {
  if (!drawn) return null;
  let problem = '轮廓无法识别，请重新绘制。';
  const outline = readGeometry(drawn, 'wgs84', (severity, _, message, remedy) => {
    if (severity === 'error') problem = `${message}：${remedy}。`;
  });
  if (!outline) throw badField('outline', 'bad_outline', problem);
  return outline;
}

interface Belongs {
  id: string;
  name: string;
  area_id: string;
  property_unit_id: string | null;
}

/** The estate somebody puts a building in, held until it is counted there: one of those it sees. */
async function estateOf(ctx: Context, id: string | null | undefined): Promise<Belongs | null> {
  if (!id) return null;
  const view = await viewOf(ctx.runtime, ctx.actor);
  const { rows } = await sql<Belongs>`
    select e.id, e.name, e.area_id, e.property_unit_id from housing_estate e
    where e.id = ${id}::uuid and e.retired_at is null and ${reachedEstate(view)} for update of e`.execute(
    ctx.db,
  );
  if (!rows[0]) throw badField('estate', 'unknown_estate', '没有这个小区，或您无权查看，请重新选择。');
  return rows[0];
}

const mayStand = (edit: Reach, area: string | null, estate: Belongs | null): boolean =>
  mayChange(edit, {
    area_id: area,
    estate_area: estate?.area_id ?? null,
    property_unit: estate?.property_unit_id ?? null,
  });

function refuseElsewhere(area: string | null): never {
  if (area === null)
    throw badField(
      'point',
      'in_no_grid',
      '这个位置不在任何网格内，请在地图上重新点选，或指定网格、选择小区。',
    );
  throw notAllowed('这个位置不在您负责的范围内，不能登记建筑。');
}

/** Lets the address of a building be found by whoever reports a matter there. */
async function putAmongPlaces(
  ctx: Context,
  building: Pick<BuildingRow, 'name' | 'address' | 'area_id' | 'lng' | 'lat'>,
) {
  const grid = (await areaTree(ctx.runtime)).get(building.area_id ?? '');
  if (!grid) return;
  const { name, address, lng, lat } = building;
  await importPlaces(ctx, [{ name, address, kind: 'building', code: grid.code, lng, lat }]);
}

const valuesOf = (parts: {
  name?: string;
  address?: string;
  address_code?: string;
  kind?: string;
  floors?: number;
  basement?: number;
  lng?: number | null;
  lat?: number | null;
  outline?: Boundary | null;
}): Values => {
  const { outline, ...plain } = parts;
  const said = Object.entries(plain).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(said), ...(outline && { outline: JSON.stringify(outline) }) } as Values;
};

/** Makes a building; its grid is found by its outline or point, unless somebody says which. The same submission sent again makes one. */
export async function createBuilding(runtime: Runtime, actor: Actor, body: New): Promise<{ id: string }> {
  const { client_id: id, kind, floors, basement = 0, address_code = '' } = body;
  const [name, address] = [body.name.trim(), (body.address ?? '').trim()];
  const outline = outlineOf(body.outline);
  const standing = await standingOf(runtime, { outline, point: body.point, area: body.area });
  const edit = await editOf(runtime, actor);
  return run(runtime, actor, async (ctx) => {
    const known = await sql<{
      name: string;
    }>`select name from housing_building where id = ${id}::uuid`.execute(ctx.db);
    if (known.rows[0]?.name === name) return { id };
    if (known.rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const estate = await estateOf(ctx, body.estate);
    if (!mayStand(edit, standing.area_id, estate)) refuseElsewhere(standing.area_id);
    const hash = say(ctx, {
      ...{ subject: 'building' as const, id, what: 'created', prevHash: null },
      scopes: [standing.area_id, estate?.property_unit_id ?? null],
      values: valuesOf({
        name,
        address,
        address_code,
        kind,
        floors,
        basement,
        outline,
        lng: standing.lng,
        lat: standing.lat,
      }),
    });
    await ctx.flush();
    const row = { id, name, address, address_code, kind, floors, basement, outline, ...standing };
    const place = { estate_id: estate?.id ?? null, estate_name: estate?.name ?? null };
    await insertBuildings(ctx, [{ ...row, ...place, source_key: null, event_hash: hash }]);
    await putAmongPlaces(ctx, row);
    return { id };
  });
}

/** Where a changed building stands: where it was, unless its position or grid was said anew. */
async function standingAfter(runtime: Runtime, row: BuildingRow, body: Changed, outline: Boundary | null) {
  if (body.point === undefined && body.outline === undefined && body.area === undefined) return null;
  const point = body.point ?? (row.lng !== null && row.lat !== null ? { lng: row.lng, lat: row.lat } : null);
  const area = body.area === undefined ? (row.area_by === 'hand' ? row.area_id : null) : body.area;
  return standingOf(runtime, { outline: body.point ? null : outline, point, area });
}

const said = (body: Changed) => ({
  ...(body.name !== undefined && { name: body.name.trim() }),
  ...(body.address !== undefined && { address: body.address.trim() }),
  ...(body.address_code !== undefined && { address_code: body.address_code.trim() }),
  ...(body.kind !== undefined && { kind: body.kind }),
  ...(body.floors !== undefined && { floors: body.floors }),
  ...(body.basement !== undefined && { basement: body.basement }),
});

async function writeBuilding(ctx: Context, row: BuildingRow, now: BuildingRow, hash: Buffer): Promise<void> {
  await ctx.flush();
  await sql`
    update housing_building set name = ${now.name}, address = ${now.address}, address_code = ${now.address_code}, kind = ${now.kind},
      floors = ${now.floors}::int, basement = ${now.basement}::int, outline = ${JSON.stringify(now.outline)}::jsonb, lng = ${now.lng}::float8,
      lat = ${now.lat}::float8, area_id = ${now.area_id}::uuid, area_by = ${now.area_by}, estate_id = ${now.estate_id}::uuid,
      version = version + 1, event_hash = ${hash}::bytea where id = ${row.id}::uuid`.execute(ctx.db);
  if (now.area_id !== row.area_id)
    await sql`update housing_house set area_id = ${now.area_id}::uuid where building_id = ${row.id}::uuid`.execute(
      ctx.db,
    );
  await putOnMap(ctx, [now]);
  await putInSearch(ctx, [now]);
  if (now.name !== row.name || now.address !== row.address) await readdress(ctx, [row.id]);
  const estates = [row.estate_id, now.estate_id].filter((id): id is string => id !== null);
  if (now.estate_id !== row.estate_id) await countEstates(ctx, estates);
}

/** Changes a building. A new position finds a new grid, and its houses go along. Refuses (409) a stale version. */
export async function changeBuilding(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Changed,
): Promise<{ id: string }> {
  const drawn = outlineOf(body.outline);
  const edit = await editOf(runtime, actor);
  return run(runtime, actor, async (ctx) => {
    const row = await lockBuilding(ctx, id, body.version);
    const outline = drawn ?? (body.point ? null : row.outline);
    const standing = await standingAfter(runtime, row, body, outline);
    const estate = body.estate === undefined ? undefined : await estateOf(ctx, body.estate);
    const belongs =
      estate === undefined
        ? {}
        : {
            estate_id: estate?.id ?? null,
            estate_name: estate?.name ?? null,
            estate_area: estate?.area_id ?? null,
            property_unit: estate?.property_unit_id ?? null,
          };
    const now: BuildingRow = { ...row, ...said(body), ...standing, ...belongs, outline };
    if (!mayChange(edit, now)) refuseElsewhere(now.area_id);
    const hash = say(ctx, {
      ...{ subject: 'building' as const, id, what: 'changed', prevHash: row.event_hash },
      scopes: [row.area_id, now.area_id, row.property_unit, now.property_unit],
      values: valuesOf({
        ...said(body),
        ...(standing && { lng: standing.lng, lat: standing.lat }),
        ...(drawn && { outline: drawn }),
      }),
      data: { area: now.area_id, area_before: row.area_id, estate: now.estate_id },
    });
    await writeBuilding(ctx, row, now, hash);
    if (now.name !== row.name || now.address !== row.address || now.area_id !== row.area_id)
      await putAmongPlaces(ctx, now);
    return { id };
  });
}

/** Ends a building and all its houses; refuses (409) while somebody is registered in one. */
export function retireBuilding(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, reason }: { version: number; reason: string },
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockBuilding(ctx, id, version);
    const { rows } = await sql<{ id: string }>`
      select id from housing_house where building_id = ${id}::uuid and retired_at is null`.execute(ctx.db);
    const ids = rows.map((house) => house.id);
    await mustBeFree(ctx, ids);
    const hash = say(ctx, {
      ...{ subject: 'building' as const, id, what: 'retired', prevHash: row.event_hash },
      ...{ scopes: [row.area_id, row.property_unit], data: { reason, houses: ids.length } },
    });
    await ctx.flush();
    await sql`update housing_house set retired_at = ${ctx.now}::timestamptz where id = any (${ids}::uuid[])`.execute(
      ctx.db,
    );
    await sql`
      update housing_building set retired_at = ${ctx.now}::timestamptz, houses = 0, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`.execute(ctx.db);
    await sql`delete from housing_search where building_id = ${id}::uuid`.execute(ctx.db);
    await takeOffMap(ctx, id);
    await countEstates(ctx, row.estate_id ? [row.estate_id] : []);
    return { id };
  });
}
