import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { atMost } from '../../platform/page.ts';
import type { Context } from '../../platform/runtime.ts';
import { countedAt, type Fact, measuresOf } from './facts.ts';
import type { Facts } from './reduce.ts';
import { type Book, Sums } from './sums.ts';

const COUNTED = sql.raw(`id, subject, stage, clock, type_code as type,
  array_remove(array[area_1, area_2, area_3, area_4, area_5, area_6], null) as areas, unit_id as unit, account_id as account,
  opened_at, due_at, done_at, paused, overdue, outcome, flags, excluded`);

const UNCOUNTED = sql.raw(`f.id, u.subject, f.stage, f.clock, u.type_code as type, u.areas, f.unit, f.account,
  f.opened_at, f.due_at, f.done_at, f.paused, f.overdue, f.outcome, f.flags, f.excluded`);

/** How a fact stands in JSON: what it shares with its matter's others stands beside it. */
const IN_JSON = `id uuid, stage text, clock text, unit uuid, account uuid, opened_at timestamptz,
  due_at timestamptz, done_at timestamptz, paused boolean, overdue boolean, outcome text, flags text[], excluded text`;
const EACH = sql.raw(`cross join lateral jsonb_to_recordset(u.facts) as f(${IN_JSON})`);
const SHARED = sql.raw('subject uuid, type text, areas uuid[]');

/** Locks facts and sums for the transaction: followers, the clock and a recount change them one after the other. Returns the books kept. */
export async function lockBooks(ctx: Context): Promise<Book[]> {
  await sql`select from insight_state for update`.execute(ctx.db);
  const { rows } = await sql<Book>`select id, starts, upto from insight_book where not dropped`.execute(
    ctx.db,
  );
  return rows;
}

const bySubject = (subjects: readonly string[], rows: readonly Fact[]): Map<string, Facts> => {
  const found = new Map<string, Facts>(subjects.map((subject) => [subject, new Map()]));
  for (const fact of rows) found.get(fact.subject)!.set(fact.id, fact);
  return found;
};

/** The facts of some matters, each matter's by id. */
export async function factsOf(db: Db, subjects: readonly string[]): Promise<Map<string, Facts>> {
  const theirs = sql`subject = any (${subjects as string[]}::uuid[])`;
  const { rows } = await sql<Fact>`
    select ${COUNTED} from insight_fact where ${theirs}
    union all select ${UNCOUNTED} from insight_uncounted u ${EACH} where ${theirs}`.execute(db);
  return bySubject(subjects, rows);
}

/** What is not counted of matters of which something has become due, each matter's by id; of so many matters, the oldest first. */
export async function ripeFacts(db: Db, now: Date, most: number): Promise<Map<string, Facts>> {
  const { rows } = await sql<Fact>`
    select ${UNCOUNTED} from (
      select subject, type_code, areas, facts from insight_uncounted where due_at <= ${now}::timestamptz order by due_at limit ${atMost(most)}) u ${EACH}`.execute(
    db,
  );
  return bySubject([...new Set(rows.map(({ subject }) => subject))], rows);
}

/** The facts of one matter, or all of them that may change, as they were and as they are: all that are not counted among them. */
export interface Change {
  subject: string;
  before: Facts;
  after: Facts;
}

interface Pair {
  was: Fact | undefined;
  is: Fact | undefined;
}

function* pairsOf({ before, after }: Change): Generator<Pair> {
  for (const [id, is] of after) yield { was: before.get(id), is };
  for (const [id, was] of before) if (!after.has(id)) yield { was, is: undefined };
}

/** A change with the facts that are not as they were. */
type Changed = Change & { pairs: Pair[] };

const changedOf = (change: Change): Changed => ({
  ...change,
  pairs: [...pairsOf(change)].filter(({ was, is }) => !isDeepStrictEqual(was, is)),
});

const heldBy = (books: readonly Book[], subject: string): Book[] =>
  books.filter(({ upto }) => upto === null || subject <= upto);

/** Writes facts as they are now, and queues what that changes in the sums. */
export async function writeFacts(
  ctx: Context,
  books: readonly Book[],
  changes: readonly Change[],
): Promise<void> {
  const sums = new Sums();
  const changed = changes.map(changedOf);
  for (const change of changed) {
    const held = heldBy(books, change.subject);
    for (const { was, is } of change.pairs) {
      if (was) sums.add(was, -1, held);
      if (is) sums.add(is, 1, held);
    }
  }
  await putFacts(ctx, changed);
  sums.write(ctx);
}

