/** A question to a heap of things in order: the newest up to here. */
export interface Question {
  heap: string;
  /** A moment or an id as a text, which is in order too. */
  upTo: string;
}

/**
 * Questions to heaps, each with where the one before it in the same heap has left off, the first with the beginning: what many ask of
 * one heap is read once, and the answer to each is in what was read for it and those before it.
 */
export function inStretches<Q extends Question>(
  questions: readonly Q[],
  beginning: string,
): (Q & { after: string })[] {
  return [...Map.groupBy(questions, ({ heap }) => heap).values()].flatMap((same) =>
    same
      .sort((a, b) => (a.upTo < b.upTo ? -1 : 1))
      .map((each, i) => ({ ...each, after: same[i - 1]?.upTo ?? beginning }))
      .filter(({ upTo, after }) => upTo !== after),
  );
}

/** Things in heaps, each in its order: the newest up to somewhere are found without going through all of a heap. */
export class Heaps<T> {
  readonly #heaps = new Map<string, T[]>();
  readonly #orderOf: (thing: T) => string | number;

  constructor(orderOf: (thing: T) => string | number) {
    this.#orderOf = orderOf;
  }

  add(name: string, thing: T): void {
    const heap = this.#heaps.get(name);
    if (!heap) {
      this.#heaps.set(name, [thing]);
      return;
    }
    let place = heap.length;
    while (place > 0 && this.#orderOf(heap[place - 1]!) > this.#orderOf(thing)) place -= 1;
    heap.splice(place, 0, thing);
  }

  /** The newest of a heap that are no newer than `upTo` and wanted, so many at most, newest first. */
  newest(name: string, upTo: string | number, most: number, wanted: (thing: T) => boolean): T[] {
    const heap = this.#heaps.get(name) ?? [];
    const found: T[] = [];
    for (let i = heap.length - 1; i >= 0 && found.length < most; i -= 1)
      if (this.#orderOf(heap[i]!) <= upTo && wanted(heap[i]!)) found.push(heap[i]!);
    return found;
  }
}
