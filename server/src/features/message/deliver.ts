import { sql } from 'kysely';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type Channel, channelsOf, type Delivery, faultOf, Undeliverable } from './channels.ts';
import { waitAfter } from './rules.ts';

const AT_ONCE = 20;
/** Longer than a call may last: what a killed program was sending is taken up again after this. */
const LEASE = 120_000;

interface Claimed extends Delivery {
  attempts: number;
}

/**
 * Ends what is too late to be sent. Sealed texts are erased even where their channel is not set up; other rows of such a
 * channel wait, perhaps a million of them, so each statement keeps to an index of its own.
 */
async function expire(runtime: Runtime, channels: string[]): Promise<void> {
  const now = runtime.clock.now();
  const end = sql`update message_delivery set state = 'given_up', sealed = null, error = '超过有效时间，未能发出'
    where state in ('waiting', 'failed') and expires_at <= ${now}::timestamptz`;
  await sql`${end} and sealed is not null`.execute(runtime.db);
  for (const channel of channels)
    await sql`${end} and channel = ${channel} and next_at <= ${now}::timestamptz`.execute(runtime.db);
}

/** Takes due rows for this program; others pass them over, and the request itself happens outside any transaction. */
async function claim(runtime: Runtime, channel: string): Promise<Claimed[]> {
  const now = runtime.clock.now();
  const { rows } = await sql<Claimed>`
    update message_delivery set attempts = attempts + 1, next_at = ${new Date(now.getTime() + LEASE)}::timestamptz
    where id in (
      select id from message_delivery where channel = ${channel} and state in ('waiting', 'failed')
        and next_at <= ${now}::timestamptz order by next_at limit ${atMost(AT_ONCE)} for update skip locked)
    returning id, message_id, webhook_id, event_seq, sealed, attempts`.execute(runtime.db);
  return rows;
}

async function settle(runtime: Runtime, row: Claimed, error: unknown): Promise<void> {
  const now = runtime.clock.now();
  const wait = error instanceof Undeliverable ? null : waitAfter(row.attempts);
  const state = error === null ? 'sent' : wait === null ? 'given_up' : 'failed';
  const over = state !== 'failed';
  // The number of the attempt: a call that outlived its lease does not undo what a later one found.
  await sql`
    update message_delivery set state = ${state}, error = ${error === null ? null : faultOf(error)},
      next_at = ${new Date(now.getTime() + (wait ?? 0))}::timestamptz,
      sent_at = ${state === 'sent' ? now : null}::timestamptz, sealed = case when ${over}::boolean then null else sealed end
    where id = ${row.id}::uuid and attempts = ${row.attempts}::int and state in ('waiting', 'failed')`.execute(
    runtime.db,
  );
}

async function sendOne(runtime: Runtime, channel: Channel, row: Claimed): Promise<void> {
  const error: unknown = await channel.send(row).then(
    () => null,
    (fault) => fault ?? new Error('unknown'),
  );
  await settle(runtime, row, error);
}

/** Sends everything that is due by the drivers that are set up. */
export async function deliverDue(runtime: Runtime, channels = channelsOf(runtime)): Promise<void> {
  await expire(
    runtime,
    channels.map((channel) => channel.name),
  );
  for (const channel of channels)
    while (true) {
      const rows = await claim(runtime, channel.name);
      await Promise.all(rows.map((row) => sendOne(runtime, channel, row)));
      if (rows.length < AT_ONCE) break;
    }
}
