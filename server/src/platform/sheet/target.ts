import type { Actor } from '../access.ts';
import type { Context, Runtime } from '../runtime.ts';

/** A value of a cell once it was checked. */
export type SheetValue = string | number | boolean | null;
export type SheetValues = Record<string, SheetValue>;

/**
 * Something a column may say. What is said of it (`type`, `dictionary`, `many`, `most`, `fence`, `past`) is what the check of values goes by: a target
 * that builds its fields by name says each of them.
 */
export interface SheetField {
  code: string;
  name: string;
  /** Headings that real sheets carry for it. */
  aliases: readonly string[];
  /** Those of them that the city added: they mean this field whatever else they may be called for. */
  own_aliases?: readonly string[];
  /** The field that its headings meant before it was there: a column that was remembered as that one from then is offered as this. */
  succeeds?: string;
  type: string;
  dictionary?: string;
  many?: true;
  most?: number;
  /** A sealed phone is somebody's own: no service number. */
  fence?: 'open' | 'sealed';
  /** A day that has been: never one after today. */
  past?: true;
  /** A row without it is refused. */
  required?: true;
  /** Said once for a whole file and by no column: these are the choices. */
  choices?: readonly { code: string; name: string }[];
  /** What to write there, for whoever chooses columns. */
  hint?: string;
}

/** A row of a file as a target gets it. */
export interface SheetRow {
  /** As spreadsheet programs number it. */
  row: number;
  /** By field; what stands in no column and is said for the whole file is in it too. */
  values: SheetValues;
  /** Of all that the row says: the same row has the same. */
  hash: string;
}

/** Why a row, or a cell of it, cannot be taken. */
export interface SheetFault {
  /** The field of the cell; none when it is about the row. */
  field?: string;
  code: string;
  /** In the words of whoever made the sheet, with the remedy. */
  words: string;
}

export const outcomes = ['new', 'same', 'changed', 'waiting', 'refused'] as const;
/** `waiting`: taken, and sources now differ on something that somebody must decide. */
export type Outcome = (typeof outcomes)[number];

/** A row that was looked up and judged as far as that goes without writing. */
export type Judged<Plan> = { faults: SheetFault[] } | { plan: Plan };

/** What becomes of a row; `refused` when only the writing found out, with why. */
export interface Verdict {
  outcome: Outcome;
  faults?: SheetFault[];
}

/**
 * Something that rows of tables become. Sheets know no target: a feature hands its own in (`Feature.sheets`). Rows of one file come in
 * order; `prepare` may run for the next ones while those before are being written, so it asks for nothing that writing changes.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a target keeps between its own steps.
export interface SheetTarget<Session = any, Plan = any> {
  subject: string;
  /** What one imports: 人员, 房屋. */
  name: string;
  /** Whoever holds it on anything may import; for which areas is the target's to judge, row by row. */
  permission: string;
  /** What columns may say, for whoever imports. */
  fields(runtime: Runtime, actor: Actor): Promise<readonly SheetField[]>;
  /** Once for each run, with the importer's rights as they are now. `values` are those said for the whole file. */
  open(runtime: Runtime, actor: Actor, values: SheetValues): Promise<Session>;
  /** Rows of one file with the same key speak of the same thing; null for a row that cannot be told. */
  key(values: SheetValues): string | null;
  prepare(session: Session, rows: readonly SheetRow[]): Promise<Judged<Plan>[]>;
  /**
   * What else is wrong with rows that are refused already for some of their cells (`faulty`, whose values are missing): nothing that a faulty cell
   * may be the cause of. Where it is not there, such rows are told their cells only.
   */
  judgeFaulty?(
    session: Session,
    rows: readonly (SheetRow & { faulty: ReadonlySet<string> })[],
  ): Promise<SheetFault[][]>;
  /** What writing these would come to; reads only. Like `write` in the importer's name and past every fence: rights are judged in `prepare`. */
  foresee(ctx: Context, session: Session, plans: readonly Plan[]): Promise<Verdict[]>;
  /** Writes all of them in the transaction it is given, few statements for many rows. The same again changes nothing and says `same`. */
  write(ctx: Context, session: Session, plans: readonly Plan[]): Promise<Verdict[]>;
}

/** By database: a program and the clock of its demo are two runtimes over one. */
const registered = new WeakMap<Runtime['db'], Map<string, SheetTarget>>();

/** Tells a program what rows of tables can become. */
export function registerSheetTargets(runtime: Runtime, targets: readonly SheetTarget[]): void {
  const known = registered.get(runtime.db) ?? new Map<string, SheetTarget>();
  registered.set(runtime.db, known);
  for (const target of targets) known.set(target.subject, target);
}

export const sheetTargets = (runtime: Runtime): SheetTarget[] => [
  ...(registered.get(runtime.db)?.values() ?? []),
];
