import { sql } from 'kysely';
import { badField } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { accountsWith, type UnitRegistry } from '../account/index.ts';
import type { Decision, UnitChoice } from '../workflow/index.ts';

const choicesOf = (form: Record<string, unknown>): UnitChoice[] =>
  Array.isArray(form.units) ? form.units : [];

/** Somebody a unit's task is addressed to must be one of that unit's people, and let in: the task opens the matter to them. */
export async function checkPeople(ctx: Context, form: Record<string, unknown>): Promise<void> {
  for (const { unit, account } of choicesOf(form)) {
    if (account === undefined) continue;
    const { rows } =
      isUuid(account) && isUuid(unit)
        ? await sql`select from account_relation l join account a on a.id = l.account_id
          where a.id = ${account}::uuid and l.unit_id = ${unit}::uuid and l.ended_at is null and a.disabled_at is null limit 1`.execute(
            ctx.db,
          )
        : { rows: [] };
    if (rows.length === 0)
      throw badField('units', 'unknown_person', '所选人员不在该单位或账号已停用，请重新选择，或只选单位。');
  }
}

/** Work goes only where somebody can take it up: refuses a chosen unit without an active account that may handle, or a centre without one that may accept. */
export async function checkStaffed(
  ctx: Context,
  decision: Decision,
  form: Record<string, unknown>,
  units: UnitRegistry,
): Promise<void> {
  const opened = new Set(decision.tasks.open.map(({ unit }) => unit));
  const chosen = [
    ...choicesOf(form).map(({ unit }) => ({ path: 'units', unit, permission: 'matter:handle' })),
    { path: 'unit', unit: form.unit, permission: 'matter:handle' },
  ].filter(({ unit }) => typeof unit === 'string' && opened.has(unit)) as Chosen[];
  if (decision.centre?.move === 'to')
    chosen.push({ path: 'unit', unit: decision.centre.unit, permission: 'matter:accept' });
  for (const { path, unit, permission } of chosen) {
    const known = units.get(unit);
    // What is unknown, retired or no centre is refused in its own words when the decision is written.
    if (!known || known.retired) continue;
    if ((await accountsWith(ctx.db, { unit, permission })).length === 0)
      throw badField(
        path,
        'nobody_there',
        `「${known.name}」还没有可以办理的工作人员，交给它就没有人看到。请另选单位，或先请管理员为它配备人员。`,
      );
  }
}

interface Chosen {
  path: string;
  unit: string;
  permission: string;
}
