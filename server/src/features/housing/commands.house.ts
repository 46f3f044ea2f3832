import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Values } from '../source/index.ts';
import { newHouse, unitsNamed } from './commands.rooms.ts';
import { countHouses, insertHouses } from './commands.write.ts';
import { housesBy, lockBuilding, lockHouse } from './find.ts';
import type { BuildingRow, HouseRow } from './row.ts';
import { houseAddress } from './rules.matrix.ts';
import { say } from './say.ts';
import type { HouseChange, MergeBody, NewHouse, SplitBody } from './schema.ts';
import { mustBeFree } from './uses.ts';

type New = Static<typeof NewHouse>;
type Changed = Static<typeof HouseChange>;

/** Refuses a door that the building (or its unit) has already. */
async function refuseTaken(
  ctx: Context,
  building: string,
  unit: string | null,
  numbers: readonly string[],
  but: readonly string[] = [],
  path = 'number',
) {
  const { rows } = await sql<{ number: string }>`
    select number from housing_house where building_id = ${building}::uuid and unit_id is not distinct from ${unit}::uuid
      and number = any (${numbers as string[]}::text[]) and id <> all (${but as string[]}::uuid[]) and retired_at is null limit 1`.execute(
    ctx.db,
  );
  if (rows[0]) throw badField(path, 'door_taken', `这里已经有 ${rows[0].number} 室，请换一个门牌号。`);
}

