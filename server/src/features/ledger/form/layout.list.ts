import { howOf, isOpen, type Layout, type Meaning, meaningUnder, type Target } from './layout.ts';
import { refOf } from './refs.ts';
import type { FormCell, FormSheet } from './sheet.ts';
import type { FormWords } from './words.ts';

/** Headings of a list stand near its top. */
const DEEPEST = 60;

interface Column {
  col: number;
  head: FormCell;
  heading: string;
  meaning: Meaning | null;
}

/** The heading that ends right above a row in a column. */
function headAbove(sheet: FormSheet, row: number, col: number): FormCell | undefined {
  const cell = sheet.at(row - 1, col);
  return cell && cell.text.trim() !== '' && !cell.formula && cell.col === col ? cell : undefined;
}

/** The heading over a heading, in two lines of them: wider than this one, narrower than the table. */
function parentOf(sheet: FormSheet, head: FormCell, tableWidth: number): string {
  const above = head.row > 1 ? sheet.at(head.row - 1, head.col) : undefined;
  const width = above ? above.lastCol - above.col + 1 : 0;
  return above && width > head.lastCol - head.col + 1 && width < tableWidth ? above.text.trim() : '';
}

function columnsAbove(sheet: FormSheet, row: number, words: FormWords): Column[] {
  const heads = Array.from({ length: sheet.lastCol + 1 }, (_, col) => headAbove(sheet, row, col)).filter(
    (head) => head !== undefined,
  );
  const width = heads.length > 0 ? heads.at(-1)!.lastCol - heads[0]!.col + 1 : 0;
  return heads.map((head) => {
    const parent = parentOf(sheet, head, width);
    return {
      col: head.col,
      head,
      heading: parent ? `${parent} ${head.text.trim()}` : head.text.trim(),
      meaning: meaningUnder(words, parent, head.text),
    };
  });
}

/** Running numbers that are there already do not make a row full. */
const waits = (sheet: FormSheet, row: number, { col, meaning }: Column): boolean => {
  const cell = sheet.at(row, col);
  return (
    isOpen(cell) ||
    cell!.formula ||
    (meaning?.item.code === 'calc.number' && /^\d{1,4}$/.test(cell!.text.trim()))
  );
};

/** Whether a row can be one person's: nothing is written in any column, and at least one of the known ones is open. */
const isFree = (sheet: FormSheet, row: number, columns: readonly Column[]): boolean =>
  columns.every((column) => waits(sheet, row, column)) &&
  columns.some(({ col, meaning }) => meaning && isOpen(sheet.at(row, col)));

/** Two rows of the same table look alike. */
const stylesOf = (sheet: FormSheet, row: number, columns: readonly Column[]) =>
  columns.map(({ col }) => sheet.at(row, col)?.style ?? -1);

function alike(sheet: FormSheet, one: number, other: number, columns: readonly Column[]): boolean {
  const [a, b] = [stylesOf(sheet, one, columns), stylesOf(sheet, other, columns)];
  const same = a.filter((style, i) => style === b[i]).length;
  // The last row of a table often has a thicker line below: each cell of it differs, but none is missing.
  return same * 2 >= a.length || b.every((style, i) => style > 0 === a[i]! > 0);
}

function lastFree(sheet: FormSheet, first: number, columns: readonly Column[]): number {
  let last = first;
  while (
    sheet.rows.has(last + 1) &&
    isFree(sheet, last + 1, columns) &&
    alike(sheet, first, last + 1, columns)
  )
    last += 1;
  return last;
}

/** Headings of a list stand side by side; in a form for one person, what is right of a heading waits. */
const sideBySide = (sheet: FormSheet, columns: readonly Column[]): boolean => {
  const known = columns.filter(({ meaning }) => meaning);
  const alone = known.filter(
    ({ head }) => head.lastCol < sheet.lastCol && isOpen(sheet.at(head.row, head.lastCol + 1)),
  );
  return known.length >= 2 && alone.length * 2 < known.length;
};

const targetOf = (sheet: FormSheet, row: number, { col, heading, meaning }: Column): Target => ({
  ref: refOf(row, col),
  heading,
  item: meaning?.item.code ?? null,
  confidence: meaning?.confidence ?? 0,
  how: howOf(sheet.at(row, col)),
  row: true,
});

/** An item that stands twice is meant where it is meant more surely, the first time where it is as sure. */
function once(targets: readonly Target[]): Target[] {
  const best = new Map<string, Target>();
  for (const target of targets) {
    const known = target.item ? best.get(target.item) : undefined;
    if (target.item && (!known || known.confidence < target.confidence)) best.set(target.item, target);
  }
  return targets.map((target) =>
    target.item && best.get(target.item) !== target ? { ...target, item: null, confidence: 0 } : target,
  );
}

/** The list of a sheet: headings in one or two lines and blank rows below; null where there is none. */
export function listLayout(sheet: FormSheet, words: FormWords): Layout | null {
  let best: { first: number; columns: Column[]; known: number } | null = null;
  for (let first = 2; first <= Math.min(sheet.lastRow + 1, DEEPEST); first += 1) {
    const columns = columnsAbove(sheet, first, words);
    const known = columns.filter(({ meaning }) => meaning).length;
    if (known <= (best?.known ?? 1) || !sideBySide(sheet, columns) || !isFree(sheet, first, columns))
      continue;
    best = { first, columns, known };
  }
  if (!best) return null;
  const { first, columns } = best;
  // A column whose cells hold a formula stays as it is: the formula is copied along.
  const targets = columns
    .filter(({ col }) => !sheet.at(first, col)?.formula)
    .map((column) => targetOf(sheet, first, column));
  return {
    kind: 'list',
    sheet: sheet.entry.name,
    first,
    last: lastFree(sheet, first, columns),
    targets: once(targets),
  };
}
