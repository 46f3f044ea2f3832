import type { Action, Definition, State } from './definition.ts';
import { language } from './facts.ts';
import { graph, reach } from './graph.ts';
import type { LadderDefinition } from './ladder.schema.ts';
import { lintLadder } from './lint.ladder.ts';
import { lintReturns } from './lint.returns.ts';
import type { Finding } from './parse.ts';

/** Proofs over the graph: everything is reached, owned, timed and left. */
export function lintFlow(definition: Definition, ladder?: LadderDefinition): Finding[] {
  const usable = Object.fromEntries(
    Object.entries(definition.actions).filter(([, action]) => canHappen(action)),
  );
  const edges = graph({ ...definition, actions: usable }).edges;
  const reached = reach(edges, [definition.initial]);
  const back = edges.map(({ from, to }) => ({ from: to, to: from }));
  const states = Object.entries(definition.states);
  const ends = reach(
    back,
    states.filter(([, state]) => state.terminal).map(([code]) => code),
  );
  const open = states.flatMap(([code, state]) => {
    const path = `states.${code}`;
    const found: Finding[] = state.terminal ? lintEnd(definition, code, state) : lintOpen(code, state);
    if (!reached.has(code)) found.push(error('unreachable', path, `没有任何操作能到达“${state.name}”`));
    if (!ends.has(code)) found.push(error('dead_end', path, `从“${state.name}”无法走到任何终点`));
    return found;
  });
  const usual = { ...definition, actions: usable };
  return [...open, ...lintLadder(usual, ladder), ...lintReturns(usual)];
}

const error = (code: string, path: string, message: string): Finding => ({
  severity: 'error',
  code,
  path,
  message,
});

/** At least one performer whose condition, like every guard, is not constantly false. */
function canHappen(action: Action): boolean {
  const never = (rule: string | undefined) => rule !== undefined && language.compile(rule).constant === false;
  return (
    action.by.some((item) => !never(item.when?.ensure)) &&
    !(action.guards ?? []).some((item) => never(item.ensure))
  );
}

function lintEnd(definition: Definition, code: string, state: State): Finding[] {
  const found: Finding[] = [];
  const path = `states.${code}`;
  if (state.todo || state.clocks || state.auto)
    found.push(error('end_with_work', path, `终点“${state.name}”不能有任务、时限或自动操作`));
  const leaving = Object.entries(definition.actions).filter(([, action]) => action.from.includes(code));
  for (const [name] of leaving)
    found.push(error('end_with_action', `actions.${name}.from`, `终点“${state.name}”之后不能再有操作`));
  return found;
}

function lintOpen(code: string, state: State): Finding[] {
  const found: Finding[] = [];
  const path = `states.${code}`;
  if (!state.owner) found.push(error('no_owner', path, `“${state.name}”没有写归谁负责（owner）`));
  if (!state.todo) found.push(error('no_todo', path, `“${state.name}”没有写待办（todo），事项会无人处理`));
  return found;
}
