import { type Actor, SYSTEM } from '../../platform/access.ts';
import {
  badField,
  badFields,
  conflict,
  notAllowed,
  notFound,
  Refusal as Refused,
} from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { isUuid } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { alignDue } from '../task/index.ts';
import {
  type Decision,
  type Hold,
  type MatterType,
  type Outcome,
  performAction,
  type Refusal,
  type Workflow,
  workflowAt,
} from '../workflow/index.ts';
import { type Surroundings, surroundings } from './abilities.ts';
import { applyDecision } from './apply.ts';
import { LOOKUP_CALLER } from './caller.ts';
import { rateFollowed, ratesFollowed } from './commands.follow.ts';
import { redirectAway } from './commands.handover.ts';
import { checkPeople, checkStaffed } from './commands.people.ts';
import { type Step, wasDone } from './commands.repeat.ts';
import { meansOf, updateMatter } from './commands.write.ts';
import { keeperOf } from './keeper.ts';
import { INTERNAL_STAGE } from './policy.ts';
import { leavesOthers } from './queries.follow.ts';
import { lockMatter, type Matter } from './row.ts';
import { asBeforeFiling, fromFile } from './rules.filed.ts';
import { holdsOn } from './standing.ts';
import { viewOf } from './view.ts';

function refuse(refusal: Refusal, matter: Matter, workflow: Workflow): Error {
  switch (refusal.code) {
    case 'unknown_action':
      return notFound('操作');
    case 'forbidden':
      return notAllowed(refusal.message);
    case 'not_now':
      return conflict('not_now', refusal.message, {
        state: matter.state,
        state_name: workflow.states.get(matter.state)?.name,
        version: matter.version,
      });
    case 'form_invalid':
      return badFields(refusal.fields, refusal.message);
  }
}

async function decide(
  ctx: Context,
  matter: Matter,
  action: string,
  { form, also = [] }: Step,
  around: Surroundings,
  workflow: Workflow,
): Promise<Decision> {
  const outcome = ratesFollowed(matter, action)
    ? await rateFollowed(ctx, matter, form, around, workflow)
    : perform(ctx, matter, action, { form, also }, around, workflow);
  if (!outcome.ok) throw refuse(outcome.refusal, matter, workflow);
  const message = await leavesOthers(ctx.db, matter.id, action);
  if (message) throw refuse({ code: 'not_now', message, fields: [] }, matter, workflow);
  return outcome.decision;
}

function perform(
  ctx: Context,
  matter: Matter,
  action: string,
  { form, also }: { form: Record<string, unknown>; also: readonly Hold[] },
  around: Surroundings,
  workflow: Workflow,
): Outcome {
  const type = around.types.types.get(matter.type_code) as MatterType;
  const view = viewOf(matter, type, ctx.actor, around.units, around.areas);
  const holds = [...holdsOn(ctx.actor, matter, around.units), ...also];
  const filed = asBeforeFiling(workflow, view, action, holds);
  const outcome = performAction(workflow, filed ?? view, action, form, holds, ctx.now);
  if (!filed || !outcome.ok) return outcome;
  return { ok: true, decision: fromFile(outcome.decision, matter.state) };
}

/** A matter can only be merged into another open one that the actor sees, and not in a circle. */
async function checkMerge(
  ctx: Context,
  matter: Matter,
  into: string,
  { areas, types }: Surroundings,
): Promise<void> {
  if (into === matter.id) throw badField('matter', 'same_matter', '不能并入自己，请选择另一件事项。');
  const unknown = () => badField('matter', 'unknown_matter', '没有找到要并入的事项，请核对编号。');
  if (!isUuid(into)) throw unknown();
  const target = await lockMatter(ctx.db, ctx.actor, areas, into).catch((error) => {
    throw error instanceof Refused ? unknown() : error;
  });
  if (!target.open || target.merged_into)
    throw badField('matter', 'not_open', '要并入的事项已经结束，请选择仍在办理的事项。');
  // A whistle answers no caller: whoever was merged into it would wait for nothing.
  if (types.types.get(target.type_code)?.hidden)
    throw badField('matter', 'not_mergeable', '这类事项不答复诉求人，不能并入，请选择另一件事项。');
}

/** Hangs the photos of a form on the matter: those of fields that only staff read are for staff alone, like the words there. */
async function attachForm(
  ctx: Context,
  id: string,
  form: Record<string, unknown>,
  action: NonNullable<ReturnType<Workflow['actions']['get']>>,
): Promise<void> {
  const open = action.code === 'feedback' ? 'after' : action.code;
  for (const field of action.form.filter((each) => each.kind === 'files')) {
    const told = action.audience !== 'staff' && field.audience === 'public';
    await attachFiles(ctx, (form[field.name] as string[] | undefined) ?? [], {
      subjectKind: 'matter',
      subject: id,
      stage: told ? open : INTERNAL_STAGE,
    });
  }
}

/**
 * Performs an action on a matter: lock, check that nobody changed it meanwhile, decide, write, record, in one transaction.
 * A version that is not the present one is 409 with what is; two people at once therefore never both succeed. The same step of
 * the same account (`clientId`) counts once: sent again, it changes nothing and is answered with the matter as it is. What several
 * units do side by side (`parallel`) is never stale: the flow judges it by the matter as it is now.
 */
export async function act(
  runtime: Runtime,
  actor: Actor,
  id: string,
  action: string,
  input: Step,
): Promise<Matter> {
  const around = await surroundings(runtime);
  return run(runtime, actor, (ctx) => actIn(ctx, id, action, input, around));
}

/** `act` within a transaction that does more: its actor acts. Refusals come before anything is queued. */
export async function actIn(
  ctx: Context,
  id: string,
  action: string,
  input: Step,
  around: Surroundings,
): Promise<Matter> {
  const { runtime, actor } = ctx;
  // Who proved to be the caller by number and phone has no sight of its own; that it is this matter was found out before.
  const proven = actor === LOOKUP_CALLER;
  const matter = await lockMatter(ctx.db, proven ? SYSTEM : actor, around.areas, id);
  if (await wasDone(ctx, id, action, input)) return matter;
  const workflow = await workflowAt(runtime, matter.workflow_code, matter.workflow_version);
  if (matter.version !== input.version && !workflow.actions.get(action)?.parallel)
    throw conflict(
      'changed_meanwhile',
      '这件事项刚刚被别人更新过，请看一下最新情况再操作。您填写的内容没有丢失。',
      {
        state: matter.state,
        state_name: workflow.states.get(matter.state)?.name,
        version: matter.version,
      },
    );
  const judged = proven ? { ...matter, caller_id: actor.id } : matter;
  const decision = await decide(ctx, judged, action, input, around, workflow);
  await checkPeople(ctx, input.form);
  await checkStaffed(ctx, decision, input.form, around.units);
  await redirectAway(ctx, decision);
  await keeperOf(runtime, matter.type_code)?.(ctx, { matter, action, form: input.form, decision });
  if (decision.mergeInto) await checkMerge(ctx, matter, decision.mergeInto, around);
  const after = applyDecision(ctx, matter, decision, {
    ...meansOf(ctx, matter, decision, workflow, around),
    clientId: input.clientId,
  });
  // Who joins a state whose clocks run already is due with them.
  const joins = decision.tasks.open.length > 0 && decision.from === decision.to;
  if (decision.clocks.extend || decision.clocks.running || joins) await alignDue(ctx, id);
  updateMatter(ctx, after);
  await attachForm(ctx, id, input.form, workflow.actions.get(action)!);
  return after;
}
