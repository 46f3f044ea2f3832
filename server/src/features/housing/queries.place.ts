import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { type Boundary, contains } from '../area/index.ts';
import { SPOTS, spotsIn } from './rules.tile.ts';

/** What happens so near to a building happens in its estate: a lamp in the yard, the gate. */
const NEAR = 60;
/** The middle of a building that holds a point, or is that near, is not farther. */
const FARTHEST = 4 * NEAR;
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
  const [dx, dy] = [FARTHEST / METRES / Math.cos((lat * Math.PI) / 180), FARTHEST / METRES];
  const around = spotsIn({ minX: lng - dx, maxX: lng + dx, minY: lat - dy, maxY: lat + dy });
  const spots = sql.lit(SPOTS);
  // Asked with every report: some buildings out of the cells' narrow rows, and only those are looked at.
  const near = around.map(
    ({
      key,
      columns,
      rows,
    }) => sql`(key = ${key}::bigint and spot / ${spots} between ${columns[0]}::int and ${columns[1]}::int
      and spot % ${spots} between ${rows[0]}::int and ${rows[1]}::int)`,
  );
  const { rows } = await sql<Near>`
    select b.outline, b.lng, b.lat, e.property_unit_id as unit
    from housing_building b left join housing_estate e on e.id = b.estate_id
    where b.id in (select building_id from housing_cell where ${sql.join(near, sql` or `)})`.execute(
    runtime.db,
  );
  const holding = rows.find(({ outline }) => outline && contains(outline, lng, lat));
  if (holding) return holding.unit;
  const [nearest] = rows
    .filter(({ unit }) => unit !== null)
    .toSorted((a, b) => far(a, lng, lat) - far(b, lng, lat));
  return nearest && far(nearest, lng, lat) <= NEAR ? nearest.unit : null;
}
