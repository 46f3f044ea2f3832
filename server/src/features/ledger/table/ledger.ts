import type { RawBuilder } from 'kysely';
import type { Actor } from '../../../platform/access.ts';
import type { Context, Runtime } from '../../../platform/runtime.ts';
import type { TableChanged, TableEntry, TakenBack, Values } from '../../source/index.ts';
import type { Asked } from '../asked.ts';

/** A column of a ledger. */
export interface Column {
  code: string;
  name: string;
  type: string;
  dictionary: string | null;
  /** Its codes where no dictionary has them. */
  choices: Readonly<Record<string, string>> | null;
  /** Every row says it: whether it is filled in is no question. */
  always: boolean;
  /** Written in the cell itself. */
  editable: boolean;
  groupable: boolean;
  /** A condition may ask `SUBJECT.CODE`. People are asked by more than their columns: `segment-facts`. */
  askable: boolean;
}

/** What a ledger is of: a rule, and an area. */
export interface Chosen {
  rule?: string;
  area?: string;
}

/** Rows within what the actor may see. */
export interface Rows {
  /** In the order of their areas. */
  placed: Asked;
  /** Those that lie in no area, behind the others. */
  unplaced: Asked | null;
  /** What the column that was asked for along is in SQL. */
  by: RawBuilder<unknown> | null;
}

export interface Read {
  columns: readonly Column[];
  /** What whole values are for; without it they are masked. */
  purpose?: string;
}

/** A kind of ledger: people, houses, organisations … one table mechanism over each. */
export interface Ledger {
  subject: string;
  /** 人员, 房屋 … */
  name: string;
  /** The column by which one is called. */
  title: string;
  /** Permissions: to open it, to write in it. */
  view: string;
  edit: string;
  columns(runtime: Runtime): Promise<Column[]>;
  /** Refuses, at `rule`, a condition that cannot be asked or not by this actor. `by` is a column that rows are grouped by. */
  rows(runtime: Runtime, actor: Actor, chosen: Chosen, by?: string): Promise<Rows>;
  /** In the order of `ids`, as the actor reads them; who is out of reach is left out. */
  read(runtime: Runtime, actor: Actor, ids: readonly string[], asked: Read): Promise<TableEntry[]>;
  /** Values as they are kept; refuses at `values.CODE` what cannot be. */
  check(runtime: Runtime, raw: Values): Promise<Values>;
  /** What would be strange of these rows with such values, and of how many; taken all the same. */
  strange?(ctx: Context, ids: readonly string[], kept: Values): Promise<{ message: string; rows: number }[]>;
  change(ctx: Context, rows: readonly { id: string; version?: number }[], raw: Values): Promise<TableChanged>;
  /** The ids of those that were taken back: who may not be changed any more is passed over. */
  takeBack(ctx: Context, words: readonly TakenBack[]): Promise<string[]>;
}
