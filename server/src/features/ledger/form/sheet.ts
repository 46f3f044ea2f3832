import { badField } from '../../../platform/errors.ts';
import { type Book, type SheetEntry, textOf, xmlOf } from './book.ts';
import { type Block, parseBlock, parseRef, refOf } from './refs.ts';
import { type RichText, richText } from './runs.ts';
import { child, childrenOf, type XmlNode } from './xml.ts';

/** A form that is larger is a data sheet: it is imported, not filled. */
const MOST_CELLS = 60_000;
const MOST_COLUMNS = 300;

/** One cell, or one merged block of them under its first. */
export interface FormCell extends Block {
  ref: string;
  text: string;
  formula: boolean;
  number: boolean;
  style: number;
  /** Its runs, where it holds text. */
  rich?: RichText;
  node?: XmlNode;
}

export interface FormRow {
  row: number;
  height?: number;
  hidden: boolean;
  node: XmlNode;
}

/** One sheet of a form as it stands. */
export interface FormSheet {
  entry: SheetEntry;
  source: string;
  root: XmlNode;
  data: XmlNode;
  rows: Map<number, FormRow>;
  /** The cells that the file holds, merged ones under their first. */
  cells: FormCell[];
  merges: Block[];
  lastRow: number;
  lastCol: number;
  /** The cell or merged block at a place; undefined where the file holds nothing. */
  at(row: number, col: number): FormCell | undefined;
}

/** The texts that several cells share. */
export function sharedStrings(book: Book): RichText[] {
  const path = [...book.parts.keys()].find((name) => /sharedstrings\.xml$/i.test(name));
  if (!path) return [];
  const source = textOf(book, path);
  return childrenOf(xmlOf(book, path), 'si').map((node) => richText(source, node));
}

function textOfCell(source: string, node: XmlNode, shared: RichText[]): { text: string; rich?: RichText } {
  const type = node.attrs.t;
  const value = child(node, 'v')?.text ?? '';
  const inline = child(node, 'is');
  const rich =
    type === 's'
      ? shared[Number(value)]
      : type === 'inlineStr' && inline
        ? richText(source, inline)
        : undefined;
  if (rich) return { text: rich.text, rich };
  return { text: type === 'b' ? (value === '1' ? 'TRUE' : 'FALSE') : value };
}

const mergesOf = (root: XmlNode): Block[] =>
  childrenOf(child(root, 'mergeCells'), 'mergeCell').flatMap(
    (each) => parseBlock(each.attrs.ref ?? '') ?? [],
  );

function rowsOf(data: XmlNode): FormRow[] {
  let row = 0;
  return childrenOf(data, 'row').map((node) => {
    row = Number(node.attrs.r ?? row + 1);
    const height = Number(node.attrs.ht);
    return { row, node, hidden: node.attrs.hidden === '1', ...(height > 0 && { height }) };
  });
}

function cellsOf(source: string, row: FormRow, shared: RichText[]): FormCell[] {
  let col = -1;
  return childrenOf(row.node, 'c').map((node) => {
    col = parseRef(node.attrs.r ?? '')?.col ?? col + 1;
    const { text, rich } = textOfCell(source, node, shared);
    return {
      row: row.row,
      col,
      lastRow: row.row,
      lastCol: col,
      ref: refOf(row.row, col),
      text,
      formula: child(node, 'f') !== undefined,
      number: !node.attrs.t || node.attrs.t === 'n',
      style: Number(node.attrs.s ?? 0),
      node,
      ...(rich && { rich }),
    };
  });
}

/** Cells under a merged block are part of its first. */
function places(cells: readonly FormCell[], merges: readonly Block[]): Map<string, FormCell> {
  const at = new Map(cells.map((cell) => [cell.ref, cell]));
  for (const { row, col, lastRow, lastCol } of merges) {
    const first = at.get(refOf(row, col));
    if (!first) continue;
    Object.assign(first, { lastRow, lastCol });
    for (let r = row; r <= lastRow; r += 1)
      for (let c = col; c <= lastCol; c += 1) at.set(refOf(r, c), first);
  }
  return at;
}

/** Reads one sheet of a form. Refuses, naming `file`, one that is larger than a form. */
export function readSheet(book: Book, entry: SheetEntry): FormSheet {
  const source = textOf(book, entry.path);
  const root = xmlOf(book, entry.path)!;
  const data = child(root, 'sheetData');
  if (!data) throw badField('file', 'form_broken', `“${entry.name}”不是一张普通的工作表，请换一张。`);
  const rows = rowsOf(data);
  const shared = sharedStrings(book);
  const all = rows.flatMap((row) => cellsOf(source, row, shared));
  const merges = mergesOf(root);
  const area = merges.reduce(
    (sum, each) => sum + (each.lastRow - each.row + 1) * (each.lastCol - each.col + 1),
    0,
  );
  if (all.length > MOST_CELLS || area > MOST_CELLS || all.some((cell) => cell.col >= MOST_COLUMNS))
    throw badField('file', 'form_too_large', '这张表太大，不像一张空白表。请只保留表头和几行空行再上传。');
  const at = places(all, merges);
  const cells = all.filter((cell) => at.get(cell.ref) === cell);
  return {
    entry,
    source,
    root,
    data,
    rows: new Map(rows.map((row) => [row.row, row])),
    cells,
    merges,
    lastRow: rows.at(-1)?.row ?? 0,
    lastCol: cells.reduce((most, cell) => Math.max(most, cell.lastCol), 0),
    at: (row, col) => at.get(refOf(row, col)),
  };
}
