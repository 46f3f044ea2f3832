import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { housesBy } from './find.ts';
import { editOf, mayChange, noBuilding, noHouse, reached, viewOf } from './policy.ts';
import { type BuildingRow, buildings, type HouseRow, unitsIn } from './row.ts';
import { floorsOf } from './rules.matrix.ts';
import type { BuildingDetail, BuildingItem, HouseDetail, HouseItem } from './schema.answers.ts';
import { houseStates } from './uses.ts';

export const areaOf = (areas: AreaTree, id: string | null) => {
  const area = areas.get(id ?? '');
  return area ? { id: area.id, name: area.name, full_name: areas.fullName(area.id) } : null;
};
export const estateOf = (row: Pick<BuildingRow, 'estate_id' | 'estate_name'>) =>
  row.estate_id ? { id: row.estate_id, name: row.estate_name ?? '' } : null;

/** A building as lists and the map's panel show it. */
export function buildingItem(areas: AreaTree, row: BuildingRow): Static<typeof BuildingItem> {
  const { id, name, address, kind, lng, lat, floors, basement, units, houses, states } = row;
  return {
    ...{ id, name, address, kind, lng, lat, floors, basement, units, houses, states },
    ...{ area: areaOf(areas, row.area_id), estate: estateOf(row), retired: row.retired_at !== null },
  };
}

async function buildingSeen(
  runtime: Runtime,
  actor: Actor,
  where: RawBuilder<unknown>,
): Promise<BuildingRow | undefined> {
  const view = await viewOf(runtime, actor);
  return (await buildings(sql`where ${where} and ${reached(view)}`).execute(runtime.db)).rows[0];
}

async function statesIn(runtime: Runtime, ids: readonly string[]) {
  const known = await houseStates(runtime)?.ofHouses(runtime.db, ids);
  return (id: string) => {
    const house = known?.get(id);
    return { state: house?.state ?? 'unknown', people: house?.people ?? null, care: house?.care ?? false };
  };
}

/** A building with its 楼盘表: units from the left, floors from the top, each room with its state. 404 for who does not see it. */
export async function buildingDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof BuildingDetail>> {
  const row = await buildingSeen(runtime, actor, sql`b.id = ${id}::uuid`);
  if (!row) throw noBuilding();
  const [areas, edit, units, rooms] = await Promise.all([
    areaTree(runtime),
    editOf(runtime, actor),
    unitsIn(runtime, id),
    housesBy(
      runtime,
      sql`h.building_id = ${id}::uuid and h.retired_at is null order by u.position, h.floor, h.position, h.id`,
    ),
  ]);
  const known = await statesIn(
    runtime,
    rooms.map((room) => room.id),
  );
  const floors = new Set([
    ...floorsOf({ floors: row.floors, basement: row.basement, skip: [] }),
    ...rooms.map(({ floor }) => floor),
  ]);
  return {
    ...buildingItem(areas, row),
    ...{ address_code: row.address_code, area_by: row.area_by, outline: row.outline, version: row.version },
    edits: row.retired_at === null && mayChange(edit, row),
    matrix: {
      units: units.map(({ id: unit, name }) => ({ id: unit, name })),
      floors: [...floors].sort((a, b) => b - a),
      houses: rooms.map((room) => ({
        ...{
          id: room.id,
          unit: room.unit_id,
          floor: room.floor,
          position: room.position,
          number: room.number,
        },
        ...{ use: room.use, area_m2: room.area_m2, version: room.version },
        ...known(room.id),
      })),
    },
  };
}

/** A house as lists show it. */
export const houseItem = (
  areas: AreaTree,
  row: Pick<
    HouseRow,
    'id' | 'building_id' | 'unit_name' | 'floor' | 'number' | 'address' | 'use' | 'area_id'
  >,
  building_name: string,
): Static<typeof HouseItem> => ({
  ...{ id: row.id, building: row.building_id, building_name, unit_name: row.unit_name, floor: row.floor },
  ...{ number: row.number, address: row.address, use: row.use, area: areaOf(areas, row.area_id) },
});

/** One house; what it became when it was merged away. 404 for who does not see its building. */
export async function houseDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof HouseDetail>> {
  const [house] = await housesBy(runtime, sql`h.id = ${id}::uuid`);
  const building = house && (await buildingSeen(runtime, actor, sql`b.id = ${house.building_id}::uuid`));
  if (!house || !building) throw noHouse();
  const [areas, edit, became, known] = await Promise.all([
    areaTree(runtime),
    editOf(runtime, actor),
    housesBy(runtime, sql`h.id = any (${house.became}::uuid[])`),
    statesIn(runtime, [id]),
  ]);
  return {
    ...houseItem(areas, house, building.name),
    ...{
      address_code: house.address_code,
      area_m2: house.area_m2,
      items: house.items,
      estate: estateOf(building),
    },
    ...known(id),
    ...{ lng: building.lng, lat: building.lat, version: house.version, retired: house.retired_at !== null },
    became: became.map((each) => ({ id: each.id, number: each.number })),
    edits: house.retired_at === null && building.retired_at === null && mayChange(edit, building),
  };
}

export const companyOf = async (runtime: Runtime, id: string | null) => {
  const unit = (await unitRegistry(runtime)).get(id ?? '');
  return unit ? { id: unit.id, name: unit.name } : null;
};