/** The place of a new door on its floor: after the others. */
async function lastOn(ctx: Context, building: string, unit: string | null, floor: number): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(position) as last from housing_house where building_id = ${building}::uuid and unit_id is not distinct from ${unit}::uuid
      and floor = ${floor}::int and retired_at is null`.execute(ctx.db);
  return rows[0]?.last ?? 0;
}

const scopesOf = (building: BuildingRow) => [building.area_id, building.property_unit];
const room = (number: string): string => number.trim().toUpperCase();

/** Adds a house to a building. The same submission sent again makes one. */
export function createHouse(
  runtime: Runtime,
  actor: Actor,
  buildingId: string,
  body: New,
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const building = await lockBuilding(ctx, buildingId);
    const [known] = await housesBy(ctx, sql`h.id = ${body.client_id}::uuid`);
    if (known?.building_id === buildingId) return { id: known.id };
    if (known) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const name = body.unit?.trim();
    const unit = name ? (await unitsNamed(ctx, buildingId, [name])).get(name)! : null;
    const number = room(body.number);
    await refuseTaken(ctx, buildingId, unit?.id ?? null, [number]);
    const position = (await lastOn(ctx, buildingId, unit?.id ?? null, body.floor)) + 1;
    const made = newHouse(ctx, building, unit, { floor: body.floor, position, number });
    const { use = made.use, area_m2 = null, address_code = '', items = {} } = body;
    const house = { ...made, id: body.client_id, use, area_m2, address_code, items };
    const hash = say(ctx, {
      ...{
        subject: 'house' as const,
        id: house.id,
        what: 'created',
        scopes: scopesOf(building),
        prevHash: null,
      },
      values: { number, floor: body.floor, use: house.use, area_m2, address_code, ...items } as Values,
      data: { building: buildingId },
    });
    await ctx.flush();
    await insertHouses(ctx, [{ ...house, event_hash: hash }]);
    return { id: house.id };
  });
}

/** Changes a house. Refuses (409) a stale version, (422) a number that another door has. */
export function changeHouse(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Changed,
): Promise<{ id: string }> {
  const { version, items, ...parts } = body;
  return run(runtime, actor, async (ctx) => {
    const { house, building } = await lockHouse(ctx, id, version);
    const number = parts.number === undefined ? house.number : room(parts.number);
    if (number !== house.number) await refuseTaken(ctx, building.id, house.unit_id, [number], [id]);
    const now = { ...house, ...parts, number, items: { ...house.items, ...items } };
    const hash = say(ctx, {
      ...{
        subject: 'house' as const,
        id,
        what: 'changed',
        scopes: scopesOf(building),
        prevHash: house.event_hash,
      },
      values: { ...parts, ...(parts.number !== undefined && { number }), ...items } as Values,
      data: { building: building.id },
    });
    ctx.write(sql`
      update housing_house set number = ${number}, floor = ${now.floor}::int, use = ${now.use}, area_m2 = ${now.area_m2}::numeric,
        address_code = ${now.address_code}, items = ${JSON.stringify(now.items)}::jsonb,
        address = ${houseAddress(building, house.unit_name, number)}, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`);
    return { id };
  });
}

/** Ends houses that became another: they stay to be looked up. */
async function becomes(
  ctx: Context,
  old: readonly HouseRow[],
  into: string,
  building: BuildingRow,
): Promise<void> {
  for (const house of old) {
    const hash = say(ctx, {
      ...{
        subject: 'house' as const,
        id: house.id,
        what: 'retired',
        scopes: scopesOf(building),
        prevHash: house.event_hash,
      },
      data: { building: building.id, into },
    });
    await ctx.flush();
    await sql`
      update housing_house set retired_at = ${ctx.now}::timestamptz, became = array[${into}::uuid], version = version + 1,
        event_hash = ${hash}::bytea where id = ${house.id}::uuid`.execute(ctx.db);
  }
}

/** Gives a house that goes on another number and size. */
async function renumber(
  ctx: Context,
  building: BuildingRow,
  house: HouseRow,
  what: 'merged' | 'split',
  number: string,
  area_m2: number | null,
  data: Record<string, string[]>,
) {
  const hash = say(ctx, {
    ...{
      subject: 'house' as const,
      id: house.id,
      what,
      scopes: scopesOf(building),
      prevHash: house.event_hash,
    },
    ...{ values: { number, area_m2 }, data: { building: building.id, ...data } },
  });
  await ctx.flush();
  await sql`
    update housing_house set number = ${number}, area_m2 = ${area_m2}::numeric,
      address = ${houseAddress(building, house.unit_name, number)}, version = version + 1, event_hash = ${hash}::bytea
    where id = ${house.id}::uuid`.execute(ctx.db);
}

/**
 * Makes one house of several of a building (打通): this one goes on, with whoever is registered in it, the others end. Refuses (409) while
 * somebody is registered in one of the others.
 */
export function mergeHouses(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof MergeBody>,
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const { house, building } = await lockHouse(ctx, id, body.version);
    const others = await housesBy(
      ctx,
      sql`h.id = any (${body.with}::uuid[]) and h.retired_at is null and h.id <> ${id}::uuid`,
    );
    if (others.length !== new Set(body.with).size || others.some((each) => each.building_id !== building.id))
      throw badField('with', 'unknown_house', '只能并入同一栋楼里在用的房屋，请重新选择。');
    await mustBeFree(
      ctx,
      others.map((each) => each.id),
    );
    const all = [house, ...others];
    const number = room(body.number);
    await refuseTaken(
      ctx,
      building.id,
      house.unit_id,
      [number],
      all.map((each) => each.id),
    );
    const known = all.every(({ area_m2 }) => area_m2 !== null);
    const sum = known ? all.reduce((total, { area_m2 }) => total + area_m2!, 0) : null;
    await becomes(ctx, others, id, building);
    await renumber(ctx, building, house, 'merged', number, sum, { from: others.map((each) => each.id) });
    await countHouses(ctx, [building.id]);
    return { id };
  });
}

/** Makes several houses of one (分户): it goes on as the first, with whoever is registered in it, the others are new beside it. */
export function splitHouse(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof SplitBody>,
): Promise<{ ids: string[] }> {
  return run(runtime, actor, async (ctx) => {
    const { house, building } = await lockHouse(ctx, id, body.version);
    const numbers = body.numbers.map(room);
    if (new Set(numbers).size < numbers.length)
      throw badField('numbers', 'door_taken', '拆分后的门牌号不能相同。');
    await refuseTaken(ctx, building.id, house.unit_id, numbers, [id], 'numbers');
    const unit = house.unit_id ? { id: house.unit_id, name: house.unit_name! } : null;
    const made = numbers.slice(1).map((number, i) => ({
      ...newHouse(ctx, building, unit, { floor: house.floor, position: house.position + i + 1, number }),
      ...{ use: house.use, items: house.items },
    }));
    await renumber(ctx, building, house, 'split', numbers[0]!, null, { into: made.map((each) => each.id) });
    await sql`
      update housing_house set position = position + ${made.length}::int
      where building_id = ${building.id}::uuid and unit_id is not distinct from ${house.unit_id}::uuid and floor = ${house.floor}::int
        and position > ${house.position}::int and retired_at is null`.execute(ctx.db);
    await insertHouses(ctx, made);
    return { ids: [id, ...made.map((each) => each.id)] };
  });
}

/** Ends a house; refuses (409) while somebody is registered in it. */
export function retireHouse(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, reason }: { version: number; reason: string },
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const { house, building } = await lockHouse(ctx, id, version);
    await mustBeFree(ctx, [id]);
    const hash = say(ctx, {
      ...{
        subject: 'house' as const,
        id,
        what: 'retired',
        scopes: scopesOf(building),
        prevHash: house.event_hash,
      },
      data: { reason, building: building.id },
    });
    await ctx.flush();
    await sql`
      update housing_house set retired_at = ${ctx.now}::timestamptz, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`.execute(ctx.db);
    await countHouses(ctx, [building.id]);
    return { id };
  });
}
