import { sql } from 'kysely';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { countTasks } from '../task/index.ts';
import type { TaskDelta } from './apply.ts';

/** Areas are the matter's own: its area and all above it, as the matter keeps them. */
interface Change {
  areas: string[];
  type: string;
  from: string | null;
  to: string;
  confidential: boolean;
}

interface Move {
  type: string;
  state: string;
  confidential: boolean;
  from: string[];
  to: string[];
}

/** Sums what a batch of events changes, so that each counter is touched once, however hot it is. */
class Tally {
  readonly #sums = new Map<string, number>();

  add(key: string[], change: number): void {
    const text = key.join(' ');
    this.#sums.set(text, (this.#sums.get(text) ?? 0) + change);
  }

  /** Sorted, so that two programs lock counters in the same order. */
  rows(): { key: string[]; n: number }[] {
    const changed = [...this.#sums].filter(([, n]) => n !== 0);
    return changed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, n]) => ({ key: key.split(' '), n }));
  }
}

function countMatter(tally: Tally, { areas, type, from, to, confidential }: Change): void {
  if (from === to) return;
  // Every area above it too: a number on a screen is then one row, and the follower is the only one to touch it.
  for (const ref of areas) {
    if (from !== null) tally.add([ref, type, from, String(confidential)], -1);
    tally.add([ref, type, to, String(confidential)], 1);
  }
}

/** A matter put where it belongs counts there from now on. */
function countMove(tally: Tally, move: Move): void {
  for (const ref of move.from) tally.add([ref, move.type, move.state, String(move.confidential)], -1);
  for (const ref of move.to) tally.add([ref, move.type, move.state, String(move.confidential)], 1);
}

async function fold(ctx: Context, events: EventRow[]): Promise<void> {
  const matters = new Tally();
  const tasks = new Tally();
  for (const { data } of events) {
    if (data.count) countMatter(matters, data.count as Change);
    if (data.moved) countMove(matters, data.moved as Move);
    for (const [ref, kind, change] of (data.tasks ?? []) as TaskDelta[]) tasks.add([ref, kind], change);
  }
  const rows = matters
    .rows()
    .map(({ key: [ref, type, state, confidential], n }) => ({ ref, type, state, confidential, n }));
  if (rows.length > 0)
    ctx.write(sql`
      insert into matter_count (ref, type_code, state, confidential, n)
      select ref, type, state, confidential, n from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(ref uuid, type text, state text, confidential boolean, n int)
      on conflict (ref, type_code, state, confidential) do update set n = matter_count.n + excluded.n`);
  countTasks(
    ctx,
    tasks.rows().map(({ key, n }) => ({ ref: key[0]!, kind: key[1]!, n })),
  );
}

/** Keeps the numbers of the screens: matters per area, type and state, open tasks per holder and kind. */
export const counter: Subscriber = {
  name: 'matter.counts',
  wants: (kind) => kind.startsWith('matter.') && !kind.startsWith('matter.registry'),
  handle: fold,
};
