import { sql } from 'kysely';
import { SYSTEM } from './access.ts';
import { type EventRow, eventsAfter, type Position } from './events.ts';
import { type Context, type Runtime, run } from './runtime.ts';

/** Something that follows the event log. Its effects and its position are one transaction, so each event counts once. */
export interface Subscriber {
  name: string;
  /** The kinds it wants, by their beginning (`matter.`); others are passed over. */
  wants(kind: string): boolean;
  handle(ctx: Context, events: EventRow[]): Promise<void>;
}

const BATCH = 500;
const PAUSE = 200;

/** Takes one batch; true when there may be more. A position held by another program is left to it. */
async function step(runtime: Runtime, subscriber: Subscriber): Promise<boolean> {
  return run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<Position>`
      select xid::text as xid, seq from subscriber where name = ${subscriber.name} for update skip locked`.execute(
      ctx.db,
    );
    const position = rows[0];
    if (!position) return false;
    const events = await eventsAfter(ctx.db, position, BATCH);
    const last = events.at(-1);
    if (!last) return false;
    const wanted = events.filter((event) => subscriber.wants(event.kind));
    if (wanted.length > 0) await subscriber.handle(ctx, wanted);
    ctx.write(
      sql`update subscriber set xid = ${last.xid}::xid8, seq = ${last.seq}::bigint where name = ${subscriber.name}`,
    );
    return events.length === BATCH;
  });
}

/** Makes the positions exist; a new subscriber begins at the beginning of the log. */
export async function registerSubscribers(runtime: Runtime, subscribers: Subscriber[]): Promise<void> {
  for (const { name } of subscribers)
    await sql`insert into subscriber (name) values (${name}) on conflict do nothing`.execute(runtime.db);
}

/**
 * Waits until everything committed so far lies below every running transaction: those of the cluster's other databases
 * hold followers back too.
 */
async function readable(runtime: Runtime): Promise<void> {
  const { rows } = await sql<{ xid: string }>`
    select xid::text as xid from event order by xid desc limit 1`.execute(runtime.db);
  if (!rows[0]) return;
  while (true) {
    const { rows: now } = await sql<{ below: boolean }>`
      select ${rows[0].xid}::xid8 < pg_snapshot_xmin(pg_current_snapshot()) as below`.execute(runtime.db);
    if (now[0]!.below) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Lets every subscriber catch up with the log as it is now: tests, imports and the demo city wait for this. */
export async function drain(runtime: Runtime, subscribers: Subscriber[]): Promise<void> {
  await readable(runtime);
  for (const subscriber of subscribers) while (await step(runtime, subscriber));
}

/** Runs the subscribers until stopped. A fault is logged and tried again; the others go on. */
export function startSubscribers(runtime: Runtime, subscribers: Subscriber[]): { stop(): Promise<void> } {
  let stopped = false;
  const loops = subscribers.map(async (subscriber) => {
    while (!stopped) {
      const more = await step(runtime, subscriber).catch((error) => {
        if (!stopped)
          runtime.log.error(
            { err: error, subscriber: subscriber.name },
            'a subscriber failed and will try again',
          );
        return false;
      });
      if (!more && !stopped) await new Promise((done) => setTimeout(done, PAUSE));
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}
