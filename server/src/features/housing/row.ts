import { type RawBuilder, sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import type { Boundary } from '../area/index.ts';
import type { StateCounts } from './rules.state.ts';

/** A building as its table has it. */
export interface BuildingRow {
  id: string;
  estate_id: string | null;
  area_id: string | null;
  area_by: 'place' | 'hand';
  name: string;
  address: string;
  address_code: string;
  kind: string;
  outline: Boundary | null;
  lng: number | null;
  lat: number | null;
  /** What a file calls it, after the name of its source. */
  source_key: string | null;
  floors: number;
  basement: number;
  units: number;
  houses: number;
  states: StateCounts;
  version: number;
  retired_at: Date | null;
  event_hash: Buffer | null;
  /** Of its estate, when it has one. */
  estate_name: string | null;
  estate_area: string | null;
  property_unit: string | null;
}

const BUILDING =
  sql.raw(`b.id, b.estate_id, b.area_id, b.area_by, b.name, b.address, b.address_code, b.kind, b.outline, b.lng, b.lat, b.source_key,
  b.floors, b.basement, b.units, b.houses, b.states, b.version, b.retired_at, b.event_hash,
  s.name as estate_name, s.area_id as estate_area, s.property_unit_id as property_unit`);

/** Buildings `b` with their estate `s`. */
export const buildings = (rest: RawBuilder<unknown>): RawBuilder<BuildingRow> => sql<BuildingRow>`
  select ${BUILDING} from housing_building b left join housing_estate s on s.id = b.estate_id ${rest}`;

/** The ids that a question finds: rows are then read by them, which no plan made while a table was young turns into reading all of it. */
export async function idsFrom({ db }: Pick<Context, 'db'>, question: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${question}`.execute(db);
  return rows.map(({ id }) => id);
}

export interface EstateRow {
  id: string;
  name: string;
  area_id: string;
  address: string;
  address_code: string;
  property_unit_id: string | null;
  committee: Committee;
  buildings: number;
  houses: number;
  version: number;
  retired_at: Date | null;
  event_hash: Buffer | null;
}
export interface Committee {
  stand?: 'none' | 'preparing' | 'elected';
  name?: string;
  until?: string;
}

export const ESTATE =
  sql.raw(`e.id, e.name, e.area_id, e.address, e.address_code, e.property_unit_id, e.committee, e.buildings, e.houses,
  e.version, e.retired_at, e.event_hash`);

export interface UnitRow {
  id: string;
  name: string;
  position: number;
}

export interface HouseRow {
  id: string;
  building_id: string;
  unit_id: string | null;
  unit_name: string | null;
  area_id: string | null;
  floor: number;
  position: number;
  number: string;
  address: string;
  address_code: string;
  use: string;
  area_m2: number | null;
  items: Record<string, string | number | boolean | null>;
  became: string[];
  version: number;
  retired_at: Date | null;
  event_hash: Buffer | null;
}

const HOUSE =
  sql.raw(`h.id, h.building_id, h.unit_id, u.name as unit_name, h.area_id, h.floor, h.position, h.number, h.address,
  h.address_code, h.use, h.area_m2::float8 as area_m2, h.items, h.became, h.version, h.retired_at, h.event_hash`);

/** Houses `h` with their unit `u`. */
export const houses = (rest: RawBuilder<unknown>): RawBuilder<HouseRow> => sql<HouseRow>`
  select ${HOUSE} from housing_house h left join housing_unit u on u.id = h.unit_id ${rest}`;

/** Units of some buildings, from the left. */
export async function unitsIn(ctx: Pick<Context, 'db'>, building: string): Promise<UnitRow[]> {
  const { rows } = await sql<UnitRow>`
    select id, name, position from housing_unit where building_id = ${building}::uuid order by position, name`.execute(
    ctx.db,
  );
  return rows;
}
