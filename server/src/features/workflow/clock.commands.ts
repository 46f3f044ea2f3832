import { sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { type ClockDue, clockDue } from './clocks.ts';
import type { ClockChanges } from './decision.ts';
import type { MatterType } from './matter-type.ts';

/** What limits a subject's clocks may refer to. */
export interface Limits {
  category: string | null;
  type: MatterType['limits'];
}

/**
 * Queues what a decision does to a subject's clocks and returns those started, so that tasks can carry their due time.
 * A pause is an interval kept on the row; ending it moves the due time by its length.
 */
export function applyClocks(
  ctx: Context,
  subject: string,
  changes: ClockChanges,
  limits: Limits,
): ClockDue[] {
  const now = ctx.now;
  const touched = [...changes.stop];
  if (changes.stop.length > 0)
    ctx.write(sql`update workflow_clock set stopped_at = ${now}::timestamptz
      where subject = ${subject}::uuid and stopped_at is null and kind = any (${changes.stop as string[]}::text[])`);
  if (changes.running === 'pause')
    ctx.write(sql`update workflow_clock set pauses = pauses || jsonb_build_array(jsonb_build_object('from', ${now.toISOString()}::text))
      where subject = ${subject}::uuid and stopped_at is null and kind <> all (${touched as string[]}::text[])`);
  if (changes.running === 'resume')
    ctx.write(sql`update workflow_clock set
        due_at = due_at + (${now}::timestamptz - (pauses -> -1 ->> 'from')::timestamptz),
        pauses = jsonb_set(pauses, array[(jsonb_array_length(pauses) - 1)::text, 'to'], to_jsonb(${now.toISOString()}::text))
      where subject = ${subject}::uuid and stopped_at is null and kind <> all (${touched as string[]}::text[])
        and pauses -> -1 ->> 'from' is not null and pauses -> -1 ->> 'to' is null`);
  if (changes.extend)
    ctx.write(sql`update workflow_clock set due_at = ${endOfDay(changes.extend.until)}::timestamptz,
        limits = limits || jsonb_build_object('extended_to', ${changes.extend.until}::text)
      where subject = ${subject}::uuid and stopped_at is null and kind = ${changes.extend.kind}`);
  const started = changes.start.flatMap((start) => clockDue(start, limits, now) ?? []);
  if (started.length > 0) insertClocks(ctx, subject, started);
  return started;
}

function insertClocks(ctx: Context, subject: string, clocks: ClockDue[]): void {
  const rows = clocks.map((clock) => ({
    id: uuidv7(ctx.now),
    kind: clock.kind,
    due: clock.dueAt,
    limits: { ...clock.inputs, action: clock.action },
  }));
  ctx.write(sql`
    insert into workflow_clock (id, subject, kind, started_at, due_at, limits)
    select id, ${subject}::uuid, kind, ${ctx.now}::timestamptz, due, limits
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, kind text, due timestamptz, limits jsonb)`);
}

/** The last moment of a day in Asia/Shanghai, which keeps no summer time. */
function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59+08:00`);
}