/** The same for all facts of matters up to `upto`, which go whole into the books that do not hold them yet; equal ones stay unwritten. */
export async function replaceFacts(
  ctx: Context,
  books: readonly Book[],
  upto: string,
  changes: readonly Change[],
): Promise<void> {
  const sums = new Sums();
  const soon = books.map((book) => ({
    ...book,
    upto: book.upto === null || book.upto > upto ? book.upto : upto,
  }));
  for (const change of changes) {
    for (const { was, is } of pairsOf(change)) {
      if (was) sums.add(was, -1, heldBy(books, change.subject));
      if (is) sums.add(is, 1, heldBy(soon, change.subject));
    }
  }
  await putFacts(ctx, changes.map(changedOf));
  sums.write(ctx);
}

const counts = (fact: Fact | undefined): boolean => fact !== undefined && countedAt(fact) !== null;
const waits = (fact: Fact | undefined): boolean => fact !== undefined && countedAt(fact) === null;

async function putFacts(ctx: Context, changes: readonly Changed[]): Promise<void> {
  const counted: Pair[] = [];
  const uncounted: Change[] = [];
  for (const change of changes) {
    const { pairs } = change;
    counted.push(...pairs.filter(({ was, is }) => counts(was) || counts(is)));
    if (pairs.some(({ was, is }) => waits(was) || waits(is))) uncounted.push(change);
  }
  if (counted.length > 0) await putCounted(ctx, counted);
  if (uncounted.length > 0) await putUncounted(ctx, uncounted);
}

// Merged, not inserted on conflict: everybody who writes here holds the lock, and PostgreSQL need not look out for another. Found by their
// keys, as every plan is made for all values: by the join alone it may read the whole table.

/** What counts no more goes: a row without a moment. */
async function putCounted(ctx: Context, pairs: readonly Pair[]): Promise<void> {
  const rows = pairs.map(({ was, is }) => {
    const fact = (is ?? was)!;
    return { ...fact, counted_at: is ? countedAt(is) : null, measures: measuresOf(fact) };
  });
  await sql`
    merge into insight_fact f using (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(${SHARED}, counted_at timestamptz, measures text[], ${sql.raw(IN_JSON)})) r
    on f.subject = r.subject and f.id = r.id and f.subject = any (${rows.map(({ subject }) => subject)}::uuid[])
    when matched and r.counted_at is null then delete
    when matched then update set (area_1, area_2, area_3, area_4, area_5, area_6, unit_id, account_id, due_at, done_at, paused,
        overdue, outcome, flags, excluded, counted_at, measures)
      = row (areas[1], areas[2], areas[3], areas[4], areas[5], areas[6], r.unit, r.account, r.due_at, r.done_at, r.paused,
        r.overdue, r.outcome, r.flags, r.excluded, r.counted_at, r.measures)
    when not matched then insert (id, subject, stage, clock, type_code, area_1, area_2, area_3, area_4, area_5, area_6, unit_id,
        account_id, opened_at, due_at, done_at, paused, overdue, outcome, flags, excluded, counted_at, measures)
      values (r.id, r.subject, r.stage, r.clock, r.type, areas[1], areas[2], areas[3], areas[4], areas[5], areas[6], r.unit,
        r.account, r.opened_at, r.due_at, r.done_at, r.paused, r.overdue, r.outcome, r.flags, r.excluded, r.counted_at, r.measures)`.execute(
    ctx.db,
  );
}

/** When the first of some facts becomes due; null when none will. */
function firstDue(facts: readonly Fact[]): Date | null {
  const times = facts.flatMap(({ outcome, paused, due_at }) =>
    outcome === 'open' && !paused && due_at ? due_at.getTime() : [],
  );
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

async function putUncounted(ctx: Context, changes: readonly Change[]): Promise<void> {
  const rows = changes.map(({ subject, before, after }) => {
    const [any] = [...after.values(), ...before.values()];
    const facts = [...after.values()].filter(waits);
    return {
      subject,
      type: any!.type,
      areas: any!.areas,
      due_at: firstDue(facts),
      facts: facts.map((fact) => ({ ...fact, subject: undefined, type: undefined, areas: undefined })),
    };
  });
  await sql`
    merge into insight_uncounted u using (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(${SHARED}, due_at timestamptz, facts jsonb)) r
    on u.subject = r.subject and u.subject = any (${rows.map(({ subject }) => subject)}::uuid[])
    when matched and r.facts = '[]' then delete
    when matched then update set areas = r.areas, due_at = r.due_at, facts = r.facts
    when not matched then insert (subject, type_code, areas, due_at, facts) values (r.subject, r.type, r.areas, r.due_at, r.facts)`.execute(
    ctx.db,
  );
}
