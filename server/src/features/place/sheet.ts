import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { canonical } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { SAID_ON, saidAt } from '../../platform/sheet/said.ts';
import type {
  Judged,
  SheetFault,
  SheetField,
  SheetRow,
  SheetTarget,
  SheetValues,
  Verdict,
} from '../../platform/sheet/target.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type RegistryItems, registryItems } from '../dictionary/index.ts';
import {
  hear,
  keepNews,
  type Spoken,
  sourcesOf,
  type Value,
  type Values,
  type Voice,
} from '../source/index.ts';
import { type Fresh, register } from './commands.ts';
import { changed, standsBy } from './folded.ts';
import { type Lying, locate } from './locate.ts';
import { holdsArea, type Reach, reachOf, rightsOf } from './policy.ts';
import { componentKinds } from './queries.kinds.ts';
import { writePlaces } from './row.ts';
import { CODE_ITEM, codePrefix, naming, REGISTRY, type Subject, subjects, WORDS } from './rules.ts';
import { firstOf, type Known, PlaceFinder, type Plan } from './sheet.find.ts';
import { NAMES_PERSON, part } from './values.ts';

interface Session extends Voice {
  runtime: Runtime;
  areas: AreaTree;
  reach: Reach;
  registry: RegistryItems;
  /** Classes of components by code and name; null for others. */
  classes: Map<string, string> | null;
}

const words = (text: string): string[] => text.split(' ');
/** What the table is, where a row lies and how the table calls it: no items of the registry, so they stand here. */
const BESIDE: SheetField[] = [
  {
    code: 'source_key',
    name: '来源编号',
    type: 'text',
    most: 60,
    aliases: words('系统编号 外部编号 登记编号'),
  },
  {
    ...{
      code: 'grid',
      name: '所属网格',
      type: 'text',
      most: 100,
      hint: '编码，或不重名的名称；有经纬度的以位置为准',
    },
    aliases: words('网格 网格编码 网格名称 社区 所属社区 区域'),
  },
  SAID_ON,
];
const beside = new Set([...BESIDE.map(({ code }) => code), 'source', 'lng', 'lat']);

const text = (values: SheetValues, code: string): string | null => {
  const value = values[code];
  return value === undefined || value === null || value === '' ? null : String(value);
};
const fault = (field: string, code: string, said: string) => ({ faults: [{ field, code, words: said }] });

async function fieldsFor(runtime: Runtime, subject: Subject): Promise<SheetField[]> {
  const [registry, sources] = await Promise.all([registryItems(runtime), sourcesOf(runtime)]);
  const must = new Set(subject === 'vehicle' ? ['plate', 'kind'] : ['name', 'kind']);
  const own = registry.of(REGISTRY[subject]).map(
    (item): SheetField => ({
      ...item,
      ...(must.has(item.code) && subject !== 'component' && { required: true as const }),
    }),
  );
  const choices = sources.all().map(({ code, name }) => ({ code, name }));
  return [...own, ...BESIDE, { code: 'source', name: '数据来源', type: 'text', aliases: [], choices }];
}

/** The grid of the row's point, else the one area that it names. */
async function liesFor({ runtime, areas }: Session, values: SheetValues): Promise<Lying> {
  const [lng, lat] = [Number(values.lng), Number(values.lat)];
  const point = text(values, 'lng') && text(values, 'lat') ? { lng, lat } : null;
  const said = text(values, 'grid');
  return locate(runtime, point, (said && areas.named(said)?.id) || null);
}

const outside = (words: string) => fault('grid', 'outside_reach', words);

/** What the row says, the class of a component by its code; or why there is none. */
function saidBy({ classes }: Session, values: SheetValues): { own: Values } | { faults: SheetFault[] } {
  const own: Values = Object.fromEntries(
    Object.entries(values).filter(([code, value]) => !beside.has(code) && value !== null && value !== ''),
  );
  if (!classes) return { own };
  const kind = classes.get(String(own.kind ?? '').trim());
  if (!kind) return fault('kind', 'unknown_kind', '没有这个部件类别，请填写小类的名称或代码。');
  return { own: { ...own, kind, name: own.name ?? (values.kind as Value) } };
}

