import { type Actor, areasOf } from '../../platform/access.ts';
import type { FieldFault } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { saidAt } from '../../platform/sheet/said.ts';
import type {
  Judged,
  SheetFault,
  SheetRow,
  SheetTarget,
  SheetValues,
  Verdict,
} from '../../platform/sheet/target.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type RegistryItems, registryItems } from '../dictionary/index.ts';
import { isNews, type Said, type Values } from '../source/index.ts';
import { type Folding, folded, foldingOf, SUBJECT } from './folded.ts';
import { IMPORT, mayAt, mayItem, reachOf } from './policy.ts';
import { type Arrival, type Entry, entriesOf, keyOf, personsOf } from './receive.entries.ts';
import { receive, spokenOf } from './receive.ts';
import { ADDRESS_ITEM, besideItems, personFields, SHEET, tieOf } from './sheet.fields.ts';
import { findHouses, type HouseFound, type HouseSaid } from './sheet.houses.ts';
import { agreeWithId, mayCodeAt } from './values.ts';
import type { HomeKind } from './write.homes.ts';

interface Session {
  actor: Actor;
  areas: AreaTree;
  items: RegistryItems;
  runtime: Runtime;
  source: string;
  saidAt: Date;
  /** Rows whose house is not found are taken without it. */
  keeps: boolean;
}

const fault = (field: string, code: string, words: string): { faults: SheetFault[] } => ({
  faults: [{ field, code, words }],
});

/** The cell that led to the house. */
const houseCell = (values: SheetValues): string =>
  ['home_code', 'home_building'].find((field) => values[field]) ?? 'home_address';

/** Where a row's person belongs: the house's grid, else the area it names, else the importer's own; or why it may not be. */
function areaFor(
  { actor, areas }: Session,
  values: SheetValues,
  house: HouseFound | null,
): { area: string } | { faults: SheetFault[] } {
  const said = values.home_area === undefined ? null : String(values.home_area);
  const named = said === null ? null : (areas.named(said)?.id ?? null);
  if (said !== null && named === null && !house?.area)
    return fault('home_area', 'unknown_area', '没有这个网格或社区，请填写编码，或不重名的名称。');
  const area = house?.area ?? named ?? areasOf(actor, IMPORT)[0];
  if (!area) return fault('home_area', 'required', '请填写网格或社区。');
  if (!mayAt(actor, IMPORT, area, areas))
    return fault(
      house?.area ? houseCell(values) : 'home_area',
      'outside_reach',
      '这一行的房屋或网格不在您负责的范围内，请由所在社区或街道导入。',
    );
  return { area };
}

/** Why a row may not be said of somebody in this area: an item of a sensitive group that the importer does not keep there; null when it may. */
function groupFault(session: Session, values: Values, area: string): { faults: SheetFault[] } | null {
  const { actor, areas } = session;
  const code = Object.keys(values).find((each) => !mayCodeAt(actor, session, each, [area, areas]));
  return code === undefined
    ? null
    : fault(code, 'outside_reach', '这一项属于敏感人群信息，您在这个人员所在的区域没有相应的权限。');
}

/** The values of a row that are the person's own, agreeing with the ID number. */
function ownValues({ actor, items }: Session, values: SheetValues): { own: Values; faults: SheetFault[] } {
  const own: Values = {};
  // The words by which the house was looked for stay what this source says, too.
  const item = items.item(SUBJECT, ADDRESS_ITEM);
  const { home_address } = values;
  if (home_address && item && !item.retired && mayItem(actor, item)) own[item.code] = home_address;
  for (const [code, value] of Object.entries(values)) if (!besideItems.has(code)) own[code] = value;
  const faults: FieldFault[] = [];
  agreeWithId(own, faults);
  return { own, faults: faults.map(({ path, code, message }) => ({ field: path, code, words: message })) };
}

interface Placed {
  tie: HomeKind;
  house: HouseFound | null;
  area: string;
}

/** Where a row's person lives and belongs, or why that cannot be. */
function placeFor(session: Session, values: SheetValues, said: HouseSaid): Placed | { faults: SheetFault[] } {
  const tie = tieOf(values.home_tie);
  if (!tie) return fault('home_tie', 'unknown_tie', '人房关系请填：自住、租住、产权人、户籍。');
  // Whoever lives elsewhere is not taken without the home: the house is known, and others answer for it.
  const elsewhere = said && 'faults' in said && said.faults[0]!.code === 'outside_reach';
  if (said && 'faults' in said && (elsewhere || !session.keeps)) return said;
  const house = said && 'id' in said ? said : null;
  const found = areaFor(session, values, house);
  return 'faults' in found ? found : { tie, house, area: found.area };
}

function judgeRow(session: Session, { values }: SheetRow, said: HouseSaid): Judged<Arrival> {
  const placed = placeFor(session, values, said);
  const { own, faults } = ownValues(session, values);
  if ('faults' in placed) return { faults: [...placed.faults, ...faults] };
  if (faults.length > 0) return { faults };
  const kept = groupFault(session, own, placed.area);
  if (kept) return kept;
  return {
    plan: {
      values: own,
      area: placed.area,
      house: placed.house?.id ?? null,
      kinds: [placed.tie],
      sourceKey: values.source_key === undefined ? null : String(values.source_key),
      saidAt: session.saidAt,
      from: values.home_from === undefined ? null : String(values.home_from),
      household: own.household_number ? String(own.household_number) : null,
    },
  };
}

