import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { idsFrom } from './row.ts';
import {
  bare,
  bareIn,
  doorNumber,
  estateSpellings,
  isCalled,
  partsOf,
  plain,
  spellingsOf,
} from './rules.named.ts';

/** A room as a table names it; where nothing is said, the text is empty. */
interface RoomNamed {
  estate: string;
  building: string;
  unit: string;
  number: string;
  /** What an address in one cell says in front of the building: of several of one name it means the one there. */
  before?: string;
  /** What columns beside an address in one cell say of the same room: no room of another building is meant, no other door. */
  beside?: Beside;
}

/** As columns of their own say it; the text is empty where they say nothing. */
export type Beside = Pick<RoomNamed, 'building' | 'unit' | 'number'>;

/** How many divisions of those in front of an address what stands in an area lies in; null where one is named that it does not lie in. */
export type Standing = (area: string | null, before: string) => number | null;

type Part = Exclude<keyof RoomNamed, 'before' | 'beside'>;

/** The room, with its grid; or which part of its address does not lead to one, and why. */
export type RoomFound =
  | { room: { id: string; area: string | null } }
  | { part: Part; code: string; words: string };

interface Building {
  id: string;
  name: string;
  estate_id: string | null;
  estate: string | null;
  /** Its grid, else its estate's area. */
  area: string | null;
}

interface Door {
  id: string;
  building: string;
  unit: string;
  number: string;
  area_id: string | null;
}

const MOST_NAMED = 3;
/** Between building, unit and room. */
const STROKE = /[-‐‑–—－~]/u;
const not = (part: Part, code: string, words: string): RoomFound => ({ part, code, words });
const called = ({ name, estate }: Building): string =>
  estate && !plain(name).startsWith(plain(estate)) ? `${estate}${name}` : name;
const listed = (names: readonly string[]): string =>
  names
    .toSorted((a, b) => a.localeCompare(b, 'zh-CN', { numeric: true }))
    .slice(0, MOST_NAMED)
    .join('、');

/** Of what answers to a name, what is written exactly so where that is one. */
function nearest<Row>(rows: readonly Row[], written: (row: Row) => boolean): readonly Row[] {
  const exact = rows.filter(written);
  return exact.length === 1 ? exact : rows;
}

/** Of buildings of one name those that lie in most of the divisions in front of it; none where it is said to stand elsewhere. */
function there(rows: readonly Building[], before: string, standing: Standing): readonly Building[] {
  const counts = rows.map(({ area, estate }) => {
    const own = estateSpellings(plain(estate ?? '')).find((each) => each !== '' && before.endsWith(each));
    return standing(area, own ? before.slice(0, -own.length) : before);
  });
  const most = Math.max(0, ...counts.map((count) => count ?? 0));
  return rows.filter((_, i) => counts[i] === most);
}

/** The estates that rows name: in their own column, or in front of the building's number. */
const estateOf = ({ estate, building }: RoomNamed): string =>
  plain(estate) || (partsOf(building)?.front ?? '');

async function buildingsFor(runtime: Pick<Context, 'db'>, places: readonly RoomNamed[]) {
  const named = places.flatMap((place) => [estateOf(place), place.estate.replace(/\s+/g, '')]);
  const estates = [...new Set(named.filter((name) => name !== '').flatMap(estateSpellings))].filter(Boolean);
  const { rows: known } = await sql<{ id: string; name: string }>`
    select id, name from housing_estate where retired_at is null and replace(name, ' ', '') = any (${estates}::text[])`.execute(
    runtime.db,
  );
  const alone = places.filter(({ estate }) => plain(estate) === '').map(({ building }) => building);
  // A number alone names a building only where there are no estates: every one of them has a 1栋.
  const [numbers, names] = [
    alone.filter((name) => !partsOf(name)?.front),
    alone.filter((name) => partsOf(name)?.front),
  ];
  const spelt = (list: readonly string[]) => [...new Set(list.flatMap(spellingsOf))];
  const ids = await idsFrom(
    runtime,
    sql`
      select id from housing_building where retired_at is null and estate_id = any (${known.map(({ id }) => id)}::uuid[])
      union select id from housing_building where retired_at is null and replace(name, ' ', '') = any (${spelt(names)}::text[])
      union select id from housing_building
        where retired_at is null and replace(name, ' ', '') = any (${spelt(numbers)}::text[]) and estate_id is null`,
  );
  const { rows } = await sql<Building>`
    select b.id, b.name, b.estate_id, e.name as estate, coalesce(b.area_id, e.area_id) as area
    from housing_building b left join housing_estate e on e.id = b.estate_id where b.id = any (${ids}::uuid[])`.execute(
    runtime.db,
  );
  return { known: new Set(known.map(({ name }) => plain(name))), rows };
}

