import { sql } from 'kysely';
import type { EventRow } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { accountsWith } from '../account/index.ts';
import { sendMessages } from '../message/index.ts';

/** Counts an alarm; true when it is new. */
async function count(ctx: Context, { data, at }: EventRow): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    insert into routing_alarm (id, version, rule, problem, words, first_at, last_at)
    values (${uuidv7(ctx.now)}::uuid, ${data.version}::int, ${data.rule}, ${data.problem}, ${data.words}, ${at}::timestamptz, ${at}::timestamptz)
    on conflict (version, rule, problem) where ended_at is null
    do update set n = routing_alarm.n + 1, last_at = excluded.last_at, words = excluded.words returning n`.execute(
    ctx.db,
  );
  return rows[0]?.n === 1;
}

/** A rule that fails or cannot be followed is told to who keeps the configuration, once for as long as it stands. */
export const alarmFollower: Subscriber = {
  name: 'routing.alarms',
  wants: (kind) => kind === 'routing.alarm',
  async handle(ctx, events) {
    for (const event of events) {
      if (!(await count(ctx, event))) continue;
      const accounts = await accountsWith(ctx.db, { permission: 'config:edit' });
      await sendMessages(ctx, {
        template: 'routing-alarm',
        accounts,
        eventSeq: event.seq,
        values: { title: String(event.data.rule), reason: String(event.data.words) },
      });
    }
  },
};
