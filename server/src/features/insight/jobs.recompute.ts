import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { EventRow } from '../../platform/events.ts';
import type { JobKind } from '../../platform/feature.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { closeBooks, dropBooks, openBooks, turnPage } from './books.ts';
import { isOverdue } from './facts.ts';
import { accountsIn, folder, isCounted, staffAmong } from './jobs.fold.ts';
import { applyEvent, type Facts } from './reduce.ts';
import { factsOf, lockBooks, replaceFacts } from './store.facts.ts';

export const RECOMPUTE_JOB = 'insight.recompute';
const SUBJECTS = 300;

async function nextSubjects(ctx: Context, after: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from matter where id > ${after}::uuid order by id limit ${atMost(most)}`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** The events of some matters that the follower has taken, in the order of the log. */
async function takenEvents(ctx: Context, subjects: readonly string[]): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select e.seq, e.xid::text as xid, e.subject_kind, e.subject, e.kind, e.actor, e.at, e.audience, e.scopes, e.data
    from event e, subscriber s
    where s.name = ${folder.name} and e.subject = any (${subjects as string[]}::uuid[]) and (e.xid, e.seq) <= (s.xid, s.seq)
    order by e.xid, e.seq`.execute(ctx.db);
  return rows.filter(({ kind }) => isCounted(kind));
}

/** What the events of some matters make of them, from nothing. */
async function factsAnew(ctx: Context, subjects: readonly string[]): Promise<Map<string, Facts>> {
  const events = await takenEvents(ctx, subjects);
  const isStaff = await staffAmong(ctx.db, accountsIn(events));
  const made = new Map<string, Facts>(subjects.map((subject) => [subject, new Map()]));
  for (const event of events) applyEvent(made.get(event.subject)!, event, isStaff);
  for (const facts of made.values())
    for (const fact of facts.values()) fact.overdue = isOverdue(fact, ctx.now);
  return made;
}

/** Counts the next matters anew, in whole books by what changed and in those being written from nothing; how many they were. */
async function countNext(ctx: Context, most: number): Promise<number> {
  const books = await lockBooks(ctx);
  const [furthestBehind] = books.flatMap(({ upto }) => upto ?? []).sort();
  // Another program has come to the end meanwhile.
  if (furthestBehind === undefined) return 0;
  const subjects = await nextSubjects(ctx, furthestBehind, most);
  const last = subjects.at(-1);
  if (!last) {
    closeBooks(ctx);
    return 0;
  }
  const [before, after] = [await factsOf(ctx.db, subjects), await factsAnew(ctx, subjects)];
  const changes = subjects.map((subject) => ({
    subject,
    before: before.get(subject)!,
    after: after.get(subject)!,
  }));
  await replaceFacts(ctx, books, last, changes);
  turnPage(ctx, last);
  return subjects.length;
}

/**
 * Makes all facts and sums again from the event log, some matters at a time and beside whatever happens: readers see the old sums
 * until the new ones are whole, and what was counted event by event comes out the same. Begun again after a crash it goes on.
 */
export async function recompute(
  runtime: Runtime,
  report: (matters: number) => Promise<void>,
  most = SUBJECTS,
): Promise<number> {
  await run(runtime, SYSTEM, openBooks);
  let done = 0;
  let found: number;
  do {
    found = await run(runtime, SYSTEM, (ctx) => countNext(ctx, most));
    done += found;
    await report(done);
  } while (found > 0);
  await dropBooks(runtime, () => report(done));
  return done;
}

/** Counts everything anew, after a statistical day was changed or when numbers are doubted. */
export const recomputeJob: JobKind = {
  kind: RECOMPUTE_JOB,
  work: async (runtime, job) => ({
    matters: await recompute(runtime, (matters) => job.report({ matters })),
  }),
};