async function doorsOf(
  runtime: Pick<Context, 'db'>,
  buildings: readonly string[],
): Promise<Map<string, Door[]>> {
  const { rows } = await sql<Door>`
    select h.building_id as building, coalesce(u.name, '') as unit, h.number, h.id, h.area_id
    from housing_house h left join housing_unit u on u.id = h.unit_id
    where h.building_id = any (${buildings as string[]}::uuid[]) and h.retired_at is null`.execute(
    runtime.db,
  );
  return Map.groupBy(rows, ({ building }) => building);
}

/** The one building that a row means, or why it cannot be said. `reaches`: whether the asker may hear of what stands in an area. */
function buildingOf(
  place: RoomNamed,
  { known, byEstate, byName, standing }: Shelves,
  reaches: (area: string) => boolean,
): Building | RoomFound {
  const [named, said] = [estateOf(place), plain(place.building)];
  const spellings = estateSpellings(named);
  const estate = spellings.find((each) => known.has(each)) ?? named;
  const inEstate = byEstate.get(estate) ?? [];
  const front = spellings.toSorted((a, b) => b.length - a.length).find((each) => said.startsWith(each));
  const wanted = bareIn(said, front ?? estate);
  const all = new Set([
    ...inEstate.filter((row) => bareIn(row.name, row.estate) === wanted),
    ...(estate !== '' && plain(place.estate) === '' ? (byName.get(bare(said)) ?? []) : []),
  ]);
  const meant = place.before ? there([...all], place.before, standing) : [...all];
  if (meant.length === 0 && all.size > 0)
    return not(
      'building',
      'unknown_building',
      `在“${place.before}”没有找到“${place.building}”：请核对地址里的省市区、街道和社区，没有登记的楼请先登记。`,
    );
  // A name that many have means the one where the asker works.
  const near = meant.filter(({ area }) => area === null || reaches(area));
  const fits = nearest(near.length > 0 ? near : meant, ({ name }) => plain(name) === said);
  if (fits.length === 1) return fits[0]!;
  const shown = (rows: readonly Building[]) =>
    listed(rows.filter(({ area }) => area && reaches(area)).map(called));
  if (fits.length > 1) {
    const names = shown(fits);
    return not(
      'building',
      'ambiguous_building',
      `叫“${place.building}”的楼不止一栋${names && `（如${names}）`}：请写清小区和楼栋，或填写房屋编码。`,
    );
  }
  if (plain(place.estate) !== '' && !known.has(estate))
    return not(
      'estate',
      'unknown_estate',
      `没有叫“${place.estate}”的小区：请核对小区名称，没有登记的小区请先登记。`,
    );
  if (estate === '')
    return not('estate', 'required', `只写“${place.building}”看不出是哪个小区的楼：请填写小区。`);
  const names = shown(inEstate);
  return not(
    'building',
    'unknown_building',
    `${estate}没有登记“${place.building}”${names && `，登记的有${names}${inEstate.length > MOST_NAMED ? '等' : ''}`}：请核对楼栋，没有登记的楼请先登记。`,
  );
}

/**
 * The doors that 1-601 or 1-1-601 may mean: unit and room, building and room, or all three. Several where that can be read in two ways:
 * in building 1 its unit 1, and any of its units.
 */
function dashed(place: RoomNamed, building: Building, doors: readonly Door[]): Door[] {
  const parts = place.number.split(STROKE).map(bare);
  const number = parts.pop();
  const [unit, own] = [bare(place.unit), bareIn(building.name, building.estate)];
  const readings = [
    ...(parts.length === 1 ? [parts[0]!] : []),
    ...(parts.length === 1 && parts[0] === own ? [unit] : []),
    ...(parts.length === 2 && parts[0] === own ? [parts[1]!] : []),
  ].filter((each) => unit === '' || each === unit);
  return doors.filter(
    (door) =>
      bare(door.number) === number && readings.some((each) => each === '' || each === bare(door.unit)),
  );
}

/** A room of which only 3-1-601 is said, with its building and unit; any other as it is. */
export function spelledOut(place: RoomNamed): RoomNamed {
  const parts = place.number.split(STROKE);
  return place.building === '' && place.unit === '' && parts.length === 3
    ? { ...place, building: parts[0]!, unit: parts[1]!, number: parts[2]! }
    : place;
}

