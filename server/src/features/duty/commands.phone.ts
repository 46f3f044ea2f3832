import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';

/** Keeps a holder's work phone, sealed; null takes it away, undefined leaves it. */
export function writePhone(
  ctx: Context,
  holder: string,
  area: string,
  phone: string | null | undefined,
): void {
  if (phone === undefined) return;
  if (phone === null) ctx.write(sql`delete from duty_phone where holder = ${holder}::uuid`);
  else
    ctx.write(sql`
    insert into duty_phone (holder, area_id, sealed) values (${holder}::uuid, ${area}::uuid, ${ctx.runtime.sealer.seal(phone)}::bytea)
    on conflict (holder) do update set sealed = excluded.sealed`);
}
