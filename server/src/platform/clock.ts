/** Where "now" comes from. The demo city and the tests inject their own; nothing else may call `new Date()` for a decision. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until told otherwise: for tests and for driving weeks of history in seconds. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Moves to a moment; going back is refused, because ids must stay in time order. */
  set(to: Date): void {
    if (to.getTime() < this.#now) throw new RangeError('a manual clock does not go back');
    this.#now = to.getTime();
  }

  advance(milliseconds: number): void {
    this.set(new Date(this.#now + milliseconds));
  }
}
