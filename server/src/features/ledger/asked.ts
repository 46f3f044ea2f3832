import { type RawBuilder, sql } from 'kysely';
import { type Db, WRITTEN_ONCE } from '../../platform/database/open.ts';
import { NIL } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';

/** Rows `p` that somebody asks for by a condition of their own; asked in the program's own scope. */
export interface Asked {
  /** `resident_everybody p …`: where they are read from, with an index on `(area_id, id)`. */
  from: RawBuilder<unknown>;
  /** Which of them are meant at all: those within reach. */
  within: RawBuilder<unknown>;
  /** What somebody asks of them. */
  holds: RawBuilder<unknown>;
}

/** All of them, as `from … where …`. */
export const allOf = ({ from, within, holds }: Asked): RawBuilder<unknown> =>
  sql`${WRITTEN_ONCE} from ${from} where ${within} and ${holds}`;

/** A place in the order of areas, and of ids within an area. */
export interface Placed {
  area: string;
  id: string;
}

const START: Placed = { area: NIL, id: NIL };
const behind = ({ area, id }: Placed) => sql`(p.area_id, p.id) > (${area}::uuid, ${id}::uuid)`;

/** How many rows are looked at in the order of the page before it is known how rare the condition is. */
const FIRST = 400;
/** So many are walked through at most: to read them takes about ten milliseconds, and as long as asking the indexes. */
const FAR = 4000;
/** In so many areas the indexes are asked first, then in so many more, then in all that are left. */
const SLICES = [12, 120];
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface Stretch {
  found: Placed[];
  /** The last one looked at; nothing when none was left. */
  end: Placed | undefined;
  seen: number;
}

/** Looks at the next `far` rows in their order, whether the condition holds for them or not: what that takes does not depend on the condition. */
async function look(db: Db, asked: Asked, after: Placed, far: number, most: number): Promise<Stretch> {
  const { rows } = await sql<Placed & { last: boolean; seen: number }>`
    ${WRITTEN_ONCE} with seen as materialized (
      select p.area_id as area, p.id, (${asked.holds}) as holds from ${asked.from} where ${asked.within} and ${behind(after)}
      order by p.area_id, p.id limit ${far}::int)
    (select area, id, false as last, 0 as seen from seen where holds order by area, id limit ${atMost(most)})
    union all
    (select area, id, true, (select count(*)::int from seen) from seen order by area desc, id desc limit 1)`.execute(
    db,
  );
  const end = rows.find(({ last }) => last);
  return { found: rows.filter(({ last }) => !last), end, seen: end?.seen ?? 0 };
}

/** The next ones by whatever index answers the condition, in these areas alone or (null) wherever they are. */
async function among(
  db: Db,
  asked: Asked,
  after: Placed,
  most: number,
  areas: readonly string[] | null,
): Promise<Placed[]> {
  const here = areas ? sql`and p.area_id = any (${areas as string[]}::uuid[])` : sql``;
  const { rows } = await sql<Placed>`
    select p.area_id as area, p.id ${allOf(asked)} and ${behind(after)} ${here}
    order by p.area_id, p.id limit ${atMost(most)}`.execute(db);
  return rows;
}

/** The areas from this one on, in the order of pages. */
async function areasFrom(db: Db, first: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from area where id >= ${first}::uuid order by id limit ${atMost(most)}`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * The next ones by the indexes. Some areas at a time: where a condition holds for thousands, the page is full after a few of them, and the rest
 * of those thousands need not be read to be sorted.
 */
async function find(db: Db, asked: Asked, after: Placed, most: number): Promise<Placed[]> {
  // Never in the order of the page: that has been tried, and of a rare condition it reads everything.
  await sql`select set_config('enable_indexscan', 'off', true)`.execute(db);
  const areas = await areasFrom(
    db,
    after.area,
    SLICES.reduce((sum, each) => sum + each, 0),
  );
  const found: Placed[] = [];
  let at = after;
  for (const size of SLICES) {
    const slice = areas.splice(0, size);
    if (slice.length === 0) break;
    found.push(...(await among(db, asked, at, most - found.length, slice)));
    at = { area: slice.at(-1)!, id: LAST_ID };
    if (found.length >= most) break;
  }
  if (found.length < most) found.push(...(await among(db, asked, at, most - found.length, null)));
  // What else this transaction asks is planned as ever.
  await sql`select set_config('enable_indexscan', 'on', true)`.execute(db);
  return found;
}

/**
 * The next rows in the order (area, id), at most so many. What is common is met by walking in that order, what is rare by the indexes: which it
 * is shows in the first some hundred rows. The transaction is planned by the values asked for.
 */
export async function nextOf(db: Db, asked: Asked, after: Placed | null, most: number): Promise<Placed[]> {
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(db);
  const found: Placed[] = [];
  let [at, seen, far] = [after ?? START, 0, FIRST];
  while (far <= FAR) {
    const stretch = await look(db, asked, at, far, most - found.length);
    found.push(...stretch.found);
    if (found.length >= most || !stretch.end || stretch.seen < far) return found;
    at = stretch.end;
    seen += stretch.seen;
    if (found.length === 0) break;
    far = Math.ceil((1.3 * (most - found.length) * seen) / found.length);
  }
  return [...found, ...(await find(db, asked, at, most - found.length))];
}
