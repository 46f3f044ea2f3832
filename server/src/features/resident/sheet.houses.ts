import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import type { SheetValues } from '../../platform/sheet/target.ts';

/** A house as a table names it: by its code, or by where it stands. */
export interface HouseFound {
  id: string;
  /** Its grid; null in none. */
  area: string | null;
}

interface Place {
  estate: string;
  building: string;
  unit: string;
  number: string;
}

const text = (values: SheetValues, code: string): string => String(values[code] ?? '').trim();

/** 3栋, 3 号楼, 3幢 and 3 are one; so are 1单元 and 1, 502室 and 502. */
const bare = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/(号楼|栋|幢|座|楼|单元|门|室|号)$/, '')
    .toLowerCase();

const keyOf = ({ estate, building, unit, number }: Place): string =>
  [estate.replace(/\s+/g, ''), bare(building), bare(unit), bare(number)].join('\n');

function placeOf(values: SheetValues): Place | null {
  const place = {
    estate: text(values, 'home_estate'),
    building: text(values, 'home_building'),
    unit: text(values, 'home_unit'),
    number: text(values, 'home_number'),
  };
  return place.building !== '' && place.number !== '' ? place : null;
}

/** True when a row says where somebody's home is. */
export const namesHouse = (values: SheetValues): boolean =>
  text(values, 'home_code') !== '' || placeOf(values) !== null;

/** Houses by the codes and the places of rows; what several houses answer to is none. */
export class HouseFinder {
  readonly #runtime: Runtime;
  /** Buildings by estate and name, read once: a city has some ten thousand. */
  #buildings: Promise<Map<string, string[]>> | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async find(rows: readonly SheetValues[]): Promise<(HouseFound | null)[]> {
    const byCode = await this.#byCode(rows.map((values) => text(values, 'home_code')));
    const without = rows.map((values) => (text(values, 'home_code') === '' ? placeOf(values) : null));
    const byPlace = await this.#byPlace(without.filter((place) => place !== null));
    return rows.map((values, i) => {
      const code = text(values, 'home_code');
      if (code !== '') return byCode.get(code) ?? null;
      return without[i] ? (byPlace.get(keyOf(without[i])) ?? null) : null;
    });
  }

  async #byCode(codes: readonly string[]): Promise<Map<string, HouseFound>> {
    const wanted = [...new Set(codes)].filter((code) => code !== '');
    if (wanted.length === 0) return new Map();
    const { rows } = await sql<{ code: string; id: string; area_id: string | null }>`
      select address_code as code, id, area_id from housing_house
      where address_code = any (${wanted}::text[]) and address_code <> '' and retired_at is null`.execute(
      this.#runtime.db,
    );
    return single(rows, ({ code }) => code);
  }

  async #known(): Promise<Map<string, string[]>> {
    const { rows } = await sql<{ id: string; estate: string; name: string }>`
      select b.id, coalesce(e.name, '') as estate, b.name from housing_building b left join housing_estate e on e.id = b.estate_id
      where b.retired_at is null`.execute(this.#runtime.db);
    const known = new Map<string, string[]>();
    for (const { id, estate, name } of rows) {
      const key = `${estate.replace(/\s+/g, '')}\n${bare(name)}`;
      known.set(key, [...(known.get(key) ?? []), id]);
    }
    return known;
  }

  async #byPlace(places: readonly Place[]): Promise<Map<string, HouseFound>> {
    if (places.length === 0) return new Map();
    this.#buildings ??= this.#known();
    const known = await this.#buildings;
    const asked = places.flatMap((place) => {
      const buildings = known.get(keyOf(place).split('\n', 2).join('\n')) ?? [];
      return buildings.length === 1 ? [{ place, building: buildings[0]! }] : [];
    });
    const { rows } = await sql<{
      building: string;
      unit: string;
      number: string;
      id: string;
      area_id: string | null;
    }>`
      select h.building_id as building, coalesce(u.name, '') as unit, h.number, h.id, h.area_id
      from housing_house h left join housing_unit u on u.id = h.unit_id
      where h.building_id = any (${[...new Set(asked.map(({ building }) => building))]}::uuid[]) and h.retired_at is null`.execute(
      this.#runtime.db,
    );
    const houses = single(rows, ({ building, unit, number }) =>
      [building, bare(unit), bare(number)].join('\n'),
    );
    // A building of one unit is often written without it.
    const doors = single(rows, ({ building, number }) => [building, bare(number)].join('\n'));
    const found = new Map<string, HouseFound>();
    for (const { place, building } of asked) {
      const [unit, number] = [bare(place.unit), bare(place.number)];
      const house =
        unit === ''
          ? doors.get([building, number].join('\n'))
          : houses.get([building, unit, number].join('\n'));
      if (house) found.set(keyOf(place), house);
    }
    return found;
  }
}

/** By a key, without the keys that several have. */
function single<T extends { id: string; area_id: string | null }>(
  rows: readonly T[],
  key: (row: T) => string,
): Map<string, HouseFound> {
  const groups = Map.groupBy(rows, key);
  const found = new Map<string, HouseFound>();
  for (const [each, [first, second]] of groups)
    if (first && !second) found.set(each, { id: first.id, area: first.area_id });
  return found;
}
