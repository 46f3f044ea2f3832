import { randomInt, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { demoAllowed, demoLoaded } from './demo.ts';
import { limiterOf } from './limiter.ts';
import { requirePhone } from './phone.ts';
import { CODE_ATTEMPTS, CODE_EVERY, CODE_VALID } from './rules.ts';

/** A code on its way to a phone. It is in clear here and nowhere else: a sender that keeps it must seal it. */
export interface CodeToSend {
  phone: string;
  code: string;
  expires: Date;
}

/** Delivers a code; called in the transaction that stores its hash, so it should queue a row and not wait for a network. */
export type CodeSender = (ctx: Context, code: CodeToSend) => void | Promise<void>;

const senders = new WeakMap<Runtime, CodeSender>();

/** Gives this program its way to deliver sign-in codes; a later feature calls it where it adds its routes. */
export function onCode(runtime: Runtime, sender: CodeSender): void {
  senders.set(runtime, sender);
}

const perAddress = limiterOf(20, 3_600_000, '这里获取验证码的次数太多，请一小时后再试。');

const hashesOf = ({ sealer }: Runtime, phone: string, code: string) =>
  sealer.fingerprints(`code ${phone} ${code}`);

/** While the search key changes, a code that was sent just before stands under an older print, and still counts as sent and holds. */
const isOf = ({ sealer }: Runtime, phone: string) => printIs(sealer, sql.ref('phone_index'), phone);

async function storeCode(ctx: Context, { phone, code, expires }: CodeToSend): Promise<void> {
  const { runtime, now } = ctx;
  const newest = new Date(now.getTime() - CODE_EVERY);
  const [index, ...older] = runtime.sealer.fingerprints(phone);
  const [hash] = hashesOf(runtime, phone, code);
  const { rows } = await sql<{ sent_at: Date }>`
    insert into account_code as c (phone_index, code_hash, expires_at, attempts, sent_at)
    select ${index}::bytea, ${hash}::bytea, ${expires}::timestamptz, 0, ${now}::timestamptz
    where not exists (select from account_code where phone_index = any (${older}::bytea[]) and sent_at > ${newest}::timestamptz)
    on conflict (phone_index) do update
      set code_hash = excluded.code_hash, expires_at = excluded.expires_at, attempts = 0, sent_at = excluded.sent_at
      where c.sent_at <= ${newest}::timestamptz
    returning sent_at`.execute(ctx.db);
  if (rows.length > 0) return;
  throw new Refusal(429, 'code_too_soon', '验证码刚刚发过，请一分钟后再获取。', {
    extra: { retry_after: CODE_EVERY / 1000 },
  });
}

/** Sends a new six-digit code; the one before it no longer works. In the demo city on this machine the answer shows it. */
export async function sendCode(runtime: Runtime, phoneText: string, address: string) {
  const phone = requirePhone(phoneText);
  const demo = demoAllowed(runtime.config) && (await demoLoaded(runtime.db));
  const sender = senders.get(runtime);
  if (!sender && !demo) throw new Refusal(503, 'no_code_channel', '短信验证码尚未开通，请联系管理员。');
  perAddress.check(runtime, address);
  perAddress.count(runtime, address);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  return run(runtime, SYSTEM, async (ctx) => {
    const expires = new Date(ctx.now.getTime() + CODE_VALID);
    await storeCode(ctx, { phone, code, expires });
    await sender?.(ctx, { phone, code, expires });
    return {
      expires_at: expires.toISOString(),
      retry_after: CODE_EVERY / 1000,
      ...(demo ? { demo_code: code } : {}),
    };
  });
}

/** Uses an attempt on the phone's code; true when it is right. A code works once: `spendCode` ends it. */
export async function checkCode(runtime: Runtime, phone: string, code: string): Promise<boolean> {
  const { rows } = await sql<{ code_hash: Buffer }>`
    update account_code set attempts = attempts + 1
    where ${isOf(runtime, phone)} and code_hash is not null
      and expires_at > ${runtime.clock.now()}::timestamptz and attempts < ${CODE_ATTEMPTS}
    returning code_hash`.execute(runtime.db);
  const hashes = hashesOf(runtime, phone, code);
  return rows.some(({ code_hash }) =>
    hashes.some((hash) => hash.length === code_hash.length && timingSafeEqual(code_hash, hash)),
  );
}

/** Ends a code in the transaction of the sign-in; false when another sign-in was faster. */
export async function spendCode(ctx: Context, phone: string, code: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update account_code set code_hash = null
    where ${isOf(ctx.runtime, phone)}
      and code_hash = any (${hashesOf(ctx.runtime, phone, code)}::bytea[])`.execute(ctx.db);
  return numAffectedRows === 1n;
}
