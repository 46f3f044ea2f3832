import type { NewTask } from '../task/index.ts';
import { type Counter, type Decision, pausedNow } from '../workflow/index.ts';
import type { Matter } from './row.ts';

/** A task as it was opened: id, kind, role, unit, account. */
export type OpenedTask = [
  id: string,
  kind: string,
  role: string | null,
  unit: string | null,
  account: string | null,
];

/**
 * What a change did to the work on a matter, said in its event: whoever counts who did what by when needs nothing else, now or
 * when everything is counted again.
 */
export interface Work {
  /** The centre that has the matter now. */
  centre: string;
  /** Answered, or over without an answer; neither while it is being worked on. */
  end: 'settled' | 'ended' | null;
  /** What the change counts as: returns, extensions, raises … */
  counted: Counter[];
  opened: OpenedTask[];
  ended: [id: string, state: string][];
  /** Tasks that their unit took on (签收、报到). */
  signed?: string[];
  /** When each running clock is due, null where it stands still; left out when no clock changed. */
  clocks?: Record<string, string | null>;
}

const sameClocks = (before: Matter, after: Matter): boolean =>
  before.clocks.length === after.clocks.length &&
  before.clocks.every((clock, i) => clock === after.clocks[i]);

/** The work of a change between two moments of a matter. */
export function workOf(
  before: Matter,
  after: Matter,
  { counted, opened, ended, signed = [] }: Pick<Work, 'counted' | 'opened' | 'ended' | 'signed'>,
): Work {
  return {
    centre: after.centre_unit,
    end: after.closed_at ? 'settled' : after.open ? null : 'ended',
    counted,
    opened,
    ended,
    ...(signed.length > 0 && { signed }),
    ...(!sameClocks(before, after) && {
      clocks: Object.fromEntries(
        after.clocks.map((clock) => [clock.kind, pausedNow(clock) ? null : clock.due_at.toISOString()]),
      ),
    }),
  };
}

/** Tasks as they will be once the decision is written: ends applied, new ones added. */
export function tasksAfter(
  decision: Decision,
  matter: Matter,
  opened: NewTask[],
  ids: readonly string[],
  now: Date,
): Matter['tasks'] {
  const ends = new Map(decision.tasks.close.map((end) => [end.id, end.state]));
  const kept = matter.tasks.map((task) => {
    const state = ends.get(task.id);
    return state && task.closed_at === null ? { ...task, state, closed_at: now } : task;
  });
  const added = opened.map(({ kind, role, unit, account, dueAt }, i): Matter['tasks'][number] => ({
    ...{ id: ids[i]!, kind, role: role as Matter['tasks'][number]['role'], unit, account, state: 'pending' },
    ...{ due_at: dueAt, created_at: now, signed_at: null, closed_at: null, result: {} },
  }));
  return [...kept, ...added];
}
