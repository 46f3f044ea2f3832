import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import type { SheetField, SheetRow, SheetTarget, SheetValues, Verdict } from '../../platform/sheet/target.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type RegistryItems, registryItems } from '../dictionary/index.ts';
import { type Said, sourcesOf, standing, statementsOf, type Values } from '../source/index.ts';
import { refuseTaken, register, stateValues } from './commands.ts';
import { foldOf, rewrite } from './folded.ts';
import { type Lying, locate } from './locate.ts';
import { holdsArea, IMPORT, type Reach, reachOf } from './policy.ts';
import { componentKinds } from './queries.kinds.ts';
import { openSealed, PLACE, type PlaceRow, type Standing } from './row.ts';
import { CODE_ITEM, REGISTRY, type Subject, WORDS } from './rules.ts';
import { part } from './values.ts';

interface Session {
  runtime: Runtime;
  areas: AreaTree;
  reach: Reach;
  registry: RegistryItems;
  /** Classes of components by code and name; null for others. */
  classes: Map<string, string> | null;
  source: string;
  saidAt: Date;
}

/** One row as it will be said. */
interface Plan {
  open: Values;
  hidden: Values;
  lies: Lying;
  sourceKey: string | null;
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
  { code: 'said_on', name: '数据日期', type: 'date', aliases: [], hint: '这份表截至哪一天；不填为今天' },
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
  const named = said ? areas.all().filter(({ name, retired }) => name === said && !retired) : [];
  const area = said ? (areas.byCode(said) ?? (named.length === 1 ? named[0] : undefined)) : undefined;
  return locate(runtime, point, area?.id ?? null);
}

async function judge(session: Session, subject: Subject, { values }: SheetRow) {
  const own: Values = Object.fromEntries(Object.entries(values).filter(([code]) => !beside.has(code)));
  if (session.classes) {
    const kind = session.classes.get(String(own.kind ?? '').trim());
    if (!kind) return fault('kind', 'unknown_kind', '没有这个部件类别，请填写小类的名称或代码。');
    Object.assign(own, { kind, name: own.name ?? values.kind ?? null });
  }
  const lies = await liesFor(session, values);
  if (lies.area_id === null)
    return fault('grid', 'required', '不知道它归哪个网格：请填写经纬度，或网格的编码、不重名的名称。');
  if (!holdsArea(session.reach, lies.area_id))
    return fault('grid', 'outside_reach', '这一行不在您负责的区域内，请由所在社区或街道导入。');
  return { plan: { ...part(session.registry, subject, own), lies, sourceKey: text(values, 'source_key') } };
}

/** What is in use and means the same: by its identifier, by what the source calls it, by name and address in the same grid. */
async function knownOf(ctx: Context, subject: Subject, plan: Plan): Promise<PlaceRow | null> {
  const code = plan.open[CODE_ITEM[subject] ?? ''] ?? null;
  const print = plan.hidden.plate ? ctx.runtime.sealer.fingerprint(String(plan.hidden.plate)) : null;
  const { rows } = await sql<PlaceRow>`
    select ${PLACE} from place p where p.subject = ${subject} and p.retired_at is null and (
      p.code = ${code} or p.print = ${print}::bytea or p.source_key = ${plan.sourceKey}
      or (${code}::text is null and ${print}::bytea is null and ${plan.sourceKey}::text is null and p.subject <> 'component'
        and p.area_id = ${plan.lies.area_id}::uuid and p.name = ${String(plan.open.name ?? '')}
        and p.address = ${String(plan.open.address ?? '')}))
    order by p.id limit 1 for update`.execute(ctx.db);
  return rows[0] ?? null;
}

const said = ({ open, hidden, lies }: Plan): Values => ({
  ...open,
  ...hidden,
  ...(lies.lng === null ? {} : { lng: lies.lng, lat: lies.lat }),
});

/** Whether a place holds all that a row says. */
async function holdsAll(ctx: Context, row: PlaceRow, plan: Plan): Promise<boolean> {
  const held: Values = { ...row.items, ...(await openSealed(ctx, row.id)), lng: row.lng, lat: row.lat };
  return Object.entries(said(plan)).every(([code, value]) => value === null || held[code] === value);
}

