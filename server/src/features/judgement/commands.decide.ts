import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM, unitsOf } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { lockMatter, seesMatter, type Told, tell } from '../matter/index.ts';
import { mayRevoke, whatName } from './judged.ts';
import { APPEAL, DECIDE, endOf } from './people.ts';
import { APPEAL_STATES, type AppealRow, findAppeal, standingOn } from './queries.appeal.ts';
import { type AppealStep, stateAfter, stepsOn } from './rules.ts';
import type { StepBody } from './schema.appeal.ts';
import { settingsOf } from './settings.ts';
import { type Delta, endFor, openFor } from './tasks.ts';

type Input = Static<typeof StepBody>;

const STEP_NAMES: Record<AppealStep, string> = {
  accept: '受理',
  approve: '同意',
  refuse: '不同意',
  withdraw: '撤回',
};

function checkStep(actor: Actor, row: AppealRow, step: AppealStep, input: Input): void {
  const who = standingOn(actor, row);
  if (!stepsOn(row.state, who).includes(step)) {
    const mine = stepsOn('submitted', who).includes(step) || stepsOn('accepted', who).includes(step);
    if (!mine && who.mustLeave && step !== 'withdraw')
      throw notAllowed('您属于申诉单位，或这项评价由您给出，应当回避，请由本单位其他人员审理。');
    if (!mine) throw notAllowed(`您不能对这件申诉做“${STEP_NAMES[step]}”。`);
    throw conflict('not_now', `申诉${APPEAL_STATES[row.state]}，现在不能${STEP_NAMES[step]}。`, {
      state: row.state,
    });
  }
  if (row.version !== input.version)
    throw conflict('changed_meanwhile', '这件申诉刚刚被别人更新过，请看一下最新情况再操作。', {
      version: row.version,
    });
  if ((step === 'approve' || step === 'refuse') && (input.words ?? '').trim().length < 4)
    throw badField('words', 'required', '请写明理由，至少 4 个字，申诉单位会看到。');
}

/** The first step done: the second has its own time, and a task of its own. */
async function toDecide(ctx: Context, row: AppealRow): Promise<Delta[]> {
  const { appeals } = await settingsOf(ctx.runtime);
  const due = await endOf(ctx.runtime, appeals.decide, ctx.now);
  const end = endFor(ctx, { id: row.task_id, kind: 'appeal', unit: row.decider_unit }, 'done');
  const note = `审理申诉：${whatName(row.what)}`;
  const task = openFor(ctx, { matter: row.matter_id, kind: 'appeal', unit: row.decider_unit, due, note });
  ctx.write(sql`
    update judgement_appeal set state = 'accepted', accepted_by = ${ctx.actor.id}::uuid, accepted_at = ${ctx.now}::timestamptz,
      task_id = ${task.id}::uuid, due_at = ${due}::timestamptz, due_limit = ${appeals.decide}, version = version + 1
    where id = ${row.id}::uuid`);
  return [end, task.delta];
}

function toEnd(ctx: Context, row: AppealRow, step: AppealStep, words: string | null): Delta[] {
  ctx.write(sql`
    update judgement_appeal set state = ${stateAfter(step)}, decided_by = ${ctx.actor.id}::uuid, decided_at = ${ctx.now}::timestamptz,
      words = ${words}, version = version + 1 where id = ${row.id}::uuid`);
  const end = step === 'withdraw' ? 'cancelled' : 'done';
  return [endFor(ctx, { id: row.task_id, kind: 'appeal', unit: row.decider_unit }, end)];
}

/** The event that gave a rating, by which those who count know it. */
async function ratedBy(ctx: Context, { what, target }: AppealRow): Promise<{ rated?: number }> {
  if (what !== 'rating') return {};
  const { rows } = await sql<{ rated: number }>`
    select event_seq as rated from judgement_caller where id = ${target}::uuid`.execute(ctx.db);
  return rows[0] ?? {};
}

