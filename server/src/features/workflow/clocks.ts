import type { ClockStart } from './decision.ts';
import type { MatterType } from './matter-type.ts';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of natural time in a limit such as 30m, 4h or 2d. Throws on anything else. */
export function limitMs(limit: string): number {
  const match = /^([1-9]\d*)([mhd])$/.exec(limit);
  if (!match) throw new Error(`not a limit: ${limit}`);
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

/** A clock with everything its due time was computed from, so that it can be explained and computed again. */
export interface ClockDue {
  kind: string;
  action: string | null;
  startedAt: Date;
  dueAt: Date;
  inputs: { source: string; limit: string; basis: 'natural' };
}

/**
 * The due time of a clock: the first source that has a limit (a condition of the category, the matter type, a fixed
 * duration). Null when none has one: then no clock runs. Natural time; calendars are not known here.
 */
export function clockDue(
  start: ClockStart,
  limits: { category: string | null; type: MatterType['limits'] },
  now: Date,
): ClockDue | null {
  for (const source of start.limit) {
    const limit =
      source === 'category' ? limits.category : source === 'type' ? limits.type[start.kind] : source;
    if (!limit) continue;
    const dueAt = new Date(now.getTime() + limitMs(limit));
    return {
      kind: start.kind,
      action: start.action,
      startedAt: now,
      dueAt,
      inputs: { source, limit, basis: 'natural' },
    };
  }
  return null;
}
