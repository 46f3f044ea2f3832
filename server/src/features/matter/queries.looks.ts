import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, holds, SYSTEM } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { Look } from './schema.desk.ts';

const AUDIT = 'audit:read';

/** A caller is told which organisation looked, the auditor also who. */
export async function contactLooks(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof Look>[]> {
  const audits = holds(actor, AUDIT);
  return run(runtime, SYSTEM, async ({ db }) => {
    const matter = await sql<{ caller_id: string | null }>`
      select caller_id from matter where id = ${id}::uuid`.execute(db);
    const mine = matter.rows[0]?.caller_id === actor.id;
    if (!matter.rows[0] || (!mine && !audits)) throw notFound('事项');
    const { rows } = await sql<{ at: Date; purpose: string; name: string; units: string | null }>`
      select l.at, l.purpose, a.name, (select string_agg(distinct u.name, '、') from account_relation r
        join account_unit u on u.id = r.unit_id where r.account_id = l.account_id) as units
      from matter_look l join account a on a.id = l.account_id where l.matter_id = ${id}::uuid order by l.id`.execute(
      db,
    );
    return rows.map(({ at, purpose, name, units }) => ({
      at: at.toISOString(),
      purpose,
      who: audits ? [name, units].filter(Boolean).join('，') : (units ?? '工作人员'),
    }));
  });
}