async function judge(session: Session, subject: Subject, { values }: SheetRow): Promise<Judged<Plan>> {
  const said = saidBy(session, values);
  if ('faults' in said) return said;
  const { own } = said;
  const person = naming(subject, own);
  if (person) return fault(person, 'names_person', NAMES_PERSON);
  const lies = await liesFor(session, values);
  if (lies.area_id === null)
    return fault('grid', 'required', '不知道它归哪个网格：请填写经纬度，或网格的编码、不重名的名称。');
  if (!holdsArea(session.reach, lies.area_id))
    return outside('这一行不在您负责的区域内，请由所在社区或街道导入。');
  const coded = subject !== 'component' || own.component_code;
  if (!coded && !codePrefix(session.areas.get(lies.area_id)?.code ?? '', String(own.kind)))
    return fault('component_code', 'required', '这里编不出部件代码，请填写已有的代码。');
  const named = text(values, 'source_key');
  // Of what carries no number the row itself is the name: the same row again is the same lamp. Without a point its grid says which.
  const { area_id, lng, lat } = lies;
  const key = coded
    ? named
    : (named ??
      sha256(canonical({ ...own, ...(lng === null ? { area_id } : { lng, lat }) }))
        .toString('base64url')
        .slice(0, 22));
  const ownKey = key && `${session.source}:${key}`;
  return { plan: { ...part(session.registry, subject, own), lies, sourceKey: key, ownKey } };
}

/** A row about something known, as it is weighed: what it says beside what there is. */
const spokenOf = ({ open, hidden, lies, sourceKey }: Plan, { row, sealed }: Known): Spoken => ({
  ...{ id: row.id, held: { ...row.items, ...sealed, lng: row.lng, lat: row.lat } },
  said: { ...open, ...(lies.lng === null ? {} : { lng: lies.lng, lat: lies.lat }) },
  ...{ hidden, sourceKey, area: row.area_id },
});

/** Why what a row speaks of cannot hear it. */
function refusal({ reach }: Session, subject: Subject, found: readonly Known[]): Verdict | null {
  const refused = ({ faults }: { faults: SheetFault[] }): Verdict => ({ outcome: 'refused', faults });
  if (found.length > 1)
    return refused(
      fault(CODE_ITEM[subject] ?? 'plate', 'taken', '这个号码已经登记在另一条上，请核对号码和来源编号。'),
    );
  return found.every(({ row }) => holdsArea(reach, row.area_id))
    ? null
    : refused(outside('它登记在别的区域，请由那里的社区或街道导入，或先由他们改所属网格。'));
}

type About = { plan: Plan; known: Known };

/** Known ones hear what the rows say; what holds then is decided among all that was said. */
async function tellKnown(
  ctx: Context,
  session: Session,
  kind: string,
  all: readonly About[],
  write: boolean,
): Promise<Verdict[]> {
  const spoken = all.map(({ plan, known }) => spokenOf(plan, known));
  const heard = await hear(ctx, kind, session, spoken);
  if (write) {
    keepNews(ctx, kind, session, spoken, heard);
    const writes = [];
    for (const [i, { known }] of all.entries()) {
      // What only waits is kept among what was said: the place itself stays as it is.
      if (!heard[i]!.changed) continue;
      const stands = await standsBy(ctx, known.row, heard[i]!.now);
      const items = Object.keys({ ...spoken[i]!.said, ...spoken[i]!.hidden });
      writes.push(await changed(ctx, known.row, stands, known.sealed, { items, source: session.source }));
    }
    await writePlaces(ctx, writes);
  }
  return heard.map(({ outcome }) => ({ outcome }));
}