async function foreseeOne(ctx: Context, session: Session, subject: Subject, plan: Plan): Promise<Verdict> {
  const row = await knownOf(ctx, subject, plan);
  if (!row) return { outcome: 'new' };
  if (await holdsAll(ctx, row, plan)) return { outcome: 'same' };
  const known = standing(await statementsOf(ctx, [row.id]));
  const word: Said = {
    ...{ id: 'next', source: session.source, key: plan.sourceKey, about: row.id, deliberate: false },
    ...{ saidAt: session.saidAt, at: ctx.now, order: (known.at(-1)?.order ?? 0) + 1, values: said(plan) },
  };
  const { waiting } = await foldOf(ctx, row, [...known, word]);
  return { outcome: waiting.length > 0 ? 'waiting' : 'changed' };
}

async function writeOne(ctx: Context, session: Session, subject: Subject, plan: Plan): Promise<Verdict> {
  const row = await knownOf(ctx, subject, plan);
  const { source, saidAt } = session;
  const from = { source, saidAt, sourceKey: plan.sourceKey };
  const none = { public: false, unit_id: null, holder_kind: null, holder_id: null, parking_id: null };
  if (!row) {
    const fresh: Standing = {
      ...{
        id: uuidv7(ctx.now),
        subject,
        ...plan.lies,
        ...none,
        items: plan.open,
        source_key: plan.sourceKey,
      },
    };
    await register(ctx, fresh, plan.hidden, from);
    await ctx.flush();
    return { outcome: 'new' };
  }
  if (await holdsAll(ctx, row, plan)) return { outcome: 'same' };
  await refuseTaken(ctx, { ...row, items: { ...row.items, ...plan.open } }, plan.hidden);
  const point = plan.lies.lng !== null;
  const place = point ? plan.lies : { lng: null, lat: null };
  stateValues(
    ctx,
    { ...row, ...place, area_id: row.area_id },
    { ...plan, ...from, deliberate: false, point },
  );
  const waiting = await rewrite(ctx, row, { items: Object.keys(said(plan)), source }, () => {});
  await ctx.flush();
  return { outcome: waiting.length > 0 ? 'waiting' : 'changed' };
}

/** One after the other; what an identifier that somebody else carries stops is refused, and the rows after it go on. */
async function each(plans: readonly Plan[], work: (plan: Plan) => Promise<Verdict>): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const plan of plans)
    verdicts.push(
      await work(plan).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        return { outcome: 'refused' as const, faults: [{ code: error.code, words: error.message }] };
      }),
    );
  return verdicts;
}

/** Tables of one subject: each row is what its source says of one of them, by the same checks as the form. */
const targetOf = (subject: Subject): SheetTarget<Session, Plan> => ({
  subject: REGISTRY[subject],
  name: WORDS[subject],
  permission: IMPORT,
  fields: (runtime) => fieldsFor(runtime, subject),
  async open(runtime: Runtime, actor: Actor, values: SheetValues): Promise<Session> {
    const [areas, registry] = await Promise.all([areaTree(runtime), registryItems(runtime)]);
    const kinds = subject === 'component' ? await componentKinds(runtime) : null;
    return {
      ...{ runtime, areas, registry, reach: reachOf(actor, areas, IMPORT) },
      classes:
        kinds &&
        new Map([
          ...kinds.map(({ code, name }) => [name, code] as const),
          ...kinds.map(({ code }) => [code, code] as const),
        ]),
      source: text(values, 'source') ?? 'sheet',
      saidAt: values.said_on ? new Date(`${values.said_on}T00:00:00+08:00`) : runtime.clock.now(),
    };
  },
  key: (values) =>
    text(values, CODE_ITEM[subject] ?? 'plate') ??
    text(values, 'source_key') ??
    (subject === 'component' ? null : [values.name, values.address, values.grid].join('\n')),
  prepare: (session, rows) => Promise.all(rows.map((row) => judge(session, subject, row))),
  foresee: (ctx, session, plans) => each(plans, (plan) => foreseeOne(ctx, session, subject, plan)),
  write: (ctx, session, plans) => each(plans, (plan) => writeOne(ctx, session, subject, plan)),
});

export const placeSheets = (['organisation', 'facility', 'component', 'vehicle'] as const).map(targetOf);
