import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { isUuid } from '../../platform/ids.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { atMost, badCursor, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { normalPhone } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { citizenId } from '../dictionary/index.ts';
import { foldingOf, SUBJECT } from './folded.ts';
import { inReach, itemInReach, reachOf } from './policy.ts';
import { PERSON, type Person } from './row.ts';
import type { PersonItem, PersonQuery } from './schema.ts';
import { itemsOf } from './view.ts';

type Query = Static<typeof PersonQuery>;
const PAGE = 50;

/** True in SQL for whoever waits for a decision on an item that the actor may see. */
async function waitsFor({ runtime, actor }: Context): Promise<RawBuilder<boolean>> {
  const [{ items }, areas] = await Promise.all([foldingOf(runtime), areaTree(runtime)]);
  const seen = itemInReach(actor, [items.all(SUBJECT), areas], sql`w.item`, sql`p.area_id`);
  return sql<boolean>`exists (select from unnest(p.waiting) as w(item) where ${seen})`;
}

/** People area by area: the order in which an index gives them, whatever the reach. */
async function byArea(ctx: Context, query: Query, reach: string[] | null): Promise<Page<Person>> {
  const limit = query.limit ?? PAGE;
  const [area, id] = query.cursor?.split('|') ?? [];
  if (query.cursor && !(isUuid(area ?? '') && isUuid(id ?? ''))) throw badCursor();
  const after = id ? sql`and (p.area_id, p.id) > (${area}::uuid, ${id}::uuid)` : sql``;
  const waiting = query.waiting ? sql`and ${await waitsFor(ctx)}` : sql``;
  const { rows } = await sql<Person>`
    select ${PERSON} from resident_person p
    where ${inReach(sql`p.area_id`, reach)} and p.state not in ('merged', 'erased') ${waiting} ${after}
    order by p.area_id, p.id limit ${atMost(limit + 1)}`.execute(ctx.db);
  return toPage(rows, limit, (person) => `${person.area_id}|${person.id}`);
}

/** The smallest text behind all that begin with this one, in the order of bytes. */
const behind = (text: string): string => `${text}\u{10FFFF}`;

interface Step {
  /** `n`: the name begins with what was asked; `g`: what follows its first character does. */
  by: 'n' | 'g';
  after: { text: string; id: string } | null;
}

function stepOf(cursor: string | undefined): Step {
  if (!cursor) return { by: 'n', after: null };
  const [by, text, id] = cursor.split('|');
  if ((by !== 'n' && by !== 'g') || text === undefined) throw badCursor();
  if (text === '') return { by, after: null };
  if (!isUuid(id ?? '')) throw badCursor();
  return { by, after: { text, id: id! } };
}

/** One stretch of names, each area by its own index when the reach is narrow: a frequent surname must not read the city. */
async function stretch(
  ctx: Context,
  name: string,
  { by, after }: Step,
  reach: string[] | null,
  limit: number,
) {
  const column = sql.raw(by === 'n' ? 'p.name' : 'p.name_given');
  const from = after
    ? sql`(${column}, p.id) > (${after.text}, ${after.id}::uuid) and ${column} >= ${after.text}`
    : sql`${column} >= ${name}`;
  const where = sql`${from} and ${column} < ${behind(name)} and p.state not in ('merged', 'erased')`;
  // Whoever is found by the name itself comes in its own stretch.
  const apart = by === 'g' ? sql`and not (p.name >= ${name} and p.name < ${behind(name)})` : sql``;
  const one = (area: RawBuilder<unknown>) => sql`
    select ${PERSON}, ${column} as at from resident_person p where ${area} ${where} ${apart} order by ${column}, p.id limit ${atMost(limit + 1)}`;
  const { rows } = await (reach === null
    ? sql<Person & { at: string }>`${one(sql``)}`
    : sql<Person & { at: string }>`
        select f.* from unnest(${reach}::uuid[]) as a(id) cross join lateral (${one(sql`p.area_id = a.id and`)}) f
        order by f.at, f.id limit ${atMost(limit + 1)}`
  ).execute(ctx.db);
  return rows;
}

/** People whose name begins with these characters; when there are no more, those whose given name does. */
async function byName(
  ctx: Context,
  query: Query,
  name: string,
  reach: string[] | null,
): Promise<Page<Person>> {
  const limit = query.limit ?? PAGE;
  const step = stepOf(query.cursor);
  const rows = await stretch(ctx, name, step, reach, limit);
  const page = toPage(rows, limit, (row) => `${step.by}|${row.at}|${row.id}`);
  if (page.next !== null || step.by === 'g') return page;
  if (page.items.length > 0) {
    const [more] = await stretch(ctx, name, { by: 'g', after: null }, reach, 0);
    return { items: page.items, next: more ? 'g||' : null };
  }
  return byName(ctx, { ...query, cursor: 'g||' }, name, reach);
}

async function byPrint(
  ctx: Context,
  column: 'id_print' | 'phone_print',
  plain: string,
  reach: string[] | null,
) {
  const { rows } = await sql<Person>`
    select ${PERSON} from resident_person p where ${printIs(ctx.runtime.sealer, sql.ref(`p.${column}`), plain)} and p.state not in ('merged', 'erased')
      and ${inReach(sql`p.area_id`, reach)} order by p.id limit ${atMost(PAGE)}`.execute(ctx.db);
  return { items: rows, next: null };
}

const ID = /^[\d*]{14,17}[\dXx]$/;

/** Finds by what was typed: an ID number, a phone number, the beginning of a name or of a given name. */
function find(ctx: Context, query: Query, q: string, reach: string[] | null): Promise<Page<Person>> {
  if (ID.test(q)) return byPrint(ctx, 'id_print', citizenId(q, '9999-12-31').value, reach);
  const phone = normalPhone(q);
  if (phone) return byPrint(ctx, 'phone_print', phone, reach);
  return byName(ctx, query, q, reach);
}

/** People this actor may see, area by area, or those found by name, ID number or phone number. */
export async function listPeople(
  runtime: Runtime,
  actor: Actor,
  query: Query,
): Promise<Page<Static<typeof PersonItem>>> {
  const areas = await areaTree(runtime);
  const reach = reachOf(actor, areas, query.area);
  return run(runtime, actor, async (ctx) => {
    const q = query.q?.normalize('NFKC').trim() ?? '';
    const page = await (q === '' ? byArea(ctx, query, reach) : find(ctx, query, q, reach));
    return { items: await itemsOf(ctx, page.items), next: page.next };
  });
}
