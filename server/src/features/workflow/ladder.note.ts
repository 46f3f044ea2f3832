import type { Workflow } from './compile.ts';
import type { Decision } from './decision.ts';
import { ownerOf } from './movement.ts';
import { emptyDecision } from './rules.ts';

/** What is said of a matter that stays as it is: a warning, a card, an answer to one. Staff read it. */
export function noted(
  workflow: Workflow,
  state: string,
  kind: string,
  form: Record<string, unknown>,
): Decision {
  const here = workflow.states.get(state)!;
  return {
    ...emptyDecision(kind, state, state),
    owner: ownerOf(here),
    quiet: true,
    events: [{ kind, audience: 'staff', from: state, to: state, implied: false, data: form }],
  };
}

const RAISING = ['raise_centre', 'raise_to_centre'];

/** The action by which the system itself can raise a matter from a state, whatever else is the case; undefined where there is none. */
export function escalationFrom(workflow: Pick<Workflow, 'actions'>, state: string): string | undefined {
  for (const action of workflow.actions.values()) {
    const raises = action.effects?.some((effect) => RAISING.includes(effect));
    const free = action.performers.some(({ relation, when }) => relation === 'system' && !when);
    if (raises && free && action.conditions.length === 0 && action.from.has(state)) return action.code;
  }
  return undefined;
}
