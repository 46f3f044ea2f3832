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

/**
 * The clocks that have come to their rung, the latest first. Their matters are locked with them, and those that somebody has in hand
 * are passed over: only who has the matter changes its clocks, so programs that meet on one matter never wait for each other.
 */
async function pick(ctx: Context, clock: string | null, most: number): Promise<Due[]> {
  const only = clock ? sql`and k.id = ${clock}::uuid` : sql``;
  const { rows } = await sql<Due>`
    select k.id, k.subject from workflow_clock k join matter m on m.id = k.subject
    where k.next_at <= ${ctx.now}::timestamptz ${only} order by k.next_at limit ${atMost(most)} for no key update of m skip locked`.execute(
    ctx.db,
  );
  return rows;
}

/** One clock of each matter: the others of the same one are found again, on what this one makes of it. */
const oneEach = (due: readonly Due[]): Due[] => [
  ...new Map([...due].reverse().map((each) => [each.subject, each])).values(),
];

async function handle(ctx: Context, due: readonly Due[], around: Surroundings): Promise<number> {
  const picked = oneEach(due);
  const matters = await lockFree(
    ctx.db,
    picked.map(({ subject }) => subject),
  );
  let done = 0;
  for (const { id, subject } of picked) {
    // Handled by another program between the look at the clock and the lock of its matter.
    const arrival = await arrivalOf(ctx, matters.get(subject), id, around);
    if (!arrival) continue;
    await handleRung(arrival);
    done += 1;
  }
  return done;
}

/** Handles one clock by itself: a fault of it holds up no other. */
async function handleAlone(runtime: Runtime, due: Due, around: Surroundings): Promise<number> {
  try {
    return await run(runtime, SYSTEM, async (ctx) => handle(ctx, await pick(ctx, due.id, 1), around));
  } catch (error) {
    if (isPassing(error)) throw error;
    await failed(runtime, due.id, error);
    return 0;
  }
}

interface Batch {
  picked: number;
  done: number;
}

async function takeBatch(runtime: Runtime): Promise<Batch> {
  const around = await surroundings(runtime);
  let due: Due[] = [];
  try {
    return await run(runtime, SYSTEM, async (ctx) => {
      due = await pick(ctx, null, TOGETHER);
      return { picked: due.length, done: await handle(ctx, due, around) };
    });
  } catch (error) {
    if (due.length === 0 || isPassing(error)) throw error;
    let done = 0;
    for (const each of oneEach(due)) done += await handleAlone(runtime, each, around);
    return { picked: due.length, done };
  }
}

/**
 * Handles every clock that has come to its rung: warnings, cards, raising, automatic actions. Any number of programs may do so at
 * once: each clock is taken by one of them, once, and what is done of it is one transaction with its next moment. Costs by what is
 * due, not by what is open. Returns how many were handled.
 */
export async function sweep(runtime: Runtime, rounds = ROUNDS): Promise<number> {
  let done = 0;
  for (let round = 0; round < rounds; round += 1) {
    const batch = await takeBatch(runtime);
    done += batch.done;
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
