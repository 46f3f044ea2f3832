import type { Context } from '../../platform/runtime.ts';
import type { Judged, SheetFault, SheetRow, SheetValues, Verdict } from '../../platform/sheet/target.ts';
import type { Values } from '../source/index.ts';
import { mayChange } from './policy.ts';
import type { BuildingRow, HouseRow } from './row.ts';
import { floorOf } from './rules.matrix.ts';
import { bare } from './rules.named.ts';
import { USES } from './rules.state.ts';
import { changeHouses, DoorFinder, type HousePlan, makeHouses } from './sheet.doors.ts';
import { houseItems } from './sheet.fields.ts';
import { BuildingFinder, type BuildingRef, EstateFinder } from './sheet.find.ts';
import {
  fault,
  gridOf,
  hearKnown,
  housingSheet,
  onceEach,
  outside,
  refused,
  type Session,
  text,
  wholeFault,
} from './sheet.said.ts';

/** 3, 3单元 and 三单元 as people write them; the words stay where they are no number. */
const unitOf = (said: string): string => (/^\d+$/.test(said) ? `${Number(said)}单元` : said);
const doorOf = (said: string): string =>
  said
    .normalize('NFKC')
    .replace(/(?<=\d)[室号]$/, '')
    .trim()
    .toUpperCase();

function faultsOf(values: SheetValues): SheetFault[] {
  const use = text(values, 'use');
  const area = values.area_m2;
  return [
    wholeFault(values, 'floor', '所在楼层', -20, 200),
    ...(values.floor === 0
      ? [{ field: 'floor', code: 'bad_number', words: '没有 0 层：地下一层请填 -1。' }]
      : []),
    ...(use !== '' && !USES.has(use)
      ? [{ field: 'use', code: 'unknown_use', words: `“房屋用途”请填：${[...USES.keys()].join('、')}。` }]
      : []),
    ...(typeof area === 'number' && area <= 0
      ? [{ field: 'area_m2', code: 'bad_number', words: '建筑面积要大于 0。' }]
      : []),
    ...(doorOf(text(values, 'number')).length > 20
      ? [{ field: 'number', code: 'bad_text', words: '门牌号最多 20 个字。' }]
      : []),
  ].filter((each) => each !== null);
}

function judge(session: Session, { values }: SheetRow): Judged<HousePlan> {
  const faults = faultsOf(values);
  if (faults.length > 0) return { faults };
  const [code, name] = [text(values, 'building_code'), text(values, 'building_name')];
  if (code === '' && name === '')
    return fault('building_name', 'required', '不知道在哪栋楼：请填写楼栋编码，或小区和楼栋。');
  const named = gridOf(session, values);
  if ('faults' in named) return named;
  const [number, addressCode] = [doorOf(text(values, 'number')), text(values, 'address_code')];
  const floor = typeof values.floor === 'number' ? values.floor : null;
  const items = Object.entries(values).filter(([item, value]) => houseItems.has(item) && value !== null);
  return {
    plan: {
      ...{ code, estate: code ? '' : text(values, 'estate_name'), name: code ? '' : name, ...named },
      ...{ unit: unitOf(text(values, 'unit')), number, floor, addressCode },
      sourceKey: text(values, 'source_key') || null,
      said: {
        ...(floor !== null && { floor }),
        ...(text(values, 'use') && { use: USES.get(text(values, 'use'))! }),
        ...(typeof values.area_m2 === 'number' && { area_m2: Math.round(values.area_m2 * 100) / 100 }),
        ...(addressCode && { address_code: addressCode }),
        ...Object.fromEntries(items),
      },
    },
  };
}

