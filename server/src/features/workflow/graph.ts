import type { Workflow } from './compile.ts';
import type { Action, Definition } from './definition.ts';

export interface GraphNode {
  id: string;
  name: string;
  phase: string;
  initial: boolean;
  terminal: boolean;
}
export interface GraphEdge {
  from: string;
  to: string;
  action: string;
  name: string;
  /** The condition under which this target is taken, if there are several. */
  when: string | null;
}
export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** States and transitions for drawing and for proofs. Actions that stay where they are give no edge. */
export function graph(definition: Definition): Graph {
  const nodes = Object.entries(definition.states).map(([id, state]) => ({
    id,
    name: state.name,
    phase: state.phase,
    initial: id === definition.initial,
    terminal: state.terminal === true,
  }));
  return {
    nodes,
    edges: Object.entries(definition.actions).flatMap(([code, action]) => edgesOf(definition, code, action)),
  };
}

export function targetsOf(action: Action): { when?: string; to: string }[] {
  return typeof action.to === 'string' ? [{ to: action.to }] : action.to;
}

function edgesOf(definition: Definition, code: string, action: Action): GraphEdge[] {
  const edges: GraphEdge[] = [];
  for (const from of action.from) {
    for (const target of targetsOf(action)) {
      const names =
        target.to === 'previous' ? cameFrom(definition, from) : [target.to === 'same' ? from : target.to];
      for (const to of names) {
        if (to !== from) edges.push({ from, to, action: code, name: action.name, when: target.when ?? null });
      }
    }
  }
  return edges;
}

/** Where `previous` can lead from a state: every state from which that state is entered by name. */
function cameFrom(definition: Definition, state: string): string[] {
  const entering = Object.values(definition.actions).filter((action) =>
    targetsOf(action).some((target) => target.to === state),
  );
  return [...new Set(entering.flatMap((action) => action.from))].filter((from) => from !== state);
}

/** All states that can be reached along edges, the start included. */
export function reach(edges: readonly { from: string; to: string }[], start: Iterable<string>): Set<string> {
  const seen = new Set(start);
  const queue = [...seen];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const edge of edges) {
      if (edge.from !== state || seen.has(edge.to)) continue;
      seen.add(edge.to);
      queue.push(edge.to);
    }
  }
  return seen;
}

/** Where an action may lead from a state, whatever its conditions; null where it cannot be done. */
export function leadsTo(
  { states, actions }: Workflow,
  from: string,
  action: string,
): ReadonlySet<string> | null {
  const known = actions.get(action);
  if (!known?.from.has(from)) return null;
  return new Set(
    known.targets.flatMap(({ to }) =>
      to === 'same' ? [from] : to === 'previous' ? [...states.keys()] : [to],
    ),
  );
}
