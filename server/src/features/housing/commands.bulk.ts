import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { areaTree, type Boundary, importPlaces } from '../area/index.ts';
import { newHouse } from './commands.rooms.ts';
import {
  insertBuildings,
  insertHouses,
  insertUnits,
  type NewBuilding,
  type NewHouse,
  type NewUnit,
} from './commands.write.ts';
import { type Point, standingOf } from './place.ts';
import { doorsOf, type Scheme, unitName } from './rules.matrix.ts';
import { say } from './say.ts';

/** A building of many: from a file, from another system, of the demo. */
export interface BuildingInput {
  name: string;
  address: string;
  kind: string;
  floors: number;
  basement?: number;
  outline?: Boundary | null;
  point?: Point | null;
  estate?: { id: string; name: string; property_unit_id: string | null } | null;
  /** The grid, where somebody says which; else its position does. */
  area?: string | null;
  addressCode?: string;
  /** What the source calls it: the same again is the same building. */
  sourceKey?: string | null;
  /** The day its source stands for. */
  saidAt?: Date;
  /** Its rooms, where they follow a scheme. */
  scheme?: Scheme;
}

type Made = NewBuilding & { property: string | null };

async function plan(ctx: Context, id: string, input: BuildingInput, source: string): Promise<Made> {
  const {
    name,
    address,
    kind,
    floors,
    basement = 0,
    outline = null,
    point = null,
    estate = null,
    sourceKey = null,
    addressCode = '',
    area = null,
    saidAt,
  } = input;
  const standing = await standingOf(ctx.runtime, { outline, point, area });
  const scheme = input.scheme && { scheme: JSON.stringify(input.scheme) };
  const event_hash = say(ctx, {
    ...{ subject: 'building' as const, id, what: 'created', source, sourceKey, saidAt, prevHash: null },
    scopes: [standing.area_id, estate?.property_unit_id ?? null],
    values: {
      ...{ name, address, kind, floors, basement, lng: standing.lng, lat: standing.lat, ...scheme },
      ...(addressCode && { address_code: addressCode }),
      ...(outline && { outline: JSON.stringify(outline) }),
    },
  });
  return {
    ...{
      id,
      name,
      address,
      address_code: addressCode,
      kind,
      floors,
      basement,
      outline,
      ...standing,
      event_hash,
    },
    ...{ estate_id: estate?.id ?? null, estate_name: estate?.name ?? null, source_key: sourceKey },
    property: estate?.property_unit_id ?? null,
  };
}

/** Units and rooms of a building that is just being made. */
function roomsFor(
  ctx: Context,
  building: NewBuilding,
  scheme: Scheme,
): { units: NewUnit[]; houses: NewHouse[] } {
  const doors = doorsOf(scheme);
  const positions = [...new Set(doors.map(({ unit }) => unit))].filter(Boolean);
  const units = positions.map((position) => ({
    ...{ id: uuidv7(ctx.now), building_id: building.id, name: unitName(position), position },
  }));
  const byPosition = new Map(units.map((unit) => [unit.position, unit]));
  return {
    units,
    houses: doors.map((door) => newHouse(ctx, building, byPosition.get(door.unit) ?? null, door)),
  };
}

/** Makes many buildings with their rooms, one statement for each table; who may is the caller's to judge. Returns the new ids in the same order. */
export async function makeBuildings(
  ctx: Context,
  inputs: readonly BuildingInput[],
  { source }: { source: string },
): Promise<string[]> {
  const made: Made[] = [];
  // Ids of one moment are in no order: sorted, lists show the buildings in the order in which they were given.
  const ids = inputs.map(() => uuidv7(ctx.now)).sort();
  for (const [i, input] of inputs.entries()) made.push(await plan(ctx, ids[i]!, input, source));
  await ctx.flush();
  await insertBuildings(ctx, made);
  const rooms = inputs.flatMap(({ scheme }, i) => (scheme ? [roomsFor(ctx, made[i]!, scheme)] : []));
  await insertUnits(
    ctx,
    rooms.flatMap(({ units }) => units),
  );
  await insertHouses(
    ctx,
    rooms.flatMap(({ houses }) => houses),
  );
  await nameInGrids(ctx, made);
  return made.map(({ id }) => id);
}

type Named = Pick<NewBuilding, 'name' | 'address' | 'area_id' | 'lng' | 'lat'>;

/** Lets the addresses of buildings be found by whoever reports a matter there. */
export async function nameInGrids(ctx: Context, made: readonly Named[]): Promise<void> {
  const areas = await areaTree(ctx.runtime);
  const named = made.flatMap(({ name, address, area_id, lng, lat }) => {
    const grid = areas.get(area_id ?? '');
    return grid ? [{ name, address, kind: 'building', code: grid.code, lng, lat }] : [];
  });
  if (named.length > 0) await importPlaces(ctx, named);
}