/** The one door of a building that a row means, or why it cannot be said. */
function doorOf(place: RoomNamed, building: Building, doors: readonly Door[]): RoomFound {
  const [unit, number, name] = [bare(place.unit), bare(place.number), called(building)];
  const there = unit === '' ? doors : doors.filter((door) => bare(door.unit) === unit);
  if (there.length === 0 && doors.length > 0) {
    const units = listed([...new Set(doors.map((door) => door.unit))].filter((each) => each !== ''));
    const remedy = units ? `登记的有${units}，请核对单元` : '这栋楼不分单元，单元请留空';
    return not('unit', 'unknown_entrance', `${name}没有单元“${place.unit}”：${remedy}。`);
  }
  const numbered = there.filter((door) => bare(door.number) === number);
  const fits = nearest(
    numbered.length > 0 ? numbered : dashed(place, building, there),
    (door) => plain(door.number) === plain(place.number),
  );
  if (fits.length === 1) return { room: { id: fits[0]!.id, area: fits[0]!.area_id } };
  if (fits.length > 1)
    return unit === '' && new Set(fits.map((door) => door.unit)).size > 1
      ? not('unit', 'required', `${name}不止一个单元有“${place.number}”：请填写单元。`)
      : not('number', 'ambiguous_house', `${name}的“${place.number}”不止一套：请填写房屋编码。`);
  return not(
    'number',
    'unknown_house',
    `${name}${place.unit}没有登记“${place.number}”：请核对房号，没有登记的房屋请先登记。`,
  );
}

/** The room of an address, unless a column beside it names another building, unit or number. */
function agreed(place: RoomNamed, building: Building, doors: readonly Door[]): RoomFound {
  const { beside } = place;
  const differs = (part: Part, column: string, said: string, there: string): RoomFound =>
    not(part, 'other_address', `“${column}”写的是“${said}”，地址里是“${there}”：请核对，两处要是同一套。`);
  if (beside?.building && !isCalled(beside.building, building.name, building.estate))
    return differs('building', '楼栋', beside.building, place.building);
  const found = doorOf(place, building, doors);
  const door = 'room' in found ? doors.find(({ id }) => id === found.room.id) : undefined;
  if (!beside || !door) return found;
  if (beside.unit && bare(beside.unit) !== bare(door.unit))
    return differs('unit', '单元', beside.unit, door.unit || '不分单元');
  return beside.number && doorNumber(beside.number) !== doorNumber(door.number)
    ? differs('number', '房号', beside.number, door.number)
    : found;
}

interface Shelves {
  known: ReadonlySet<string>;
  byEstate: ReadonlyMap<string, Building[]>;
  byName: ReadonlyMap<string, Building[]>;
  standing: Standing;
}

/**
 * Rooms by their addresses as tables write them: with or without the estate's name in front of the building, 3栋 or 3号楼 or 三幢, 1 or
 * 一单元 or 01单元, 601 or 601室, 1-601 or 3-1-601 as the room. Of what does not lead to one room the part that fails is named. As many statements for many as for one. `reaches`:
 * whether the asker may hear of what stands in an area; of what lies elsewhere no names are told. `standing`: for places with words before them.
 */
export async function roomsNamed(
  runtime: Pick<Context, 'db'>,
  places: readonly RoomNamed[],
  reaches: (area: string) => boolean,
  standing: Standing = () => 0,
): Promise<RoomFound[]> {
  if (places.length === 0) return [];
  const { known, rows } = await buildingsFor(runtime, places);
  const shelves: Shelves = {
    known,
    byEstate: Map.groupBy(rows, ({ estate }) => plain(estate ?? '')),
    byName: Map.groupBy(rows, ({ name }) => bare(name)),
    standing,
  };
  const buildings = places.map((place) => buildingOf(place, shelves, reaches));
  const ids = new Set(buildings.flatMap((found) => ('id' in found ? found.id : [])));
  const doors = await doorsOf(runtime, [...ids]);
  return places.map((place, i) => {
    const building = buildings[i]!;
    if (!('id' in building)) return building;
    if (building.area === null || reaches(building.area))
      return agreed(place, building, doors.get(building.id) ?? []);
    return not('building', 'outside_reach', '这一行的楼栋不在您负责的范围内，请由所在社区或街道导入。');
  });
}
