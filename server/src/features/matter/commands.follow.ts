import { conflict, notAllowed } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { type Outcome, performAction, type Workflow } from '../workflow/index.ts';
import type { Surroundings } from './abilities.ts';
import { followedBy, followerOffers } from './queries.follow.ts';
import type { Matter } from './row.ts';
import { asIfClosed, callerHolds, toldOnly } from './rules.follow.ts';
import { holdsOn } from './standing.ts';
import { viewOf } from './view.ts';

/** Whether an action is the rating of a matter that was merged: its flow has ended, so the flow alone would know no such step. */
export const ratesFollowed = (matter: Matter, action: string): boolean =>
  action === 'rate' && matter.merged_into !== null && !matter.open;

/**
 * Decides the rating that the caller of a merged matter gives once the one it was merged into is closed. Refuses everybody else,
 * a second one, and any before the closing. Changes nothing but the matter's own story; the form is that of its flow.
 */
export async function rateFollowed(
  ctx: Context,
  matter: Matter,
  form: Record<string, unknown>,
  around: Surroundings,
  workflow: Workflow,
): Promise<Outcome> {
  const followed = await followedBy(ctx.db, matter);
  const [offer] = followed ? await followerOffers(ctx.runtime, matter, followed, ctx.actor, around) : [];
  if (!followed || !offer) throw notAllowed('这件事项已并入另一件，现在不能评价。');
  if (!offer.enabled)
    throw conflict('not_now', offer.reason ?? '现在不能评价。', {
      state: matter.state,
      state_name: workflow.states.get(matter.state)?.name,
      version: matter.version,
    });
  const type = around.types.types.get(matter.type_code)!;
  const view = viewOf(matter, type, ctx.actor, around.units, around.areas);
  const holds = callerHolds(holdsOn(ctx.actor, matter, around.units));
  const closed = asIfClosed(workflow, view, followed)!;
  const outcome = performAction(workflow, closed, 'rate', form, holds, ctx.now);
  return outcome.ok ? { ok: true, decision: toldOnly(outcome.decision, matter.state) } : outcome;
}
