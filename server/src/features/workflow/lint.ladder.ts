import type { Action, Definition, State } from './definition.ts';
import { bindFacts, language, type MatterView } from './facts.ts';
import { targetsOf } from './graph.ts';
import type { LadderDefinition } from './ladder.schema.ts';
import type { Finding } from './parse.ts';
import { type ClockKind, clockKinds } from './vocabulary.ts';

/**
 * Proves that with nobody acting every open matter comes to the top: each state has a clock, each clock a rung that raises, each
 * state a raising that the system can do without condition, and where it leads the same holds again.
 */
export function lintLadder(definition: Definition, ladder?: LadderDefinition): Finding[] {
  const open = Object.entries(definition.states).filter(([, state]) => !state.terminal);
  return open.flatMap(([code, state]) => [
    ...lintClocks(definition, code, state, ladder),
    // An automatic action takes it on in time.
    ...(isTimed(definition, state) && !state.auto ? lintEscalation(definition, code, state) : []),
  ]);
}

const finding = (code: string, path: string, message: string): Finding => ({
  severity: 'error',
  code,
  path,
  message,
});

/** A clock of its own counts here, or that of the whole matter. */
const isTimed = ({ overall }: Definition, state: State): boolean =>
  (state.clocks?.length ?? 0) > 0 || (overall !== undefined && !state.settled && !state.paused);

function lintClocks(
  definition: Definition,
  code: string,
  state: State,
  ladder?: LadderDefinition,
): Finding[] {
  const path = `states.${code}`;
  const { overall } = definition;
  const found: Finding[] = [];
  if (!isTimed(definition, state) && !state.auto)
    found.push(
      finding(
        'no_clock',
        path,
        `“${state.name}”没有任何时限或自动操作，无人办理时不会有人知道，请写 clocks 或 auto`,
      ),
    );
  const kinds = [...(state.clocks ?? []), ...(overall && !state.settled ? [overall] : [])];
  for (const { kind } of ladder ? kinds : [])
    if (!rungsOf(ladder!, kind).some((rung) => rung.do === 'escalate'))
      found.push(
        finding(
          'clock_never_raises',
          path,
          `“${clockKinds[kind]}”在督办阶梯里没有提级，“${state.name}”到不了上一级`,
        ),
      );
  return found;
}

const rungsOf = (ladder: LadderDefinition, kind: ClockKind) => ladder.kinds?.[kind] ?? ladder.default;

const RAISING = ['raise_centre', 'raise_to_centre'];
const raises = (action: Action): boolean =>
  action.effects?.some((effect) => RAISING.includes(effect)) ?? false;
const bySystem = (action: Action): boolean =>
  action.by.some(({ relation, when }) => relation === 'system' && !when);

function lintEscalation(definition: Definition, code: string, state: State): Finding[] {
  const path = `states.${code}`;
  const raising = Object.entries(definition.actions).find(
    ([, action]) =>
      action.from.includes(code) && raises(action) && bySystem(action) && !action.guards?.length,
  );
  if (!raising)
    return [
      finding(
        'clock_without_escalation',
        path,
        `“${state.name}”有时限，但没有系统不带条件就能执行的提级操作，超期后可能无人过问`,
      ),
    ];
  const [name, action] = raising;
  return [...lintForm(name, action), ...lintTargets(definition, code, state, action)];
}

/** The system fills in why, and nothing else. */
function lintForm(name: string, action: Action): Finding[] {
  const asked = (action.form ?? []).filter((field) => field.required && field.name !== 'reason');
  if (asked.length === 0 && !action.checks?.length) return [];
  const what = asked.map(({ label }) => `“${label}”`).join('、') || '检查条件';
  return [
    finding(
      'escalation_asks',
      `actions.${name}`,
      `系统提级只会填写理由（reason），不能满足${what}，“${action.name}”会执行不了`,
    ),
  ];
}

const SOMEWHERE: MatterView = {
  type: '',
  state: '',
  previousState: null,
  source: '',
  urgent: false,
  confidential: false,
  anonymous: false,
  reachable: false,
  category: null,
  answers: {},
  placed: true,
  property: false,
  centre: { level: 1, has_above: false, has_below: false },
  createdAt: new Date(0),
  stateSince: new Date(0),
  closedAt: null,
  lastUrgedAt: null,
  returnPending: false,
  counts: {},
  tasks: [],
  policy: { reopen_days: 0, max_reopens: 0, max_extensions: 0, max_suspensions: 0, urge_hours: 0 },
};

/** The cases an action can take from a state: of those that ask for nothing but the state only the one that holds. */
function reachable(action: Action, code: string): { to: string }[] {
  const facts = bindFacts({ ...SOMEWHERE, state: code }, {}, new Date(0));
  const found: { to: string }[] = [];
  for (const { when, to } of targetsOf(action)) {
    const rest = (when ?? '').replaceAll(/matter\.state|"[^"]*"|'[^']*'|\bin\b/g, '');
    const known = !when || !/[a-z]/i.test(rest);
    if (known && when && !language.compile(when).test(facts)) continue;
    found.push({ to });
    if (known) break;
  }
  return found;
}

function lintTargets(definition: Definition, code: string, state: State, action: Action): Finding[] {
  const path = `states.${code}`;
  const onlyToCentre = !action.effects?.includes('raise_centre');
  return reachable(action, code).flatMap(({ to }) => {
    const target = definition.states[to === 'same' ? code : to];
    if (!target)
      return to === 'previous'
        ? [finding('escalation_lost', path, `从“${state.name}”提级不能回到原环节`)]
        : [];
    const lost = target.terminal || !target.owner || !isTimed(definition, target);
    if (lost)
      return [
        finding(
          'escalation_lost',
          path,
          `从“${state.name}”提级会到“${target.name}”，那里没有时限或负责单位，会停在那里`,
        ),
      ];
    // It goes to the centre first: from a unit's hands that must be another state, or it never gets further.
    if (onlyToCentre && target.owner !== 'centre')
      return [
        finding(
          'escalation_stays',
          path,
          `从“${state.name}”提级后仍不归指挥中心负责（“${target.name}”），永远提不到上一级`,
        ),
      ];
    return [];
  });
}
