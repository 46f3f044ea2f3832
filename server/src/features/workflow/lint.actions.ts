import type { Action, Definition } from './definition.ts';
import { targetsOf } from './graph.ts';
import type { LintContext } from './lint.ts';
import type { Finding } from './parse.ts';
import type { Effect } from './vocabulary.ts';

/** References and forms of each action. */
export function lintActions(definition: Definition, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, path: string, message: string, severity: Finding['severity'] = 'error') =>
    found.push({ severity, code, path, message });
  if (!(definition.initial in definition.states))
    add('unknown_state', 'initial', `起始环节“${definition.initial}”没有定义`);
  lintNotify(definition.opened.notify ?? [], 'opened', context, add);
  for (const [code, action] of Object.entries(definition.actions)) {
    const path = `actions.${code}`;
    lintReferences(definition, action, path, add);
    lintForm(action, path, add);
    lintPerformers(action, path, context, add);
    lintNotify(action.notify ?? [], path, context, add);
  }
  for (const [code, state] of Object.entries(definition.states))
    lintAuto(definition, code, state.auto?.action, add);
  lintApproval(definition, add);
  return found;
}

export type Add = (code: string, path: string, message: string, severity?: Finding['severity']) => void;

function lintReferences(definition: Definition, action: Action, path: string, add: Add): void {
  const known = (state: string) => Object.hasOwn(definition.states, state);
  const states = [
    ...action.from.map((state) => ['from', state]),
    ...Object.keys(action.blocked ?? {}).map((state) => ['blocked', state]),
    ...Object.keys(action.implies ?? {}).map((state) => ['implies', state]),
    ...targetsOf(action).flatMap(({ to }) => (to === 'same' || to === 'previous' ? [] : [['to', to]])),
  ] as [string, string][];
  for (const [key, state] of states) {
    if (!known(state)) add('unknown_state', `${path}.${key}`, `“${action.name}”提到的环节“${state}”没有定义`);
  }
  for (const step of Object.values(action.implies ?? {}).flat()) {
    if (!Object.hasOwn(definition.actions, step)) {
      add('unknown_action', `${path}.implies`, `“${action.name}”包含的操作“${step}”没有定义`);
    }
  }
  const targets = targetsOf(action);
  targets.forEach((target, index) => {
    const last = index === targets.length - 1;
    if (last && target.when)
      add('no_target', `${path}.to`, `“${action.name}”最后一个去向不能带条件，否则可能无处可去`);
    if (!last && !target.when)
      add(
        'shadowed_target',
        `${path}.to`,
        `“${action.name}”第 ${index + 1} 个去向没有条件，后面的永远不会用到`,
      );
  });
  const paused = action.from.every((state) => definition.states[state]?.paused);
  if (targets.some((target) => target.to === 'previous') && !paused) {
    add(
      'previous_without_pause',
      `${path}.to`,
      `“${action.name}”回到原环节，只能用于挂起的环节（paused: true）`,
    );
  }
}

/** Fields an effect reads; `true` when the answer must be there. */
const needs: Partial<Record<Effect, { field: string; kind: string; required: boolean }>> = {
  open_tasks: { field: 'units', kind: 'units', required: false },
  transfer_task: { field: 'unit', kind: 'unit', required: true },
  add_task: { field: 'unit', kind: 'unit', required: true },
  replace_task: { field: 'leaving', kind: 'unit', required: true },
  release_task: { field: 'leaving', kind: 'unit', required: true },
  lower_centre: { field: 'unit', kind: 'unit', required: true },
  merge_into: { field: 'matter', kind: 'matter', required: true },
  extend_clock: { field: 'until', kind: 'date', required: true },
  ask_extension: { field: 'until', kind: 'date', required: true },
  ask_suspension: { field: 'until', kind: 'date', required: true },
  grant_request: { field: 'until', kind: 'date', required: false },
  publish_reply: { field: 'reply', kind: 'textarea', required: false },
};

