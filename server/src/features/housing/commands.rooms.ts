import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { insertHouses, insertUnits, type NewHouse } from './commands.write.ts';
import { lockBuilding } from './find.ts';
import { type BuildingRow, type UnitRow, unitsIn } from './row.ts';
import {
  type Door,
  doorsOf,
  houseAddress,
  MOST_ROOMS,
  roomsOf,
  type Scheme,
  unitName,
} from './rules.matrix.ts';
import { type BuildingKind, useIn } from './rules.state.ts';
import { say } from './say.ts';

/** Units by their names; those that are not there are made, to the right of the others. */
export async function unitsNamed(
  ctx: Context,
  building: string,
  names: readonly string[],
): Promise<Map<string, UnitRow>> {
  const known = await unitsIn(ctx, building);
  const missing = names.filter((name) => known.every((unit) => unit.name !== name));
  const from = Math.max(0, ...known.map(({ position }) => position));
  const made = missing.map((name, i) => ({
    id: uuidv7(ctx.now),
    building_id: building,
    name,
    position: from + i + 1,
  }));
  await insertUnits(ctx, made);
  return new Map([...known, ...made].map((unit) => [unit.name, unit]));
}

/** A house as it is when it is new in a building. */
export function newHouse(
  ctx: Context,
  building: Pick<BuildingRow, 'id' | 'name' | 'address' | 'area_id' | 'kind'>,
  unit: Pick<UnitRow, 'id' | 'name'> | null,
  door: Pick<Door, 'floor' | 'position' | 'number'>,
): NewHouse {
  return {
    ...{
      id: uuidv7(ctx.now),
      building_id: building.id,
      unit_id: unit?.id ?? null,
      area_id: building.area_id,
    },
    ...{ floor: door.floor, position: door.position, number: door.number },
    ...{ address: houseAddress(building, unit?.name ?? null, door.number), address_code: '' },
    ...{ use: useIn(building.kind as BuildingKind), area_m2: null, event_hash: null },
  };
}

/** The doors a building has already: by unit and number. */
async function doorsIn(ctx: Context, building: string): Promise<Set<string>> {
  const { rows } = await sql<{ unit_id: string | null; number: string }>`
    select unit_id, number from housing_house where building_id = ${building}::uuid and retired_at is null`.execute(
    ctx.db,
  );
  return new Set(rows.map(({ unit_id, number }) => `${unit_id ?? ''} ${number}`));
}

export interface RoomsMade {
  made: number;
  kept: number;
}

/**
 * Makes the rooms of a building by a scheme; doors that are there stay as they are, so that it is safe to run twice. Refuses (422) more rooms
 * than a building has. What the rooms are is one statement of the building: they carry none of their own until somebody changes one.
 */
export async function makeRooms(
  ctx: Context,
  building: BuildingRow,
  scheme: Scheme,
  source = 'manual',
): Promise<RoomsMade> {
  if (roomsOf(scheme) > MOST_ROOMS)
    throw badField(
      'rooms',
      'too_many_rooms',
      `这样会有 ${roomsOf(scheme)} 套房屋，一栋建筑最多 ${MOST_ROOMS} 套，请核对单元数、层数和每层户数。`,
    );
  const doors = doorsOf(scheme);
  const units = await unitsNamed(
    ctx,
    building.id,
    [...new Set(doors.map(({ unit }) => unit))].filter(Boolean).map(unitName),
  );
  const there = await doorsIn(ctx, building.id);
  const unitOf = (door: Door) => (door.unit === 0 ? null : units.get(unitName(door.unit))!);
  const fresh = doors.filter((door) => !there.has(`${unitOf(door)?.id ?? ''} ${door.number}`));
  if (fresh.length === 0) return { made: 0, kept: doors.length };
  const { units: count, floors, basement, rooms, numbering } = scheme;
  const hash = say(ctx, {
    ...{
      subject: 'building' as const,
      id: building.id,
      what: 'rooms',
      source,
      prevHash: building.event_hash,
    },
    scopes: [building.area_id, building.property_unit],
    values: {
      floors,
      basement,
      scheme: JSON.stringify({ units: count, rooms, numbering, skip: scheme.skip }),
    },
    data: { made: fresh.length },
  });
  await ctx.flush();
  await insertHouses(
    ctx,
    fresh.map((door) => newHouse(ctx, building, unitOf(door), door)),
  );
  await sql`
    update housing_building set floors = greatest(floors, ${floors}::int), basement = greatest(basement, ${basement}::int),
      version = version + 1, event_hash = ${hash}::bytea where id = ${building.id}::uuid`.execute(ctx.db);
  return { made: fresh.length, kept: doors.length - fresh.length };
}

/** `makeRooms` for whoever may change the building. */
export function generateRooms(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, ...scheme }: Scheme & { version: number },
): Promise<RoomsMade> {
  return run(runtime, actor, async (ctx) => makeRooms(ctx, await lockBuilding(ctx, id, version), scheme));
}