/** The building of a row; or why it cannot be said. */
function buildingFor(
  session: Session,
  plan: HousePlan,
  estates: EstateFinder,
  finder: BuildingFinder,
): BuildingRow | Verdict {
  const cell = plan.code ? 'building_code' : 'building_name';
  const found = refsOf(session, plan, estates).flatMap((ref) => finder.find(ref));
  const unique = [...new Map(found.map((row) => [row.id, row])).values()];
  if (unique.length === 0)
    return refused(
      cell,
      'unknown_building',
      '没有找到这栋楼：请核对编码，或小区和楼栋；没有登记的楼请先导入建筑。',
    );
  if (unique.length > 1)
    return refused(cell, 'ambiguous_building', '这样称呼的楼不止一栋，请填写楼栋编码、小区或网格。');
  return mayChange(session.reach, unique[0]!) ? unique[0]! : outside(cell);
}

function refsOf(
  { source }: Session,
  { code, estate, name, grid }: HousePlan,
  estates: EstateFinder,
): BuildingRef[] {
  if (code) return [{ keys: [`${source}:${code}`], codes: [code], estate: null, name: '', area: null }];
  const by = { keys: [], codes: [], name, area: grid, anywhere: true as const };
  if (estate === '') return [{ ...by, estate: null }];
  return estates.named(estate).map(({ id }) => ({ ...by, estate: id }));
}

/** The house that a row means; null for a new one, or why it cannot be said. */
function known(
  plan: HousePlan,
  building: BuildingRow | Verdict,
  doors: DoorFinder,
): HouseRow | Verdict | null {
  if ('outcome' in building) return building;
  const coded = doors.coded(plan.addressCode);
  if (coded.length > 1)
    return refused('address_code', 'ambiguous_house', '有这个编码的房屋不止一套，请先改正重复的编码。');
  const [byCode] = coded;
  const house = doors.at(building.id, plan.unit, plan.number);
  if (byCode && byCode.id !== house?.id)
    return refused(
      'address_code',
      'other_door',
      `这个编码的房屋登记为“${byCode.address}”，与这一行的楼栋、单元、门牌号不同，请核对。`,
    );
  if (house) return house;
  if (plan.floor === null && floorOf(plan.number) === null)
    return refused('floor', 'required', '从门牌号看不出楼层，请填写所在楼层。');
  return null;
}

const heldOf = ({ floor, use, area_m2, address_code, items }: HouseRow): Values => ({
  ...{ ...items, floor, use, area_m2, address_code },
});

async function take(
  ctx: Context,
  session: Session,
  plans: readonly HousePlan[],
  write: boolean,
): Promise<Verdict[]> {
  const estates = await EstateFinder.read(
    ctx,
    plans.map(({ estate }) => estate).filter((name) => name !== ''),
  );
  const finder = await BuildingFinder.read(
    ctx,
    plans.flatMap((plan) => refsOf(session, plan, estates)),
  );
  const standing = plans.map((plan) => buildingFor(session, plan, estates, finder));
  const buildings = new Map(standing.flatMap((row) => ('id' in row ? [[row.id, row] as const] : [])));
  const doors = await DoorFinder.read(ctx, plans, [...buildings.keys()]);
  const found = onceEach(plans.map((plan, i) => known(plan, standing[i]!, doors)));
  const { verdicts, changed, fresh } = await hearKnown(ctx, session, 'house', {
    plans,
    found,
    heldOf,
    write,
  });
  if (!write) return verdicts;
  await changeHouses(ctx, buildings, changed);
  const buildingOf = new Map(plans.map((plan, i) => [plan, standing[i]! as BuildingRow]));
  await makeHouses(
    ctx,
    session,
    doors,
    fresh.map((plan) => ({ plan, building: buildingOf.get(plan)! })),
  );
  return verdicts;
}

/** Tables of houses: each row is what its source says of one door, found by building, unit and number. */
export const houseSheet = housingSheet<HousePlan>({
  subject: 'house',
  name: '房屋',
  key: (values) =>
    [
      text(values, 'building_code') ||
        ['estate_name', 'building_name', 'grid'].map((code) => text(values, code)).join('\t'),
      bare(text(values, 'unit')),
      doorOf(text(values, 'number')),
    ].join('\n'),
  judge,
  take,
});
