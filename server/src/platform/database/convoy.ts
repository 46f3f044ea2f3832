import type { Db } from './open.ts';
import { Pending } from './pending.ts';

/** So many on their way at once: while they are, others come together behind them. */
const LANES = 2;
/** So many go as one: whoever is in it waits for all of it. */
const MOST = 8;

/** What waits to be written, and whoever waits for it. */
interface Waiting {
  pending: Pending;
  done(): void;
  failed(error: unknown): void;
}

/** Refused for what somebody wanted to write, or for a lock: undone as a whole, so each may be tried by itself. */
const isUndone = (error: unknown): boolean => /^(22|23|40)/.test(String((error as { code?: unknown }).code));

/**
 * Writes what is a transaction by itself: those that come while others are on their way, and insert into the same tables, go as one.
 * The disk and the connection are then waited for once, and not by each. One that the database refuses fails alone: the others are
 * done again without it.
 */
export class Convoy {
  readonly #db: Db;
  readonly #waiting: Waiting[] = [];
  #underway = 0;

  constructor(db: Db) {
    this.#db = db;
  }

  send(pending: Pending): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ pending, done, failed });
      this.#go();
    });
  }

  #go(): void {
    while (this.#underway < LANES && this.#waiting.length > 0) {
      this.#underway += 1;
      void this.#carry(this.#next()).finally(() => {
        this.#underway -= 1;
        this.#go();
      });
    }
  }

  /** The first that waits, with those behind it that are like it. */
  #next(): Waiting[] {
    const group = this.#waiting.splice(0, 1);
    for (let i = 0; i < this.#waiting.length && group.length < MOST; )
      if (group[0]!.pending.isLike(this.#waiting[i]!.pending)) group.push(...this.#waiting.splice(i, 1));
      else i += 1;
    return group;
  }

  async #carry(group: Waiting[]): Promise<void> {
    const [first] = group;
    try {
      const all = group.length === 1 ? first!.pending : Pending.joined(group.map(({ pending }) => pending));
      await all.take()?.execute(this.#db);
      for (const { done } of group) done();
    } catch (error) {
      if (group.length > 1 && isUndone(error)) for (const one of group) await this.#carry([one]);
      else for (const { failed } of group) failed(error);
    }
  }
}
