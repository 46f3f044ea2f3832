import { sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type CodeToSend, onCode } from '../account/index.ts';
import { render, TEXT_VALID, type Values } from './rules.ts';
import { templatesOf } from './templates.ts';

/** The purpose under which the outbox knows sign-in codes. */
export const SIGN_IN_CODE = 'sign-in-code';

interface SealedText {
  purpose: string;
  phone: string;
  text: string;
  expires: Date;
  eventSeq: number | null;
  subject: string | null;
}

/** Queues a text sealed with its phone; both are erased when it is sent, given up or too late. */
function queueText(ctx: Context, { purpose, phone, text, expires, eventSeq, subject }: SealedText): void {
  const sealed = ctx.runtime.sealer.seal(JSON.stringify({ phone, text }));
  ctx.write(sql`
    insert into message_delivery (id, channel, purpose, sealed, event_seq, subject, state, next_at, expires_at, created_at)
    values (${uuidv7(ctx.now)}::uuid, 'sms', ${purpose}, ${sealed}::bytea, ${eventSeq}::bigint, ${subject}::uuid, 'waiting',
      ${ctx.now}::timestamptz, ${expires}::timestamptz, ${ctx.now}::timestamptz)
    on conflict (event_seq, purpose, subject) where message_id is null and webhook_id is null and event_seq is not null do nothing`);
}

/**
 * Texts a person who has no account (a caller known by phone only), once for an event and subject. Nothing happens when the
 * template is not meant for texts.
 */
export async function textPhone(
  ctx: Context,
  text: { template: string; phone: string; eventSeq: number; subject: string; values: Values },
): Promise<void> {
  const template = (await templatesOf(ctx.runtime)).get(text.template);
  if (!template?.channels.includes('sms')) return;
  queueText(ctx, {
    purpose: template.code,
    phone: text.phone,
    text: render(template.body, text.values),
    expires: new Date(ctx.now.getTime() + TEXT_VALID),
    eventSeq: text.eventSeq,
    subject: text.subject,
  });
}

function queueCode(ctx: Context, { phone, code, expires }: CodeToSend): void {
  const minutes = Math.max(1, Math.round((expires.getTime() - ctx.now.getTime()) / 60_000));
  const text = `您的登录验证码是 ${code}，${minutes} 分钟内有效。请不要告诉任何人。`;
  queueText(ctx, { purpose: SIGN_IN_CODE, phone, text, expires, eventSeq: null, subject: null });
}

/** Where text messages are set up, sign-in codes go out by them; elsewhere the account feature says that they cannot. */
export function deliverCodes(runtime: Runtime): void {
  if (runtime.config.smsUrl) onCode(runtime, queueCode);
}
