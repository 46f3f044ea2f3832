import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { ALIKE_BITS } from '../../platform/files/look.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import type { MatterType } from '../workflow/index.ts';
import { ITEM_COLUMNS, type ItemRow, toItem } from './item.ts';
import { namesFor } from './names.ts';
import { areaColumn, visible } from './policy.ts';
import { areaOf } from './queries.list.ts';
import { idsSaying } from './queries.saying.ts';
import { type Registry, registry } from './registry.ts';
import { findMatter } from './row.ts';
import { isDefaultSpot, type Met, THRESHOLD } from './rules.likely.ts';
import { cellsAround, type Draft, type Likeness, likeness, NEAR_METRES } from './rules.similar.ts';
import type { SimilarMatter } from './schema.similar.ts';

const PER_CELL = 40;
const IN_COMMUNITY = 400;
const BY_PHOTO = 50;
const SHOWN = 8;
/** What holds for types that say nothing of it. */
const USUAL = { radius: NEAR_METRES, days: 90, threshold: THRESHOLD };

export interface SimilarQuery {
  text?: string;
  type?: string;
  category?: string;
  lng?: number;
  lat?: number;
  area?: string;
  files?: string[];
}

interface CandidateRow extends ItemRow {
  text: string;
  caller_id: string | null;
  answers: Record<string, unknown>;
  photo: boolean;
  at: Date;
  at_spot: number;
}

interface Scored extends Likeness {
  row: CandidateRow;
}

/** A draft with the looks of its photos. */
interface Asked extends Draft {
  area: string | undefined;
  looks: string[];
  /** Left out: the matter itself. */
  self: string | null;
  /** No place is known yet: these are looked among. */
  among?: string[];
}

/** Matters ever taken, folded from the log; of the one city that a database is. */
const ALL = sql`(select coalesce(sum(c.n), 0)::int from matter_count c
  where c.ref = (select area_1 from matter order by id desc limit 1))`;

const atSpot = (
  lat: RawBuilder<unknown>,
  lng: RawBuilder<unknown>,
) => sql<number>`coalesce((select s.n from matter_spot s
  where s.lat = round(${lat} * 100000)::int and s.lng = round(${lng} * 100000)::int), 0)`;

/** Ids of open matters in the cells around a point: of each cell the newest, so that no heap of them at one spot costs more. */
export const nearPoint = (point: { lng: number; lat: number }) => sql`
  select n.id from jsonb_to_recordset(${JSON.stringify(cellsAround(point, NEAR_METRES))}::jsonb) as c(y int, x int)
  cross join lateral (select o.id from matter o
    where o.open and o.lat is not null and floor(o.lat * 500)::int = c.y and floor(o.lng * 500)::int = c.x
    order by o.id desc limit ${atMost(PER_CELL)}) n`;

async function whereToLook(runtime: Runtime, asked: Asked): Promise<RawBuilder<unknown> | null> {
  if (asked.point) return nearPoint(asked.point);
  if (asked.among) return sql`select unnest(${asked.among}::uuid[])`;
  if (!asked.area) return null;
  const { id, depth } = areaOf(await areaTree(runtime), asked.area);
  if (depth <= 1) return null;
  return sql`select m.id from matter m where m.open and ${areaColumn(depth)} = ${id}::uuid order by m.id desc limit ${atMost(IN_COMMUNITY)}`;
}

const partsOf = (look: string): number[] =>
  [0, 1, 2, 3].map((i) => i * 65_536 + Number.parseInt(look.slice(i * 16, i * 16 + 16), 2));

/** Ids of matters one of whose photos shares a part of its look: wherever they lie, an old photo used again shows. */
const byPhoto = (looks: readonly string[]) => sql`
  (select f.subject from file f where f.look_parts && ${looks.flatMap(partsOf)}::int[] and f.subject is not null
    and f.subject_kind = 'matter' limit ${atMost(BY_PHOTO)})`;

const sameLook = (looks: readonly string[]) =>
  looks.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`exists (select from file f, unnest(${looks}::text[]) as l(look) where f.subject = m.id and f.look is not null
        and bit_count(f.look # l.look::bit(64)) <= ${ALIKE_BITS}::int)`;

async function readCandidates(
  runtime: Runtime,
  asked: Asked,
  seen: RawBuilder<unknown>,
): Promise<{ rows: CandidateRow[]; all: number }> {
  const near = await whereToLook(runtime, asked);
  if (!near) return { rows: [], all: 0 };
  const ids = asked.looks.length > 0 ? sql`((${near}) union ${byPhoto(asked.looks)})` : sql`(${near})`;
  const { rows } = await sql<CandidateRow & { every: number }>`
    select ${ITEM_COLUMNS}, m.text, m.caller_id, m.answers, m.created_at as at, ${sameLook(asked.looks)} as photo,
      ${atSpot(sql`m.lat`, sql`m.lng`)} as at_spot, ${ALL} as every
    from matter m where m.id in ${ids} and m.open and not m.confidential and m.merged_into is null
      and m.id is distinct from ${asked.self}::uuid and ${seen}`.execute(runtime.db);
  return { rows, all: rows[0]?.every ?? 0 };
}

/** Which of some places are default spots, in their order: nothing near such a one means anything. */
export async function nowhereAmong(
  db: Db,
  places: readonly { lng: number; lat: number }[],
): Promise<boolean[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<{ n: number; every: number }>`
    select ${atSpot(sql`p.lat`, sql`p.lng`)} as n, ${ALL} as every
    from unnest(${places.map(({ lng }) => lng)}::float8[], ${places.map(({ lat }) => lat)}::float8[]) with ordinality p(lng, lat, i)
    order by p.i`.execute(db);
  return rows.map(({ n, every }) => isDefaultSpot(n, every));
}

