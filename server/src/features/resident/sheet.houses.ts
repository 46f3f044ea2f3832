import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import type { SheetFault, SheetValues } from '../../platform/sheet/target.ts';
import { type RoomFound, roomsAt, roomsNamed, spelledOut } from '../housing/index.ts';

/** A house as a table names it: by its code, or by where it stands, in columns or in one cell. */
export interface HouseFound {
  id: string;
  /** Its grid; null in none. */
  area: string | null;
}

/** The house of a row; null where it names none; or which of its cells does not lead to one. */
export type HouseSaid = HouseFound | { faults: SheetFault[] } | null;

/** Where the whole address stands in one cell. */
const ADDRESS = 'home_address';

const text = (values: SheetValues, code: string): string => String(values[code] ?? '').trim();

const placeOf = (values: SheetValues) =>
  spelledOut({
    estate: text(values, 'home_estate'),
    building: text(values, 'home_building'),
    unit: text(values, 'home_unit'),
    number: text(values, 'home_number'),
  });

async function byCode(runtime: Runtime, codes: readonly string[]): Promise<Map<string, HouseFound[]>> {
  const wanted = [...new Set(codes)].filter((code) => code !== '');
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<HouseFound & { code: string }>`
    select address_code as code, id, area_id as area from housing_house
    where address_code = any (${wanted}::text[]) and address_code <> '' and retired_at is null`.execute(
    runtime.db,
  );
  return Map.groupBy(rows, ({ code }) => code);
}

function coded(found: readonly HouseFound[] = []): HouseSaid {
  if (found.length === 1) return { id: found[0]!.id, area: found[0]!.area };
  const [code, words] =
    found.length === 0
      ? [
          'unknown_house',
          '没有这个编码的房屋：请核对编码，或改填小区、楼栋、单元、房号；没有登记的房屋请先登记。',
        ]
      : ['ambiguous_house', '有这个编码的房屋不止一套：请改填小区、楼栋、单元、房号。'];
  return { faults: [{ field: 'home_code', code: code!, words: words! }] };
}

/** `field`: where the part stands that fails, each in a column of its own unless it is said. */
const placed = (found: RoomFound, field = (part: string) => `home_${part}`): HouseSaid =>
  'room' in found
    ? found.room
    : { faults: [{ field: field(found.part), code: found.code, words: found.words }] };

/** Its columns do not say which room is meant, where an address in one cell may; it must not name another than they do. */
const saysLittle = (said: HouseSaid): boolean =>
  said === null ||
  ('faults' in said && said.faults.some(({ field, code }) => field === 'home_estate' && code === 'required'));

/**
 * Houses by the codes and the places of rows, in as many statements for many rows as for one. `reaches`: whether the importer may hear
 * of what stands in an area.
 */
export async function findHouses(
  runtime: Runtime,
  rows: readonly SheetValues[],
  reaches: (area: string) => boolean,
): Promise<HouseSaid[]> {
  const codes = rows.map((values) => text(values, 'home_code'));
  const places = rows.map(placeOf);
  const asked = rows.flatMap((_, i) =>
    codes[i] === '' && places[i]!.building !== '' && places[i]!.number !== '' ? [i] : [],
  );
  const known = await byCode(runtime, codes);
  const rooms = await roomsNamed(
    runtime,
    asked.map((i) => places[i]!),
    reaches,
  );
  const said = codes.map((code): HouseSaid => (code === '' ? null : coded(known.get(code))));
  for (const [at, i] of asked.entries()) said[i] = placed(rooms[at]!);
  const whole = rows.flatMap((values, i) =>
    text(values, ADDRESS) !== '' && saysLittle(said[i]!) ? [{ i, address: text(values, ADDRESS) }] : [],
  );
  const there = await roomsAt(
    runtime,
    whole.map(({ i, address }) => ({ estate: places[i]!.estate, address, beside: places[i]! })),
    reaches,
  );
  for (const [at, { i }] of whole.entries())
    said[i] = placed(there[at]!, (part) =>
      part === 'estate' && places[i]!.estate !== '' ? 'home_estate' : ADDRESS,
    );
  return said;
}
