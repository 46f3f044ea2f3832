import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { phonesOf } from '../account/index.ts';
import { signature } from './rules.ts';

/** One thing to deliver, without its contents: a driver reads those when it sends. */
export interface Delivery {
  id: string;
  message_id: string | null;
  webhook_id: string | null;
  event_seq: number | null;
  sealed: Buffer | null;
}

/** A way out of the system. `send` throws `Undeliverable` when trying again cannot help, anything else when it can. */
export interface Channel {
  name: string;
  send(delivery: Delivery): Promise<void>;
}

/** Sending this will never work; the message says why, for the outbox. */
export class Undeliverable extends Error {}

const TIMEOUT = 10_000;

/** What went wrong, for the outbox: never the words of the other side, which may repeat a phone or a secret. */
export function faultOf(error: unknown): string {
  if (error instanceof Undeliverable) return error.message;
  if (!(error instanceof Error)) return '发送失败';
  if (error.name === 'TimeoutError') return '对方没有在 10 秒内应答';
  const code = (error.cause as { code?: string } | undefined)?.code;
  return error.message.startsWith('HTTP ')
    ? `对方应答 ${error.message}`
    : `连接失败${code ? `（${code}）` : ''}`;
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    // What was addressed to one place is not carried to another.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
}

interface Text {
  phone: string;
  text: string;
}

/** The phone is opened here, at the moment of sending, and kept nowhere. */
async function textOf(runtime: Runtime, delivery: Delivery): Promise<Text> {
  if (delivery.sealed) return JSON.parse(runtime.sealer.open(delivery.sealed)) as Text;
  return run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<{ account_id: string; body: string }>`
      select account_id, body from message where id = ${delivery.message_id}::uuid`.execute(ctx.db);
    const message = rows[0];
    if (!message) throw new Undeliverable('消息已不存在');
    const phone = (await phonesOf(ctx, [message.account_id])).get(message.account_id);
    if (!phone) throw new Undeliverable('账号没有登记手机号');
    return { phone, text: message.body };
  });
}

/** Text messages through the city's own gateway: JSON `{id, phone, text}`; the id lets it refuse a repeated one. */
export function smsChannel(runtime: Runtime, url: string): Channel {
  return {
    name: 'sms',
    async send(delivery) {
      const { phone, text } = await textOf(runtime, delivery);
      await post(url, JSON.stringify({ id: delivery.id, phone, text }), { 'idempotency-key': delivery.id });
    },
  };
}

interface Call {
  url: string;
  secret_sealed: Buffer;
  open: boolean;
  kind: string;
  subject_kind: string;
  subject: string;
  at: Date;
}

/** Tells other systems that something changed, signed; what it now is they ask under their own rights. */
export function webhookChannel(runtime: Runtime): Channel {
  return {
    name: 'webhook',
    async send(delivery) {
      const { rows } = await sql<Call>`
        select w.url, w.secret_sealed, not w.disabled and w.removed_at is null as open,
          e.kind, e.subject_kind, e.subject, e.at
        from message_webhook w, event e
        where w.id = ${delivery.webhook_id}::uuid and e.seq = ${delivery.event_seq}::bigint`.execute(
        runtime.db,
      );
      const call = rows[0];
      if (!call?.open) throw new Undeliverable('回调已停用或删除');
      const { kind, subject_kind, subject, at } = call;
      const body = JSON.stringify({
        id: delivery.id,
        event: delivery.event_seq,
        kind,
        subject_kind,
        subject,
        at,
      });
      const secret = runtime.sealer.open(call.secret_sealed);
      await post(call.url, body, {
        'idempotency-key': delivery.id,
        'x-huying-signature': signature(secret, body, runtime.clock.now()),
      });
    },
  };
}

/** The drivers that are set up; what is meant for another one waits, and the outbox says so. */
export function channelsOf(runtime: Runtime): Channel[] {
  const { smsUrl } = runtime.config;
  return [...(smsUrl ? [smsChannel(runtime, smsUrl)] : []), webhookChannel(runtime)];
}
