import { type RawBuilder, sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { NewTask } from '../task/index.ts';
import {
  type CardLevel,
  clockStarting,
  type Decision,
  insertClocks,
  pausedAt,
  pausedNow,
  type RunningClock,
  stopClocks,
} from '../workflow/index.ts';
import type { Means } from './apply.ts';
import type { Matter } from './row.ts';
import { CARD_NAMES, REPLY } from './rules.cards.ts';

/** A card that a decision gives: the task to answer it, and its clock. */
export interface NewCard {
  id: string;
  unit: string;
  level: CardLevel;
  reason: string;
  clockKind: string | null;
  clock: RunningClock;
  task: NewTask;
}

/** The card of a decision for the unit that answers for the matter; it stands still where the matter does. */
export function cardOf(ctx: Context, decision: Decision, matter: Matter, means: Means): NewCard | null {
  const { card } = decision;
  if (!card) return null;
  const unit = card.unit ?? matter.owner_unit ?? matter.centre_unit;
  const { newest } = means.limits.calendar.ladders!;
  const span = card.reply ?? newest.definition.cards[card.level];
  const id = uuidv7(ctx.now);
  const started = clockStarting(
    uuidv7(ctx.now),
    { kind: REPLY, limit: [span], action: null },
    means.limits,
    ctx.now,
  )!;
  const limits = { ...started.limits, card: { id, level: card.level } };
  const still = matter.clocks.some(pausedNow);
  const clock = still ? pausedAt({ ...started, limits }, ctx.now) : { ...started, limits };
  return {
    id,
    unit,
    level: card.level,
    reason: card.reason,
    clockKind: card.clockKind ?? null,
    clock,
    task: {
      subjectKind: 'matter',
      subject: matter.id,
      kind: REPLY,
      role: null,
      unit,
      account: null,
      dueAt: still ? null : clock.due_at,
      // Two cards of one matter wait side by side: which is which.
      note: `${CARD_NAMES[card.level]}：${card.reason}`,
    },
  };
}

/** Queues a card with its clock; the task is opened with those of the decision. */
export function giveCard(ctx: Context, matter: Matter, card: NewCard, task: string): RunningClock {
  const clock = { ...card.clock, limits: { ...card.clock.limits, task } };
  insertClocks(ctx, matter.id, [clock]);
  ctx.append(
    'matter_card.insert',
    {
      id: card.id,
      matter_id: matter.id,
      level: card.level,
      unit_id: card.unit,
      reason: card.reason,
      clock_kind: card.clockKind,
      due_at: card.clock.due_at,
      task_id: task,
      clock_id: clock.id,
    },
    (rows) => sql`
      insert into matter_card (id, matter_id, level, unit_id, reason, clock_kind, given_by, given_at, due_at, task_id, clock_id)
      select id, matter_id, level, unit_id, reason, clock_kind, ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz, due_at, task_id, clock_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, matter_id uuid, level text, unit_id uuid, reason text,
        clock_kind text, due_at timestamptz, task_id uuid, clock_id uuid)`,
  );
  return clock;
}

/** What became of a card. */
interface End {
  id: string;
  state: 'replied' | 'climbed' | 'ended';
  reply: string | null;
}

const endAll = (ctx: Context, ends: readonly End[]): RawBuilder<unknown> => sql`
  update matter_card k set state = e.state, reply = e.reply, ended_at = ${ctx.now}::timestamptz,
    replied_at = case when e.state = 'replied' then ${ctx.now}::timestamptz end,
    replied_by = case when e.state = 'replied' then ${ctx.actor.id}::uuid end
  from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(id uuid, state text, reply text)
  where k.id = e.id and k.id = any (${ends.map(({ id }) => id)}::uuid[]) and k.state = 'open'`;

/**
 * Takes cards off a matter: their clocks stop, their tasks close with the decision, and it is written down what became of them.
 * Returns the matter without them.
 */
export function endCards(
  ctx: Context,
  matter: Matter,
  decision: Decision,
  ending: readonly RunningClock[],
  state: End['state'],
  reply: string | null = null,
): Matter {
  if (ending.length === 0) return matter;
  stopClocks(ctx, ending);
  for (const { limits } of ending) {
    ctx.append('matter_card.end', { id: limits.card!.id, state, reply }, (ends) => endAll(ctx, ends));
    const task = matter.tasks.find(({ id, closed_at }) => id === limits.task && closed_at === null);
    if (task) decision.tasks.close.push({ id: task.id, state: state === 'replied' ? 'done' : 'cancelled' });
  }
  return { ...matter, clocks: matter.clocks.filter((clock) => !ending.includes(clock)) };
}
