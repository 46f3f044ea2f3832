interface Kept<T> {
  version: string;
  made: Promise<T>;
  size: number;
}

/** Things that were costly to make, by key and version, up to so many bytes together: those made longest ago go first. */
export class Shelf<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #most: number;
  readonly #sizeOf: (thing: T) => number;
  #bytes = 0;

  constructor(most: number, sizeOf: (thing: T) => number) {
    this.#most = most;
    this.#sizeOf = sizeOf;
  }

  /** What is kept in this version, else what `make` makes; asked for twice at the same time it is made once. A failure is not kept. */
  take(key: string, version: string, make: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(key);
    if (known?.version === version) return known.made;
    this.#remove(key);
    const kept: Kept<T> = { version, made: make(), size: 0 };
    this.#kept.set(key, kept);
    kept.made.then(
      (thing) => this.#weigh(key, kept, this.#sizeOf(thing)),
      () => this.#kept.get(key) === kept && this.#remove(key),
    );
    return kept.made;
  }

  #weigh(key: string, kept: Kept<T>, size: number): void {
    if (this.#kept.get(key) !== kept) return;
    kept.size = size;
    this.#bytes += size;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#most) return;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#kept.get(key)?.size ?? 0;
    this.#kept.delete(key);
  }
}
