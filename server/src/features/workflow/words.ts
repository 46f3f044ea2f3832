import { limitWords, parseLimit } from './deadline.ts';
import type { Action, ClockRef, Definition } from './definition.ts';
import { targetsOf } from './graph.ts';
import { clockKinds, permissions, phases, relations, taskKinds } from './vocabulary.ts';

/** `30m`, `4wh`, `2d` as people say them. */
export function durationText(text: string): string {
  const limit = parseLimit(text);
  return limit ? limitWords(limit) : text;
}

const SOURCES: Record<string, string> = { category: '按类别', type: '按事项类型' };

function clockText({ kind, limit }: ClockRef): string {
  const sources = limit.map((source) => SOURCES[source] ?? durationText(source));
  return `${clockKinds[kind]}（${sources.join('，否则')}）`;
}

/** The states of a definition as a table people read: whose they are and what they wait for. */
export function statesInWords({ states }: Definition) {
  return Object.entries(states).map(([code, state]) => ({
    code,
    name: state.name,
    phase_name: phases[state.phase],
    owner: state.owner ? relations[state.owner] : null,
    todo: state.todo ? taskKinds[state.todo.kind] : null,
    holder: state.todo ? relations[state.todo.holder] : null,
    clocks: (state.clocks ?? []).map(clockText),
  }));
}

const SPECIAL: Record<string, string> = { same: '停留在原环节', previous: '回到挂起前的环节' };

function performers({ by }: Action) {
  return by.map(({ relation, permission }) => ({
    who: relations[relation],
    permission: permissions[permission],
  }));
}

/** The actions of a definition as a table people read: who may, from where to where, on which conditions. */
export function actionsInWords({ states, actions }: Definition) {
  const nameOf = (state: string) => SPECIAL[state] ?? states[state]?.name ?? state;
  return Object.entries(actions).map(([code, action]) => ({
    code,
    name: action.name,
    from: action.from.map(nameOf),
    to: [...new Set(targetsOf(action).map(({ to }) => nameOf(to)))],
    by: performers(action),
    conditions: (action.guards ?? []).map(({ message }) => message),
    asks: (action.form ?? []).map(({ label, required }) => (required ? `${label}（必填）` : label)),
  }));
}
