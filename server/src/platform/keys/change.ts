import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { conflict } from '../errors.ts';
import { recordNext } from '../events.ts';
import type { Context, Runtime } from '../runtime.ts';
import { cipherNamed } from './cipher.ts';
import { MOST_KEYS } from './ring.ts';
import { keyRows } from './store.ts';
import type { KeyWrapper } from './wrapper.ts';

/** The keys as a whole: the subject of their events. */
export const KEYS = '00000000-0000-7000-8000-00000000006b';

const told = (ctx: Context, kind: string, data: Record<string, string | number>): Promise<void> =>
  recordNext(ctx, { subjectKind: 'key', subject: KEYS, kind, audience: 'staff', scopes: [], data });

/** One change of the keys at a time. */
const alone = (ctx: Context) =>
  sql`select pg_advisory_xact_lock(hashtextextended('data_key', 0))`.execute(ctx.db);

export interface Rotation {
  reason: string;
  /** Name of the cipher; without it that of the key before. */
  cipher?: string;
  /** Until then every running program has read the new key (`AGAIN` in store.ts), so none meets a value that it cannot open. */
  inSeconds?: number;
}

/**
 * Makes a new data key, with which all programs seal from a moment on; what stands under earlier ones goes on opening. Refused (409)
 * while the one before still waits for its moment. Returns its number.
 */
export async function rotateKey(
  ctx: Context,
  { reason, cipher, inSeconds = 30 }: Rotation,
): Promise<{ number: number }> {
  await alone(ctx);
  const rows = (await keyRows(ctx.db)).filter((row) => row.purpose === 'seal');
  const before = rows.at(-1)!;
  if (!before.active)
    throw conflict('key_waiting', '上一次更换的密钥还没有启用，请过半分钟再试。', { number: before.number });
  const kind = cipherNamed(cipher ?? before.provider);
  const number = before.number + 1;
  if (number > MOST_KEYS) throw conflict('keys_used_up', '密钥编号已经用完。');
  const { wrapper } = ctx.runtime.keys;
  // Under the master key that is in force now, and not at all by a program that has an earlier one.
  await wrapper.unwrap(before.number, before.wrapped);
  const wrapped = await wrapper.wrap(number, randomBytes(kind.keyBytes));
  const active = sql`now() + make_interval(secs => ${inSeconds}::int)`;
  ctx.write(sql`
    insert into data_key (number, purpose, provider, wrapped, active_at)
    values (${number}::int, 'seal', ${kind.name}, ${wrapped}::bytea, ${active})`);
  ctx.write(sql`update data_key set retired_at = ${active} where number = ${before.number}::int`);
  await told(ctx, 'key.rotated', { number, provider: kind.name, reason: reason.trim() });
  return { number };
}

/** Wraps every data key anew, for the exchange of the master key; no sealed value changes. Returns how many there are. */
export async function rewrapKeys(ctx: Context, to: KeyWrapper): Promise<number> {
  await alone(ctx);
  const rows = await keyRows(ctx.db);
  for (const { number, wrapped } of rows) {
    const again = await to.wrap(number, await ctx.runtime.keys.wrapper.unwrap(number, wrapped));
    await sql`update data_key set wrapped = ${again}::bytea where number = ${number}::int`.execute(ctx.db);
  }
  await told(ctx, 'key.rewrapped', { keys: rows.length });
  return rows.length;
}

/** Told once by whoever sealed everything anew. */
export const resealed = (ctx: Context, number: number, values: number): Promise<void> =>
  told(ctx, 'key.resealed', { number, values });

/** Reads the keys again as soon as an event says that they changed. */
export function heedChanges({ live, keys, log }: Runtime): void {
  live.watch(({ kind }) => {
    if (kind === 'key.rotated')
      keys.read().catch((error) => log.warn({ err: error }, 'the keys could not be read'));
  });
}
