import { Heaps } from '../../platform/heaps.ts';
import { metres } from '../matter/index.ts';
import { type Asked, heapsAround, heapsOf, type InHeap, type Kept, perCaller, perCell } from './gather.ts';
import type { Part, Point } from './points.ts';
import type { Earlier } from './rules.ts';
import type { Kind } from './settings.ts';

/** What lies in the tables before a batch: calls that those of it may add up with, and what all of them are part of. */
export interface Stored {
  calls: readonly InHeap[];
  parts: readonly Part[];
}

/**
 * Calls that are taken together, one after the other: each finds those of before as it would if it were taken alone, with what they
 * became part of meanwhile, though the tables are read once for all of them.
 */
export class Batch {
  readonly #heaps = new Heaps<Kept>(({ at }) => at.getTime());
  readonly #taken = new Map<string, Point>();
  readonly #parts: Record<Kind, Map<string, Omit<Part, 'call' | 'kind'>>> = {
    place: new Map(),
    caller: new Map(),
  };
  /** What open findings take in, by finding: to be written once for the batch. */
  readonly growing = new Map<string, Point[]>();

  constructor({ calls, parts }: Stored) {
    for (const { heap, call } of calls) this.#heaps.add(heap, call);
    for (const part of parts) this.#parts[part.kind].set(part.call, part);
  }

  /** Whether a call is part of a finding of a kind. */
  isPart(kind: Kind, { id }: Point): boolean {
    return this.#parts[kind].has(id);
  }

  /** The calls before this one that may add up with it by a rule, and what each is part of by now. */
  earlier({ point, rule }: Asked): Earlier[] {
    const most = rule.kind === 'place' ? perCell(rule) : perCaller(rule);
    const calls = heapsAround({ point, rule }).flatMap((heap) =>
      this.#heaps.newest(heap, point.at.getTime(), most, (call) => this.#isWhereItWas(call)),
    );
    const near =
      rule.kind === 'place' ? calls.filter((each) => metres(point.place, each.place)! <= rule.radius) : calls;
    return near.map(({ id, at }) => ({
      id,
      at,
      finding: null,
      open: false,
      ...this.#parts[rule.kind].get(id),
    }));
  }

  /** False for what was read of a call that the batch has taken since: a corrected one is where it is now. */
  #isWhereItWas(call: Kept): boolean {
    return (this.#taken.get(call.id) ?? call) === call;
  }

  /** Takes a call: from now on it is one of those of before. */
  take(point: Point): void {
    if (this.#taken.has(point.id)) return;
    this.#taken.set(point.id, point);
    for (const heap of heapsOf(point)) this.#heaps.add(heap, point);
  }

  /** Calls have become part of a new finding. */
  raised(kind: Kind, finding: string, calls: readonly string[]): void {
    for (const id of calls) this.#parts[kind].set(id, { finding, open: true });
  }

  /** A call becomes part of an open finding. */
  grow(kind: Kind, finding: string, point: Point): void {
    this.raised(kind, finding, [point.id]);
    const calls = this.growing.get(finding);
    if (calls) calls.push(point);
    else this.growing.set(finding, [point]);
  }
}
