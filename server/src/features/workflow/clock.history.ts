import type { Runtime } from '../../platform/runtime.ts';
import { calendarAt } from './calendar.store.ts';
import { computedAgain, type RunningClock } from './clocks.ts';
import { parseLimit } from './deadline.ts';

/** What is kept of a clock that runs or has stopped. */
export type KeptClock = Pick<RunningClock, 'started_at' | 'due_at' | 'limits' | 'pauses'>;

/** A due time computed again from what is kept: `same` tells whether it is the one that is kept; null where it was given, not computed. */
export interface Recomputed {
  due: Date | null;
  same: boolean | null;
  /** By its version of the calendar: some day on the way is not known yet. */
  provisional: boolean;
  calendar: string | null;
}

/** Computes a due time again from its inputs, by the version of the calendar that counted it. */
export async function recompute(runtime: Runtime, clock: KeptClock): Promise<Recomputed> {
  const { calendar: code, calendar_version: version, limit, extended_to } = clock.limits;
  const counted = await calendarAt(runtime, code, version);
  const provisional = counted !== null && clock.due_at.getTime() >= counted.calendar.horizon;
  const calendar = counted?.calendar.definition.name ?? null;
  if (!counted || !(extended_to || parseLimit(limit)))
    return { due: null, same: null, provisional, calendar };
  const due = computedAgain(clock, counted, clock.due_at);
  return { due, same: due.getTime() === clock.due_at.getTime(), provisional, calendar };
}
