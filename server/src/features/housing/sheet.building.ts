import type { Context } from '../../platform/runtime.ts';
import type { Judged, SheetRow, SheetValues, Verdict } from '../../platform/sheet/target.ts';
import type { Values } from '../source/index.ts';
import { makeBuildings } from './commands.bulk.ts';
import { changeBuildings } from './commands.heard.ts';
import { type Standing, standingOf } from './place.ts';
import { mayChange } from './policy.ts';
import type { BuildingRow, EstateRow } from './row.ts';
import type { BuildingKind } from './rules.state.ts';
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

interface Plan {
  name: string;
  code: string;
  estate: string;
  sourceKey: string | null;
  /** The grid that the row names. */
  grid: string | null;
  standing: Standing;
  said: Values;
}

/** The registry's codes of `building_kind`, as buildings have them. */
const KINDS: Record<string, BuildingKind> = {
  ...{ '01': 'residential', '02': 'mixed', '03': 'office', '04': 'commercial', '05': 'industry' },
  ...{ '06': 'public', '07': 'residential', '99': 'other' },
};

function pointOf(values: SheetValues) {
  const [lng, lat] = [values.lng ?? null, values.lat ?? null];
  if (lng === null && lat === null) return { point: null };
  if (lng === null || lat === null)
    return fault(lng === null ? 'lng' : 'lat', 'required', '经度和纬度要一起填。');
  if (Math.abs(Number(lng)) > 180 || Math.abs(Number(lat)) > 85)
    return fault('lng', 'bad_point', '经度、纬度超出范围：经度约 70 到 140，纬度约 3 到 54。');
  return { point: { lng: Number(lng), lat: Number(lat) } };
}

async function judge(session: Session, { values }: SheetRow): Promise<Judged<Plan>> {
  const wrong = [
    wholeFault(values, 'floors', '层数', 0, 200),
    wholeFault(values, 'basement', '地下层数', 0, 20),
  ].filter((each) => each !== null);
  if (wrong.length > 0) return { faults: wrong };
  const placed = pointOf(values);
  if ('faults' in placed) return placed;
  const named = gridOf(session, values);
  if ('faults' in named) return named;
  const { grid } = named;
  const standing = await standingOf(session.runtime, { point: placed.point, area: grid });
  const [name, address, code] = [text(values, 'name'), text(values, 'address'), text(values, 'address_code')];
  const kind = KINDS[text(values, 'kind')];
  const { floors, basement } = values;
  const key = text(values, 'source_key');
  return {
    plan: {
      ...{ name, code, estate: text(values, 'estate_name'), grid, standing },
      sourceKey: key === '' ? null : `${session.source}:${key}`,
      said: {
        ...{ name, ...(address && { address }), ...(code && { address_code: code }), ...(kind && { kind }) },
        ...(typeof floors === 'number' && { floors }),
        ...(typeof basement === 'number' && { basement }),
        ...(placed.point ?? {}),
      },
    },
  };
}

/** The one estate of that name; of several the one whose community holds the building's grid. */
function estateFor({ areas }: Session, finder: EstateFinder, plan: Plan): EstateRow | Verdict | null {
  if (plan.estate === '') return null;
  const all = finder.named(plan.estate);
  const path = areas.get(plan.standing.area_id ?? '')?.path ?? [];
  const near = all.length > 1 ? all.filter(({ area_id }) => path.includes(area_id)) : all;
  if (near.length === 1) return near[0]!;
  return all.length === 0
    ? refused('estate_name', 'unknown_estate', '没有这个小区：请核对名称，或先导入小区。')
    : refused('estate_name', 'ambiguous_estate', '同名的小区不止一个，请填写网格或经纬度。');
}

const refOf = ({ sourceKey, code, name, standing }: Plan, estate: string | null): BuildingRef => ({
  ...{ keys: sourceKey ? [sourceKey] : [], codes: code ? [code] : [], estate, name, area: standing.area_id },
});

type Found = BuildingRow & { fills: EstateRow | null };

