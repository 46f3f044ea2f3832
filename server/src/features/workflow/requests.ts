import type { EffectContext } from './effects.ts';
import { isOpen } from './facts.ts';

/** A request for more time is a task of the centre with a clock of its own; meanwhile every other clock runs on. */
function openApproval({ workflow, decision }: EffectContext): void {
  const { approval } = workflow.definition;
  decision.tasks.open.push({
    kind: 'approve',
    role: null,
    unit: null,
    account: null,
    holder: 'decider',
    otherwise: 'centre',
    note: null,
  });
  if (approval)
    decision.clocks.start.push({ kind: 'approve', limit: approval.after, action: approval.action });
}

/** A unit asks for more time, or that the matter stand still, until the day of the form. */
export function askRequest(context: EffectContext, what: 'extend' | 'suspend'): void {
  const { until, reason } = context.form as { until: string; reason?: string };
  context.decision.request = { change: 'asked', what, until, reason: reason ?? '' };
  openApproval(context);
}

function closeApproval({ matter, decision }: EffectContext): void {
  const waiting = matter.tasks.filter((task) => task.kind === 'approve' && isOpen(task));
  decision.tasks.close.push(...waiting.map(({ id }) => ({ id, state: 'done' as const })));
  decision.clocks.stop.push('approve');
}

/** The request is answered. */
export function answerRequest(context: EffectContext): void {
  closeApproval(context);
  context.decision.request = { change: 'closed' };
}

/** It is granted and counted: until the day that was asked for, or the earlier one that the centre says; that day is on record. */
export function grantRequest(context: EffectContext): void {
  const { request } = context.matter;
  if (!request) return;
  answerRequest(context);
  context.form.until ??= request.until;
  context.decision.count.push(request.what === 'extend' ? 'extensions' : 'suspensions');
}

/** Nobody answered in time: the centre above the one that should have decides, by a new task and a new clock. */
export function climbRequest(context: EffectContext): void {
  closeApproval(context);
  context.decision.request = { change: 'climbs' };
  openApproval(context);
}
