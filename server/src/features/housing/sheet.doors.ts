import { sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Values } from '../source/index.ts';
import { newHouse } from './commands.rooms.ts';
import { insertHouses, insertUnits, type NewHouse, type NewUnit } from './commands.write.ts';
import { type BuildingRow, type HouseRow, houses, idsFrom } from './row.ts';
import { floorOf } from './rules.matrix.ts';
import { bare } from './rules.named.ts';
import { say } from './say.ts';
import { HOUSE_COLUMNS } from './sheet.fields.ts';
import type { Session } from './sheet.said.ts';

/** One door as a row names it. */
export interface HousePlan {
  /** What names the building. */
  code: string;
  estate: string;
  name: string;
  grid: string | null;
  /** As it will be called where the building has none of that name; empty where it has no units. */
  unit: string;
  number: string;
  floor: number | null;
  addressCode: string;
  sourceKey: string | null;
  said: Values;
}

/** The doors and units of some buildings, and houses by their codes: a chunk asks once. */
export class DoorFinder {
  readonly #byDoor: Map<string, HouseRow>;
  readonly #byCode: Map<string, HouseRow[]>;
  readonly #units: Map<string, NewUnit[]>;
  /** The last place on each floor of a unit. */
  readonly #last: Map<string, number>;

  private constructor(rows: readonly HouseRow[], units: readonly NewUnit[], last: Map<string, number>) {
    this.#byDoor = new Map(
      rows.map((row) => [`${row.building_id} ${bare(row.unit_name ?? '')} ${row.number}`, row]),
    );
    this.#byCode = Map.groupBy(rows, ({ address_code }) => address_code);
    this.#units = Map.groupBy(units, ({ building_id }) => building_id);
    this.#last = last;
  }

  static async read(
    ctx: Context,
    plans: readonly HousePlan[],
    buildings: readonly string[],
  ): Promise<DoorFinder> {
    const codes = [...new Set(plans.map(({ addressCode }) => addressCode))].filter((code) => code !== '');
    const numbers = [...new Set(plans.map(({ number }) => number))];
    // By the buildings, and of their houses those numbers: looked up by both, each number in each building would be a search of its own.
    const ids = await idsFrom(
      ctx,
      sql`
        select id from housing_house
        where building_id = any (${buildings as string[]}::uuid[]) and number || '' = any (${numbers}::text[]) and retired_at is null
        union select id from housing_house where address_code <> '' and address_code = any (${codes}::text[])`,
    );
    const known = await houses(sql`where h.id = any (${ids}::uuid[]) and h.retired_at is null`).execute(
      ctx.db,
    );
    const units = await sql<NewUnit>`
      select id, building_id, name, position from housing_unit where building_id = any (${buildings as string[]}::uuid[])
      order by position, name`.execute(ctx.db);
    const last = await sql<{ building_id: string; unit_id: string | null; floor: number; last: number }>`
      select building_id, unit_id, floor, max(position) as last from housing_house
      where building_id = any (${buildings as string[]}::uuid[]) and retired_at is null group by 1, 2, 3`.execute(
      ctx.db,
    );
    return new DoorFinder(
      known.rows,
      units.rows,
      new Map(last.rows.map((row) => [`${row.building_id} ${row.unit_id ?? ''} ${row.floor}`, row.last])),
    );
  }

  at = (building: string, unit: string, number: string): HouseRow | undefined =>
    this.#byDoor.get(`${building} ${bare(unit)} ${number}`);
  coded = (code: string): HouseRow[] => (code === '' ? [] : (this.#byCode.get(code) ?? []));

  /** The unit of that name; a new one, to the right of the others, goes to `made`. */
  unit(ctx: Context, building: string, name: string, made: NewUnit[]): NewUnit | null {
    if (name === '') return null;
    const there = this.#units.get(building) ?? [];
    const found = there.find((unit) => bare(unit.name) === bare(name));
    if (found) return found;
    const position = Math.max(0, ...there.map((unit) => unit.position)) + 1;
    const unit = { id: uuidv7(ctx.now), building_id: building, name, position };
    this.#units.set(building, [...there, unit]);
    made.push(unit);
    return unit;
  }

  /** The next place on a floor. */
  next(building: string, unit: string | null, floor: number): number {
    const key = `${building} ${unit ?? ''} ${floor}`;
    const position = (this.#last.get(key) ?? 0) + 1;
    this.#last.set(key, position);
    return position;
  }
}

const scopesOf = (building: BuildingRow) => [building.area_id, building.property_unit];
const itemsOf = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([item]) => !HOUSE_COLUMNS.includes(item)));

/** Writes new houses with their units: one statement for each table. */
export async function makeHouses(
  ctx: Context,
  { source, saidAt }: Session,
  doors: DoorFinder,
  fresh: readonly { plan: HousePlan; building: BuildingRow }[],
): Promise<void> {
  const units: NewUnit[] = [];
  const rows = fresh.map(({ plan, building }): NewHouse => {
    const { number, said, sourceKey } = plan;
    const unit = doors.unit(ctx, building.id, plan.unit, units);
    const floor = plan.floor ?? floorOf(number)!;
    const house = newHouse(ctx, building, unit, {
      floor,
      position: doors.next(building.id, unit?.id ?? null, floor),
      number,
    });
    const event_hash = say(ctx, {
      ...{
        subject: 'house' as const,
        id: house.id,
        what: 'created',
        source,
        sourceKey,
        saidAt,
        prevHash: null,
      },
      ...{ scopes: scopesOf(building), values: { number, ...said, floor }, data: { building: building.id } },
    });
    return {
      ...{ ...house, event_hash, address_code: plan.addressCode, items: itemsOf(said) },
      use: String(said.use ?? house.use),
      area_m2: (said.area_m2 as number | undefined) ?? null,
    };
  });
  await ctx.flush();
  await insertUnits(ctx, units);
  await insertHouses(ctx, rows);
}

/** Writes what holds of known houses now, after their sources were heard: one statement, however many they are. */
export async function changeHouses(
  ctx: Context,
  buildings: ReadonlyMap<string, BuildingRow>,
  changed: readonly { row: HouseRow; now: Values }[],
): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map(({ row, now }) => {
    const hash = say(ctx, {
      ...{ subject: 'house' as const, id: row.id, what: 'changed', prevHash: row.event_hash },
      ...{ scopes: scopesOf(buildings.get(row.building_id)!), data: { building: row.building_id } },
    });
    const { floor, use, area_m2, address_code } = now;
    return { id: row.id, floor, use, area_m2, address_code, items: itemsOf(now), hash: hash.toString('hex') };
  });
  await ctx.flush();
  await sql`
    update housing_house h set floor = n.floor, use = n.use, area_m2 = n.area_m2, address_code = n.address_code, items = n.items,
      version = version + 1, event_hash = decode(n.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, floor int, use text, area_m2 numeric, address_code text,
      items jsonb, hash text) where n.id = h.id`.execute(ctx.db);
}
