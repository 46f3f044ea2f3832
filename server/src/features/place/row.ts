import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { docOf, wordsOf } from '../../platform/words.ts';
import { registryItems } from '../dictionary/index.ts';
import type { Values } from '../source/index.ts';
import { inReach, type Reach } from './policy.ts';
import { columnsOf, maskPlate, maskValue, REGISTRY, type Subject, WORDS } from './rules.ts';

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
  p.holder_kind, p.holder_id, p.parking_id, p.items, p.source_key, p.created_by, p.created_at, p.changed_at, p.retired_at, p.version, p.event_hash`,
);

/** The row of one within a reach, locked when asked; else 404. */
export async function findPlace(db: Db, reach: Reach, id: string, lock = false): Promise<PlaceRow> {
  const { rows } = await sql<PlaceRow>`
    select ${PLACE} from place p where p.id = ${id}::uuid and ${inReach(sql`p.area_id`, reach)}
    ${sql.raw(lock ? 'for update' : '')}`.execute(db);
  if (!rows[0]) throw notFound('登记内容');
  return rows[0];
}

/** Refuses what was changed since it was read, and what is retired. */
export function requireFresh(row: PlaceRow, version: number): void {
  const word = WORDS[row.subject];
  if (row.version !== version)
    throw conflict('stale', `这个${word}刚被别人修改过，请刷新后再改。`, { version: row.version });
  if (row.retired_at) throw conflict('retired', `这个${word}已停用，不能再修改。`);
}

/** What stands sealed of a place; empty where nothing does or the fence hides it. */
export async function openSealed(ctx: Context, id: string): Promise<Values> {
  const { rows } = await sql<{ sealed: Buffer }>`
    select sealed from place_sealed where place_id = ${id}::uuid`.execute(ctx.db);
  return rows[0] ? JSON.parse(ctx.runtime.sealer.open(rows[0].sealed)) : {};
}

const filled = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));

/** What is about persons, replaced as a whole. The row it belongs to must be written: the fence goes by it. */
async function writeSealed(ctx: Context, row: Standing, hidden: Values): Promise<void> {
  const registry = await registryItems(ctx.runtime);
  const masked = Object.entries(hidden).flatMap(([code, value]) => {
    const item = registry.item(REGISTRY[row.subject], code);
    return item ? [[code, maskValue(item, value)]] : [];
  });
  await ctx.flush();
  if (masked.length === 0) return ctx.write(sql`delete from place_sealed where place_id = ${row.id}::uuid`);
  ctx.write(sql`
    insert into place_sealed (place_id, masked, sealed)
    values (${row.id}::uuid, ${JSON.stringify(Object.fromEntries(masked))}::jsonb,
      ${ctx.runtime.sealer.seal(JSON.stringify(hidden))}::bytea)
    on conflict (place_id) do update set masked = excluded.masked, sealed = excluded.sealed`);
}

/** Keeps where it stands and the words it is found by: vehicles have neither, being a person's affair. */
function writeFinding(ctx: Context, row: Standing, columns: ReturnType<typeof columnsOf>): void {
  if (row.subject === 'vehicle') return;
  const doc = docOf(wordsOf(columns.name, columns.address, columns.code ?? ''));
  ctx.write(sql`
    insert into place_search (place_id, doc) values (${row.id}::uuid, ${doc}::tsvector)
    on conflict (place_id) do update set doc = excluded.doc where place_search.doc <> excluded.doc`);
  if (row.lng === null || row.lat === null) {
    ctx.write(sql`delete from place_point where place_id = ${row.id}::uuid`);
    return;
  }
  ctx.write(sql`
    insert into place_point (place_id, subject, kind, public, area_id, at)
    values (${row.id}::uuid, ${row.subject}, ${columns.kind}, ${row.public}::boolean, ${row.area_id}::uuid,
      point(${row.lng}::float8, ${row.lat}::float8))
    on conflict (place_id) do update set kind = excluded.kind, public = excluded.public, area_id = excluded.area_id, at = excluded.at`);
}

/** Writes a place with everything that follows from it; `hidden` null leaves what is about persons as it is. */
export async function writePlace(
  ctx: Context,
  row: Standing,
  hidden: Values | null,
  { hash, isNew }: { hash: Buffer; isNew: boolean },
): Promise<void> {
  const items = filled(row.items);
  const columns = columnsOf(row.subject, items);
  const plate = hidden?.plate ? String(hidden.plate) : null;
  const name = plate ? maskPlate(plate) : columns.name;
  const print = plate && ctx.runtime.sealer.fingerprint(plate);
  const shared = sql`${row.subject}, ${columns.kind}, ${name}, ${columns.code}, ${print}::bytea, ${columns.state}, ${columns.address},
    ${columns.address_code}, ${row.area_id}::uuid, ${row.area_by}, ${row.lng}::float8, ${row.lat}::float8, ${row.public}::boolean,
    ${row.unit_id}::uuid, ${row.holder_kind}, ${row.holder_id}::uuid, ${row.parking_id}::uuid, ${JSON.stringify(items)}::jsonb,
    ${row.source_key}, ${ctx.now}::timestamptz, ${hash}::bytea`;
  if (isNew)
    ctx.write(sql`
      insert into place (subject, kind, name, code, print, state, address, address_code, area_id, area_by, lng, lat, public, unit_id,
        holder_kind, holder_id, parking_id, items, source_key, changed_at, event_hash, id, created_by, created_at)
      values (${shared}, ${row.id}::uuid, ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz)`);
  else
    ctx.write(sql`
      update place set (kind, code, state, address, address_code, area_id, area_by, lng, lat, public, unit_id, holder_kind, holder_id,
        parking_id, items, source_key, changed_at, event_hash, version, name, print)
        = (n.kind, n.code, n.state, n.address, n.address_code, n.area_id, n.area_by, n.lng, n.lat, n.public, n.unit_id, n.holder_kind,
          n.holder_id, n.parking_id, n.items, n.source_key, n.changed_at, n.event_hash, place.version + 1,
          case when n.subject = 'vehicle' and n.print is null then place.name else n.name end, coalesce(n.print, place.print))
      from (values (${shared})) as n (subject, kind, name, code, print, state, address, address_code, area_id, area_by, lng, lat, public,
        unit_id, holder_kind, holder_id, parking_id, items, source_key, changed_at, event_hash)
      where place.id = ${row.id}::uuid`);
  writeFinding(ctx, row, columns);
  if (hidden) await writeSealed(ctx, row, filled(hidden));
}
