import {
  type Decision,
  type Hold,
  leadsTo,
  type MatterView,
  performAction,
  type Workflow,
} from '../workflow/index.ts';

/** A step that was taken, with the matter as it was then. */
export interface PastStep {
  action: string;
  from: string;
  to: string;
  at: Date;
  form: Record<string, unknown>;
  view: MatterView;
  /** How the one who took it stands to the matter; null when that is not known any more. */
  holds: readonly Hold[] | null;
}

/** What a draft makes of a step: the same; nothing, for whoever looks only at the graph; or something else. */
export type Verdict =
  | { kind: 'same' }
  | { kind: 'unknown' }
  | { kind: 'refused' | 'elsewhere' | 'asks'; words: string };

/** What deciding a step again gave. `certain`: the flow of then, over the same facts, came to what really happened. */
export interface Replayed {
  verdict: Verdict;
  certain: boolean;
  /** What the flow of then decided, to go on from. */
  decision: Decision | null;
}

const nameOf = ({ states }: Workflow, state: string): string => states.get(state)?.name ?? state;

/** Why a draft has no such step at all; null when it has. */
function missing({ action, from }: PastStep, flow: Workflow, draft: Workflow): string | null {
  if (!draft.states.has(from)) return `草稿里没有「${nameOf(flow, from)}」这个环节`;
  if (!draft.actions.has(action)) return '草稿里没有这个操作';
  return null;
}

/** What the graph alone says: where the step could lead, whatever the conditions. */
function byGraph(step: PastStep, flow: Workflow, draft: Workflow): Verdict {
  const { action, from, to } = step;
  if (!leadsTo(flow, from, action)?.has(to)) return { kind: 'unknown' };
  const gone = missing(step, flow, draft);
  if (gone) return { kind: 'refused', words: gone };
  const targets = leadsTo(draft, from, action);
  if (!targets) return { kind: 'refused', words: `草稿在「${nameOf(draft, from)}」不能做这个操作` };
  if (targets.has(to)) return { kind: 'same' };
  return {
    kind: 'elsewhere',
    words: `会去「${[...targets].map((each) => nameOf(draft, each)).join('」或「')}」`,
  };
}

function byDeciding(step: PastStep, holds: readonly Hold[], flow: Workflow, draft: Workflow): Verdict {
  const gone = missing(step, flow, draft);
  if (gone) return { kind: 'refused', words: gone };
  const would = performAction(draft, step.view, step.action, step.form, holds, step.at);
  if (would.ok)
    return would.decision.to === step.to
      ? { kind: 'same' }
      : { kind: 'elsewhere', words: `会去「${nameOf(draft, would.decision.to)}」` };
  const { code, message } = would.refusal;
  return code === 'form_invalid' ? { kind: 'asks', words: message } : { kind: 'refused', words: message };
}

/**
 * Decides a step of the past once more: first by the flow of then, which must come to what happened, then by the draft. Where it does
 * not (a right that was taken away since, a fact nobody kept) only the graphs are compared.
 */
export function replay(step: PastStep, flow: Workflow, draft: Workflow): Replayed {
  const { action, view, form, holds, at, to } = step;
  const did = holds && performAction(flow, view, action, form, holds, at);
  if (!holds || !did?.ok || did.decision.to !== to)
    return { verdict: byGraph(step, flow, draft), certain: false, decision: null };
  return { verdict: byDeciding(step, holds, flow, draft), certain: true, decision: did.decision };
}
