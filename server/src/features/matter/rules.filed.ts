import type { Decision, Hold, MatterView, Workflow } from '../workflow/index.ts';

/** The step by which a spot check takes a matter up again that was closed without being done (虚假办结). */
const OVERTURN = 'overturn';

/**
 * A filed matter as its flow would see it before filing; null unless it is filed and an inspector overturns its closing. A flow has
 * no steps after its end, and what turns out false later must still be taken up again.
 */
export function asBeforeFiling(
  workflow: Workflow,
  view: MatterView,
  action: string,
  holds: readonly Hold[],
): MatterView | null {
  const filed = workflow.states.get(view.state);
  const known = workflow.actions.get(action);
  if (action !== OVERTURN || !known || !filed?.terminal || !filed.settled) return null;
  if (!holds.some(({ relation }) => relation === 'inspector')) return null;
  const state = known.from.has('rated') ? 'rated' : [...known.from][0];
  return state === undefined ? null : { ...view, state };
}

/** What was decided as if before filing, told as what it is: a step from the file. */
export const fromFile = (decision: Decision, state: string): Decision => ({
  ...decision,
  from: state,
  moved: true,
  events: decision.events.map((event) => ({ ...event, from: state })),
});
