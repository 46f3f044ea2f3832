import { sql } from 'kysely';
import { badField } from '../../platform/errors.ts';
import { printIs } from '../../platform/keys/printed.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Values } from '../source/index.ts';
import type { Standing } from './row.ts';
import { CODE_ITEM, type Subject } from './rules.ts';

/** Refuses an identifier that another one in use carries: a credit code, a component's number, a plate. */
export async function refuseTaken(ctx: Context, row: Standing, hidden: Values): Promise<void> {
  const item = CODE_ITEM[row.subject];
  const code = item ? (row.items[item] ?? null) : null;
  const plate = hidden.plate ? String(hidden.plate) : null;
  if (!code && !plate) return;
  const carried = plate === null ? sql`false` : printIs(ctx.runtime.sealer, sql.ref('print'), plate);
  const { rows } = await sql`
    select from place where id <> ${row.id}::uuid and retired_at is null
      and ((subject = ${row.subject} and code = ${code}) or ${carried}) limit 1`.execute(ctx.db);
  if (rows[0]) throw taken(row.subject);
}

const taken = (subject: Subject) =>
  subject === 'vehicle'
    ? badField('values.plate', 'taken', '这个车牌号已经登记过。')
    : badField(`values.${CODE_ITEM[subject]}`, 'taken', '这个代码已经登记过，请先查找。');

const ONCE = new Set(['place_code', 'place_print']);

/** The same refusal for an identifier that is carried behind a fence, where the actor finds nothing: only the index knows of it. */
export async function onceOnly<T>(subject: () => Subject | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = subject();
    if (known && ONCE.has((error as { constraint?: string }).constraint ?? '')) throw taken(known);
    throw error;
  }
}
