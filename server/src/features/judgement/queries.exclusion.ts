import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { unitsOf } from '../../platform/access.ts';
import type { Context } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { mayRevoke, whatName } from './judged.ts';
import { DECIDE } from './people.ts';
import { unitNames } from './refs.ts';
import type { Exclusion } from './schema.appeal.ts';

interface Row {
  id: string;
  subject: string;
  what: string;
  target: string | null;
  appeal_id: string | null;
  unit_id: string;
  reason: string;
  decided_by: string;
  decided_unit: string;
  decided_at: Date;
  revoked_at: Date | null;
  revoked_by: string | null;
  revoked_reason: string | null;
}

/** What does not count, of the rows that a condition names; revoked ones too, newest first. */
export async function exclusionsOf(
  ctx: Context,
  where: RawBuilder<unknown>,
): Promise<{ subject: string; appeal: string | null; item: Static<typeof Exclusion> }[]> {
  const { rows } = await sql<Row>`select * from judgement_exclusion where ${where} order by id desc`.execute(
    ctx.db,
  );
  if (rows.length === 0) return [];
  const names = await accountNames(
    ctx.db,
    rows.flatMap((row) => [row.decided_by, row.revoked_by ?? row.decided_by]),
  );
  const [unitOf, units] = await Promise.all([unitNames(ctx.runtime), unitRegistry(ctx.runtime)]);
  const own = unitsOf(ctx.actor, DECIDE);
  return rows.map((row) => ({
    subject: row.subject,
    appeal: row.appeal_id,
    item: {
      id: row.id,
      what: row.what,
      what_name: whatName(row.what),
      target: row.target,
      unit: unitOf(row.unit_id),
      reason: row.reason,
      by: names.get(row.decided_by) ?? '',
      by_unit: unitOf(row.decided_unit),
      at: row.decided_at.toISOString(),
      revoked_at: row.revoked_at?.toISOString() ?? null,
      revoked_by: row.revoked_by === null ? null : (names.get(row.revoked_by) ?? ''),
      revoked_reason: row.revoked_reason,
      revocable: row.revoked_at === null && mayRevoke(own, row.decided_unit, units),
    },
  }));
}
