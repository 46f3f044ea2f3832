import { badField, type Refusal } from '../errors.ts';

/** What a cell of a file can hold. A date is the wall clock that the file shows, as if it were UTC. */
export type Cell = string | number | boolean | Date;

/** Why a cell's value is not simply what somebody typed. */
export type Mark = 'formula' | 'error';

/** A row with its number as spreadsheet programs show it; the header is usually 1. */
export interface FileRow {
  row: number;
  cells: Cell[];
  /** By the cell's place: it is a formula (its value is what the file kept of the last calculation, if anything) or an error such as `#REF!`. */
  marks?: Map<number, Mark>;
}

/** How a file is to be read, found once when it comes in. */
export interface Reading {
  format: 'csv' | 'xlsx';
  encoding: string;
  delimiter: string;
}

/** Cells further right are not read: no table of people or things has them, and a hostile one has millions. */
export const MOST_CELLS = 500;
/** The last row that spreadsheet programs number. */
export const MOST_ROWS = 1_048_576;
/** The longest text of one cell; spreadsheet programs hold 32,767 characters. */
export const LARGEST_CELL = 50_000;
/** The longest row, in characters of all its cells. */
export const LARGEST_ROW = 20 * LARGEST_CELL;

export const unreadable = (code: string, message: string): Refusal => badField('file', code, message);

/** A file that is broken off, or no table at all. */
export const broken = (): Refusal =>
  unreadable('broken_table', '文件已损坏，无法读取，请用表格软件打开并另存后重试。');

export const tooLargeUnpacked = (): Refusal =>
  unreadable('too_large_unpacked', '表格展开后太大。请另存为 CSV，或分成几个文件后再上传。');

/** A text that was, or would be taken for, a formula; `-` and `+` also begin numbers, and `@` a name. */
export const FORMULA = /^=./;
