import { randomBytes } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { conflict } from '../errors.ts';
import { recordNext } from '../events.ts';
import type { Context, Runtime } from '../runtime.ts';
import { type CipherKind, cipherNamed } from './cipher.ts';
import { MOST_KEYS } from './ring.ts';
import { type KeyRow, keyRows, searchedBy } from './store.ts';
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
  const rows = await keyRows(ctx.db);
  const before = rows.findLast((row) => row.purpose === 'seal')!;
  if (!before.active)
    throw conflict('key_waiting', '上一次更换的密钥还没有启用，请过半分钟再试。', { number: before.number });
  const kind = cipherNamed(cipher ?? before.provider);
  const active = sql`now() + make_interval(secs => ${inSeconds}::int)`;
  const number = await make(ctx, rows, { before, kind, bytes: kind.keyBytes, active });
  ctx.write(sql`update data_key set retired_at = ${active} where number = ${before.number}::int`);
  await told(ctx, 'key.rotated', { number, provider: kind.name, reason: reason.trim() });
  return { number };
}

interface Made {
  /** The one of the same purpose in whose place it comes. */
  before: KeyRow;
  kind: CipherKind;
  bytes: number;
  active: RawBuilder<unknown>;
}

/** Makes the next key of a purpose, under the master key that is in force now. Returns its number. */
async function make(ctx: Context, rows: readonly KeyRow[], made: Made): Promise<number> {
  const { before, kind, bytes, active } = made;
  const number = rows.at(-1)!.number + 1;
  if (number > MOST_KEYS) throw conflict('keys_used_up', '密钥编号已经用完。');
  const { wrapper } = ctx.runtime.keys;
  // Not at all by a program that has an earlier master key.
  await wrapper.unwrap(before.number, before.wrapped);
  const wrapped = await wrapper.wrap(number, randomBytes(bytes));
  ctx.write(sql`
    insert into data_key (number, purpose, provider, wrapped, active_at)
    values (${number}::int, ${before.purpose}, ${kind.name}, ${wrapped}::bytea, ${active})`);
  return number;
}

const SEARCH_BYTES = 32;

/**
 * Makes a new key for the fingerprints of the blind indexes: from a moment on they are made with it, and until those of the keys before
 * are made anew too (`reindex.ts`) all are looked for. Refused (409) while that is still under way. Returns its number.
 */
export async function changeSearchKey(
  ctx: Context,
  { reason, cipher, inSeconds = 30 }: Rotation,
): Promise<{ number: number }> {
  await alone(ctx);
  const rows = await keyRows(ctx.db);
  const [before, ...more] = searchedBy(rows);
  if (more.length > 0) throw conflict('reindexing', '上一次更换的检索密钥还没有重算完，请先完成。');
  const kind = cipherNamed(cipher ?? before!.provider);
  const active = sql`now() + make_interval(secs => ${inSeconds}::int)`;
  const number = await make(ctx, rows, { before: before!, kind, bytes: SEARCH_BYTES, active });
  await told(ctx, 'key.search', { number, provider: kind.name, reason: reason.trim() });
  return { number };
}

/** Looks no more for fingerprints of keys before this one: none is left. Told once. */
export async function retireSearchKeys(ctx: Context, number: number, values: number): Promise<void> {
  await alone(ctx);
  ctx.write(sql`
    update data_key set retired_at = now() where purpose = 'search' and number < ${number}::int and retired_at is null`);
  await told(ctx, 'key.reindexed', { number, values });
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
    if (kind.startsWith('key.'))
      keys.read().catch((error) => log.warn({ err: error }, 'the keys could not be read'));
  });
}
