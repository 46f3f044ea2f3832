import { xmlText } from '../../../platform/sheet/write.cells.ts';
import { type Book, relationsOf, textOf, xmlOf } from './book.ts';
import {
  type Insertion,
  parseBlock,
  refOf,
  shiftBlock,
  shiftBlocks,
  shiftFormula,
  shiftRow,
} from './refs.ts';
import type { FormSheet } from './sheet.ts';
import { child, childrenOf, descendants, Edits, type XmlNode } from './xml.ts';

/** Elements of a sheet that name cells in `ref` or `sqref`. */
const REFS = new Set([
  'hyperlink',
  'autoFilter',
  'sortState',
  'sortCondition',
  'tablePart',
  'table',
  'comment',
  'threadedComment',
]);
const SQREFS = new Set(['conditionalFormatting', 'dataValidation', 'protectedRange', 'ignoredError']);
/** Elements whose text is a formula, and the one whose text names cells. */
const FORMULAS = new Set(['formula', 'formula1', 'formula2', 'f']);

function setText(edits: Edits, node: XmlNode, text: string): void {
  if (text !== node.text) edits.replace(node.inner, node.innerEnd, xmlText(text));
}

function shiftNode(edits: Edits, node: XmlNode, insertion: Insertion, sheet: string): void {
  const { name, attrs } = node;
  if (REFS.has(name) && attrs.ref) edits.setAttr(node, 'ref', shiftBlocks(insertion, attrs.ref));
  if (SQREFS.has(name) && attrs.sqref) edits.setAttr(node, 'sqref', shiftBlocks(insertion, attrs.sqref));
  if (name === 'sqref') setText(edits, node, shiftBlocks(insertion, node.text));
  if (FORMULAS.has(name)) setText(edits, node, shiftFormula(insertion, node.text, sheet, sheet));
  if (name === 'brk') edits.setAttr(node, 'id', String(shiftRow(insertion, Number(attrs.id))));
}

/** Merged cells move; those of the copied row are copied with it. */
function shiftMerges(edits: Edits, sheet: FormSheet, insertion: Insertion): void {
  const merges = child(sheet.root, 'mergeCells');
  if (!merges) return;
  const copies: string[] = [];
  for (const each of childrenOf(merges, 'mergeCell')) {
    const block = parseBlock(each.attrs.ref ?? '');
    if (!block) continue;
    const own = block.row === insertion.after && block.lastRow === insertion.after;
    if (!own) edits.setAttr(each, 'ref', shiftBlocks(insertion, each.attrs.ref!));
    for (let i = 1; own && i <= insertion.count; i += 1)
      copies.push(
        `<${each.prefix}mergeCell ref="${refOf(block.row + i, block.col)}:${refOf(block.row + i, block.lastCol)}"/>`,
      );
  }
  edits.setAttr(merges, 'count', String(sheet.merges.length + copies.length));
  edits.insert(merges.innerEnd, copies.join(''));
}

/** Moves what a sheet says of its cells beside the cells themselves: merges, conditional formats, validations, links, page breaks. */
export function shiftSheet(edits: Edits, sheet: FormSheet, insertion: Insertion): void {
  shiftMerges(edits, sheet, insertion);
  for (const part of sheet.root.children) {
    if (part === sheet.data || part.name === 'mergeCells') continue;
    const isRows = part.name !== 'colBreaks';
    for (const node of [part, ...descendants(part)])
      if (isRows || node.name !== 'brk') shiftNode(edits, node, insertion, sheet.entry.name);
    const dimension = part.name === 'dimension' && parseBlock(part.attrs.ref ?? '');
    if (dimension) {
      const { row, col, lastRow, lastCol } = shiftBlock(insertion, dimension);
      edits.setAttr(part, 'ref', `${refOf(row, col)}:${refOf(lastRow, lastCol)}`);
    }
  }
}

function editPart(book: Book, path: string, change: (edits: Edits, root: XmlNode) => void): void {
  const root = xmlOf(book, path);
  if (!root) return;
  const [before, edits] = [textOf(book, path), new Edits(textOf(book, path))];
  change(edits, root);
  const after = edits.done();
  if (after !== before) book.parts.set(path, Buffer.from(after));
}

