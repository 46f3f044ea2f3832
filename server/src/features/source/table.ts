import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Refusal } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import type { Values } from './rules.ts';

/** A column of a table of one kind of subject. */
export interface TableColumn {
  code: string;
  name: string;
  /** Of the dictionary's item; `text` for what is no item. */
  type: string;
  dictionary?: string;
  /** Its codes and their words where no dictionary has them. */
  choices?: Readonly<Record<string, string>>;
  /** Every row says it: whether it is filled in is no question. */
  always?: true;
  /** May be written in a cell, and for many rows at once. */
  editable?: true;
  /** What it is for a row `p` in SQL, by which it is filtered and grouped; none for what is only shown. What is missing: '' of a text, null of a number, false of a flag. */
  sql?: RawBuilder<unknown>;
  /** The bare column behind `sql`, null where nothing is known: by it an index, or a join that begins there, finds equal values. */
  raw?: RawBuilder<unknown>;
  /** What `sql` reads from beside the row. */
  join?: { name: string; sql: RawBuilder<unknown> };
  /** Kept under its code in `p.items`, and an index of those finds what carries a code, or a flag. */
  indexed?: true;
}

/** The rows an actor reaches: those that lie in an area, in the order of areas, and those that lie in none. Over `p`. */
export interface TableReach {
  placed: RawBuilder<boolean>;
  /** Null where the actor has none of them. */
  unplaced: RawBuilder<boolean> | null;
}

/** One row as an actor reads it, by columns; codes as codes. */
export interface TableEntry {
  id: string;
  version: number;
  /** Where it lies, or whose it is where it lies in no area. */
  area: string | null;
  values: Values;
}

/** What a change of several came to: the statement behind each, and why some were left out. */
export interface TableChanged {
  statements: Map<string, string>;
  /** What stood there before without a word of its own: where it goes back to when the statement is withdrawn. */
  before?: Map<string, Values>;
  refused: Map<string, Refusal>;
}

/** A change of some rows that is taken back. */
export interface TakenBack {
  id: string;
  statement: string;
  before: Values | null;
}

/**
 * Subjects of one kind as lists of any columns and conditions show and change them. A feature gives out its own; whoever lists them keeps
 * to `reach`, and writes by `change` only.
 */
export interface SubjectTable {
  subject: string;
  /** 房屋, 单位 … */
  name: string;
  /** The column by which one is called. */
  title: string;
  /** Permissions: to see any of it, to change any of it. */
  view: string;
  edit: string;
  /** The table as `p`, with `id`, `area_id`, `items`; asked in the program's own scope. */
  from: RawBuilder<unknown>;
  columns(runtime: Runtime): Promise<readonly TableColumn[]>;
  /** Refuses an area that does not exist. */
  reach(runtime: Runtime, actor: Actor, area?: string): Promise<TableReach>;
  /** By id, as the transaction's actor reads them; what is out of reach or no longer in use is not there. */
  read(ctx: Context, ids: readonly string[]): Promise<Map<string, TableEntry>>;
  /** Values as they are kept; refuses at `values.CODE` what cannot be. */
  check(runtime: Runtime, raw: Values): Promise<Values>;
  /** The same values by hand on several, in the caller's transaction. Who may not be changed by the actor, or not in that version any more, is left out and told. */
  change(ctx: Context, rows: readonly { id: string; version?: number }[], raw: Values): Promise<TableChanged>;
  /**
   * Withdraws those statements: what held before holds again. What is no longer in use, or no longer the actor's to change, is passed over;
   * answers with the ids of the others.
   */
  takeBack(ctx: Context, words: readonly TakenBack[]): Promise<string[]>;
}

/** What stands under an item in `p.items`, as rules compare it. */
export function itemSql(code: string, type: string): RawBuilder<unknown> {
  const text = sql`p.items->>${sql.lit(code)}`;
  if (type === 'number') return sql`(${text})::float8`;
  return type === 'flag' ? sql`coalesce((${text})::boolean, false)` : sql`coalesce(${text}, '')`;
}
