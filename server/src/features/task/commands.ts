import { type RawBuilder, sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';

export interface NewTask {
  subjectKind: string;
  subject: string;
  kind: string;
  role: string | null;
  unit: string | null;
  account: string | null;
  dueAt: Date | null;
  note: string | null;
  /** For whom, and during which leave, its holder stands in. */
  standsIn?: StandsIn;
}

/** For whom somebody has a task during a leave, and what it was: from whose unit, with which note. */
export interface StandsIn {
  for: string;
  leave: string;
  unit: string | null;
  note: string | null;
}

const resultOf = ({ note, standsIn }: NewTask): object => ({
  ...(note && { note }),
  ...(standsIn && { stands_in: standsIn }),
});

/** Queues tasks for their holders (a unit, or one person); each has exactly one place where it waits. Returns their ids. */
export function openTasks(ctx: Context, tasks: readonly NewTask[]): string[] {
  if (tasks.length === 0) return [];
  const ids = tasks.map(() => uuidv7(ctx.now));
  for (const [i, task] of tasks.entries())
    ctx.append('task.insert', { ...task, id: ids[i]!, at: ctx.now }, insertTasks);
  return ids;
}

type OpenedTask = NewTask & { id: string; at: Date };

function insertTasks(tasks: readonly OpenedTask[]): RawBuilder<unknown> {
  const [only] = tasks;
  return tasks.length === 1 && only ? insertOne(only) : insertAll(tasks);
}

/** The usual case, without the way through JSON that several rows take. */
function insertOne({ id, at, ...task }: OpenedTask): RawBuilder<unknown> {
  return sql`
    insert into task (id, subject_kind, subject, kind, role, unit_id, account_id, state, due_at, result, created_at)
    values (${id}::uuid, ${task.subjectKind}, ${task.subject}::uuid, ${task.kind}, ${task.role}, ${task.unit}::uuid,
      ${task.account}::uuid, 'pending', ${task.dueAt}::timestamptz, ${JSON.stringify(resultOf(task))}::jsonb, ${at}::timestamptz)`;
}

function insertAll(tasks: readonly OpenedTask[]): RawBuilder<unknown> {
  const rows = tasks.map((task) => ({ ...task, result: resultOf(task) }));
  return sql`
    insert into task (id, subject_kind, subject, kind, role, unit_id, account_id, state, due_at, result, created_at)
    select id, "subjectKind", subject, kind, role, unit, account, 'pending', "dueAt", result, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id uuid, "subjectKind" text, subject uuid, kind text, role text,
      unit uuid, account uuid, "dueAt" timestamptz, result jsonb, at timestamptz)`;
}

export interface TaskEnd {
  id: string;
  state: 'done' | 'returned' | 'transferred' | 'cancelled';
  result?: Record<string, unknown>;
}

/** Queues the end of tasks; one that is already closed stays as it was. */
export function closeTasks(ctx: Context, ends: readonly TaskEnd[]): void {
  for (const end of ends) ctx.append('task.close', end, (rows) => closeAll(ctx, rows));
}

const closeAll = (ctx: Context, ends: readonly TaskEnd[]): RawBuilder<unknown> => sql`
    update task set state = e.state, closed_at = ${ctx.now}::timestamptz, closed_by = ${ctx.actor.id}::uuid,
      result = task.result || coalesce(e.result, '{}')
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(id uuid, state text, result jsonb)
    where task.id = e.id and task.id = any (${ends.map(({ id }) => id)}::uuid[]) and task.closed_at is null`;

/** Queues the signing (签收) of pending tasks. */
export function signTasks(ctx: Context, ids: readonly string[]): void {
  if (ids.length === 0) return;
  ctx.write(sql`
    update task set state = 'signed', signed_at = ${ctx.now}::timestamptz, signed_by = ${ctx.actor.id}::uuid
    where id = any (${ids as string[]}::uuid[]) and state = 'pending'`);
}

/**
 * After clocks were moved (延期, 挂起, 恢复): open tasks are due when the clock of their kind is, and not while it stands still.
 * Sends what is queued first.
 */
export async function alignDue(ctx: Context, subject: string): Promise<void> {
  await ctx.flush();
  await sql`
    update task set due_at = case when c.pauses -> -1 ->> 'from' is null or c.pauses -> -1 ->> 'to' is not null then c.due_at end
    from workflow_clock c
    where task.subject = ${subject}::uuid and task.closed_at is null
      and c.subject = task.subject and c.stopped_at is null and c.kind = task.kind
      and coalesce(c.limits ->> 'task', task.id::text) = task.id::text`.execute(ctx.db);
}

interface Change {
  ref: string;
  kind: string;
  n: number;
}

/** Queues changes of the kept numbers of open tasks: by whoever follows the events of matters, else beside the change itself. */
export function countTasks(ctx: Context, changes: readonly Change[]): void {
  for (const change of changes) ctx.append('task.count', change, addChanges);
}

/** Summed, so that each row is met once, and in one order, so that two programs lock them alike. */
function addChanges(changes: readonly Change[]): RawBuilder<unknown> {
  return sql`
    insert into task_count (ref, kind, open)
    select ref, kind, sum(n) from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c(ref uuid, kind text, n int)
    group by ref, kind having sum(n) <> 0 order by ref, kind
    on conflict (ref, kind) do update set open = task_count.open + excluded.open`;
}
