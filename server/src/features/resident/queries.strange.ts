import { sql } from 'kysely';
import { dayOf } from '../../platform/day.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Values } from '../source/index.ts';
import { JUDGED, strange } from './rules.strange.ts';

/** What would be strange of people the actor sees if they had these values, and of how many. */
export async function strangeAmong(
  ctx: Context,
  ids: readonly string[],
  values: Values,
): Promise<{ message: string; rows: number }[]> {
  if (!JUDGED.some((code) => code in values)) return [];
  const { rows } = await sql<Values>`
    select birth::text as birth_date, sex, items->>'education' as education, items->>'marital' as marital
    from resident_person where id = any (${ids as string[]}::uuid[])`.execute(ctx.db);
  const today = dayOf(ctx.now);
  const said = Map.groupBy(
    rows.flatMap((row) => strange({ ...row, ...values }, today)),
    ({ message }) => message,
  );
  return [...said].map(([message, faults]) => ({ message, rows: faults.length }));
}