/** What was judged stays as it is; this row says that it does not count. */
function exclude(ctx: Context, row: AppealRow, reason: string): string {
  const id = uuidv7(ctx.now);
  ctx.write(sql`
    insert into judgement_exclusion (id, subject, what, target, appeal_id, unit_id, reason, decided_by, decided_unit, decided_at)
    values (${id}::uuid, ${row.matter_id}::uuid, ${row.what}, ${row.target}::uuid, ${row.id}::uuid, ${row.unit_id}::uuid, ${reason},
      ${ctx.actor.id}::uuid, ${row.decider_unit}::uuid, ${ctx.now}::timestamptz)`);
  return id;
}

/**
 * Takes a step on an appeal: the centre accepts it for decision, then approves or refuses with words; whoever appealed withdraws.
 * Approved, what was judged is excluded (剔除): nothing of it is changed.
 */
export async function decideAppeal(
  runtime: Runtime,
  actor: Actor,
  id: string,
  step: AppealStep,
  input: Input,
): Promise<void> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  await run(runtime, actor, async (ctx) => {
    const seen = await findAppeal(ctx, actor, id);
    const matter = await lockMatter(ctx.db, SYSTEM, areas, seen.matter_id);
    const row = await findAppeal(ctx, actor, id, true);
    checkStep(actor, row, step, input);
    const words = input.words?.trim() || null;
    const tasks = step === 'accept' ? await toDecide(ctx, row) : toEnd(ctx, row, step, words);
    const unit = units.get(row.unit_id)?.name;
    const outcome = APPEAL_STATES[stateAfter(step)];
    const form = { unit, what: whatName(row.what), outcome, ...(words && { words }) };
    const says = { permission: APPEAL, from: row.unit_id, state: outcome, reason: words };
    const answer = { template: 'appeal-decided-unit', units: [row.unit_id], says };
    const told: Told[] = [
      {
        kind: 'appeal_decided',
        audience: 'staff',
        form,
        tasks,
        notify: step === 'withdraw' ? [] : [answer],
      },
    ];
    if (step === 'approve') {
      const exclusion = exclude(ctx, row, words!);
      const { what, target, unit_id } = row;
      const excluded = { what: whatName(what), unit, reason: words };
      told.push({
        kind: 'excluded',
        audience: 'staff',
        form: excluded,
        data: { exclusion, what, target, unit: unit_id, ...(await ratedBy(ctx, row)) },
      });
    }
    tell(ctx, matter, told);
  });
}

interface ExclusionRow {
  id: string;
  subject: string;
  what: string;
  target: string | null;
  unit_id: string;
  decided_unit: string;
  revoked_at: Date | null;
}

async function exclusionOf(ctx: Context, id: string): Promise<ExclusionRow> {
  const { rows } = await sql<ExclusionRow>`
    select id, subject, what, target, unit_id, decided_unit, revoked_at from judgement_exclusion where id = ${id}::uuid`.execute(
    ctx.db,
  );
  if (!rows[0]) throw notFound('剔除');
  return rows[0];
}

/** Revokes an exclusion: what was judged counts again. By whoever decided it, or one above; the row stays and says why. */
export async function revokeExclusion(
  runtime: Runtime,
  actor: Actor,
  id: string,
  reason: string,
): Promise<string> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  return run(runtime, actor, async (ctx) => {
    const { subject } = await exclusionOf(ctx, id);
    // Who does not see the matter is told in the same words that there is no such exclusion.
    if (!(await seesMatter(runtime, actor, subject))) throw notFound('剔除');
    const matter = await lockMatter(ctx.db, actor, areas, subject);
    const row = await exclusionOf(ctx, id);
    if (!mayRevoke(unitsOf(actor, DECIDE), row.decided_unit, units))
      throw notAllowed('只有作出剔除的指挥中心或其上级可以撤销。');
    if (row.revoked_at) throw conflict('already_revoked', '这项剔除已经撤销。');
    ctx.write(sql`
      update judgement_exclusion set revoked_at = ${ctx.now}::timestamptz, revoked_by = ${actor.id}::uuid, revoked_reason = ${reason}
      where id = ${id}::uuid`);
    const form = { what: whatName(row.what), unit: units.get(row.unit_id)?.name, reason };
    const data = { exclusion: id, what: row.what, target: row.target, unit: row.unit_id };
    tell(ctx, matter, [{ kind: 'exclusion_revoked', audience: 'staff', form, data }]);
    return subject;
  });
}
