import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { Timer } from '../../platform/feature.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { isPassing } from '../../platform/subscribers.ts';
import { type Surroundings, surroundings } from './abilities.ts';
import { lockFree } from './row.ts';
import { failed } from './sweep.faults.ts';
import { arrivalOf, handleRung } from './sweep.rungs.ts';

/** So many matters in one transaction: one reading, one writing, one commit for all of them. */
const TOGETHER = 50;
/** So many transactions in one round of the timer, so that a program that is to stop is not held up. */
const ROUNDS = 40;

interface Due {
  id: string;
  subject: string;
}

/** The clocks that have come to their rung and that no other program has in hand, the latest first; they stay locked. */
async function pick(ctx: Context, left: readonly string[], most: number): Promise<Due[]> {
  const passed = left.length > 0 ? sql`and id <> all (${left as string[]}::uuid[])` : sql``;
  const { rows } = await sql<Due>`
    select id, subject from workflow_clock where next_at <= ${ctx.now}::timestamptz ${passed}
    order by next_at limit ${atMost(most)} for update skip locked`.execute(ctx.db);
  return rows;
}

/** One clock of each matter: the others of the same one are found again, on what this one makes of it. */
const oneEach = (due: readonly Due[]): Due[] => [
  ...new Map([...due].reverse().map((each) => [each.subject, each])).values(),
];

interface Taken {
  done: number;
  /** Clocks of matters that somebody has in hand at the moment: the next round finds them on the new state. */
  busy: string[];
}

async function handle(ctx: Context, due: readonly Due[], around: Surroundings): Promise<Taken> {
  const picked = oneEach(due);
  const matters = await lockFree(
    ctx.db,
    picked.map(({ subject }) => subject),
  );
  const taken: Taken = { done: 0, busy: [] };
  for (const { id, subject } of picked) {
    const arrival = await arrivalOf(ctx, matters.get(subject), id, around);
    if (!arrival) {
      taken.busy.push(id);
      continue;
    }
    await handleRung(arrival);
    taken.done += 1;
  }
  return taken;
}

/** Handles one clock by itself: a fault of it holds up no other. */
async function handleAlone(runtime: Runtime, due: Due, around: Surroundings): Promise<number> {
  try {
    return await run(runtime, SYSTEM, async (ctx) => {
      const { rows } = await sql<Due>`
        select id, subject from workflow_clock where id = ${due.id}::uuid and next_at <= ${ctx.now}::timestamptz
        for update skip locked`.execute(ctx.db);
      return (await handle(ctx, rows, around)).done;
    });
  } catch (error) {
    if (isPassing(error)) throw error;
    await failed(runtime, due.id, error);
    return 0;
  }
}

interface Batch extends Taken {
  picked: number;
}

async function takeBatch(runtime: Runtime, left: readonly string[]): Promise<Batch> {
  const around = await surroundings(runtime);
  let due: Due[] = [];
  try {
    return await run(runtime, SYSTEM, async (ctx) => {
      due = await pick(ctx, left, TOGETHER);
      return { picked: due.length, ...(await handle(ctx, due, around)) };
    });
  } catch (error) {
    if (due.length === 0 || isPassing(error)) throw error;
    let done = 0;
    for (const each of due) done += await handleAlone(runtime, each, around);
    return { picked: due.length, done, busy: [] };
  }
}

/**
 * Handles every clock that has come to its rung: warnings, cards, raising, automatic actions. Any number of programs may do so at
 * once: each clock is taken by one of them, once, and what is done of it is one transaction with its next moment. Costs by what is
 * due, not by what is open. Returns how many were handled.
 */
export async function sweep(runtime: Runtime, rounds = ROUNDS): Promise<number> {
  let done = 0;
  const left: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const batch = await takeBatch(runtime, left);
    done += batch.done;
    left.push(...batch.busy);
    if (batch.picked === 0) break;
  }
  return done;
}

export const sweepTimer: Timer = {
  name: 'matter.sweep',
  everySeconds: 0.25,
  async tick(runtime) {
    await sweep(runtime);
  },
};
