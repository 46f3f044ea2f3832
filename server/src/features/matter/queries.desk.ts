import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, holds, SYSTEM } from '../../platform/access.ts';
import { maskPhone } from '../../platform/crypto.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { normalPhone, residentByPhone } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { ITEM_COLUMNS, type ItemRow, toItem } from './item.ts';
import { namesFor } from './names.ts';
import { VIEW_CONTACT } from './policy.contact.ts';
import { areaColumn, visible } from './policy.ts';
import { areaOf } from './queries.list.ts';
import { idsOfPhone } from './queries.search.ts';
import { registry } from './registry.ts';
import { boxAround, type Draft, likeness } from './rules.similar.ts';
import type { CallerCard, SimilarMatter } from './schema.desk.ts';

const SHOWN_OF_CALLER = 20;
const MOST_CANDIDATES = 400;
const SHOWN_SIMILAR = 8;

/** A phone as people and lines have it: a mobile number, a landline, a service number. */
export function requireNumber(text: string): string {
  const phone = normalPhone(text) ?? text.replaceAll(/[\s-]/g, '');
  if (!/^\d{5,12}$/.test(phone)) throw badField('phone', 'bad_phone', '请填写完整的电话号码。');
  return phone;
}

/**
 * The earlier matters of a caller, newest first: those the agent may see, and of the others only how many. Confidential and
 * anonymous ones are neither shown nor counted: that they are this caller's is the secret. Refuses whoever may not unmask
 * contacts: asked number by number, the card tells whose a matter is.
 */
export async function callerCard(
  runtime: Runtime,
  actor: Actor,
  input: string,
): Promise<{ card: Static<typeof CallerCard>; masked: string }> {
  if (!holds(actor, VIEW_CONTACT))
    throw notAllowed('按电话查以前的事项，须有查看联系方式的权限；登记来电不受影响。');
  const phone = requireNumber(input);
  const areas = await areaTree(runtime);
  const ids = await idsOfPhone(runtime, phone);
  const { rows: known } = await sql<{ n: number }>`
    select count(*)::int as n from matter where id = any (${ids}::uuid[]) and not confidential`.execute(
    runtime.db,
  );
  const { rows } = await sql<ItemRow & { seen: number }>`
    select ${ITEM_COLUMNS}, count(*) over ()::int as seen from matter m
    where m.id = any (${ids}::uuid[]) and not m.confidential and ${visible(actor, areas)}
    order by m.id desc limit ${SHOWN_OF_CALLER}`.execute(runtime.db);
  const registered = await run(runtime, SYSTEM, (ctx) =>
    residentByPhone(ctx.db, runtime.sealer.fingerprint(phone)),
  );
  const names = await namesFor(runtime, rows);
  const others = known[0]!.n - (rows[0]?.seen ?? 0);
  return {
    card: { registered: registered !== null, matters: rows.map((row) => toItem(row, names)), others },
    masked: maskPhone(phone),
  };
}

export interface SimilarQuery {
  text?: string;
  category?: string;
  lng?: number;
  lat?: number;
  area?: string;
}

interface CandidateRow extends ItemRow {
  text: string;
}

/** Where to look: in the box around the point, else in the community of the area. */
async function whereNear(
  runtime: Runtime,
  query: SimilarQuery,
  draft: Draft,
): Promise<RawBuilder<unknown> | null> {
  if (draft.point) {
    const { south, north, west, east } = boxAround(draft.point);
    return sql`m.lat between ${south}::float8 and ${north}::float8 and m.lng between ${west}::float8 and ${east}::float8`;
  }
  if (!query.area) return null;
  const areas = await areaTree(runtime);
  const { id, depth } = areaOf(areas, query.area);
  return depth <= 1 ? null : sql`${areaColumn(depth)} = ${id}::uuid`;
}

/** Matters like the one being typed that are not archived or ended otherwise (they may be done and wait to be rated), the likest first, at most eight; only what the actor may see. */
export async function similarMatters(
  runtime: Runtime,
  actor: Actor,
  query: SimilarQuery,
): Promise<Static<typeof SimilarMatter>[]> {
  const [areas, types] = await Promise.all([areaTree(runtime), registry(runtime)]);
  const point =
    query.lng === undefined || query.lat === undefined ? null : { lng: query.lng, lat: query.lat };
  const parentOf = (code: string | null) => types.categories.get(code ?? '')?.parentCode ?? null;
  const category = query.category ?? null;
  const draft: Draft = { text: query.text ?? '', category, parent: parentOf(category), point };
  const near = await whereNear(runtime, query, draft);
  if (!near) return [];
  const { rows } = await sql<CandidateRow>`
    select ${ITEM_COLUMNS}, m.text from matter m
    where m.open and ${near} and not m.confidential and ${visible(actor, areas)}
    order by m.id desc limit ${MOST_CANDIDATES}`.execute(runtime.db);
  const scored = rows.map((row) => {
    const at = row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat };
    const { title, text, category_code } = row;
    const place = `${areas.fullName(row.area_id)} ${row.address ?? ''}`;
    const parent = parentOf(category_code);
    const candidate = { title, text, category: category_code, parent, point: at, place };
    return { row, ...likeness(draft, candidate) };
  });
  const best = scored
    .filter((each) => each.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN_SIMILAR);
  const names = await namesFor(
    runtime,
    best.map(({ row }) => row),
  );
  return best.map(({ row, distance, why }) => ({ matter: toItem(row, names), distance, why }));
}