/** The building that a row means, with the estate that it gets to know; null for a new one, or why it cannot be said. */
function known(
  session: Session,
  plan: Plan,
  finder: BuildingFinder,
  estate: EstateRow | null,
): Found | Verdict | null {
  const { reach } = session;
  const found = finder.find(refOf(plan, estate?.id ?? null));
  if (found.length > 1)
    return refused('name', 'ambiguous_building', '同名或同编码的建筑不止一栋，请填写小区和编码。');
  const [row] = found;
  const place = { estate_area: estate?.area_id ?? null, property_unit: estate?.property_unit_id ?? null };
  if (!row) {
    const { area_id, lng } = plan.standing;
    // Who has the whole city keeps what its grids do not reach, as from the map, and finds it listed (未落格).
    if (area_id === null && !estate && !(reach.all && lng !== null))
      return refused('grid', 'in_no_grid', '不知道它归哪个网格：请填写经纬度、网格或小区。');
    return mayChange(reach, { area_id, ...place }) ? null : outside('grid');
  }
  if (!mayChange(reach, row)) return outside('name');
  if (estate && row.estate_id && row.estate_id !== estate.id)
    return refused(
      'estate_name',
      'other_estate',
      `这栋建筑登记在“${row.estate_name}”：请核对，或在建筑页面上改小区。`,
    );
  const lands = plan.standing.area_id;
  if (!row.outline && lands && lands !== row.area_id && !mayChange(reach, { ...row, area_id: lands }))
    return outside('grid');
  return { ...row, fills: estate && !row.estate_id ? estate : null };
}

const heldOf = ({ name, address, address_code, kind, floors, basement, lng, lat }: BuildingRow): Values => ({
  ...{ name, address, address_code, kind, floors, basement, lng, lat },
});

/** Of a building drawn on the map its outline says where it stands. */
function withoutPoint(plan: Plan, row: Found | Verdict | null): Plan {
  if (!row || !('id' in row) || !row.outline) return plan;
  const { lng: _, lat: __, ...said } = plan.said;
  return { ...plan, said };
}

async function take(
  ctx: Context,
  session: Session,
  all: readonly Plan[],
  write: boolean,
): Promise<Verdict[]> {
  const estates = await EstateFinder.read(
    ctx,
    all.map(({ estate }) => estate).filter((name) => name !== ''),
  );
  const named = all.map((plan) => estateFor(session, estates, plan));
  const estateAt = (i: number) => (named[i] && 'id' in named[i] ? named[i] : null);
  const finder = await BuildingFinder.read(
    ctx,
    all.map((plan, i) => refOf(plan, estateAt(i)?.id ?? null)),
  );
  const found = onceEach(
    all.map((plan, i) => {
      const estate = named[i]!;
      return estate && 'outcome' in estate ? estate : known(session, plan, finder, estate);
    }),
  );
  const plans = all.map((plan, i) => withoutPoint(plan, found[i]!));
  const { verdicts, changed } = await hearKnown<Found, Plan>(ctx, session, 'building', {
    plans,
    found,
    heldOf,
    write,
  });
  const told = new Set(changed.map(({ row }) => row));
  const filled = found.flatMap((row, i) =>
    row && 'id' in row && row.fills && !told.has(row) ? [{ row, plan: plans[i]!, now: heldOf(row) }] : [],
  );
  const fills = new Set(filled.map(({ plan }) => plan));
  const outcomes = verdicts.map(
    (verdict, i): Verdict =>
      verdict.outcome === 'same' && fills.has(plans[i]!) ? { outcome: 'changed' } : verdict,
  );
  if (!write) return outcomes;
  await changeBuildings(
    ctx,
    [...changed, ...filled].map(({ row, now }) => ({ row, now, estate: row.fills })),
  );
  await makeBuildings(
    ctx,
    plans.flatMap((plan, i) => (found[i] === null ? [inputOf(session, plan, estateAt(i))] : [])),
    { source: session.source },
  );
  return outcomes;
}

const inputOf = (
  { saidAt }: Session,
  { name, code, sourceKey, grid, said }: Plan,
  estate: EstateRow | null,
) => ({
  ...{ name, address: String(said.address ?? ''), addressCode: code, sourceKey, area: grid, saidAt },
  kind: String(said.kind ?? (estate ? 'residential' : 'other')),
  floors: Number(said.floors ?? 1),
  basement: Number(said.basement ?? 0),
  point: said.lng === undefined ? null : { lng: Number(said.lng), lat: Number(said.lat) },
  estate: estate && { id: estate.id, name: estate.name, property_unit_id: estate.property_unit_id },
});

/** Tables of buildings: each row is what its source says of one, found by its key, its code, or its name in its estate or grid. */
export const buildingSheet = housingSheet<Plan>({
  subject: 'building',
  name: '建筑',
  key: (values) =>
    text(values, 'source_key') ||
    text(values, 'address_code') ||
    ['estate_name', 'name', 'grid', 'lng', 'lat'].map((code) => text(values, code)).join('\n'),
  judge,
  take,
});