/** Pictures and shapes are held by the row they begin in, counted from 0. */
function shiftDrawing(edits: Edits, root: XmlNode, insertion: Insertion): void {
  for (const anchor of root.children)
    for (const end of ['from', 'to']) {
      const row = child(child(anchor, end), 'row');
      if (row) setText(edits, row, String(shiftRow(insertion, Number(row.text) + 1) - 1));
    }
}

/** The old drawings of remarks are no well-formed XML always: their numbers are exchanged in the text. */
function shiftVml(text: string, insertion: Insertion): string {
  const moved = (row: string) => String(shiftRow(insertion, Number(row) + 1) - 1);
  return text
    .replace(/(<x:Row>\s*)(\d+)/g, (_, tag: string, row: string) => tag + moved(row))
    .replace(/(<x:Anchor>)([^<]*)/g, (_, tag: string, anchor: string) => {
      const parts = anchor.split(',');
      for (const i of [2, 6]) if (parts[i]) parts[i] = ` ${moved(parts[i]!)}`;
      return tag + parts.join(',');
    });
}

/** Moves what stands on the sheet but in other parts of the file: pictures, remarks, tables. */
function shiftRelated(book: Book, sheet: FormSheet, insertion: Insertion): void {
  for (const { type, path } of relationsOf(book, sheet.entry.path).values()) {
    if (type === 'drawing') editPart(book, path, (edits, root) => shiftDrawing(edits, root, insertion));
    if (type === 'comments' || type === 'table')
      editPart(book, path, (edits, root) => {
        for (const node of [root, ...descendants(root)])
          if (REFS.has(node.name)) shiftNode(edits, node, insertion, '');
      });
    if (type === 'vmlDrawing' && book.parts.has(path))
      book.parts.set(path, Buffer.from(shiftVml(textOf(book, path), insertion)));
  }
}

/** Formulas of other sheets, and names of areas (what is printed), follow the cells they mean. */
function shiftElsewhere(book: Book, sheet: FormSheet, insertion: Insertion): void {
  const { name } = sheet.entry;
  for (const other of book.sheets)
    if (other.path !== sheet.entry.path && textOf(book, other.path).includes(name))
      editPart(book, other.path, (edits, root) => {
        for (const node of descendants(root))
          if (FORMULAS.has(node.name))
            setText(edits, node, shiftFormula(insertion, node.text, name, other.name));
      });
  editPart(book, book.workbook, (edits, root) => {
    for (const each of childrenOf(child(root, 'definedNames'), 'definedName'))
      setText(edits, each, shiftFormula(insertion, each.text, name, null));
  });
}

/** Everything outside of the sheet's own part that rows set in on it move. */
export function shiftBook(book: Book, sheet: FormSheet, insertion: Insertion): void {
  shiftRelated(book, sheet, insertion);
  shiftElsewhere(book, sheet, insertion);
}

/** The order in which a spreadsheet program calculates is made anew by it; an old one that names other cells is a fault to it. */
function dropChain(book: Book): void {
  for (const [path] of book.parts) if (/\/calcChain\.xml$/i.test(path)) book.parts.delete(path);
  const drop = (path: string, mine: (node: XmlNode) => boolean) =>
    editPart(book, path, (edits, root) => {
      for (const node of root.children) if (mine(node)) edits.replace(node.start, node.end, '');
    });
  drop('[Content_Types].xml', (node) => /\/calcChain\.xml$/i.test(node.attrs.PartName ?? ''));
  const slash = book.workbook.lastIndexOf('/') + 1;
  drop(`${book.workbook.slice(0, slash)}_rels/${book.workbook.slice(slash)}.rels`, (node) =>
    /\/calcChain$/.test(node.attrs.Type ?? ''),
  );
}

/** The elements of a workbook before which `calcPr` stands. */
const BEFORE_CALC = ['definedNames', 'externalReferences', 'functionGroups', 'sheets'];

/** Formulas are kept and calculated by whoever opens the file: their old results no longer hold. */
export function recalculateOnOpen(book: Book): void {
  if (![...book.sheets].some(({ path }) => /<(\w+:)?f[\s>]/.test(textOf(book, path)))) return;
  dropChain(book);
  editPart(book, book.workbook, (edits, root) => {
    const calc = child(root, 'calcPr');
    if (calc) return edits.setAttr(calc, 'fullCalcOnLoad', '1');
    const before = BEFORE_CALC.map((name) => child(root, name)).find((each) => each !== undefined);
    if (before) edits.insert(before.end, `<${root.prefix}calcPr fullCalcOnLoad="1"/>`);
  });
}
