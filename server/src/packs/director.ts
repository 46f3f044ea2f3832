import { FEATURES } from '../app.ts';
import { markAllRead } from '../features/message/index.ts';
import { ManualClock } from '../platform/clock.ts';
import type { Runtime } from '../platform/runtime.ts';
import { drain } from '../platform/subscribers.ts';
import { castOf } from './director.cast.ts';
import { makePhotos } from './director.photos.ts';
import { type Plan, Planner } from './director.plan.ts';
import { laneOf, Play, type Scenery } from './director.play.ts';
import type { Stage } from './director.stage.ts';
import { readStories } from './director.stories.ts';
import { HOUR } from './director.time.ts';

export interface Wish {
  seed: number;
  matters: number;
  days: number;
  end: Date;
  photos: number;
}

export interface Played {
  steps: number;
  /** Steps that were refused: none, as long as scripts and flows agree. */
  refusals: string[];
}

const SUBSCRIBERS = FEATURES.flatMap((feature) => feature.subscribers ?? []);
const READ_UNTIL = 5 * HOUR;
const TIMERS = FEATURES.flatMap((feature) => feature.timers ?? []).filter(
  ({ name }) => name === 'matter.auto',
);

/** Plays of some communities, one step after the other in the order of time; lanes run side by side. */
class Lane {
  readonly runtime: Runtime;
  readonly #clock: ManualClock;
  readonly #queue: { at: number; play: Play }[] = [];
  steps = 0;

  constructor(runtime: Runtime, start: number) {
    this.#clock = new ManualClock(new Date(start));
    this.runtime = { ...runtime, clock: this.#clock };
  }

  add(at: number, play: Play): void {
    let low = 0;
    for (let high = this.#queue.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#queue[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, { at, play });
  }

  async runUntil(end: number): Promise<void> {
    while (this.#queue[0] && this.#queue[0].at < end) {
      const { at, play } = this.#queue.shift()!;
      this.#clock.set(new Date(at));
      const next = await play.next(this.runtime);
      this.steps += 1;
      if (next !== null) this.add(next, play);
    }
  }
}

/** Where the lanes wait for each other and what runs beside requests catches up: every six hours, at last every one. */
function halts(start: number, end: number): number[] {
  const times: number[] = [];
  for (let at = start; at < end; at += (end - at > 36 * HOUR ? 6 : 1) * HOUR) times.push(at);
  return [...times, end];
}

function makePlans(stage: Stage, stories: Awaited<ReturnType<typeof readStories>>, wish: Wish): Plan[] {
  const planner = new Planner(stage, stories, wish.seed, { end: wish.end.getTime(), days: wish.days });
  for (const wanted of castOf(stage)) planner.add(wanted);
  while (planner.plans.length < wish.matters) planner.add();
  return planner.plans;
}

/** Plays some weeks of matters with the real commands, up to now. Tells how far it is. */
export async function direct(
  runtime: Runtime,
  stage: Stage,
  wish: Wish,
  say: (line: string) => void,
): Promise<Played> {
  const stories = await readStories();
  const plans = makePlans(stage, stories, wish);
  const refusals: string[] = [];
  const photos = await makePhotos(wish.photos);
  const set: Scenery = {
    stage,
    phrases: stories.phrases,
    ids: new Map(),
    photo: photos.keep,
    refused: (plan, step, error) =>
      void refusals.push(`${plan.type} ${plan.steps.join(' ')} · ${step}: ${error.message}`),
  };
  const start = wish.end.getTime() - (wish.days + 1) * HOUR * 24;
  const lanes = Array.from({ length: Math.min(4, runtime.config.poolSize) }, () => new Lane(runtime, start));
  for (const plan of plans) lanes[laneOf(plan, lanes.length)]!.add(plan.at, new Play(plan, set));
  const beside = new ManualClock(new Date(start));
  await perform(lanes, { ...runtime, clock: beside }, beside, { start, stage, wish, say });
  await photos.forget();
  return { steps: lanes.reduce((sum, lane) => sum + lane.steps, 0), refusals };
}

interface Evening {
  start: number;
  stage: Stage;
  wish: Wish;
  say: (line: string) => void;
}

/** Who is shown to a visitor has read what came until this morning. */
async function readInboxes(runtime: Runtime, { stage }: Evening): Promise<void> {
  const staff = stage.staff.filter(({ order }) => order > 0).map(({ username }) => stage.staffId(username));
  const residents = stage.residents.filter(({ username }) => username).map(({ id }) => id);
  for (const id of [...staff, ...residents]) await markAllRead(runtime, await stage.actor(id));
}

async function perform(lanes: Lane[], beside: Runtime, clock: ManualClock, evening: Evening): Promise<void> {
  const { start, wish, say } = evening;
  const end = wish.end.getTime();
  let told = 0;
  for (const halt of halts(start, end)) {
    await Promise.all(lanes.map((lane) => lane.runUntil(halt)));
    clock.set(new Date(halt));
    for (const timer of TIMERS) await timer.tick(beside);
    await drain(beside, SUBSCRIBERS);
    if (halt < end && halt + HOUR >= end - READ_UNTIL && halt < end - READ_UNTIL)
      await readInboxes(beside, evening);
    const done = Math.floor(((halt - start) / (end - start)) * 5);
    if (done > told) say(`  事项 ${done * 20}%`);
    told = Math.max(told, done);
  }
}
