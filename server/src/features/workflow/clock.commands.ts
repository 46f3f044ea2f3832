import { type RawBuilder, sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import {
  clockStarting,
  extendedTo,
  pausedAt,
  type RunningClock,
  recounted,
  relimited,
  resumedAt,
} from './clocks.ts';
import type { Workflow } from './compile.ts';
import type { ClockChanges } from './decision.ts';
import type { Limits } from './limits.ts';

/** What a decision made of a subject's clocks. */
export interface ClocksAfter {
  /** Those it started, so that tasks can carry their due time. */
  started: RunningClock[];
  /** All that run now or stand still. */
  running: RunningClock[];
}

/** A clock as an extension leaves it; that over the whole matter is never due before the work it is for, and never sooner than it was. */
function extendedBy(clock: RunningClock, { extend }: ClockChanges, limits: Limits, now: Date): RunningClock {
  if (!extend || (clock.kind !== extend.kind && clock.kind !== extend.overall)) return clock;
  const extended = extendedTo(clock, extend.until, limits.calendar, now);
  return clock.kind === extend.kind || extended.due_at > clock.due_at ? extended : clock;
}

/** Queues what a decision does to the running clocks of a subject and returns how they are afterwards. */
export function applyClocks(
  ctx: Context,
  subject: string,
  before: readonly RunningClock[],
  changes: ClockChanges,
  limits: Limits,
): ClocksAfter {
  const { now } = ctx;
  const stopping = new Set<string>(changes.stop);
  const stopped = before.filter((clock) => stopping.has(clock.kind));
  const kept = before
    .filter((clock) => !stopping.has(clock.kind))
    .map((clock) => {
      const shifted = extendedBy(clock, changes, limits, now);
      if (changes.running === 'pause') return pausedAt(shifted, now);
      return changes.running === 'resume' ? resumedAt(shifted, limits.calendar, now) : shifted;
    });
  const started = changes.start
    .flatMap((start) => clockStarting(uuidv7(now), start, limits, now) ?? [])
    .map((clock) => extendedBy(clock, changes, limits, now));
  stopClocks(ctx, stopped);
  for (const clock of kept.filter((each) => !before.includes(each))) updateClock(ctx, clock);
  if (started.length > 0) insertClocks(ctx, subject, started);
  return { started, running: [...kept, ...started] };
}

/** A due time that another version of the calendar, or another class of the matter, moved. */
export interface Move {
  kind: string;
  from: Date;
  to: Date;
}

/** Queues what a new version of a calendar makes of running clocks: those it counts are due by it from now on. */
export function recountClocks(
  ctx: Context,
  before: readonly RunningClock[],
  calendar: Limits['calendar'],
): { running: RunningClock[]; moves: Move[] } {
  const { code, version } = calendar;
  const running = before.map((clock) => {
    const { calendar: counted, calendar_version: by } = clock.limits;
    return counted === code && by < version ? recounted(clock, calendar, ctx.now) : clock;
  });
  return { running, moves: writeMoved(ctx, before, running) };
}

/** Queues what another class, condition or urgency makes of running clocks that follow it: their limits are those it has. */
export function relimitClocks(
  ctx: Context,
  before: readonly RunningClock[],
  workflow: Workflow,
  limits: Limits,
): { running: RunningClock[]; moves: Move[] } {
  const refs = [
    workflow.definition.overall ?? [],
    ...[...workflow.states.values()].map(({ clocks }) => clocks ?? []),
  ].flat();
  const running = before.map((clock) => {
    const follows = refs.find(
      ({ kind, limit }) =>
        kind === clock.kind && limit.some((each) => each === 'category' || each === 'type'),
    );
    return follows ? relimited(clock, follows, limits, ctx.now) : clock;
  });
  return { running, moves: writeMoved(ctx, before, running) };
}

function writeMoved(ctx: Context, before: readonly RunningClock[], after: readonly RunningClock[]): Move[] {
  const moves: Move[] = [];
  for (const [i, clock] of after.entries()) {
    const { due_at: from } = before[i]!;
    if (clock !== before[i]) updateClock(ctx, clock);
    if (clock.due_at.getTime() !== from.getTime()) moves.push({ kind: clock.kind, from, to: clock.due_at });
  }
  return moves;
}

/** Queues the stop of clocks. */
export function stopClocks(ctx: Context, clocks: readonly RunningClock[]): void {
  for (const { id } of clocks)
    ctx.append(
      'workflow_clock.stop',
      id,
      (ids) => sql`
      update workflow_clock set stopped_at = ${ctx.now}::timestamptz, next_at = null where id = any (${ids}::uuid[])`,
    );
}

type Stored = RunningClock & { subject: string };

/** Queues what a clock is now; once at most in a transaction for each. */
export function updateClock(ctx: Context, clock: RunningClock): void {
  ctx.append('workflow_clock.update', clock, updateAll);
}

const updateAll = (clocks: RunningClock[]): RawBuilder<unknown> => sql`
  update workflow_clock k set due_at = c.due_at, limits = c.limits, pauses = c.pauses, rung = c.rung, next_at = c.next_at, faults = 0
  from jsonb_to_recordset(${JSON.stringify(clocks)}::jsonb) as c(id uuid, due_at timestamptz, limits jsonb, pauses jsonb,
    rung int, next_at timestamptz)
  where k.id = c.id and k.id = any (${clocks.map(({ id }) => id)}::uuid[])`;

/** Queues clocks of a subject that start now. */
export function insertClocks(ctx: Context, subject: string, clocks: readonly RunningClock[]): void {
  for (const clock of clocks) ctx.append('workflow_clock.insert', { ...clock, subject }, insertAll);
}

const insertAll = (clocks: Stored[]): RawBuilder<unknown> => sql`
  insert into workflow_clock (id, subject, kind, started_at, due_at, limits, pauses, rung, next_at)
  select id, subject, kind, started_at, due_at, limits, pauses, rung, next_at
  from jsonb_to_recordset(${JSON.stringify(clocks)}::jsonb) as c(id uuid, subject uuid, kind text, started_at timestamptz,
    due_at timestamptz, limits jsonb, pauses jsonb, rung int, next_at timestamptz)`;

/** A clock that was put off, and how often in a row. */
export interface PutOff {
  subject: string;
  faults: number;
}

/** Puts a clock off for a while, longer each time, up to an hour: what fails is tried again and holds up nobody. */
export async function putOffClock(ctx: Context, id: string): Promise<PutOff | undefined> {
  const { rows } = await sql<PutOff>`
    update workflow_clock k set faults = faults + 1,
      next_at = ${ctx.now}::timestamptz + least(interval '1 hour', interval '10 seconds' * power(2, least(faults, 10)))
    where id = ${id}::uuid and next_at is not null returning subject, faults`.execute(ctx.db);
  return rows[0];
}

/** How many clocks have failed so often in a row, or more often. */
export async function clocksFailing(ctx: Context, faults: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from workflow_clock where faults > 0 and faults >= ${faults}::int`.execute(
    ctx.db,
  );
  return rows[0]!.n;
}