const freshOf = (ctx: Context, subject: Subject, { lies, open, hidden, sourceKey, ownKey }: Plan): Fresh => ({
  row: {
    ...{ id: uuidv7(ctx.now), subject, ...lies, items: open, source_key: ownKey },
    ...{ public: false, unit_id: null, holder_kind: null, holder_id: null },
    ...{ parking_id: null, related_id: null },
  },
  ...{ hidden, sourceKey },
});

/** What becomes of rows that can be looked up together; of a second row about one thing nothing yet. */
async function takeNow(
  ctx: Context,
  session: Session,
  subject: Subject,
  plans: readonly Plan[],
  write: boolean,
): Promise<Map<Plan, Verdict>> {
  const finder = await PlaceFinder.read(ctx, subject, plans);
  const verdicts = new Map<Plan, Verdict>();
  const [about, fresh]: [Map<string, About>, Plan[]] = [new Map(), []];
  for (const plan of plans) {
    const found = finder.find(plan);
    const [known] = found;
    const wrong = refusal(session, subject, found);
    if (wrong) verdicts.set(plan, wrong);
    else if (!known) fresh.push(plan);
    else if (!about.has(known.row.id)) about.set(known.row.id, { plan, known });
  }
  const all = [...about.values()];
  const told = await tellKnown(ctx, session, REGISTRY[subject], all, write);
  for (const [i, { plan }] of all.entries()) verdicts.set(plan, told[i]!);
  for (const plan of fresh) verdicts.set(plan, { outcome: 'new' });
  if (write)
    await register(
      ctx,
      fresh.map((plan) => freshOf(ctx, subject, plan)),
      session,
    );
  return verdicts;
}

/** Rows in their order: those that speak of what others before them make or change come after these are written. */
async function take(
  ctx: Context,
  session: Session,
  subject: Subject,
  plans: readonly Plan[],
  write: boolean,
): Promise<Verdict[]> {
  const verdicts = new Map<Plan, Verdict>();
  for (let left = plans; left.length > 0; ) {
    for (const [plan, verdict] of await takeNow(ctx, session, subject, firstOf(subject, left), write))
      verdicts.set(plan, verdict);
    left = plans.filter((plan) => !verdicts.has(plan));
    if (left.length > 0) await ctx.flush();
  }
  return plans.map((plan) => verdicts.get(plan)!);
}

/** Tables of one subject: each row is what its source says of one of them, by the same checks as the form. */
const targetOf = (subject: Subject): SheetTarget<Session, Plan> => ({
  subject: REGISTRY[subject],
  name: WORDS[subject],
  permission: rightsOf(subject).import,
  fields: (runtime) => fieldsFor(runtime, subject),
  async open(runtime: Runtime, actor: Actor, values: SheetValues): Promise<Session> {
    const [areas, registry] = await Promise.all([areaTree(runtime), registryItems(runtime)]);
    const kinds = subject === 'component' ? await componentKinds(runtime) : null;
    return {
      ...{ runtime, areas, registry, reach: reachOf(actor, areas, rightsOf(subject).import) },
      classes:
        kinds &&
        new Map([
          ...kinds.map(({ code, name }) => [name, code] as const),
          ...kinds.map(({ code }) => [code, code] as const),
        ]),
      source: text(values, 'source') ?? 'sheet',
      saidAt: saidAt(values, runtime.clock.now()),
    };
  },
  key: (values) =>
    text(values, CODE_ITEM[subject] ?? 'plate') ??
    text(values, 'source_key') ??
    (subject === 'component'
      ? canonical(values)
      : [values.name, values.address, values.grid, values.happened_on].join('\n')),
  prepare: (session, rows) => Promise.all(rows.map((row) => judge(session, subject, row))),
  foresee: (ctx, session, plans) => take(ctx, session, subject, plans, false),
  write: (ctx, session, plans) => take(ctx, session, subject, plans, true),
});

export const placeSheets = subjects.map(targetOf);