function lintForm(action: Action, path: string, add: Add): void {
  const names = (action.form ?? []).map((field) => field.name);
  for (const name of names.filter((item, index) => names.indexOf(item) !== index)) {
    add('field_twice', `${path}.form.${name}`, `“${action.name}”的表单里“${name}”出现了两次`);
  }
  for (const field of action.form ?? []) {
    if (field.kind === 'select' && !field.options)
      add('no_options', `${path}.form.${field.name}`, `“${field.label}”没有选项`);
  }
  const caller = action.by.some((performer) => performer.relation === 'caller');
  for (const field of (action.form ?? []).filter((item) => caller && item.required)) {
    if (field.audience === 'public' && !field.staff) continue;
    add(
      'caller_not_asked',
      `${path}.form.${field.name}`,
      `诉求人看不到“${field.label}”，却要必填，无法“${action.name}”`,
    );
  }
  for (const effect of action.effects ?? []) {
    const need = needs[effect];
    if (!need) continue;
    const field = (action.form ?? []).find((item) => item.name === need.field && item.kind === need.kind);
    if (!field || (need.required && !field.required)) {
      const must = need.required ? '必填' : '';
      add(
        'effect_needs_field',
        `${path}.effects`,
        `“${action.name}”的效果 ${effect} 需要${must}表单项 ${need.field}（${need.kind}）`,
      );
    }
  }
  for (const check of action.checks ?? []) {
    if (check.field && !names.includes(check.field)) {
      add('unknown_field', `${path}.checks`, `“${action.name}”的检查指向没有的表单项“${check.field}”`);
    }
  }
}

function lintPerformers(action: Action, path: string, context: LintContext, add: Add): void {
  const can = action.by.filter(({ relation, permission }) =>
    relation === 'system' || permission === 'matter:system'
      ? relation === 'system' && permission === 'matter:system'
      : !context.granted || context.granted.has(permission),
  );
  for (const performer of action.by.filter((item) => !can.includes(item))) {
    const pair = `${performer.relation} + ${performer.permission}`;
    add(
      'performer_impossible',
      `${path}.by`,
      `“${action.name}”的执行者 ${pair} 不存在：没有角色有这项权限`,
      'warning',
    );
  }
  if (can.length === 0) add('nobody_can', `${path}.by`, `“${action.name}”没有任何人能执行`);
}

function lintNotify(
  list: { audience: string; template: string }[],
  path: string,
  context: LintContext,
  add: Add,
): void {
  for (const { audience, template } of list) {
    if (!template.trim())
      add('notify_without_template', `${path}.notify`, `发给 ${audience} 的通知没有写模板名`);
    else if (context.templates && !context.templates.has(template)) {
      add('unknown_template', `${path}.notify`, `通知模板“${template}”不存在`);
    }
  }
}

const ASKING: readonly Effect[] = ['ask_extension', 'ask_suspension'];

/** Where something can be asked, it can be granted and refused, and does not wait for ever. */
function lintApproval(definition: Definition, add: Add): void {
  const actions = Object.values(definition.actions);
  const having = (effect: Effect) => actions.filter(({ effects }) => effects?.includes(effect));
  const asked = ASKING.flatMap(having).flatMap(({ from }) => from);
  if (asked.length === 0) return;
  for (const effect of ['grant_request', 'refuse_request', 'climb_request'] as const) {
    const states = having(effect).flatMap(({ from }) => from);
    for (const state of new Set(asked.filter((each) => !states.includes(each))))
      add(
        'request_unanswered',
        `states.${state}`,
        `在“${definition.states[state]?.name ?? state}”可以提出申请，但没有 ${effect} 的操作，申请会无人答复`,
      );
  }
  const climbing = definition.actions[definition.approval?.action ?? ''];
  if (
    !climbing?.effects?.includes('climb_request') ||
    !climbing.by.some(({ relation }) => relation === 'system')
  )
    add('request_unanswered', 'approval', '可以提出申请，须在 approval 写明审批时限和逾期后系统的上报操作');
}

function lintAuto(definition: Definition, state: string, code: string | undefined, add: Add): void {
  if (!code) return;
  const path = `states.${state}.auto`;
  const action = definition.actions[code];
  if (!action) {
    add('unknown_action', path, `自动操作“${code}”没有定义`);
    return;
  }
  const system = action.by.some((item) => item.relation === 'system' && !item.when);
  const asks = (action.form ?? []).some((field) => field.required);
  if (!action.from.includes(state) || !system || asks || action.guards?.length) {
    add(
      'auto_cannot_run',
      path,
      `系统不能在“${state}”自动执行“${action.name}”：须从该环节可用、由 system 执行、没有条件和必填项`,
    );
  }
}
