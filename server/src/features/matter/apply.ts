import { badField } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import { closeTasks, type NewTask, openTasks, signTasks } from '../task/index.ts';
import {
  applyClocks,
  type Decision,
  type Limits,
  pausedNow,
  type Relation,
  type RunningClock,
} from '../workflow/index.ts';
import { cardOf, endCards, giveCard } from './apply.cards.ts';
import { hopOf, moveCentre } from './centre.above.ts';
import { joinedClocks } from './joined.ts';
import { memoryAfter } from './memory.ts';
import { writeParties } from './parties.ts';
import { type Matter, scopesOf } from './row.ts';
import { openCards } from './rules.cards.ts';
import { unitsIn } from './standing.ts';
import { type OpenedTask, tasksAfter, workOf } from './work.ts';

/** What applying a decision needs beside the matter. */
export interface Means {
  units: UnitRegistry;
  areas: AreaTree;
  limits: Limits;
  /** Terminal states are not open: nobody has to do anything. */
  terminal: boolean;
  /** Answered: nothing waits for a unit any longer. */
  settled?: boolean;
  /** For whom a claimed task is opened. */
  claimer: { unit: string | null; account: string | null } | null;
  /** The sender's own name for the step. */
  clientId?: string;
}

/** Which clock tells when a task of a kind is due. */
const CLOCK_OF_TASK: Record<string, string> = { confirm: 'verify', resume: 'suspend' };

function holderOf(
  relation: Relation | null,
  matter: Matter,
  means: Means,
): { unit: string | null; account: string | null } {
  if (relation === 'caller') return { unit: null, account: matter.caller_id };
  if (relation === 'creator') return { unit: null, account: matter.created_by };
  if (relation === 'claimer') return means.claimer ?? { unit: null, account: null };
  return { unit: relation ? (unitsIn(relation, matter, means.units)[0] ?? null) : null, account: null };
}

/** The unit or person behind a relation, else behind the other one, else the responsible centre: never nobody. */
function someHolder(first: Relation | null, otherwise: Relation | null, matter: Matter, means: Means) {
  for (const relation of [first, otherwise]) {
    const holder = holderOf(relation, matter, means);
    if (holder.unit || holder.account) return holder;
  }
  return { unit: matter.centre_unit, account: null };
}

function newTasks(
  decision: Decision,
  matter: Matter,
  means: Means,
  running: readonly RunningClock[],
): NewTask[] {
  return decision.tasks.open.map((open) => {
    if (open.unit && !usable(open.unit, means))
      throw badField('units', 'unknown_unit', '所选单位不存在或已停用，请重新选择。');
    const holder =
      open.unit || open.account
        ? { unit: open.unit, account: open.account }
        : someHolder(open.holder, open.otherwise, matter, means);
    const kind = CLOCK_OF_TASK[open.kind] ?? open.kind;
    const clock = running.find((each) => each.kind === kind && !each.limits.task && !pausedNow(each));
    return {
      subjectKind: 'matter',
      subject: matter.id,
      kind: open.kind,
      role: open.role,
      ...holder,
      dueAt: clock?.due_at ?? null,
      note: open.note,
      ...(open.standsIn && { standsIn: open.standsIn }),
    };
  });
}

function usable(unitId: string, means: Means): boolean {
  const unit = means.units.get(unitId);
  return unit !== undefined && !unit.retired;
}

/** How many open tasks of a kind a holder gained or lost. */
export type TaskDelta = [ref: string, kind: string, change: 1 | -1];

function taskDeltas(decision: Decision, matter: Matter, opened: NewTask[]): TaskDelta[] {
  const ends = new Set(decision.tasks.close.map((end) => end.id));
  const ended = matter.tasks.filter((task) => ends.has(task.id) && task.closed_at === null);
  return [
    ...opened.map((task): TaskDelta => [(task.account ?? task.unit)!, task.kind, 1]),
    ...ended.map((task): TaskDelta => [(task.account ?? task.unit)!, task.kind, -1]),
  ];
}

