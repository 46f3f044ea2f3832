import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Timer } from '../../platform/feature.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { isOverdue } from './facts.ts';
import { applyEvent, type Facts } from './reduce.ts';
import { type Change, factsOf, lockBooks, ripeFacts, writeFacts } from './store.facts.ts';

const RIPENED_AT_ONCE = 500;

/** Which of these accounts belong to members of staff: residents are nobody's row in an assessment. */
export async function staffAmong(db: Db, accounts: Iterable<string>): Promise<(account: string) => boolean> {
  const { rows } = await sql<{ id: string }>`
    select id from account where kind = 'staff' and id = any (${[...new Set(accounts)]}::uuid[])`.execute(db);
  const staff = new Set(rows.map(({ id }) => id));
  return (account) => staff.has(account);
}

/** Everybody whom some events name as having done or having to do something. */
export function accountsIn(events: readonly EventRow[]): string[] {
  return events.flatMap(({ actor, data }) => {
    const opened = ((data.work as { opened?: unknown[][] } | undefined)?.opened ?? []) as (string | null)[][];
    return [actor, ...opened.flatMap(([, , , , account]) => account ?? [])];
  });
}

/** What events make of the facts of one matter. */
function changeOf(
  subject: string,
  before: Facts,
  events: readonly EventRow[],
  isStaff: (account: string) => boolean,
  now: Date,
): Change {
  const after: Facts = new Map([...before].map(([id, fact]) => [id, structuredClone(fact)]));
  for (const event of events) applyEvent(after, event, isStaff);
  for (const fact of after.values()) fact.overdue = isOverdue(fact, now);
  return { subject, before, after };
}

async function fold(ctx: Context, events: EventRow[]): Promise<void> {
  const books = await lockBooks(ctx);
  const bySubject = Map.groupBy(events, ({ subject }) => subject);
  const facts = await factsOf(ctx.db, [...bySubject.keys()]);
  const isStaff = await staffAmong(ctx.db, accountsIn(events));
  const changes = [...bySubject].map(([subject, theirs]) =>
    changeOf(subject, facts.get(subject)!, theirs, isStaff, ctx.now),
  );
  await writeFacts(ctx, books, changes);
}

/** Events that may change facts. */
export const isCounted = (kind: string): boolean =>
  kind.startsWith('matter.') && !kind.startsWith('matter.registry') && !kind.endsWith('.internal');

/** Keeps the facts and their sums. */
export const folder: Subscriber = { name: 'insight.facts', wants: isCounted, handle: fold };

/** Counts what became due without anybody doing anything, until nothing is left. */
export async function ripen(runtime: Runtime): Promise<void> {
  let found = 0;
  do {
    found = await run(runtime, SYSTEM, async (ctx) => {
      const books = await lockBooks(ctx);
      const ripe = await ripeFacts(ctx.db, ctx.now, RIPENED_AT_ONCE);
      await writeFacts(
        ctx,
        books,
        [...ripe].map(([subject, facts]) => changeOf(subject, facts, [], () => false, ctx.now)),
      );
      ctx.write(sql`update insight_state set as_of = ${ctx.now}::timestamptz`);
      return ripe.size;
    });
  } while (found === RIPENED_AT_ONCE);
}

export const ripener: Timer = { name: 'insight.ripen', everySeconds: 30, tick: ripen };
