import { sql } from 'kysely';
import { maskPhone } from '../../platform/crypto.ts';
import { badField } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { normalPhone } from './rules.ts';

/** The eleven digits of a phone, or a refusal of the field. */
export function requirePhone(text: string, path = 'phone'): string {
  const phone = normalPhone(text);
  if (!phone) throw badField(path, 'bad_phone', '请填写 11 位手机号码。');
  return phone;
}

/** Seals a phone into the account's contact, replacing the one before; null takes it away. Needs the program's scope. */
export function writePhone(
  ctx: Context,
  account: { id: string; kind: 'resident' | 'staff' },
  phone: string | null,
): void {
  if (phone === null) {
    ctx.write(sql`delete from account_contact where account_id = ${account.id}::uuid`);
    return;
  }
  const { seal, fingerprint } = ctx.runtime.sealer;
  ctx.write(sql`
    insert into account_contact (account_id, kind, phone_sealed, phone_index)
    values (${account.id}::uuid, ${account.kind}, ${seal(phone)}::bytea, ${fingerprint(phone)}::bytea)
    on conflict (account_id) do update set phone_sealed = excluded.phone_sealed, phone_index = excluded.phone_index`);
}

/** An account's phone in clear, for a driver that must dial it: only in the program's scope or the account's own; else null. */
export async function phoneOf(ctx: Context, accountId: string): Promise<string | null> {
  return (await phonesOf(ctx, [accountId])).get(accountId) ?? null;
}

/** Phones in clear by account; accounts that row-level security hides are missing. */
export async function phonesOf(ctx: Context, accountIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ account_id: string; phone_sealed: Buffer }>`
    select account_id, phone_sealed from account_contact where account_id = any (${accountIds as string[]}::uuid[])`.execute(
    ctx.db,
  );
  return new Map(rows.map((row) => [row.account_id, ctx.runtime.sealer.open(row.phone_sealed)]));
}

/** Phones as they may be shown. */
export async function maskedPhonesOf(
  ctx: Context,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  return new Map([...(await phonesOf(ctx, accountIds))].map(([id, phone]) => [id, maskPhone(phone)]));
}
