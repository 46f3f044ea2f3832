import { sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type CodeToSend, onCode } from '../account/index.ts';

/** The purpose under which the outbox knows sign-in codes. */
export const SIGN_IN_CODE = 'sign-in-code';

/** Queues a code sealed with its phone; both are erased when it is sent, given up or too old to be of use. */
function queueCode(ctx: Context, { phone, code, expires }: CodeToSend): void {
  const minutes = Math.max(1, Math.round((expires.getTime() - ctx.now.getTime()) / 60_000));
  const text = `您的登录验证码是 ${code}，${minutes} 分钟内有效。请不要告诉任何人。`;
  ctx.write(sql`
    insert into message_delivery (id, channel, purpose, sealed, state, next_at, expires_at, created_at)
    values (${uuidv7(ctx.now)}::uuid, 'sms', ${SIGN_IN_CODE}, ${ctx.runtime.sealer.seal(JSON.stringify({ phone, text }))}::bytea,
      'waiting', ${ctx.now}::timestamptz, ${expires}::timestamptz, ${ctx.now}::timestamptz)`);
}

/** Where text messages are set up, sign-in codes go out by them; elsewhere the account feature says that they cannot. */
export function deliverCodes(runtime: Runtime): void {
  if (runtime.config.smsUrl) onCode(runtime, queueCode);
}
