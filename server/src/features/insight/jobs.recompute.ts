import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { EventRow } from '../../platform/events.ts';
import type { JobKind } from '../../platform/feature.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountsIn, changesOf, folder, isCounted, staffAmong } from './jobs.fold.ts';
import { lockState, writeFacts } from './store.facts.ts';

export const RECOMPUTE_JOB = 'insight.recompute';
const SUBJECTS = 300;

async function nextSubjects(ctx: Context, after: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from matter where ${after}::uuid is null or id > ${after}::uuid order by id limit ${atMost(SUBJECTS)}`.execute(
    ctx.db,
  );
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

/**
 * Forgets all facts and sums and makes them again from the event log, in one transaction: until it ends, readers see the old
 * ones, and followers wait. What was counted event by event comes out the same.
 */
export async function recompute(
  runtime: Runtime,
  report: (matters: number) => Promise<void>,
): Promise<number> {
  return run(runtime, SYSTEM, async (ctx) => {
    const state = await lockState(ctx);
    await sql`delete from insight_fact`.execute(ctx.db);
    await sql`delete from insight_sum`.execute(ctx.db);
    let done = 0;
    let subjects = await nextSubjects(ctx, null);
    while (subjects.length > 0) {
      const events = await takenEvents(ctx, subjects);
      const isStaff = await staffAmong(ctx.db, accountsIn(events));
      const changes = [...Map.groupBy(events, ({ subject }) => subject).values()].flatMap((theirs) =>
        changesOf(new Map(), theirs, isStaff, ctx.now),
      );
      writeFacts(ctx, state, changes);
      await ctx.flush();
      done += subjects.length;
      await report(done);
      subjects = await nextSubjects(ctx, subjects.at(-1)!);
    }
    ctx.write(sql`update insight_state set as_of = ${ctx.now}::timestamptz`);
    return done;
  });
}

/** Counts everything anew, after a statistical day was changed or when numbers are doubted. */
export const recomputeJob: JobKind = {
  kind: RECOMPUTE_JOB,
  work: async (runtime, job) => ({
    matters: await recompute(runtime, (matters) => job.report({ matters })),
  }),
};
