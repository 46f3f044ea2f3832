import { sql } from 'kysely';
import { addDays, dayOf, endOfDay } from '../../platform/day.ts';
import { badField } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import type { AreaTree } from '../area/index.ts';
import { findAdmission } from './row.admission.ts';
import { periodStart, standingOf } from './rules.ts';
import { LINES, PERIODS } from './words.ts';

const REMEDY = '请先在“准入清单”申请，经区、市两级审批后再下达。';

async function givenSince(ctx: Context, id: string, first: string | null): Promise<number> {
  const since = first === null ? sql`` : sql`and created_at >= ${endOfDay(addDays(first, -1))}::timestamptz`;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from duty where admission_id = ${id}::uuid ${since}`.execute(ctx.db);
  return rows[0]!.n;
}

/**
 * Refuses a department's task that the admission list does not cover: no entry, another unit's, not (any more) in force, another
 * line, outside its areas, or more often than it allows. Locks the entry, so that two tasks at once do not both count as the last.
 */
export async function mustBeAdmitted(
  ctx: Context,
  task: { admission?: string; unit: string; line: string; areas: readonly string[] },
  areas: AreaTree,
): Promise<void> {
  const entry = task.admission ? await findAdmission(ctx.db, task.admission, true) : null;
  if (!entry || entry.unit_id !== task.unit)
    throw badField('admission', 'not_admitted', `部门只能向网格下达准入清单上的事项。${REMEDY}`);
  const today = dayOf(ctx.now);
  const standing = standingOf(entry, today);
  if (standing === 'coming')
    throw badField('admission', 'not_admitted', `“${entry.name}”自 ${entry.from_on} 起才可下达。`);
  if (standing !== 'in_force')
    throw badField(
      'admission',
      'not_admitted',
      `“${entry.name}”不在准入清单上，或已过有效期（${entry.to_on}）。${REMEDY}`,
    );
  if (entry.line !== task.line)
    throw badField('admission', 'other_line', `“${entry.name}”属于“${LINES[entry.line]}”条线，请改选条线。`);
  if (!task.areas.every((id) => entry.areas.some((top) => areas.within(id, top))))
    throw badField(
      'areas',
      'not_admitted_here',
      `“${entry.name}”没有获准在所选区域下达，请改选区域，或另行申请。`,
    );
  const first = periodStart(today, entry.per);
  if ((await givenSince(ctx, task.admission!, first)) >= entry.most)
    throw badField(
      'admission',
      'too_often',
      `“${entry.name}”${PERIODS[entry.per]}最多下达 ${entry.most} 次，次数已用完。`,
    );
}