async function prepare(session: Session, rows: readonly SheetRow[]): Promise<Judged<Arrival>[]> {
  const { actor, areas, runtime } = session;
  const reaches = (area: string): boolean => mayAt(actor, IMPORT, area, areas);
  const houses = await findHouses(
    runtime,
    rows.map(({ values }) => values),
    reaches,
  );
  return rows.map((row, i) => judgeRow(session, row, houses[i]!));
}

/** What a record would come to if these arrivals were taken: read from what was said of it. */
function foreseen(
  entry: Entry,
  arrivals: readonly Arrival[],
  source: string,
  folding: Folding,
  now: Date,
): Verdict {
  const own = entry.arrivals.map((at) => arrivals[at]!);
  const news = own.filter((arrival) => isNews(entry.said, source, keyOf(arrival), spokenOf(arrival)));
  if (entry.person && news.length === 0) return { outcome: 'same' };
  const last = entry.said.at(-1)?.order ?? 0;
  const said = news.map(
    (arrival, i): Said => ({
      ...{
        id: `${i}`,
        source,
        key: keyOf(arrival),
        about: entry.person?.id ?? '',
        saidAt: arrival.saidAt ?? now,
        at: now,
      },
      ...{ order: last + 1 + i, deliberate: false, values: spokenOf(arrival) },
    }),
  );
  const waits = folded([...entry.said, ...said], folding).waiting.length > 0 || entry.doubles.length > 0;
  return { outcome: waits ? 'waiting' : entry.person ? 'changed' : 'new' };
}

/** The items of sensitive groups that the importer does not keep in the whole city. */
function keptInPart({ actor, areas, items }: Session): Set<string> {
  const groups = Map.groupBy(items.all(SUBJECT), ({ group }) => group);
  groups.delete(undefined);
  return new Set(
    [...groups].flatMap(([group, all]) =>
      reachOf(actor, areas, undefined, `resident:group-${group}`) === null ? [] : all.map(({ code }) => code),
    ),
  );
}

/**
 * Takes what may be taken. Where a record is that a row meets is known only here: one that lies where the importer does not keep a sensitive
 * group is not written on by its items.
 */
async function takeKept(
  ctx: Context,
  session: Session,
  plans: readonly Arrival[],
  take: (plans: readonly Arrival[]) => Promise<Verdict[]>,
): Promise<Verdict[]> {
  const inPart = keptInPart(session);
  const at = plans.flatMap(({ values }, i) =>
    Object.keys(values).some((code) => inPart.has(code)) ? [i] : [],
  );
  if (at.length === 0) return take(plans);
  const refused = new Map<number, Verdict>();
  const spoken = at.map((i) => plans[i]!);
  for (const [each, person] of (await personsOf(ctx, session.source, spoken)).entries()) {
    const why = person && groupFault(session, spoken[each]!.values, person.area_id);
    if (why) refused.set(at[each]!, { outcome: 'refused', ...why });
  }
  const verdicts = await take(plans.filter((_, i) => !refused.has(i)));
  return plans.map((_, i) => refused.get(i) ?? verdicts.shift()!);
}

/** Tables of people: each row is what its source says of a person, as if somebody had typed it. */
export const personSheet: SheetTarget<Session, Arrival> = {
  subject: SUBJECT,
  name: '人员',
  permission: IMPORT,
  fields: personFields,
  async open(runtime: Runtime, actor: Actor, values: SheetValues): Promise<Session> {
    const [areas, items] = await Promise.all([areaTree(runtime), registryItems(runtime)]);
    return {
      ...{ actor, areas, items, runtime },
      source: String(values.source ?? SHEET),
      saidAt: saidAt(values, runtime.clock.now()),
      keeps: values.home_missing === 'keep',
    };
  },
  // Whoever lives somewhere does so once; one may own, or be registered at, several houses.
  key(values) {
    const who = values.id_number ?? values.source_key;
    if (who === undefined || who === null) return null;
    const tie = tieOf(values.home_tie);
    const there = tie === 'owner' || tie === 'registered';
    const { home_code, home_estate, home_building, home_unit, home_number, home_address } = values;
    return there
      ? [who, tie, home_code, home_estate, home_building, home_unit, home_number, home_address].join('\n')
      : String(who);
  },
  prepare,
  // Without the cell by which the home is looked for, another one would be found, or none.
  async judgeFaulty(session, rows) {
    const home = rows.map(({ faulty }) => [...faulty].every((field) => !field.startsWith('home_')));
    const judged = await prepare(
      session,
      rows.filter((_, i) => home[i]),
    );
    return rows.map(({ faulty }, i) => {
      const each = home[i] ? judged.shift()! : null;
      return each && 'faults' in each ? each.faults.filter(({ field = '' }) => !faulty.has(field)) : [];
    });
  },
  foresee: (ctx, session, plans) =>
    takeKept(ctx, session, plans, async (kept) => {
      const [entries, folding] = [await entriesOf(ctx, session.source, kept), await foldingOf(ctx.runtime)];
      const verdicts: Verdict[] = [];
      for (const entry of entries) {
        const verdict = foreseen(entry, kept, session.source, folding, ctx.now);
        for (const at of entry.arrivals) verdicts[at] = verdict;
      }
      return verdicts;
    }),
  write: (ctx, session, plans) =>
    takeKept(ctx, session, plans, async (kept) => {
      const received = await receive(ctx, session.source, kept);
      return received.map(({ outcome, waiting, doubles }) => ({
        outcome: outcome !== 'same' && waiting.length + doubles.length > 0 ? 'waiting' : outcome,
      }));
    }),
};
