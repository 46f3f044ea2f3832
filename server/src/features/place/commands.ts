import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { state, type Values } from '../source/index.ts';
import { requireHolder } from './holders.ts';
import { type Lying, locate } from './locate.ts';
import { number } from './number.ts';
import { reachOf, requireEdit, VIEW } from './policy.ts';
import {
  findPlace,
  openSealed,
  type PlaceRow,
  type PlaceWrite,
  requireFresh,
  type Standing,
  writePlaces,
} from './row.ts';
import { CODE_ITEM, REGISTRY, type Subject } from './rules.ts';
import type { ChangeBody, NewBody } from './schema.ts';
import { checkValues } from './values.ts';

/** What a grid and a kind count; null where it does not count. */
type Counted = [area: string | null, kind: string] | null;

export const countedOf = (row: { area_id: string | null; kind: string }): Counted => [row.area_id, row.kind];

interface Told {
  kind: string;
  row: Pick<Standing, 'id' | 'subject' | 'area_id'>;
  /** Codes of items, never values. */
  data: Record<string, unknown>;
  from: Counted;
  to: Counted;
  prevHash: Buffer | null;
}

/** Queues the event of a change: whom it concerns, and what the counts make of it. */
export async function tell(ctx: Context, { kind, row, data, from, to, prevHash }: Told): Promise<Buffer> {
  const areas = await areaTree(ctx.runtime);
  const moved = JSON.stringify(from) !== JSON.stringify(to);
  return record(ctx, {
    subjectKind: row.subject === 'vehicle' ? 'place_vehicle' : 'place',
    subject: row.id,
    kind,
    audience: 'staff',
    scopes: [...(areas.get(row.area_id ?? '')?.path ?? [])],
    data: { ...data, subject: row.subject, ...(moved ? { count: { subject: row.subject, from, to } } : {}) },
    prevHash,
  });
}

type Ties = Pick<Standing, 'public' | 'unit_id' | 'holder_kind' | 'holder_id' | 'parking_id'>;

async function mustBe(ctx: Context, id: string, subject: Subject, path: string, words: string) {
  const { rows } = await sql`
    select from place where id = ${id}::uuid and subject = ${subject} and retired_at is null`.execute(ctx.db);
  if (!rows[0]) throw badField(path, 'unknown', words);
}

/** What it is tied to; what is not said stays. */
async function tiesOf(
  ctx: Context,
  subject: Subject,
  said: Omit<Static<typeof ChangeBody>, 'version'>,
  before: Ties,
): Promise<Ties> {
  const { holder, unit, parking } = said;
  if (unit && !(await unitRegistry(ctx.runtime)).get(unit))
    throw badField('unit', 'unknown_unit', '所选单位不存在或已停用，请重新选择。');
  if (holder?.kind === 'organisation')
    await mustBe(ctx, holder.id, 'organisation', 'holder', '没有这个单位，请重新选择。');
  if (holder?.kind === 'person' && holder.id !== before.holder_id) await requireHolder(ctx, holder.id);
  if (parking) await mustBe(ctx, parking, 'facility', 'parking', '没有这个停车场所，请重新选择。');
  if (said.public && subject !== 'facility')
    throw badField('public', 'not_here', '只有场所设施可以向居民公开。');
  return {
    public: said.public ?? before.public,
    unit_id: unit === undefined ? before.unit_id : unit,
    holder_kind: holder === undefined ? before.holder_kind : (holder?.kind ?? null),
    holder_id: holder === undefined ? before.holder_id : (holder?.id ?? null),
    parking_id: parking === undefined ? before.parking_id : parking,
  };
}

/** Refuses an identifier that another one in use carries: a credit code, a component's number, a plate. */
export async function refuseTaken(ctx: Context, row: Standing, hidden: Values): Promise<void> {
  const item = CODE_ITEM[row.subject];
  const code = item ? (row.items[item] ?? null) : null;
  const plate = hidden.plate ? String(hidden.plate) : null;
  if (!code && !plate) return;
  const carried = plate === null ? sql`false` : printIs(ctx.runtime.sealer, sql.ref('print'), plate);
  const { rows } = await sql`
    select from place where id <> ${row.id}::uuid and retired_at is null
      and ((subject = ${row.subject} and code = ${code}) or ${carried}) limit 1`.execute(ctx.db);
  if (rows[0])
    throw plate
      ? badField('values.plate', 'taken', '这个车牌号已经登记过。')
      : badField(`values.${item}`, 'taken', '这个代码已经登记过，请先查找。');
}

function refuseHidden(row: Standing): void {
  if (row.public && row.lng === null)
    throw badField('point', 'required', '向居民公开的场所要在地图上标出位置。');
}

/** Who says it, and for which day; now where the source says nothing of it. */
export interface From {
  source: string;
  saidAt?: Date;
  sourceKey?: string | null;
}

/** What the sources keep of it; about persons behind the fence of its area. Returns the statement, null where nothing was said. */
export function stateValues(
  ctx: Context,
  row: Standing,
  said: From & { open: Values; hidden: Values; deliberate: boolean; point: boolean },
): string | null {
  const values = { ...said.open, ...(said.point ? { lng: row.lng, lat: row.lat } : {}) };
  if (Object.keys(values).length + Object.keys(said.hidden).length === 0) return null;
  return state(ctx, {
    subjectKind: REGISTRY[row.subject],
    subject: row.id,
    source: said.source,
    sourceKey: said.sourceKey ?? null,
    ...(said.saidAt && { saidAt: said.saidAt }),
    values,
    hidden: said.hidden,
    deliberate: said.deliberate,
    area: row.area_id,
  }).id;
}

