import { sql } from 'kysely';
import { SYSTEM } from './access.ts';
import { type Ahead, type EventRow, eventsOfKinds, isAfter, kindsAfter, type Position } from './events.ts';
import { type Context, type Runtime, run } from './runtime.ts';
import { createSlots } from './slots.ts';

/** Something that follows the event log. Its effects and its position are one transaction, so each event counts once. */
export interface Subscriber {
  name: string;
  /** The kinds it wants, by their beginning (`matter.`); others are passed over. */
  wants(kind: string): boolean;
  /** How many events that it wants it takes at once, when each costs it much: others get their turn in between. */
  most?: number;
  handle(ctx: Context, events: EventRow[]): Promise<void>;
}

const BATCH = 500;
// Numbers, search and messages may be half a second old; larger batches cost everybody less. Live news has its own, shorter pause.
const PAUSE = 500;
/** How many events a follower passes over before it writes down where it stands: so many are read again after the next start. */
const FAR = 5000;
/** How far a follower that reads the log itself looks ahead for kinds that it wants: a city's import is passed over in such strides. */
const STRIDE = 20_000;
/** So many work at one time: they come awake together, and whoever waits for an answer shares connections and cores with them. */
const AT_ONCE = 2;

/** Tries of one event alone before it is passed over: enough for a passing fault, few enough that the rest is not held up. */
const MOST_TRIES = 5;
const tries = new Map<string, number>();

/** Faults of the database or the way to it, of its load, of a lock: they pass, and no event is to blame. */
export function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return /^(08|40|53|55|57|58|XX)/.test(code) || /^E[A-Z]+$/.test(code);
  return /connect|terminat|timeout/i.test(String(message));
}

/** What went wrong with the events at hand, to find the one that is to blame. */
class Unhandled extends Error {
  readonly events: EventRow[];
  constructor(events: EventRow[], cause: unknown) {
    super('a subscriber could not take its events', { cause });
    this.events = events;
  }
}

/** What a follower takes next: the events that it wants, and the place up to which there is nothing else for it. */
interface Portion {
  events: EventRow[];
  /** Unknown when there is nothing at all. */
  end: Position | undefined;
  more: boolean;
}

/** How a follower goes on: where events are read, and what it does about a position that another holds. */
interface Way {
  read(ctx: Context, position: Position, most: number): Promise<Portion>;
  lock: 'for update' | 'for update skip locked';
}

/** Of the log itself, of which only what is wanted is read. What lies in a stretch is asked once: the log behind it does not change. */
function fromLog({ wants }: Subscriber): Way['read'] {
  let stretch: Ahead | undefined;
  return async (ctx, position, most) => {
    if (!stretch?.end || !isAfter(stretch.end, position))
      stretch = await kindsAfter(ctx.db, position, STRIDE);
    const { end, more } = stretch;
    const wanted = stretch.kinds.filter(wants);
    if (!end || wanted.length === 0) return { events: [], end, more };
    const events = await eventsOfKinds(ctx.db, position, end, wanted, most);
    return events.length < most ? { events, end, more } : { events, end: events.at(-1), more: true };
  };
}

/** Of what this program has read already for all followers. */
function fromRecent(read: EventRow[], { wants }: Subscriber, most: number): Portion {
  let wanted = 0;
  const stop = read.findIndex(({ kind }) => wants(kind) && ++wanted > most);
  const taken = stop < 0 ? read : read.slice(0, stop);
  return {
    events: taken.filter(({ kind }) => wants(kind)),
    end: taken.at(-1),
    more: stop >= 0 || read.length >= FAR,
  };
}

/** Beside requests: by what this program has read already; a position held by another program is left to it. */
function following(subscriber: Subscriber): Way {
  const log = fromLog(subscriber);
  return {
    async read(ctx, position, most) {
      const recent = ctx.runtime.recent?.after(position, FAR);
      return recent ? fromRecent(recent, subscriber, most) : log(ctx, position, most);
    },
    lock: 'for update skip locked',
  };
}

/** Until everything is taken: by the log itself, waiting for whoever takes something at the moment. */
const catchingUp = (subscriber: Subscriber): Way => ({ read: fromLog(subscriber), lock: 'for update' });

/** Where a follower stands after a step; unknown when another program holds its position, or when it has gone on event by event. */
interface Taken {
  at?: Position;
  /** There may be more to take. */
  more: boolean;
}

/** Takes what comes next, at most so many events that the follower wants. */
async function take(runtime: Runtime, subscriber: Subscriber, way: Way, most: number): Promise<Taken> {
  const handle = async (ctx: Context): Promise<Taken> => {
    const { rows } = await sql<Position>`
      select xid::text as xid, seq from subscriber where name = ${subscriber.name} ${sql.raw(way.lock)}`.execute(
      ctx.db,
    );
    const position = rows[0];
    if (!position) return { more: false };
    const { events, end, more } = await way.read(ctx, position, most);
    if (!end) return { at: position, more: false };
    try {
      if (events.length > 0) await subscriber.handle(ctx, events);
      await ctx.flush();
    } catch (error) {
      throw isPassing(error) ? error : new Unhandled(events, error);
    }
    ctx.write(moveTo(subscriber, end));
    return { at: end, more };
  };
  return run(runtime, SYSTEM, handle, { repeatable: true });
}

