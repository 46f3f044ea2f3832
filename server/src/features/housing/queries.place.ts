import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { type Boundary, contains } from '../area/index.ts';
import { cellsOf } from './rules.tile.ts';

/** What happens so near to a building happens in its estate: a lamp in the yard, the gate. */
const NEAR = 60;
const METRES = 111_320;

interface Near {
  outline: Boundary | null;
  lng: number;
  lat: number;
  unit: string | null;
}

const far = (building: Near, lng: number, lat: number): number =>
  Math.hypot((building.lng - lng) * METRES * Math.cos((lat * Math.PI) / 180), (building.lat - lat) * METRES);

/**
 * The property company that looks after a point: that of the estate whose building holds it, else of the nearest one within 60 metres; null
 * where there is no estate, or where it has no company. A building of no estate that holds the point says so for it.
 */
export async function propertyUnitAt(runtime: Runtime, lng: number, lat: number): Promise<string | null> {
  const [dx, dy] = [NEAR / METRES / Math.cos((lat * Math.PI) / 180), NEAR / METRES];
  const cells = cellsOf({ minX: lng - dx, maxX: lng + dx, minY: lat - dy, maxY: lat + dy });
  const { rows } = await sql<Near>`
    select b.outline, b.lng, b.lat, e.property_unit_id as unit from housing_building b left join housing_estate e on e.id = b.estate_id
    where b.id in (select building_id from housing_cell where key = any (${cells}::bigint[]))
      and b.lng between ${lng - 4 * dx}::float8 and ${lng + 4 * dx}::float8 and b.lat between ${lat - 4 * dy}::float8 and ${lat + 4 * dy}::float8`.execute(
    runtime.db,
  );
  const holding = rows.find(({ outline }) => outline && contains(outline, lng, lat));
  if (holding) return holding.unit;
  const near = rows
    .filter(({ unit }) => unit !== null)
    .toSorted((a, b) => far(a, lng, lat) - far(b, lng, lat));
  return near[0] && far(near[0], lng, lat) <= NEAR ? near[0].unit : null;
}
