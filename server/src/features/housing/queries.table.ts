import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { registryItems } from '../dictionary/index.ts';
import { itemSql, type TableColumn, type TableEntry, type TableReach, type Values } from '../source/index.ts';
import { reached, viewOf } from './policy.ts';
import type { HouseRow } from './row.ts';
import { HOUSE_USES } from './rules.state.ts';
import { HOUSE_KIND, houseItems } from './sheet.fields.ts';
import { houseStates } from './uses.ts';

/** What a row says by itself, by column. */
export const heldOf = ({ floor, use, area_m2, address_code, items }: HouseRow): Values => ({
  ...{ ...items, floor, use, area_m2, address_code },
});

const STATES = { own: '自住', let: '出租', empty: '空置', unknown: '未登记' };
const BUILDING = {
  name: 'building',
  sql: sql`join housing_building building on building.id = p.building_id
    left join housing_estate estate on estate.id = building.estate_id left join housing_unit unit on unit.id = p.unit_id`,
};

/** What every house has, apart from the items of the registry. */
const OWN: TableColumn[] = [
  { code: 'address', name: '地址', type: 'text', always: true, sql: sql`p.address` },
  {
    ...{ code: 'estate', name: '小区', type: 'text', join: BUILDING },
    sql: sql`coalesce(estate.name, '')`,
    raw: sql`estate.name`,
  },
  {
    ...{ code: 'building', name: '楼栋', type: 'text', always: true, join: BUILDING },
    sql: sql`building.name`,
    raw: sql`building.name`,
  },
  {
    code: 'unit',
    name: '单元',
    type: 'text',
    join: BUILDING,
    sql: sql`coalesce(unit.name, '')`,
    raw: sql`unit.name`,
  },
  {
    ...{ code: 'number', name: '门牌号', type: 'text', always: true },
    sql: sql`p.number`,
    raw: sql`p.number`,
  },
  { code: 'floor', name: '所在楼层', type: 'number', sql: sql`p.floor::float8` },
  {
    ...{ code: 'use', name: '房屋用途', type: 'code', choices: HOUSE_USES, always: true, editable: true },
    sql: sql`p.use`,
    raw: sql`p.use`,
  },
  {
    ...{ code: 'area_m2', name: '建筑面积（平方米）', type: 'number', editable: true },
    sql: sql`p.area_m2::float8`,
  },
  {
    ...{ code: 'address_code', name: '统一标准地址编码', type: 'text', editable: true },
    sql: sql`p.address_code`,
    raw: sql`p.address_code`,
  },
];

/** The registry's item that a column of a house is. */
export const itemOf = (code: string): string => (code === HOUSE_KIND ? 'use' : code);

/** What a list of houses may show, and what of it PostgreSQL is asked for. */
export async function houseColumns(runtime: Runtime): Promise<TableColumn[]> {
  const known = houseStates(runtime)?.joined;
  const join = known && { name: 'lived', sql: known.sql };
  const lived: TableColumn[] = join
    ? [
        {
          ...{ code: 'state', name: '居住状态', type: 'code', choices: STATES, always: true, join },
          sql: sql`coalesce(${known.state}, 'unknown')`,
        },
        { code: 'people', name: '居住人数', type: 'number', join, sql: known.people },
      ]
    : [];
  const registry = await registryItems(runtime);
  const items = [...houseItems].flatMap((code): TableColumn[] => {
    const item = registry.of('house').find((each) => each.code === itemOf(code));
    if (!item || item.fence === 'sealed' || item.mask) return [];
    const { name, type, dictionary } = item;
    return [
      {
        ...{ code, name, type, editable: true, sql: itemSql(code, type) },
        ...(dictionary && { dictionary, indexed: true }),
        ...(type === 'flag' && { indexed: true }),
      },
    ];
  });
  return [...OWN, ...lived, ...items];
}

const IN_USE = sql`p.retired_at is null`;

/** The houses an actor reaches: in a grid by their grid; in none, those of the estates of one's communities, and all of them for a whole city. */
export async function houseReach(runtime: Runtime, actor: Actor, area?: string): Promise<TableReach> {
  const [seen, tree] = [await viewOf(runtime, actor), await areaTree(runtime)];
  const asked = area ? tree.get(area) : null;
  if (area && !asked) throw notFound('区域');
  const whole = !asked || asked.path.length <= 1;
  if (seen.all && whole)
    return {
      placed: sql<boolean>`${IN_USE} and p.area_id is not null`,
      unplaced: sql<boolean>`${IN_USE} and p.area_id is null`,
    };
  const mine = seen.all ? tree.all().map(({ id }) => id) : seen.areas;
  const ids = area ? mine.filter((id) => tree.within(id, area)) : [...mine];
  return {
    placed: sql<boolean>`${IN_USE} and p.area_id = any (${ids}::uuid[])`,
    unplaced: sql<boolean>`${IN_USE} and p.area_id is null and p.building_id = any (array(
      select o.id from housing_building o join housing_estate e on e.id = o.estate_id
      where o.area_id is null and e.area_id = any (${ids}::uuid[])))`,
  };
}

type Shown = HouseRow & { building: string; estate: string | null; lies: string | null };

/** Houses in use that the actor reaches, by id. */
export async function readHouses(ctx: Context, ids: readonly string[]): Promise<Map<string, TableEntry>> {
  const seen = await viewOf(ctx.runtime, ctx.actor);
  const { rows } = await sql<Shown>`
    select h.id, h.version, h.address, u.name as unit_name, h.number, h.floor, h.use, h.area_m2::float8 as area_m2, h.address_code, h.items,
      b.name as building, e.name as estate, coalesce(h.area_id, e.area_id) as lies
    from housing_house h join housing_building b on b.id = h.building_id left join housing_unit u on u.id = h.unit_id
    left join housing_estate e on e.id = b.estate_id
    where h.id = any (${ids as string[]}::uuid[]) and h.retired_at is null and ${reached(seen)}`.execute(
    ctx.db,
  );
  const known = await houseStates(ctx.runtime)?.ofHouses(ctx.db, ids);
  return new Map(
    rows.map((row) => {
      const { id, version, lies, address, building, estate, unit_name: unit, number } = row;
      const lived = known?.get(id);
      const values: Values = {
        ...{ ...heldOf(row), address, building, estate, unit, number },
        ...(known && { state: lived?.state ?? 'unknown' }),
        ...(lived && { people: lived.people }),
      };
      return [id, { id, version, area: lies, values }];
    }),
  );
}
