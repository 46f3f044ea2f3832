import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import type { JobKind } from '../../platform/feature.ts';
import { queueJob } from '../../platform/jobs.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { areaTree } from '../area/index.ts';
import { alignDue } from '../task/index.ts';
import { type Limits, type Move, newestCalendar, recountClocks } from '../workflow/index.ts';
import { lockMatter, type Matter, nextDue, scopesOf } from './row.ts';
import { movesInWords } from './rules.moves.ts';
import { workOf } from './work.ts';

const RECOUNT_JOB = 'matter.recount';
const BATCH = 200;

interface Outdated {
  id: string;
  due_at: Date;
  subject: string;
}

/** The next running clocks counted by an earlier version, by due time: each is met once, or once more where it was moved on. */
async function outdatedAfter(
  runtime: Runtime,
  { code, version }: Limits['calendar'],
  last: Outdated | null,
): Promise<Outdated[]> {
  const after = last ? sql`and (due_at, id) > (${last.due_at}::timestamptz, ${last.id}::uuid)` : sql``;
  const { rows } = await sql<Outdated>`
    select id, due_at, subject from workflow_clock
    where stopped_at is null and limits ->> 'calendar' = ${code} and (limits ->> 'calendar_version')::int < ${version} ${after}
    order by due_at, id limit ${atMost(BATCH)}`.execute(runtime.db);
  return rows;
}

async function moveMatter(
  ctx: Context,
  matter: Matter,
  clocks: Matter['clocks'],
  moves: readonly Move[],
  { code, version }: Limits['calendar'],
): Promise<void> {
  const { state, event_hash: prevHash } = matter;
  const hash = record(ctx, {
    subjectKind: 'matter',
    subject: matter.id,
    kind: 'matter.recount',
    audience: 'staff',
    scopes: scopesOf(matter),
    data: {
      from: state,
      to: state,
      form: { ...movesInWords(moves), calendar: `${code} 第 ${version} 版` },
      work: workOf(matter, { ...matter, clocks }, { counted: [], opened: [], ended: [] }),
      moves: moves.map(({ kind, from, to }) => ({ kind, from: from.toISOString(), to: to.toISOString() })),
    },
    prevHash,
  });
  ctx.write(sql`update matter set due_at = ${nextDue(clocks)}::timestamptz, event_hash = ${hash}::bytea
    where id = ${matter.id}::uuid`);
  await alignDue(ctx, matter.id);
}

/** Counts the clocks of one matter by the calendar; each time that moves is an event of the matter. */
async function recountMatter(runtime: Runtime, id: string, calendar: Limits['calendar']): Promise<void> {
  const areas = await areaTree(runtime);
  await run(runtime, SYSTEM, async (ctx) => {
    const matter = await lockMatter(ctx.db, SYSTEM, areas, id);
    const { running, moves } = recountClocks(ctx, matter.clocks, calendar);
    if (moves.length > 0) await moveMatter(ctx, matter, running, moves, calendar);
  });
}

/** After a calendar's new version: every running clock it counts is counted again. Safe to run twice and to be broken off. */
export const recountJob: JobKind = {
  kind: RECOUNT_JOB,
  async work(runtime, job) {
    const calendar = await newestCalendar(runtime, job.input.code);
    let done = 0;
    let batch: Outdated[] = [];
    do {
      batch = await outdatedAfter(runtime, calendar, batch.at(-1) ?? null);
      for (const id of new Set(batch.map(({ subject }) => subject)))
        await recountMatter(runtime, id, calendar);
      done += batch.length;
      await job.report({ done });
    } while (batch.length === BATCH);
    return { clocks: done };
  },
};

/** Starts the counting when a calendar was published. */
export const calendarFollower: Subscriber = {
  name: 'matter.recount',
  wants: (kind) => kind === 'workflow.calendar',
  async handle(ctx, events) {
    for (const code of new Set(events.map(({ data }) => data.code))) queueJob(ctx, RECOUNT_JOB, { code });
  },
};