const moveTo = (subscriber: Subscriber, { xid, seq }: Position) =>
  sql`update subscriber set xid = ${xid}::xid8, seq = ${seq}::bigint where name = ${subscriber.name}`;

/** Writes down an event that cannot be taken and goes on behind it: one bad event must not stop search, numbers or messages. */
async function passOver(
  runtime: Runtime,
  subscriber: Subscriber,
  event: EventRow,
  cause: unknown,
): Promise<void> {
  runtime.log.error(
    { err: cause, subscriber: subscriber.name, seq: event.seq },
    'an event cannot be taken and is passed over',
  );
  await run(runtime, SYSTEM, async (ctx) => {
    ctx.write(sql`insert into subscriber_fault (name, seq, error) values (${subscriber.name}, ${event.seq}::bigint, ${String(cause)})
      on conflict do nothing`);
    ctx.write(moveTo(subscriber, event));
  });
}

/** Takes one batch. When it cannot be taken, its events are taken one by one, and the one to blame after some tries is passed over. */
async function step(runtime: Runtime, subscriber: Subscriber, way: Way): Promise<Taken> {
  try {
    return await take(runtime, subscriber, way, subscriber.most ?? BATCH);
  } catch (error) {
    if (!(error instanceof Unhandled)) throw error;
    // One way for all of them: what it learns of the log ahead is good for each.
    const alone: Way = { read: fromLog(subscriber), lock: 'for update skip locked' };
    for (const event of error.events) await takeAlone(runtime, subscriber, event, alone);
    return { more: true };
  }
}

async function takeAlone(runtime: Runtime, subscriber: Subscriber, event: EventRow, way: Way): Promise<void> {
  const key = `${subscriber.name} ${event.seq}`;
  try {
    await take(runtime, subscriber, way, 1);
    tries.delete(key);
  } catch (error) {
    const tried = (tries.get(key) ?? 0) + 1;
    tries.set(key, tried);
    if (!(error instanceof Unhandled) || tried < MOST_TRIES) throw error;
    tries.delete(key);
    await passOver(runtime, subscriber, event, error.cause);
  }
}

/** Makes the positions exist; a new subscriber begins at the beginning of the log. */
export async function registerSubscribers(runtime: Runtime, subscribers: Subscriber[]): Promise<void> {
  for (const { name } of subscribers)
    await sql`insert into subscriber (name) values (${name}) on conflict do nothing`.execute(runtime.db);
}

/** The newest event's place in the log; nothing when it is empty. */
async function newest(runtime: Runtime): Promise<Position | undefined> {
  const { rows } = await sql<Position>`
    select xid::text as xid, seq from event order by event.xid desc, event.seq desc limit 1`.execute(
    runtime.db,
  );
  return rows[0];
}

/** Waits until all up to here lies below every running transaction: those of the cluster's other databases hold followers back too. */
async function readable(runtime: Runtime, { xid }: Position): Promise<void> {
  while (true) {
    const { rows } = await sql<{ below: boolean }>`
      select ${xid}::xid8 < pg_snapshot_xmin(pg_current_snapshot()) as below`.execute(runtime.db);
    if (rows[0]!.below) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

/**
 * Lets every subscriber catch up with the log, also with what subscribers tell in it while they do: tests, imports and the demo
 * city wait for this.
 */
export async function drain(runtime: Runtime, subscribers: Subscriber[]): Promise<void> {
  let last = await newest(runtime);
  let seen: Position | undefined;
  while (last && last.seq !== seen?.seq) {
    await readable(runtime, last);
    for (const subscriber of subscribers) {
      const way = catchingUp(subscriber);
      while ((await step(runtime, subscriber, way)).more);
    }
    seen = last;
    last = await newest(runtime);
  }
}

/** Whether there is anything for a follower, by what this program has read of the log: while there is not, the database is left alone. */
class Lookout {
  #at: Position | undefined;
  #passed = 0;

  /** The follower's position in the database is known to be here, or not known. */
  stand(at: Position | undefined): void {
    this.#at = at;
    this.#passed = 0;
  }

  nothingFor({ wants }: Subscriber, { recent }: Runtime): boolean {
    const events = this.#at && recent?.after(this.#at, FAR);
    if (!events || this.#passed + events.length >= FAR) return false;
    if (events.some(({ kind }) => wants(kind))) return false;
    this.#at = events.at(-1) ?? this.#at;
    this.#passed += events.length;
    return true;
  }
}

/** Runs the subscribers until stopped. A fault is logged and tried again; the others go on. */
export function startSubscribers(runtime: Runtime, subscribers: Subscriber[]): { stop(): Promise<void> } {
  let stopped = false;
  const inTurn = createSlots(AT_ONCE);
  const loops = subscribers.map(async (subscriber) => {
    const lookout = new Lookout();
    const way = following(subscriber);
    while (!stopped) {
      if (!lookout.nothingFor(subscriber, runtime)) {
        const { at, more } = await inTurn(() => step(runtime, subscriber, way)).catch((error) => {
          if (!stopped)
            runtime.log.error(
              { err: error, subscriber: subscriber.name },
              'a subscriber failed and will try again',
            );
          return { at: undefined, more: false };
        });
        lookout.stand(at);
        if (more) continue;
      }
      if (!stopped) await new Promise((done) => setTimeout(done, PAUSE));
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}
