import { sql } from 'kysely';
import { conflict, notFound } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { docOf, wordsOf } from '../../platform/words.ts';
import { areaTree } from '../area/index.ts';
import { registryItems } from '../dictionary/index.ts';
import { moveFences, type Values } from '../source/index.ts';
import { seen } from './policy.ts';
import { columnsOf, fenced, maskPlate, maskValue, REGISTRY, type Subject, WORDS } from './rules.ts';

/** What a place is, apart from who changed it when. */
export interface Standing {
  id: string;
  subject: Subject;
  area_id: string | null;
  area_by: 'place' | 'hand';
  lng: number | null;
  lat: number | null;
  public: boolean;
  unit_id: string | null;
  holder_kind: 'person' | 'organisation' | null;
  holder_id: string | null;
  parking_id: string | null;
  related_id: string | null;
  items: Values;
  source_key: string | null;
}
export interface PlaceRow extends Standing {
  kind: string;
  name: string;
  code: string | null;
  state: string | null;
  address: string;
  address_code: string | null;
  created_by: string;
  created_at: Date;
  changed_at: Date;
  retired_at: Date | null;
  version: number;
  event_hash: Buffer;
}

export const PLACE = sql.raw(
  `p.id, p.subject, p.kind, p.name, p.code, p.state, p.address, p.address_code, p.area_id, p.area_by, p.lng, p.lat, p.public, p.unit_id,
  p.holder_kind, p.holder_id, p.parking_id, p.related_id, p.items, p.source_key, p.created_by, p.created_at, p.changed_at, p.retired_at, p.version, p.event_hash`,
);

/** The row of one that the actor may see, locked when asked; else 404. */
export async function findPlace(
  { db, actor, runtime }: Context,
  id: string,
  lock = false,
): Promise<PlaceRow> {
  const mine = { subject: sql`p.subject`, area: sql`p.area_id` };
  const { rows } = await sql<PlaceRow>`
    select ${PLACE} from place p where p.id = ${id}::uuid and ${seen(actor, await areaTree(runtime), mine)}
    ${sql.raw(lock ? 'for update' : '')}`.execute(db);
  if (!rows[0]) throw notFound('登记内容');
  return rows[0];
}

/** Refuses what was changed since it was read, and what is retired. */
export function requireFresh(row: PlaceRow, version: number): void {
  const word = WORDS[row.subject];
  if (row.version !== version)
    throw conflict('stale', `这个${word}刚被别人修改过，请刷新后再改。`, { version: row.version });
  if (row.retired_at)
    throw conflict('retired', `这个${word}已${row.subject === 'incident' ? '作废' : '停用'}，不能再修改。`);
}

/** What stands sealed of these places, by place; of those of which nothing does, or which the fence hides, nothing. */
export async function sealedOf(ctx: Context, ids: readonly string[]): Promise<Map<string, Values>> {
  const { rows } = await sql<{ place_id: string; sealed: Buffer }>`
    select place_id, sealed from place_sealed where place_id = any (${ids as string[]}::uuid[])`.execute(
    ctx.db,
  );
  return new Map(
    rows.map(({ place_id, sealed }) => [place_id, JSON.parse(ctx.runtime.sealer.open(sealed)) as Values]),
  );
}

export const openSealed = async (ctx: Context, id: string): Promise<Values> =>
  (await sealedOf(ctx, [id])).get(id) ?? {};

const filled = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));

/** A place as it is to be written, with everything that follows from it. */
export interface PlaceWrite {
  row: Standing;
  /** What is about persons, as a whole; null leaves what there is. */
  hidden: Values | null;
  /** As it was; null for a new one. */
  before: PlaceRow | null;
  /** Of the event that told of it. */
  hash: Buffer;
}

/** What is about persons, replaced as a whole. The rows it belongs to must be written: the fence goes by them. */
async function writeSealed(ctx: Context, writes: readonly PlaceWrite[]): Promise<void> {
  const registry = await registryItems(ctx.runtime);
  const rows = writes.flatMap(({ row, hidden }) => {
    if (!hidden) return [];
    const kept = filled(hidden);
    const masked = Object.entries(kept).flatMap(([code, value]) => {
      const item = registry.item(REGISTRY[row.subject], code);
      return item ? [[code, maskValue(item, value)]] : [];
    });
    const sealed = ctx.runtime.sealer.seal(JSON.stringify(kept)).toString('hex');
    return [{ id: row.id, masked: Object.fromEntries(masked), sealed, none: masked.length === 0 }];
  });
  const none = rows.filter((row) => row.none).map(({ id }) => id);
  if (none.length > 0) ctx.write(sql`delete from place_sealed where place_id = any (${none}::uuid[])`);
  const some = rows.filter((row) => !row.none);
  if (some.length > 0)
    ctx.write(sql`
      insert into place_sealed (place_id, masked, sealed)
      select id, masked, decode(sealed, 'hex') from jsonb_to_recordset(${JSON.stringify(some)}::jsonb) as s(id uuid, masked jsonb, sealed text)
      on conflict (place_id) do update set masked = excluded.masked, sealed = excluded.sealed`);
}

