import { type RawBuilder, sql } from 'kysely';

/** Rows of one insert, and how they become its statement: by what the rows say alone, so that others' rows may join them. */
interface Series {
  rows: unknown[];
  insert: (rows: never[]) => RawBuilder<unknown>;
}

/** What a transaction has yet to write: statements, and rows of inserts that take many. */
export class Pending {
  #statements: RawBuilder<unknown>[] = [];
  readonly #series = new Map<string, Series>();

  write(statement: RawBuilder<unknown>): void {
    this.#statements.push(statement);
  }

  append<Row>(name: string, row: Row, insert: (rows: Row[]) => RawBuilder<unknown>): void {
    const known = this.#series.get(name);
    if (known) known.rows.push(row);
    else this.#series.set(name, { rows: [row], insert });
  }

  /** All of it as one statement, each part a `with` of its own: one round trip, one snapshot. Nothing is pending then. */
  take(): RawBuilder<unknown> | undefined {
    const statements = [
      ...this.#statements,
      ...[...this.#series.values()].map(({ rows, insert }) => insert(rows as never[])),
    ];
    this.#statements = [];
    this.#series.clear();
    if (statements.length < 2) return statements[0];
    const parts = statements.map((statement, i) => sql`${sql.raw(`w${i}`)} as (${statement})`);
    return sql`with ${sql.join(parts)} select 1`;
  }

  /** Both are rows of the very same inserts and nothing else. */
  isLike(other: Pending): boolean {
    if (this.#statements.length > 0 || other.#statements.length > 0) return false;
    if (this.#series.size !== other.#series.size) return false;
    return [...this.#series].every(([name, { insert }]) => other.#series.get(name)?.insert === insert);
  }

  /** The rows of all, in their order, in one; the given stay as they are. */
  static joined(all: readonly Pending[]): Pending {
    const joined = new Pending();
    for (const each of all)
      for (const [name, { rows, insert }] of each.#series)
        for (const row of rows) joined.append(name, row, insert as (rows: unknown[]) => RawBuilder<unknown>);
    return joined;
  }
}
