import { hash } from 'node:crypto';

/** Rows are told apart by 20 bits of their hash: that two rows of one thing differ is found but once in a million. */
const BITS = 2 ** 20;

/**
 * Which thing stood in which row of a file, for files of more than a million rows: kept as numbers of 52 bits, so that two things out of a
 * million are mistaken for one once in thousands of files.
 */
export class Seen {
  readonly #rows = new Map<number, number>();

  /** Remembers a row. Tells the earlier row of the same thing, and whether it said just the same; null for the first one. */
  add(key: string, row: number, rowHash: string): { row: number; same: boolean } | null {
    const at = Number.parseInt(hash('sha256', key).slice(0, 13), 16);
    const mark = Number.parseInt(hash('sha256', rowHash).slice(0, 5), 16);
    const before = this.#rows.get(at);
    if (before === undefined) {
      this.#rows.set(at, row * BITS + mark);
      return null;
    }
    return { row: Math.floor(before / BITS), same: before % BITS === mark };
  }
}
