import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { state, type Values } from '../source/index.ts';
import { type Lying, locate } from './locate.ts';
import { number } from './number.ts';
import { requireEdit } from './policy.ts';
import {
  findPlace,
  openSealed,
  type PlaceRow,
  type PlaceWrite,
  requireFresh,
  type Standing,
  writePlaces,
} from './row.ts';
import { fenced, REGISTRY, type Subject } from './rules.ts';
import type { ChangeBody, NewBody } from './schema.ts';
import { onceOnly, refuseTaken } from './taken.ts';
import { tiesOf } from './ties.ts';
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
  // News goes to whoever sees anything of an area: that there is an incident is theirs alone who see it.
  const scopes =
    row.subject === 'incident' ? [ctx.actor.id] : [...(areas.get(row.area_id ?? '')?.path ?? [])];
  const moved = JSON.stringify(from) !== JSON.stringify(to);
  return record(ctx, {
    subjectKind: fenced(row.subject) ? `place_${row.subject}` : 'place',
    subject: row.id,
    kind,
    audience: 'staff',
    scopes,
    data: { ...data, subject: row.subject, ...(moved ? { count: { subject: row.subject, from, to } } : {}) },
    prevHash,
  });
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
  requireEdit(actor, await areaTree(runtime), { subject, area_id: place.area_id });
  const work = async (ctx: Context) => {
    const known = await sql<{ created_by: string }>`
      select created_by from place where id = ${id}::uuid`.execute(ctx.db);
    if (known.rows[0]?.created_by === actor.id) return { id };
    if (known.rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const none = {
      ...{ public: false, unit_id: null, holder_kind: null, holder_id: null },
      ...{ parking_id: null, related_id: null },
    };
    const row: Standing = {
      ...{ id, subject, ...place, items: open, source_key: null },
      ...(await tiesOf(ctx, subject, body, none)),
    };
    refuseHidden(row);
    await refuseTaken(ctx, row, hidden);
    await register(ctx, [{ row, hidden }], { source });
    return { id };
  };
  return onceOnly(
    () => subject,
    () => run(runtime, actor, work),
  );
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
  requireEdit(actor, areas, next);
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
  let subject: Subject | undefined;
  const work = async (ctx: Context) => {
    const row = await lockOwn(ctx, actor, id, body.version);
    ({ subject } = row);
    await changeLocked(ctx, row, body);
    return { id };
  };
  return onceOnly(
    () => subject,
    () => run(runtime, actor, work),
  );
}

/** A place of the actor's, locked and fresh, which the actor may edit. */
export async function lockOwn(ctx: Context, actor: Actor, id: string, version?: number): Promise<PlaceRow> {
  const areas = await areaTree(ctx.runtime);
  const row = await findPlace(ctx, id, true);
  requireFresh(row, version ?? row.version);
  requireEdit(actor, areas, row);
  return row;
}
