import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Context } from '../../platform/runtime.ts';
import { countedAt, type Fact, measuresOf } from './facts.ts';
import type { Facts } from './reduce.ts';
import { type Book, Sums } from './sums.ts';

const COLUMNS = sql.raw(`id, subject, stage, clock, type_code as type,
  array_remove(array[area_1, area_2, area_3, area_4, area_5, area_6], null) as areas, unit_id as unit, account_id as account,
  opened_at, due_at, done_at, paused, overdue, outcome, flags, excluded`);

/** Locks facts and sums for the transaction: followers, the clock and a recount change them one after the other. Returns the books kept. */
export async function lockBooks(ctx: Context): Promise<Book[]> {
  await sql`select from insight_state for update`.execute(ctx.db);
  const { rows } = await sql<Book>`select id, starts, upto from insight_book where not dropped`.execute(
    ctx.db,
  );
  return rows;
}

/** The facts of some matters, each matter's by id. */
export async function factsOf(db: Db, subjects: readonly string[]): Promise<Map<string, Facts>> {
  const { rows } = await sql<Fact>`
    select ${COLUMNS} from insight_fact where subject = any (${subjects as string[]}::uuid[])`.execute(db);
  const found = new Map<string, Facts>(subjects.map((subject) => [subject, new Map()]));
  for (const fact of rows) found.get(fact.subject)!.set(fact.id, fact);
  return found;
}

/** Open facts whose time has passed and that nobody has counted yet, the oldest first. */
export async function ripeFacts(db: Db, now: Date, most: number): Promise<Fact[]> {
  const { rows } = await sql<Fact>`
    select ${COLUMNS} from insight_fact
    where outcome = 'open' and not overdue and not paused and due_at <= ${now}::timestamptz
    order by due_at limit ${sql.lit(most)}`.execute(db);
  return rows;
}

/** A fact as it was, undefined for a new one, and as it is, undefined for one that is none any more. */
interface Change {
  before: Fact | undefined;
  after: Fact | undefined;
}

const heldBy = (books: readonly Book[], subject: string): Book[] =>
  books.filter(({ upto }) => upto === null || subject <= upto);

/** Queues facts as they are now and what that changes in the sums. */
export function writeFacts(ctx: Context, books: readonly Book[], changes: readonly Change[]): void {
  const sums = new Sums();
  for (const { before, after } of changes) {
    const held = heldBy(books, (before ?? after)!.subject);
    if (before) sums.add(before, -1, held);
    if (after) sums.add(after, 1, held);
  }
  putFacts(
    ctx,
    changes.flatMap(({ after }) => after ?? []),
  );
  sums.write(ctx);
}

/** The same for all facts of matters up to `upto`, which go whole into the books that do not hold them yet; equal ones stay unwritten. */
export function replaceFacts(
  ctx: Context,
  books: readonly Book[],
  upto: string,
  changes: readonly Change[],
): void {
  const sums = new Sums();
  const soon = books.map((book) => ({
    ...book,
    upto: book.upto === null || book.upto > upto ? book.upto : upto,
  }));
  for (const { before, after } of changes) {
    if (before) sums.add(before, -1, heldBy(books, before.subject));
    if (after) sums.add(after, 1, heldBy(soon, after.subject));
  }
  const gone = changes.flatMap(({ before, after }) => (before && !after ? before.id : []));
  if (gone.length > 0) ctx.write(sql`delete from insight_fact where id = any (${gone}::uuid[])`);
  putFacts(
    ctx,
    changes.flatMap(({ before, after }) => (after && !isDeepStrictEqual(before, after) ? after : [])),
  );
  sums.write(ctx);
}

function putFacts(ctx: Context, facts: readonly Fact[]): void {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({ ...fact, counted_at: countedAt(fact), measures: measuresOf(fact) }));
  ctx.write(sql`
    insert into insight_fact (id, subject, stage, clock, type_code, area_1, area_2, area_3, area_4, area_5, area_6, unit_id, account_id,
      opened_at, due_at, done_at, paused, overdue, outcome, flags, excluded, counted_at, measures)
    select id, subject, stage, clock, type, areas[1], areas[2], areas[3], areas[4], areas[5], areas[6], unit, account,
      opened_at, due_at, done_at, paused, overdue, outcome, flags, excluded, counted_at, measures
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(id uuid, subject uuid, stage text, clock text, type text, areas uuid[],
      unit uuid, account uuid, opened_at timestamptz, due_at timestamptz, done_at timestamptz, paused boolean, overdue boolean,
      outcome text, flags text[], excluded text, counted_at timestamptz, measures text[])
    on conflict (id) do update set (area_1, area_2, area_3, area_4, area_5, area_6, unit_id, account_id, due_at, done_at, paused,
      overdue, outcome, flags, excluded, counted_at, measures)
      = row (excluded.area_1, excluded.area_2, excluded.area_3, excluded.area_4, excluded.area_5, excluded.area_6, excluded.unit_id,
      excluded.account_id, excluded.due_at, excluded.done_at, excluded.paused, excluded.overdue, excluded.outcome, excluded.flags,
      excluded.excluded, excluded.counted_at, excluded.measures)`);
}
