import { cellsAround, metres } from '../matter/index.ts';
import { type ByCall, type Near, perCaller, perCell } from './gather.ts';
import type { Part, Point } from './points.ts';
import type { Earlier } from './rules.ts';
import type { CallerRule, Kind, PlaceRule, Rule } from './settings.ts';

/** What lies in the tables before a batch: for each of its calls the earlier ones. */
export interface Stored {
  near: ByCall<Near>;
  ofCallers: ByCall<Earlier>;
}

const loose = ({ id, at }: Point): Earlier => ({ id, at, finding: null, open: false });

/** Of each heap of calls the newest. */
function newest<T extends Earlier>(calls: T[], most: number, heapOf: (call: T) => string): T[] {
  if (calls.length <= most) return calls;
  return [...Map.groupBy(calls, heapOf).values()].flatMap((heap) =>
    heap.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, most),
  );
}

/**
 * Calls that are taken together, one after the other: each finds those of before as it would if it were taken alone, with what they
 * became part of meanwhile, though the tables are read once for all of them.
 */
export class Batch {
  readonly #stored: Stored;
  readonly #taken = new Map<string, Point>();
  readonly #parts: Record<Kind, Map<string, Omit<Part, 'kind'>>> = { place: new Map(), caller: new Map() };
  /** What open findings take in, by finding: to be written once for the batch. */
  readonly growing = new Map<string, Point[]>();

  constructor(points: Iterable<Point>, stored: Stored) {
    this.#stored = stored;
    for (const { id, parts } of points) for (const part of parts) this.#parts[part.kind].set(id, part);
  }

  /** Whether a call is part of a finding of a kind. */
  isPart(kind: Kind, { id }: Point): boolean {
    return this.#parts[kind].has(id);
  }

  /** The calls before this one that may add up with it by a rule, and what each is part of by now. */
  earlier(point: Point, rule: Rule): Earlier[] {
    const found = rule.kind === 'place' ? this.#near(point, rule) : this.#ofCaller(point, rule);
    return found.map((each) => ({ ...each, ...this.#parts[rule.kind].get(each.id) }));
  }

  #near(point: Point, rule: PlaceRule): Earlier[] {
    const taken = this.#before(point, ({ group, place }) => place !== null && group === point.group);
    const calls = [
      ...this.#untouched(this.#stored.near, point),
      ...taken.map((each): Near => ({ ...loose(each), ...each.place! })),
    ];
    return newest(calls, perCell(rule), (each) => JSON.stringify(cellsAround(each, 0))).filter(
      (each) => metres(point.place, each)! <= rule.radius,
    );
  }

  #ofCaller(point: Point, rule: CallerRule): Earlier[] {
    const taken = this.#before(point, ({ caller }) => caller === point.caller);
    const calls = [...this.#untouched(this.#stored.ofCallers, point), ...taken.map(loose)];
    return newest(calls, perCaller(rule), () => '');
  }

  #before(point: Point, alike: (other: Point) => boolean): Point[] {
    return [...this.#taken.values()].filter((each) => each.at <= point.at && alike(each));
  }

  /** What was read of the calls that the batch has not taken since: a corrected one is where it is now. */
  #untouched<T extends Earlier>(stored: ByCall<T>, { id }: Point): T[] {
    return (stored.get(id) ?? []).filter((each) => !this.#taken.has(each.id));
  }

  /** Takes a call: from now on it is one of those of before. */
  take(point: Point): void {
    this.#taken.set(point.id, point);
  }

  /** Calls have become part of a new finding. */
  raised(kind: Kind, finding: string, calls: readonly string[]): void {
    for (const id of calls) this.#parts[kind].set(id, { finding, open: true });
  }

  /** A call becomes part of an open finding. */
  grow(kind: Kind, finding: string, point: Point): void {
    this.raised(kind, finding, [point.id]);
    this.growing.set(finding, [...(this.growing.get(finding) ?? []), point]);
  }
}
