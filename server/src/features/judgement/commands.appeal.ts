import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { badField, conflict } from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type UnitRegistry, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { lockMatter, type Matter, tell, unitsAbove } from '../matter/index.ts';
import { above, type Judged, judgedOf, whatName } from './judged.ts';
import { APPEAL, DECIDE, endOf, limitText } from './people.ts';
import { FILES_OF_APPEAL } from './queries.appeal.ts';
import { deciderOf } from './rules.ts';
import type { AppealBody } from './schema.appeal.ts';
import { settingsOf } from './settings.ts';
import { openFor } from './tasks.ts';

type Input = Static<typeof AppealBody>;

/** The judgement appealed against, of this unit, and still within time. Refuses at the field that is wrong. */
async function checkJudged(ctx: Context, matter: Matter, input: Input): Promise<Judged> {
  const judged = await judgedOf(ctx, matter, input.what, input.target ?? null);
  if (!judged)
    throw badField('what', 'nothing_judged', '没有找到要申诉的评价、抽查、督办或超期，请刷新后再选。');
  if (!judged.units.includes(input.unit))
    throw badField('unit', 'not_judged', '这项评价与所选单位无关，只能由被评单位申诉。');
  const { appeals } = await settingsOf(ctx.runtime);
  const until = await endOf(ctx.runtime, appeals.within, judged.at);
  if (until < ctx.now)
    throw conflict('appeal_late', `申诉须在 ${limitText(appeals.within)}内提出，期限已过。`, {
      until: until.toISOString(),
    });
  return judged;
}

async function checkFree(ctx: Context, matter: Matter, { what, target, unit }: Input): Promise<void> {
  const { rows } = await sql<{ live: boolean }>`
    select true as live from judgement_appeal where matter_id = ${matter.id}::uuid and what = ${what} and unit_id = ${unit}::uuid
      and target is not distinct from ${target ?? null}::uuid and state in ('submitted', 'accepted')
    union all
    select false from judgement_exclusion where subject = ${matter.id}::uuid and what = ${what}
      and target is not distinct from ${target ?? null}::uuid and revoked_at is null
      -- A limit is excluded for one unit; what somebody said, or the whole matter, for all.
      and (what not like 'overdue:%' or unit_id = ${unit}::uuid) limit 1`.execute(ctx.db);
  if (!rows[0]) return;
  throw rows[0].live
    ? conflict('appeal_pending', '本单位已经就此提出申诉，正在审理。')
    : conflict('already_excluded', '这一项已经剔除，不必再申诉。');
}

/** Who decides about an appeal of a unit, see `deciderOf`; nobody who is below it. Refuses where there is nobody. */
function decider(units: UnitRegistry, areas: AreaTree, matter: Matter, unit: string, judged: Judged): string {
  const those = (ids: readonly string[]) =>
    ids.flatMap((id) => (unitsAbove(units, id).includes(unit) ? [] : (units.get(id) ?? [])));
  const superiors = {
    unit: those(above(units, areas, unit)),
    centre: those(above(units, areas, matter.centre_unit)),
  };
  const by = deciderOf(superiors, { judged: unit, judge: judged.judge });
  if (!by)
    throw conflict(
      'nobody_above',
      '本单位之上没有可以审理申诉的指挥中心，请先在机构设置中确定上级指挥中心。',
    );
  return by;
}

/**
 * Appeals (申诉) against a judgement, an overdue limit or a card: by a unit it concerns, within so many working days. The centre above
 * decides. Sent twice (`client_id`) it is one. Refuses a second one about the same thing while the first is pending.
 */
export async function appeal(
  runtime: Runtime,
  actor: Actor,
  matterId: string,
  input: Input,
): Promise<string> {
  const [areas, units, { appeals }] = await Promise.all([
    areaTree(runtime),
    unitRegistry(runtime),
    settingsOf(runtime),
  ]);
  return run(runtime, actor, async (ctx) => {
    const matter = await lockMatter(ctx.db, actor, areas, matterId);
    const known = await sql<{ id: string }>`
      select id from judgement_appeal where actor = ${actor.id}::uuid and client_id = ${input.client_id}::uuid`.execute(
      ctx.db,
    );
    if (known.rows[0]) return known.rows[0].id;
    if (!unitsOf(actor, APPEAL).includes(input.unit))
      throw badField('unit', 'not_yours', '只能以本人所在单位的名义申诉。');
    const judged = await checkJudged(ctx, matter, input);
    await checkFree(ctx, matter, input);
    const by = decider(units, areas, matter, input.unit, judged);
    const due = await endOf(runtime, appeals.accept, ctx.now);
    const note = `${units.get(input.unit)?.name ?? ''}申诉：${whatName(input.what)}`;
    const task = openFor(ctx, { matter: matterId, kind: 'appeal', unit: by, due, note });
    const id = uuidv7(ctx.now);
    ctx.write(sql`
      insert into judgement_appeal (id, client_id, matter_id, what, target, unit_id, reason, state, decider_unit, judge_unit, judge_account,
        task_id, due_at, due_limit, actor, at)
      values (${id}::uuid, ${input.client_id}::uuid, ${matterId}::uuid, ${input.what}, ${input.target ?? null}::uuid, ${input.unit}::uuid,
        ${input.reason}, 'submitted', ${by}::uuid, ${judged.judge}::uuid, ${judged.judgeAccount}::uuid, ${task.id}::uuid, ${due}::timestamptz, ${appeals.accept}, ${actor.id}::uuid,
        ${ctx.now}::timestamptz)`);
    await ctx.flush();
    await attachFiles(ctx, input.files ?? [], { subjectKind: FILES_OF_APPEAL, subject: id, stage: 'appeal' });
    const form = { unit: units.get(input.unit)?.name, what: whatName(input.what), reason: input.reason };
    const says = { permission: DECIDE, from: input.unit, due: due.toISOString() };
    const notify = [{ template: 'appealed-unit', units: [by], says }];
    tell(ctx, matter, [{ kind: 'appeal', audience: 'staff', form, tasks: [task.delta], notify }]);
    return id;
  });
}
