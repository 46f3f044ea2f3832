import type { Action, Definition } from './definition.ts';
import { graph, reach, targetsOf } from './graph.ts';
import type { Finding } from './parse.ts';

const late = new Set(['verify', 'close', 'rate', 'archive']);

/**
 * Whoever received a return cannot pass it on as done: as long as nobody dispatched again, no action may lead to checking
 * or closing unless its guard or the case asks for `!matter.return_pending`.
 */
export function lintReturns(definition: Definition): Finding[] {
  const returning = Object.values(definition.actions).filter((action) => has(action, 'mark_returned'));
  const first = returning.flatMap((action) =>
    targetsOf(action).flatMap((target) => (target.to === 'same' ? action.from : [target.to])),
  );
  const start = first.filter((state) => Object.hasOwn(definition.states, state));
  // Leaving a suspension leads back to where it was pending before, so those edges add nothing.
  const keeps = Object.entries(definition.actions).filter(
    ([, action]) => !has(action, 'clear_returned') && action.to !== 'previous',
  );
  const edges = graph({ ...definition, actions: Object.fromEntries(keeps) }).edges;
  const safe = edges.filter((edge) => !passesOn(definition, edge.to));
  const pending = reach(safe, start);
  const wrong = edges.filter(
    (edge) =>
      pending.has(edge.from) &&
      passesOn(definition, edge.to) &&
      !asks(definition.actions[edge.action], edge.when),
  );
  return wrong.map((edge) => ({
    severity: 'error' as const,
    code: 'return_can_close',
    path: `actions.${edge.action}`,
    message: `退回后在“${definition.states[edge.from]?.name}”仍可“${edge.name}”到“${definition.states[edge.to]?.name}”，须以 !matter.return_pending 为条件`,
  }));
}

const has = (action: Action, effect: string) => action.effects?.some((item) => item === effect) ?? false;

function passesOn(definition: Definition, state: string): boolean {
  const phase = definition.states[state]?.phase;
  return phase !== undefined && late.has(phase);
}

const asks = (action: Action | undefined, when: string | null): boolean =>
  [when ?? '', ...(action?.guards ?? []).map((guard) => guard.ensure)].some((rule) =>
    rule.includes('!matter.return_pending'),
  );
