import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Timer } from '../../platform/feature.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { awayOf } from '../account/index.ts';
import { handOverTasks } from './commands.handover.ts';

const KINDS = ['account.staff.disabled', 'account.relation.ended', 'account.leave.started'];

/**
 * Once more after somebody went: what was given to them by a step that did not yet see it. Nothing waits for somebody who is not
 * there any more.
 */
export const leavingFollower: Subscriber = {
  name: 'matter.leaving',
  wants: (kind) => KINDS.includes(kind),
  async handle(ctx: Context, events: EventRow[]) {
    for (const account of new Set(events.map(({ subject }) => subject))) await handOnFrom(ctx, account);
  },
};

async function handOnFrom(ctx: Context, account: string): Promise<void> {
  const away = (await awayOf(ctx.db, [account])).get(account);
  await handOverTasks(ctx, account, away ?? { leave: null, standIn: null });
}

const BATCH = 100;

/** Who is away or dismissed and has something waiting all the same. */
async function absentHolders(runtime: Runtime): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select g.id from (
      select account_id as id from account_leave where started_at is not null and ended_at is null
      union select id from account where disabled_at is not null) g
    cross join lateral (select from task t where t.account_id = g.id and t.closed_at is null and t.subject_kind = 'matter' limit 1) held
    limit ${atMost(BATCH)}`.execute(runtime.db);
  return rows.map(({ id }) => id);
}

/** What a step gave to somebody absent that had read before they went and was written after the follower had looked. */
export const leavingTimer: Timer = {
  name: 'matter.leaving',
  everySeconds: 60,
  async tick(runtime) {
    for (const account of await absentHolders(runtime))
      await run(runtime, SYSTEM, (ctx) => handOnFrom(ctx, account));
  },
};