async function metOf(runtime: Runtime, category: string | null): Promise<Map<string, Met>> {
  const { rows } = await sql<Met & { older: string }>`
    select older, met, same from matter_met where newer = ${category ?? ''}`.execute(runtime.db);
  return new Map(rows.map(({ older, met, same }) => [older, { met, same }]));
}

/** The likeliest of the open matters that may be seen, best first; none for what lies at no place of its own. */
export async function likeliest(
  runtime: Runtime,
  asked: Asked,
  seen: RawBuilder<unknown>,
  types: Registry,
): Promise<Scored[]> {
  if (asked.point && (await nowhereAmong(runtime.db, [asked.point]))[0]) return [];
  const [{ rows, all }, met, areas] = await Promise.all([
    readCandidates(runtime, asked, seen),
    metOf(runtime, asked.category),
    areaTree(runtime),
  ]);
  const scored = rows
    .filter(({ at_spot }) => !isDefaultSpot(at_spot, all))
    .map((row) => ({ row, ...likenessOf(asked, row, areas, types, met) }));
  return (
    scored
      // A whistle is blown for a matter, and is no second call about the same thing.
      .filter((each) => !types.types.get(each.row.type_code)?.hidden)
      .filter((each) => isWorthShowing(each, asked, types.types.get(each.row.type_code)))
      .sort((a, b) => b.likelihood - a.likelihood)
      .slice(0, SHOWN)
  );
}

function likenessOf(
  asked: Asked,
  row: CandidateRow,
  areas: AreaTree,
  types: Registry,
  met: ReadonlyMap<string, Met>,
): Likeness {
  const { title, text, category_code: category, at, photo } = row;
  return likeness(
    asked,
    {
      title,
      text,
      category,
      parent: types.categories.get(category ?? '')?.parentCode ?? null,
      point: row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat },
      place: `${areas.fullName(row.area_id)} ${row.address ?? ''}`,
      at,
      photo,
    },
    met.get(category ?? ''),
  );
}

const DAY = 86_400_000;

/** By the rules of the type that the other one is of: how far, how old, how likely. The same picture is told wherever it lies. */
function isWorthShowing({ row, likelihood, distance }: Scored, asked: Asked, type?: MatterType): boolean {
  const { radius, days, threshold } = type?.similar ?? USUAL;
  const near = distance === null || distance <= radius || row.photo;
  return near && asked.at.getTime() - row.at.getTime() <= days * DAY && likelihood >= threshold;
}

async function looksOf(runtime: Runtime, which: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ look: string }>`
    select f.look::text as look from file f where f.look is not null and ${which} limit 9`.execute(
    runtime.db,
  );
  return rows.map(({ look }) => look);
}

export async function draftOf(
  runtime: Runtime,
  actor: Actor,
  query: SimilarQuery,
  types: Registry,
): Promise<Asked> {
  const point =
    query.lng === undefined || query.lat === undefined ? null : { lng: query.lng, lat: query.lat };
  const category = query.category ?? null;
  const files = query.files ?? [];
  return {
    text: query.text ?? '',
    category,
    parent: types.categories.get(category ?? '')?.parentCode ?? null,
    point,
    at: runtime.clock.now(),
    area: query.area,
    self: null,
    looks:
      files.length === 0
        ? []
        : await looksOf(runtime, sql`f.id = any (${files}::uuid[]) and f.owner_id = ${actor.id}::uuid`),
  };
}

async function shown(runtime: Runtime, found: readonly Scored[]): Promise<Static<typeof SimilarMatter>[]> {
  const names = await namesFor(
    runtime,
    found.map(({ row }) => row),
  );
  return found.map(({ row, distance, why, likelihood }) => ({
    matter: toItem(row, names),
    distance,
    why,
    likelihood: Math.round(likelihood * 100) / 100,
  }));
}

/** Matters like the one being typed that are not archived or ended otherwise (they may be done and wait to be rated), the likest first, at most eight; only what the actor may see. */
export async function similarMatters(runtime: Runtime, actor: Actor, query: SimilarQuery) {
  const [areas, types] = await Promise.all([areaTree(runtime), registry(runtime)]);
  const draft = await draftOf(runtime, actor, query, types);
  const { text, category, point, area } = draft;
  const placed = point !== null || (area !== undefined && areaOf(areas, area).depth > 1);
  const asked =
    placed || !category
      ? draft
      : {
          ...draft,
          anywhere: true,
          among: await idsSaying(runtime, actor, { text, category, days: USUAL.days }),
        };
  return shown(runtime, await likeliest(runtime, asked, visible(actor, areas), types));
}

/** The same for a matter at hand, for whoever dispatches it: what it may be merged into. */
export async function similarTo(runtime: Runtime, actor: Actor, id: string) {
  const [areas, types] = await Promise.all([areaTree(runtime), registry(runtime)]);
  const matter = await findMatter(runtime.db, actor, areas, id);
  const { rows } = await sql<{ text: string }>`select text from matter where id = ${id}::uuid`.execute(
    runtime.db,
  );
  const { category_code: category, lng, lat } = matter;
  const asked: Asked = {
    text: rows[0]!.text,
    category,
    parent: types.categories.get(category ?? '')?.parentCode ?? null,
    point: lng === null || lat === null ? null : { lng, lat },
    at: matter.created_at,
    area: matter.area_id,
    self: id,
    looks: await looksOf(runtime, sql`f.subject = ${id}::uuid`),
  };
  return shown(runtime, await likeliest(runtime, asked, visible(actor, areas), types));
}
