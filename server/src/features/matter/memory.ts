import type { Context } from '../../platform/runtime.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { Decision } from '../workflow/index.ts';
import { centreAbove } from './centre.above.ts';
import type { Matter } from './row.ts';

function remember(decision: Decision, matter: Matter, now: Date): Matter['memory'] {
  const counts = { ...matter.memory.counts };
  for (const counter of decision.count) counts[counter] = (counts[counter] ?? 0) + 1;
  const { previous_state, return_pending, last_urged_at } = decision.set;
  return {
    ...matter.memory,
    counts,
    ...(decision.from !== decision.to && { state_since: now.toISOString() }),
    ...(previous_state !== undefined && { previous_state }),
    ...(return_pending !== undefined && { return_pending }),
    ...(last_urged_at && { last_urged_at: last_urged_at.toISOString() }),
  };
}

/** The request as it will be: one that climbs is decided by the centre above, and stays where there is none. */
function requestAfter(
  ctx: Context,
  { request }: Decision,
  { memory, tasks, areas, centre_unit }: Matter,
  units: UnitRegistry,
): Pick<Matter['memory'], 'request' | 'asker'> {
  if (!request) return {};
  if (request.change === 'closed') return { request: null };
  if (request.change === 'climbs') {
    const { decider } = memory.request!;
    const above = centreAbove(decider, areas, units)?.unit ?? decider;
    return { request: { ...memory.request!, decider: above } };
  }
  const own = new Set(ctx.actor.grants.flatMap((grant) => grant.unit ?? []));
  const mine = tasks.filter(
    (task) => task.closed_at === null && task.role !== null && task.role !== 'inform',
  );
  const unit = mine.find((task) => task.unit !== null && own.has(task.unit))?.unit ?? null;
  const { what, until, reason } = request;
  return {
    request: { what, until, reason, asked_at: ctx.now.toISOString(), decider: centre_unit },
    asker: { unit, account: ctx.actor.id },
  };
}

/** What the workflow remembers about a matter once a decision is written. */
export const memoryAfter = (
  ctx: Context,
  decision: Decision,
  matter: Matter,
  units: UnitRegistry,
): Matter['memory'] => ({
  ...remember(decision, matter, ctx.now),
  ...requestAfter(ctx, decision, matter, units),
});