/** What is new, with what it says of persons. */
export interface Fresh {
  row: Standing;
  hidden: Values;
  sourceKey?: string | null;
}

/** Writes new ones: each is a statement of its source and an event; one statement for each table. Components without a code are given one. */
export async function register(
  ctx: Context,
  all: readonly Fresh[],
  { source, saidAt }: Pick<From, 'source' | 'saidAt'>,
): Promise<void> {
  if (all.length === 0) return;
  await number(
    ctx,
    all.map(({ row }) => row).filter(({ subject }) => subject === 'component'),
  );
  const writes: PlaceWrite[] = [];
  for (const { row, hidden, sourceKey = null } of all) {
    const values = { open: row.items, hidden, deliberate: false, point: row.lng !== null };
    stateValues(ctx, row, { source, ...(saidAt && { saidAt }), sourceKey, ...values });
    const hash = await tell(ctx, {
      ...{
        kind: 'place.created',
        row,
        from: null,
        to: [row.area_id, String(row.items.kind)],
        prevHash: null,
      },
      data: { items: [...Object.keys(row.items), ...Object.keys(hidden)], source },
    });
    writes.push({ row, hidden, before: null, hash });
  }
  await writePlaces(ctx, writes);
}

/**
 * Registers something. Refuses values the registry does not take, a place outside the actor's areas, and an identifier that is registered
 * already. The same submission sent again makes one.
 */
export async function createPlace(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof NewBody>,
  source = 'manual',
): Promise<{ id: string }> {
  const { client_id: id, subject, point = null, area = null } = body;
  const { open, hidden } = await checkValues(runtime, subject, body.values, true);
  const place = await locate(runtime, point, area);
  requireEdit(actor, await areaTree(runtime), place.area_id);
  return run(runtime, actor, async (ctx) => {
    const known = await sql<{ created_by: string }>`
      select created_by from place where id = ${id}::uuid`.execute(ctx.db);
    if (known.rows[0]?.created_by === actor.id) return { id };
    if (known.rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const none = { public: false, unit_id: null, holder_kind: null, holder_id: null, parking_id: null };
    const row: Standing = {
      ...{ id, subject, ...place, items: open, source_key: null },
      ...(await tiesOf(ctx, subject, body, none)),
    };
    refuseHidden(row);
    await refuseTaken(ctx, row, hidden);
    await register(ctx, [{ row, hidden }], { source });
    return { id };
  });
}

const differs = (before: Values, said: Values): Values =>
  Object.fromEntries(Object.entries(said).filter(([code, value]) => (before[code] ?? null) !== value));

/** The row as it would stand after a change. */
async function changed(
  ctx: Context,
  row: PlaceRow,
  body: Omit<Static<typeof ChangeBody>, 'version'>,
  open: Values,
) {
  const asked = body.point !== undefined || body.area !== undefined;
  const before = row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat };
  const point = body.point === undefined ? before : body.point;
  const area = body.area === undefined && row.area_by === 'hand' ? row.area_id : (body.area ?? null);
  const place: Lying = asked ? await locate(ctx.runtime, point, area) : row;
  const { area_id, area_by, lng, lat } = place;
  return {
    ...row,
    ...{ area_id, area_by, lng, lat },
    ...(await tiesOf(ctx, row.subject, body, row)),
    items: { ...row.items, ...open },
    kind: String(open.kind ?? row.kind),
  };
}

/**
 * `changePlace` of a row that the caller holds (`lockOwn`); returns the statement behind the change, null where nothing differs. `again`: what
 * is there already is said all the same, so that each change has its statement.
 */
export async function changeLocked(
  ctx: Context,
  row: PlaceRow,
  body: Omit<Static<typeof ChangeBody>, 'version'>,
  again = false,
): Promise<string | null> {
  const { runtime, actor } = ctx;
  const areas = await areaTree(runtime);
  const said = await checkValues(runtime, row.subject, body.values ?? {}, false);
  const sealed = await openSealed(ctx, row.id);
  const [open, hidden] = again
    ? [said.open, said.hidden]
    : [differs(row.items, said.open), differs(sealed, said.hidden)];
  const next = await changed(ctx, row, body, open);
  requireEdit(actor, areas, next.area_id);
  refuseHidden(next);
  const whole = { ...sealed, ...hidden };
  await refuseTaken(ctx, next, whole);
  const point = next.lng !== row.lng || next.lat !== row.lat;
  const statement = stateValues(ctx, next, { open, hidden, deliberate: true, point, source: 'manual' });
  const hash = await tell(ctx, {
    ...{ kind: 'place.changed', row: next, from: countedOf(row), to: countedOf(next) },
    data: { items: [...Object.keys(open), ...Object.keys(hidden), ...(point ? ['point'] : [])] },
    prevHash: row.event_hash,
  });
  await writePlaces(ctx, [
    { row: next, hidden: Object.keys(hidden).length > 0 ? whole : null, before: row, hash },
  ]);
  return statement;
}

/**
 * Changes what is given and leaves the rest: a deliberate statement, which overrules what sources said before. Refuses a stale version, what is
 * retired, and a move out of the actor's areas.
 */
export function changePlace(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof ChangeBody>,
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    await changeLocked(ctx, await lockOwn(ctx, actor, id, body.version), body);
    return { id };
  });
}

/** A place of the actor's, locked and fresh, which the actor may edit. */
export async function lockOwn(ctx: Context, actor: Actor, id: string, version?: number): Promise<PlaceRow> {
  const areas = await areaTree(ctx.runtime);
  const row = await findPlace(ctx.db, reachOf(actor, areas, VIEW), id, true);
  requireFresh(row, version ?? row.version);
  requireEdit(actor, areas, row.area_id);
  return row;
}
