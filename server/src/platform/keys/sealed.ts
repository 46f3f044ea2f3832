import type { Runtime } from '../runtime.ts';

/** Where sealed values lie: each feature names its tables (`Feature.sealed`), so that no value stays behind under an old key. */
export interface SealedColumns {
  table: string;
  /** The column, a uuid, that is the table's primary key. */
  key: string;
  columns: readonly string[];
}

/** Everything that is sealed, by table; throws when two name the same one. */
export function sealedTables(all: readonly SealedColumns[]): readonly SealedColumns[] {
  const twice = all.find(({ table }, i) => all.findIndex((each) => each.table === table) !== i);
  if (twice) throw new Error(`${twice.table} is registered as sealed twice`);
  return all;
}

/** The registered table of this name. */
export function sealedTable({ keys }: Runtime, table: string): SealedColumns {
  const found = keys.sealed.find((each) => each.table === table);
  if (!found) throw new Error(`${table} holds nothing sealed`);
  return found;
}
