import { addDays } from '../../platform/day.ts';

export type Per = 'day' | 'week' | 'month' | 'once';

/** Days are YYYY-MM-DD and inclusive. */
export interface Pause {
  from: string;
  /** The last day of the pause; null while it lasts. */
  to: string | null;
}

export interface Plan {
  starts_on: string;
  ends_on: string;
  per: Per;
  times: number;
  pauses: readonly Pause[];
}

/** One day, week or month of a campaign: cut to the campaign's own first and last day. */
export interface Period {
  /** The first day of the whole period (a Monday, a first of the month): its name. */
  start: string;
  first: string;
  last: string;
}

function periodStart(day: string, plan: Pick<Plan, 'per' | 'starts_on'>): string {
  if (plan.per === 'day') return day;
  if (plan.per === 'month') return `${day.slice(0, 8)}01`;
  if (plan.per === 'once') return plan.starts_on;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

function nextStart(start: string, plan: Pick<Plan, 'per' | 'ends_on'>): string {
  if (plan.per === 'day') return addDays(start, 1);
  if (plan.per === 'week') return addDays(start, 7);
  if (plan.per === 'once') return addDays(plan.ends_on, 1);
  return `${addDays(start, 31).slice(0, 8)}01`;
}

const paused = (day: string, pauses: readonly Pause[]): boolean =>
  pauses.some(({ from, to }) => from <= day && (to === null || day <= to));

function someDayOpen(period: Period, until: string, pauses: readonly Pause[]): boolean {
  const last = until < period.last ? until : period.last;
  for (let day = period.first; day <= last; day = addDays(day, 1)) if (!paused(day, pauses)) return true;
  return false;
}

/** All periods of a plan, in their order. */
export function periodsOf(plan: Omit<Plan, 'pauses' | 'times'>): Period[] {
  const periods: Period[] = [];
  for (let start = periodStart(plan.starts_on, plan); start <= plan.ends_on; start = nextStart(start, plan)) {
    const end = addDays(nextStart(start, plan), -1);
    periods.push({
      start,
      first: start < plan.starts_on ? plan.starts_on : start,
      last: end > plan.ends_on ? plan.ends_on : end,
    });
  }
  return periods;
}

/**
 * The periods whose visits must be there by `today`: those begun, of which at least one day until today was not paused. It asks
 * nothing of when the program last looked, so that a stop of hours or weeks leaves none out and doubles none; a pause that is
 * ended within a period brings its visits, one that covers it whole does not.
 */
export function duePeriods(plan: Omit<Plan, 'times'>, today: string): Period[] {
  return periodsOf(plan).filter((period) => period.first <= today && someDayOpen(period, today, plan.pauses));
}

/** How the coverage of a grid reads; `none`: nothing is asked of it yet. */
export type Coverage = 'done' | 'partly' | 'none' | 'overdue' | 'idle';

export interface Numbers {
  planned: number;
  done: number;
  open_late: number;
}

/** Overdue stands above all; then whether all, some or none of what was asked so far is done. */
export function coverageOf({ planned, done, open_late }: Numbers): Coverage {
  if (open_late > 0) return 'overdue';
  if (planned === 0) return 'idle';
  if (done >= planned) return 'done';
  return done > 0 ? 'partly' : 'none';
}
