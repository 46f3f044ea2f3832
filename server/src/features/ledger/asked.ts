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
  /** What an index beside `(area_id, id)` tells of that without the rows being read: none is meant for which it is not so; `whole`: all others are. */
  narrow?: Pick<Asked, 'from' | 'holds'> & { whole: boolean };
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

/** How far the rows are looked at in the order of the page before the indexes are asked. */
export interface Reach {
  /** So many before it is known how rare the condition is. */
  first: number;
  /** So many more when the first hold too few to reckon by: two of four hundred may be one of a hundred or one of a thousand. */
  second: number;
  /** So many at a time at most, and twice as many in all: beyond that, asking the indexes is nearer. */
  far: number;
}

const REACH: Reach = { first: 400, second: 4000, far: 12_000 };

interface Stretch {
  found: Placed[];
  /** The last one looked at; nothing when none was left. */
  end: Placed | undefined;
  seen: number;
}

/** The next `far` rows in their order, and for each whether it `may` be meant. */
const walk = (
  { from, holds }: Pick<Asked, 'from' | 'holds'>,
  { within }: Asked,
  after: Placed,
  far: number,
) => sql`
  select p.area_id as area, p.id, (${holds}) as may from ${from} where ${within} and ${behind(after)}
  order by p.area_id, p.id limit ${far}::int`;

/** Looks at the next `far` rows in their order, whether the condition holds for them or not: what that takes does not depend on the condition. */
async function look(db: Db, asked: Asked, after: Placed, far: number, most: number): Promise<Stretch> {
  // Row by row, for PostgreSQL would sooner read everybody whom the indexes name than some of those who were just seen.
  const really = sql`cross join lateral (select from ${asked.from} where p.id = s.id and ${asked.holds} offset 0) really`;
  const { rows } = await sql<Placed & { last: boolean; seen: number }>`
    ${WRITTEN_ONCE} with seen as materialized (${walk(asked.narrow ?? asked, asked, after, far)})
    (select s.area, s.id, false as last, 0 as seen from seen s ${asked.narrow?.whole === false ? really : sql``}
      where s.may order by s.area, s.id limit ${atMost(most)})
    union all
    (select area, id, true, (select count(*)::int from seen) from seen order by area desc, id desc limit 1)`.execute(
    db,
  );
  const end = rows.find(({ last }) => last);
  return { found: rows.filter(({ last }) => !last), end, seen: end?.seen ?? 0 };
}

/** The next ones by whatever index answers the condition; in whole reach, so only where few can be expected. */
async function find(db: Db, asked: Asked, after: Placed, most: number): Promise<Placed[]> {
  // Never in the order of the page: that has been tried, and of a rare condition it reads everything.
  await sql`select set_config('enable_indexscan', 'off', true)`.execute(db);
  const { rows } = await sql<Placed>`
    select p.area_id as area, p.id ${allOf(asked)} and ${behind(after)} order by p.area_id, p.id limit ${atMost(most)}`.execute(
    db,
  );
  // What else this transaction asks is planned as ever.
  await sql`select set_config('enable_indexscan', 'on', true)`.execute(db);
  return rows;
}

/** How many rows further the page is full, reckoned from those seen and at least as many again; nothing when by the indexes it is nearer. */
function reckon(found: number, wanted: number, seen: number, { first, second, far }: Reach): number | null {
  const further = found === 0 ? far + 1 : Math.max(seen, Math.ceil((1.3 * wanted * seen) / found));
  if (further <= far && seen + further <= 2 * far) return further;
  return seen <= first ? second : null;
}

/**
 * The next rows in the order (area, id), at most so many. What is common is met by walking in that order, what is rare by the indexes: which it
 * is shows in the first some hundred rows. The transaction is planned by the values asked for. `reach` is for tests, which have fewer rows.
 */
export async function nextOf(
  db: Db,
  asked: Asked,
  after: Placed | null,
  most: number,
  reach = REACH,
): Promise<Placed[]> {
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(db);
  const found: Placed[] = [];
  let [at, seen] = [after ?? START, 0];
  for (let far: number | null = reach.first; far !== null; ) {
    const stretch = await look(db, asked, at, far, most - found.length);
    found.push(...stretch.found);
    if (found.length >= most || !stretch.end || stretch.seen < far) return found;
    at = stretch.end;
    seen += stretch.seen;
    far = reckon(found.length, most - found.length, seen, reach);
  }
  return [...found, ...(await find(db, asked, at, most - found.length))];
}
