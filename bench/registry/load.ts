import { sql } from 'kysely';
import { changeAreas, importAreas, publishBoundaries } from '../../server/src/features/area/index.ts';
import {
  insertBuildings,
  insertHouses,
  insertUnits,
  type NewBuilding,
  type NewHouse,
  type NewUnit,
} from '../../server/src/features/housing/commands.write.ts';
import { SYSTEM } from '../../server/src/platform/access.ts';
import { uuidv7 } from '../../server/src/platform/ids.ts';
import { type Context, type Runtime, run } from '../../server/src/platform/runtime.ts';
import { contentOf } from './city.ts';
import { boundaryOf } from './files.ts';
import type { Building } from './houses.ts';
import type { CityPlan } from './plan.ts';

/** Puts the divisions and grids of the made-up city on the map; returns the ids by code. */
export async function loadAreas(runtime: Runtime, { areas }: CityPlan): Promise<Map<string, string>> {
  await changeAreas(runtime, SYSTEM, async (ctx) => {
    await importAreas(
      ctx,
      areas.map(({ code, name, level, parent }) => ({ code, name, level, parent })),
    );
    const boundaries = areas
      .filter(({ level }) => level !== 'province')
      .map((area) => ({ code: area.code, geometry: boundaryOf(area) }));
    await publishBoundaries(ctx, { note: '初始边界', boundaries });
  });
  const { rows } = await sql<{ id: string; code: string }>`select id, code from area`.execute(runtime.db);
  return new Map(rows.map(({ id, code }) => [code, id]));
}

const GRIDS_AT_ONCE = 4;

/** Writes buildings, units and houses with the housing feature's own writers, some grids in a transaction; the ids of the houses by code. */
export async function loadHousing(runtime: Runtime, plan: CityPlan, areas: ReadonlyMap<string, string>) {
  const houses = new Map<string, string>();
  const write = (buildings: readonly Building[]) =>
    run(runtime, SYSTEM, (ctx) => writeBuildings(ctx, buildings, areas, houses));
  let waiting: Building[] = [];
  let grids = 0;
  for (const { buildings } of contentOf(plan)) {
    waiting.push(...buildings);
    if (++grids % GRIDS_AT_ONCE > 0) continue;
    await write(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await write(waiting);
  return houses;
}

async function writeBuildings(
  ctx: Context,
  buildings: readonly Building[],
  areas: ReadonlyMap<string, string>,
  known: Map<string, string>,
): Promise<void> {
  const [newBuildings, newUnits, newHouses]: [NewBuilding[], NewUnit[], NewHouse[]] = [[], [], []];
  for (const building of buildings) {
    const id = uuidv7(ctx.now);
    const area_id = areas.get(building.grid.code)!;
    newBuildings.push({
      ...{
        id,
        area_id,
        area_by: 'place',
        estate_id: null,
        estate_name: building.estate,
        name: building.name,
      },
      ...{
        address: building.address,
        address_code: building.code,
        kind: 'residential',
      },
      ...{
        outline: { type: 'Polygon', coordinates: [building.outline] },
        lng: building.lng,
        lat: building.lat,
      },
      ...{ floors: building.floors, basement: 0, source_key: building.code, event_hash: null },
    });
    const units = Array.from({ length: building.units }, () => uuidv7(ctx.now));
    units.forEach((unit, i) => {
      newUnits.push({ id: unit, building_id: id, name: `${i + 1}单元`, position: i + 1 });
    });
    for (const [i, house] of building.houses.entries()) {
      const own = uuidv7(ctx.now);
      known.set(house.code, own);
      newHouses.push({
        ...{
          id: own,
          building_id: id,
          unit_id: house.unit === null ? null : units[house.unit - 1]!,
          area_id,
        },
        ...{ floor: house.floor, position: i + 1, number: house.number, address: house.address },
        ...{
          address_code: house.code,
          use: house.use === 'shop' ? 'commercial' : 'residential',
          area_m2: house.area,
          event_hash: null,
        },
      });
    }
  }
  await insertBuildings(ctx, newBuildings);
  await insertUnits(ctx, newUnits);
  await insertHouses(ctx, newHouses);
}
