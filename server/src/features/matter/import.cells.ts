import type { Cell } from '../../platform/sheet/cells.ts';
import type { FormField } from '../workflow/index.ts';
import {
  answerKey,
  type CellKey,
  type CodedField,
  type ImportField,
  importFields,
  type QuestionKey,
} from './import.fields.ts';
import type { Lookups } from './import.lookup.ts';
import type { Registry } from './registry.ts';
import type { Mapping, RowFault } from './schema.import.ts';

/** The questions of all types that a cell can answer, by `type.question`. */
export type Questions = ReadonlyMap<QuestionKey, FormField>;

const ANSWERABLE = new Set<FormField['kind']>([
  'text',
  'textarea',
  'number',
  'boolean',
  'date',
  'phone',
  'select',
]);

export const questionsOf = (registry: Registry): Questions =>
  new Map(
    [...registry.types.values()].flatMap((type) =>
      type.form
        .filter((field) => ANSWERABLE.has(field.kind))
        .map((field): [QuestionKey, FormField] => [`${type.code}.${field.name}`, field]),
    ),
  );

/** What reading rows of one file needs. */
export interface RowReader {
  mapping: Mapping;
  /** Which cells make up each field and each answer. */
  cells: Partial<Record<CellKey, number[]>>;
  lookups: Lookups;
  questions: Questions;
  /** Tells files of different systems apart: the same reference in two of them is two things. */
  key: string;
}

/** Where the mapping's columns stand in the file; a column that is not there is none. */
export function cellsOf(mapping: Mapping, columns: readonly string[]): RowReader['cells'] {
  const answers = Object.entries(mapping.answers ?? {}).map(
    ([key, names]) => [answerKey(key), names] as const,
  );
  return Object.fromEntries(
    [...Object.entries(mapping.columns), ...answers].map(([key, names]) => [
      key,
      (names ?? []).map((name) => columns.indexOf(name)).filter((i) => i >= 0),
    ]),
  );
}

export const cellText = (cell: Cell | undefined): string =>
  cell === undefined ? '' : cell instanceof Date ? cell.toISOString() : String(cell).trim();

const SEPARATOR: Partial<Record<CellKey, string>> = { address: '', reference: '-' };

/** What the cells of a field say together; several are joined. */
export function textOf(
  { cells: places }: Pick<RowReader, 'cells'>,
  cells: readonly Cell[],
  key: CellKey,
): string {
  const parts = (places[key] ?? []).map((i) => cellText(cells[i]));
  return parts.filter((part) => part !== '').join(SEPARATOR[key] ?? ' ');
}

const questionOf = (key: CellKey): QuestionKey | null =>
  key.startsWith('answers.') ? (key.slice('answers.'.length) as QuestionKey) : null;

/** What a field or question is called. */
export function nameOf({ questions }: Pick<RowReader, 'questions'>, key: CellKey): string {
  const question = questionOf(key);
  return question ? (questions.get(question)?.label ?? question) : importFields[key as ImportField];
}

/** The column (or, without one, the field) in words, for a report. */
export function columnOf(reader: RowReader, key: CellKey): string {
  const { columns, answers } = reader.mapping;
  const question = questionOf(key);
  const names = question ? answers?.[question] : columns[key as ImportField];
  return names?.join('、') ?? nameOf(reader, key);
}

/** What the mapping says a text means: a code or name, null to leave the row out, undefined when it says nothing. */
export function meantBy({ values }: Mapping, key: CellKey, text: string): string | null | undefined {
  const question = questionOf(key);
  const table = question ? values?.answers?.[question] : values?.[key as CodedField];
  return table && Object.hasOwn(table, text) ? table[text] : undefined;
}

/** What stands for an empty cell. */
export function constantOf({ constants }: Mapping, key: CellKey): string | undefined {
  const question = questionOf(key);
  return question ? constants?.answers?.[question] : constants?.[key as CodedField];
}

/** What is wrong with a row, and whether it is to be left out altogether. */
export class Faults {
  readonly list: RowFault[] = [];
  leftOut = false;
  readonly #reader: RowReader;
  constructor(reader: RowReader) {
    this.#reader = reader;
  }
  add(key: CellKey, why: string, remedy: string): void {
    this.list.push({ column: columnOf(this.#reader, key), why, remedy });
  }
  /** A word that is not known and for which the mapping has none. */
  unknown(key: CellKey, text: string): void {
    const name = nameOf(this.#reader, key);
    this.add(
      key,
      `没有「${text.slice(0, 60)}」这个${name}，或同名的不止一个。`,
      `请在“值的对应”里为它选择${name}，或把这一格改成本系统的编码。`,
    );
  }
}

/**
 * What a closed field says: the value table first, then a code or a name that is known here, else the constant when the
 * cell is empty. `unknown` hears of a word nobody knows; a word of rows to be left out marks the row.
 */
export function coded(
  reader: RowReader,
  cells: readonly Cell[],
  key: CellKey,
  find: (text: string) => string | null,
  faults: Faults,
  unknown: (text: string) => void = (text) => faults.unknown(key, text),
): string | undefined {
  const text = textOf(reader, cells, key);
  const meant = text === '' ? constantOf(reader.mapping, key) : meantBy(reader.mapping, key, text);
  if (meant === null) {
    faults.leftOut = true;
    return undefined;
  }
  const wanted = meant ?? text;
  if (wanted === '') return undefined;
  const found = find(wanted);
  if (found === null) unknown(wanted);
  return found ?? undefined;
}
