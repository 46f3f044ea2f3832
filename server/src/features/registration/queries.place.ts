import { sql } from 'kysely';
import type { Static } from 'typebox';
import { notFound } from '../../platform/errors.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { askedItems } from './items.ts';
import type { PlaceView } from './schema.ts';

type Place = Static<typeof PlaceView>;

/** Where a code that was scanned leads: the building's grid, or the grid itself; null when there is none any more. */
export interface Scanned {
  area: string;
  name: string;
  building: string | null;
}

export async function scannedPlace(
  runtime: Runtime,
  { building, grid }: { building?: string | undefined; grid?: string | undefined },
): Promise<Scanned> {
  const areas = await areaTree(runtime);
  if (building) {
    const { rows } = await sql<{ area_id: string | null; name: string; estate: string | null }>`
      select b.area_id, b.name, e.name as estate from housing_building b left join housing_estate e on e.id = b.estate_id
      where b.id = ${building}::uuid and b.retired_at is null`.execute(runtime.db);
    const [row] = rows;
    if (row?.area_id) {
      const estate = row.estate && !row.name.startsWith(row.estate) ? `${row.estate} ` : '';
      return { area: row.area_id, name: estate + row.name, building };
    }
  }
  const area = grid ? areas.get(grid) : undefined;
  if (!area || area.retired || area.level !== 'grid') throw notFound('登记码对应的楼栋或网格');
  return { area: area.id, name: area.name, building: null };
}

async function housesOf(runtime: Runtime, building: string): Promise<Place['houses']> {
  const { rows } = await sql<Place['houses'][number]>`
    select h.id, coalesce(u.name, '') as unit, h.floor, h.number from housing_house h left join housing_unit u on u.id = h.unit_id
    where h.building_id = ${building}::uuid and h.retired_at is null order by u.position nulls first, h.floor, h.position
    limit ${atMost(3000)}`.execute(runtime.db);
  return rows;
}

async function buildingsOf(runtime: Runtime, area: string): Promise<Place['buildings']> {
  const { rows } = await sql<Place['buildings'][number]>`
    select id, name from housing_building where area_id = ${area}::uuid and retired_at is null and houses > 0
    order by id limit ${atMost(500)}`.execute(runtime.db);
  return rows;
}

/** What somebody who scanned a code may choose from: doors and questions, nothing about who lives behind them. */
export async function placeView(
  runtime: Runtime,
  scanned: { building?: string; grid?: string },
): Promise<Place> {
  const areas = await areaTree(runtime);
  const { area, name, building } = await scannedPlace(runtime, scanned);
  return {
    site: runtime.config.publicUrl,
    ...{ name, building, grid: areas.fullName(area), items: await askedItems(runtime) },
    buildings: building ? [] : await buildingsOf(runtime, area),
    houses: building ? await housesOf(runtime, building) : [],
  };
}
