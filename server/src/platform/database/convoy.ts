import type { Db } from './open.ts';
import { Pending } from './pending.ts';

/** So many go as one: whoever is in it waits for all of it. */
const MOST = 16;
/** After so many milliseconds one that is held up (by a lock) no longer holds up those behind it; so many may be. */
const PATIENCE = 40;
const MOST_HELD = 4;

/** What waits to be written, and whoever waits for it. */
interface Waiting {
  pending: Pending;
  done(): void;
  failed(error: unknown): void;
}

/** Refused for what somebody wanted to write, or for a lock: undone as a whole, so each may be tried by itself. */
const isUndone = (error: unknown): boolean => /^(22|23|40)/.test(String((error as { code?: unknown }).code));

/**
 * Writes what is a transaction by itself, one group after the other: those that come meanwhile, and insert into the same tables, go as one.
 * The disk and the connection are then waited for once, and not by each. One that the database refuses fails alone: the others are
 * done again without it.
 */
export class Convoy {
  readonly #db: Db;
  readonly #waiting: Waiting[] = [];
  /** One is on its way, with others behind it. */
  #underway = false;
  #held = 0;

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
    if (this.#underway || this.#waiting.length === 0) return;
    this.#underway = true;
    void this.#drive(this.#next());
  }

  #pass(): void {
    this.#underway = false;
    this.#go();
  }

  /** Carries a group; the next goes when it has arrived, or is held up. */
  async #drive(group: Waiting[]): Promise<void> {
    let held = false;
    const patience = setTimeout(() => {
      if (this.#held === MOST_HELD) return;
      held = true;
      this.#held += 1;
      this.#pass();
    }, PATIENCE);
    await this.#carry(group);
    clearTimeout(patience);
    if (held) this.#held -= 1;
    else this.#pass();
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