type Line = ReturnType<typeof lineOf>;

/** The columns of a place. */
function lineOf(ctx: Context, { row, hidden, before, hash }: PlaceWrite) {
  const items = filled(row.items);
  const columns = columnsOf(row.subject, items);
  const plate = hidden?.plate ? String(hidden.plate) : null;
  const { id, subject, area_id, area_by, lng, lat, unit_id, holder_kind, holder_id } = row;
  const { parking_id, related_id, source_key } = row;
  return {
    ...{ id, subject, area_id, area_by, lng, lat, unit_id, holder_kind, holder_id },
    ...{ parking_id, related_id, source_key },
    ...{ ...columns, name: plate ? maskPlate(plate) : columns.name, items, public: row.public },
    isNew: before === null,
    ...{ print: plate && ctx.runtime.sealer.fingerprint(plate).toString('hex'), hash: hash.toString('hex') },
  };
}

const LINE =
  sql.raw(`n(id uuid, subject text, kind text, name text, code text, print text, state text, address text, address_code text, area_id uuid,
  area_by text, lng float8, lat float8, public boolean, unit_id uuid, holder_kind text, holder_id uuid, parking_id uuid, related_id uuid, items jsonb,
  source_key text, hash text)`);

function writeLines(ctx: Context, lines: readonly Line[]): void {
  const fresh = lines.filter(({ isNew }) => isNew);
  if (fresh.length > 0)
    ctx.write(sql`
      insert into place (subject, kind, name, code, print, state, address, address_code, area_id, area_by, lng, lat, public, unit_id,
        holder_kind, holder_id, parking_id, related_id, items, source_key, changed_at, event_hash, id, created_by, created_at)
      select subject, kind, name, code, decode(print, 'hex'), state, address, address_code, area_id, area_by, lng, lat, public, unit_id,
        holder_kind, holder_id, parking_id, related_id, items, source_key, ${ctx.now}::timestamptz, decode(hash, 'hex'), id, ${ctx.actor.id}::uuid,
        ${ctx.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as ${LINE}`);
  const known = lines.filter(({ isNew }) => !isNew);
  if (known.length > 0)
    ctx.write(sql`
      update place p set kind = n.kind, code = n.code, state = n.state, address = n.address, address_code = n.address_code,
        area_id = n.area_id, area_by = n.area_by, lng = n.lng, lat = n.lat, public = n.public, unit_id = n.unit_id,
        holder_kind = n.holder_kind, holder_id = n.holder_id, parking_id = n.parking_id, related_id = n.related_id, items = n.items,
        source_key = n.source_key, changed_at = ${ctx.now}::timestamptz, event_hash = decode(n.hash, 'hex'), version = p.version + 1,
        name = case when n.subject = 'vehicle' and n.print is null then p.name else n.name end,
        print = coalesce(decode(n.print, 'hex'), p.print)
      from jsonb_to_recordset(${JSON.stringify(known)}::jsonb) as ${LINE}
      where p.id = any (${known.map(({ id }) => id)}::uuid[]) and p.id = n.id`);
}

/** Keeps where they stand and the words they are found by: what is fenced has neither outside its fence. */
function writeFinding(ctx: Context, lines: readonly Line[]): void {
  const open = lines.filter(({ subject }) => !fenced(subject));
  if (open.length === 0) return;
  const found = open.map(({ id, name, address, code }) => ({
    id,
    doc: docOf(wordsOf(name, address, code ?? '')),
  }));
  ctx.write(sql`
    insert into place_search (place_id, doc)
    select id, doc::tsvector from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f(id uuid, doc text)
    on conflict (place_id) do update set doc = excluded.doc where place_search.doc <> excluded.doc`);
  const nowhere = open.filter(({ lng, isNew }) => lng === null && !isNew).map(({ id }) => id);
  if (nowhere.length > 0) ctx.write(sql`delete from place_point where place_id = any (${nowhere}::uuid[])`);
  const standing = open.filter(({ lng }) => lng !== null);
  if (standing.length > 0)
    ctx.write(sql`
      insert into place_point (place_id, subject, kind, public, area_id, at)
      select id, subject, kind, public, area_id, point(lng, lat) from jsonb_to_recordset(${JSON.stringify(standing)}::jsonb) as ${LINE}
      on conflict (place_id) do update set kind = excluded.kind, public = excluded.public, area_id = excluded.area_id, at = excluded.at`);
}

/** Writes places with everything that follows: one statement for each table, however many they are. What was said of them goes where they go. */
export async function writePlaces(ctx: Context, writes: readonly PlaceWrite[]): Promise<void> {
  const lines = writes.map((write) => lineOf(ctx, write));
  writeLines(ctx, lines);
  writeFinding(ctx, lines);
  const moved = writes.filter(({ row, before }) => before && before.area_id !== row.area_id);
  if (moved.length === 0 && writes.every(({ hidden }) => !hidden)) return;
  await ctx.flush();
  if (moved.length > 0) await moveFences(ctx, new Map(moved.map(({ row }) => [row.id, row.area_id])));
  await writeSealed(ctx, writes);
}