/** Queues the events of a decision, one hash after the other, and returns the last. */
function recordAll(
  ctx: Context,
  decision: Decision,
  before: Matter,
  after: Matter,
  tasks: TaskDelta[],
  clientId: string | undefined,
): Buffer {
  const scopes = [...new Set([...scopesOf(before), ...scopesOf(after)])];
  let hash: Buffer | null = before.version === 0 ? null : before.event_hash;
  decision.events.forEach((draft, i) => {
    const last = i === decision.events.length - 1;
    const data = {
      from: draft.from,
      to: draft.to,
      ...(draft.implied && { implied: true }),
      form: draft.data,
    };
    // The action itself also says what followers need: whom to tell, and what to count where.
    const more = last && {
      version: after.version,
      ...(clientId && { client_id: clientId }),
      notify: decision.notify,
      ...(decision.alerts.length > 0 && { alerts: decision.alerts }),
      ...(decision.ladder && { ladder: decision.ladder }),
      ...(before.version > 0 && before.centre_unit !== after.centre_unit && { hop: hopOf(before, after) }),
      tasks,
      work: workOf(before, after, {
        counted: decision.count,
        opened: after.tasks
          .slice(before.tasks.length)
          .map(({ id, kind, role, unit, account }): OpenedTask => [id, kind, role, unit, account]),
        ended: decision.tasks.close.map(({ id, state }) => [id, state]),
        signed: decision.tasks.update.map(({ id }) => id),
      }),
      // By the areas the matter keeps, which stay when an area gets another parent: what was counted there ends there.
      count: {
        areas: after.areas,
        type: after.type_code,
        confidential: after.confidential,
        from: before.version === 0 ? null : before.state,
        to: after.state,
      },
    };
    hash = record(ctx, {
      subjectKind: 'matter',
      subject: after.id,
      kind: `matter.${draft.kind}`,
      audience: draft.audience,
      scopes,
      data: { ...data, ...more },
      prevHash: hash,
    });
  });
  return hash as unknown as Buffer;
}

/**
 * Queues everything a decision means for a matter (tasks, clocks, parties, events) and returns the matter as it will be.
 * A matter of version 0 is one that is being created; its row is the caller's to insert.
 */
export function applyDecision(ctx: Context, given: Matter, decision: Decision, means: Means): Matter {
  const ending = means.terminal || means.settled ? openCards(given) : [];
  const matter = endCards(ctx, given, decision, ending, 'ended');
  const centre_unit = moveCentre(decision, matter, means);
  const level = levelOf(centre_unit, means.units, means.areas);
  const memory = memoryAfter(ctx, decision, matter, means.units);
  const placed: Matter = { ...matter, centre_unit, level, memory };
  const limits = { ...means.limits, level };
  const clocks = applyClocks(ctx, matter.id, matter.clocks, decision.clocks, limits);
  const card = cardOf(ctx, decision, placed, means);
  const opened = [...newTasks(decision, placed, means, clocks.running), ...(card ? [card.task] : [])];
  const ids = openTasks(ctx, opened);
  clocks.running = joinedClocks(ctx, matter.id, decision, ids, { running: clocks.running, limits });
  if (card) clocks.running.push(giveCard(ctx, matter, card, ids.at(-1)!));
  closeTasks(ctx, decision.tasks.close);
  const closing = new Set(decision.tasks.close.map((end) => end.id));
  signTasks(
    ctx,
    decision.tasks.update.flatMap((task) => (closing.has(task.id) ? [] : task.id)),
  );
  const main = opened.findLast((task) => task.role === 'main' && task.unit)?.unit;
  const after: Matter = {
    ...placed,
    state: decision.to,
    open: !means.terminal,
    main_unit: main ?? matter.main_unit,
    public_reply: decision.set.public_reply ?? matter.public_reply,
    closed_at: decision.set.closed_at === undefined ? matter.closed_at : decision.set.closed_at,
    merged_into: decision.mergeInto ?? matter.merged_into,
    version: matter.version + (decision.quiet ? 0 : 1),
    updated_at: ctx.now,
    tasks: tasksAfter(decision, matter, opened, ids, ctx.now),
    clocks: clocks.running,
  };
  after.owner_unit = decision.owner
    ? (someHolder(decision.owner.relation, decision.owner.otherwise, after, means).unit ?? centre_unit)
    : null;
  after.event_hash = recordAll(
    ctx,
    decision,
    matter,
    after,
    taskDeltas(decision, matter, opened),
    means.clientId,
  );
  writeParties(ctx, matter, after);
  return after;
}

const LEVELS: Record<string, string> = { community: 'A', street: 'B', district: 'C', city: 'D' };

/** ABCD: the level of the centre that now has the matter (江岸's graded list). */
export function levelOf(centre: string, units: UnitRegistry, areas: AreaTree): string | null {
  return LEVELS[areas.get(units.get(centre)?.areaId ?? '')?.level ?? ''] ?? null;
}
