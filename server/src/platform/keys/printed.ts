import { type RawBuilder, sql } from 'kysely';
import type { Sealer } from '../crypto.ts';
import type { Context, Runtime } from '../runtime.ts';

/** The values that the columns of a row are fingerprints of; null where a value is not to be had. */
export type Plains = Record<string, string | null>;

/** Where fingerprints lie that values are found by (`Feature.printed`), and how they can be made anew. */
export interface PrintedColumns {
  table: string;
  /** The column, a uuid, that is the table's primary key. */
  key: string;
  columns: readonly string[];
  /** The values of some rows, out of what is sealed; rows without any are missing. Reads only. */
  plains(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Plains>>;
}

/** The registered table of this name. */
export function printedTable({ keys }: Runtime, table: string): PrintedColumns {
  const found = keys.printed.find((each) => each.table === table);
  if (!found) throw new Error(`${table} holds no fingerprints`);
  return found;
}

/** What was sealed; null where no key opens it, or it was changed: for those who must go on without it. */
export function openedOr(sealer: Sealer, sealed: Uint8Array): string | null {
  try {
    return sealer.open(sealed);
  } catch {
    return null;
  }
}

interface SealedAt {
  table: string;
  key: string;
  column: string;
}

/** `plains` for values that lie sealed in one column, under the same key: `of` takes them out of what was opened. */
export const sealedPlains =
  ({ table, key, column }: SealedAt, of: (opened: string) => Plains): PrintedColumns['plains'] =>
  async ({ db, runtime: { sealer } }, ids) => {
    const { rows } = await sql<{ id: string; sealed: Buffer }>`
      select ${sql.ref(key)} as id, ${sql.ref(column)} as sealed from ${sql.table(table)}
      where ${sql.ref(key)} = any (${ids as string[]}::uuid[]) and ${sql.ref(column)} is not null`.execute(
      db,
    );
    const found = new Map<string, Plains>();
    for (const { id, sealed } of rows) {
      const opened = openedOr(sealer, sealed);
      // What is lost is counted so by whoever asked.
      if (opened !== null) found.set(id, of(opened));
    }
    return found;
  };

/** One item of an opened value that holds several. */
export function itemOf(opened: string, item: string): string | null {
  const value = (JSON.parse(opened) as Record<string, unknown>)[item];
  return value === undefined || value === null || value === '' ? null : String(value);
}

/** Rows whose column holds a fingerprint of this value, by whichever key it was made. */
export function printIs(sealer: Sealer, column: RawBuilder<unknown>, plain: string): RawBuilder<boolean> {
  const [print, ...older] = sealer.fingerprints(plain);
  // One key is the rule, and then its index gives the rows in its own order.
  return older.length === 0
    ? sql<boolean>`${column} = ${print}::bytea`
    : sql<boolean>`${column} = any (${[print, ...older]}::bytea[])`;
}
