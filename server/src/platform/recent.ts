import { type EventRow, isAfter, type Position } from './events.ts';

/** How many events are kept; a follower further behind reads the log itself. */
const MOST = 8000;

/** Events read once for all followers of this program: an unbroken stretch of the log, in its order. */
export interface Recent {
  /** Begins anew behind a position. */
  from(position: Position): void;
  /** Adds what comes next in the log. */
  add(events: readonly EventRow[]): void;
  /** The next events after a position, or undefined when they lie before what is kept. Shared: not to be changed. */
  after(position: Position, limit: number): EventRow[] | undefined;
}

/** Index of the first event after a position. */
function firstAfter(events: readonly EventRow[], position: Position): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(events[middle]!, position)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function keepRecent(most = MOST): Recent {
  let start: Position | undefined;
  let events: EventRow[] = [];
  return {
    from(position) {
      start = position;
      events = [];
    },
    add(more) {
      events.push(...more);
      // Dropped by halves: moving the whole list for each batch would cost more than it saves.
      if (events.length < most * 2) return;
      const dropped = events.length - most;
      start = { xid: events[dropped - 1]!.xid, seq: events[dropped - 1]!.seq };
      events = events.slice(dropped);
    },
    after(position, limit) {
      if (!start || isAfter(start, position)) return undefined;
      const first = firstAfter(events, position);
      return events.slice(first, first + limit);
    },
  };
}
