import { recalculateOnOpen, shiftBook, shiftSheet } from './below.ts';
import type { Book } from './book.ts';
import type { Layout, Target } from './layout.ts';
import { type Put, putsOf } from './put.ts';
import { type Insertion, parseRef, shiftRow } from './refs.ts';
import { changeRows } from './rows.ts';
import type { FormCell, FormSheet } from './sheet.ts';
import { cellStyles, gapStyles } from './styles.ts';
import { shownValue } from './value.ts';
import type { FormPerson, FormValue, FormWords } from './words.ts';
import { Edits } from './xml.ts';

/** What a form is filled with. */
export interface Filling {
  layout: Layout;
  words: FormWords;
  /** Of the filling itself (`calc.today` …). */
  general: Record<string, FormValue>;
}

export interface Filled {
  book: Book;
  /** The cells that were filled, and those for which nothing is known. */
  filled: string[];
  gaps: string[];
}

interface Values {
  [code: string]: FormValue;
}

/** What targets want, with what is known of it; targets without an item want nothing, nor do optional ones of which nothing is known. */
function wantedOf(targets: readonly Target[], values: Values, { words, general }: Filling) {
  return targets.flatMap((target) => {
    const item = target.item === null ? null : words.item(target.item);
    if (!item) return [];
    const shown = shownValue(item, values[item.code] ?? general[item.code], target.heading, words);
    return item.optional && !shown ? [] : [{ target, shown }];
  });
}

interface At {
  cellOf(ref: string): FormCell | undefined;
  styleOf(cell: FormCell | undefined): ReturnType<ReturnType<typeof cellStyles>>;
  words: FormWords;
}

function lookAt(book: Book, sheet: FormSheet, words: FormWords): At {
  const styles = cellStyles(book);
  return {
    words,
    styleOf: (cell) => styles(cell?.style ?? 0),
    cellOf(ref) {
      const at = parseRef(ref);
      return at ? sheet.at(at.row, at.col) : undefined;
    },
  };
}

/** Writes what was put, and the rows set in, into a copy of the book; the form itself stays as it was. */
function written(form: Book, sheet: FormSheet, puts: Map<string, Put>, insertion: Insertion | null): Filled {
  const book: Book = { ...form, parts: new Map(form.parts) };
  const gaps = gapStyles(book);
  const edits = new Edits(sheet.source);
  changeRows(edits, sheet, { insertion, puts, gapStyle: gaps.of });
  if (insertion) shiftSheet(edits, sheet, insertion);
  book.parts.set(sheet.entry.path, Buffer.from(edits.done()));
  gaps.done();
  if (insertion) shiftBook(book, sheet, insertion);
  recalculateOnOpen(book);
  const places = [...puts];
  return {
    book,
    filled: places.filter(([, put]) => put.content).map(([ref]) => ref),
    gaps: places.filter(([, put]) => put.gap).map(([ref]) => ref),
  };
}

/** Fills the form of one person. */
export function fillPerson(form: Book, sheet: FormSheet, filling: Filling, person: FormPerson): Filled {
  const { targets } = filling.layout;
  const wanted = wantedOf(targets, { 'calc.number': 1, ...person.values }, filling);
  return written(
    form,
    sheet,
    putsOf(wanted, lookAt(form, sheet, filling.words), (ref) => parseRef(ref)!),
    null,
  );
}

/** Rows are set in before the last blank one, whose lines end the table; behind it where it is the only one. */
function insertionFor(layout: Layout, people: number): Insertion | null {
  const [first, last] = [layout.first!, layout.last!];
  const count = people - (last - first + 1);
  return count > 0 ? { after: Math.max(first, last - 1), count } : null;
}

/** Fills a list: one row for each person in their order, more rows set in where the form has too few. */
export function fillList(
  form: Book,
  sheet: FormSheet,
  filling: Filling,
  people: readonly FormPerson[],
): Filled {
  const { layout, words } = filling;
  const insertion = insertionFor(layout, people.length);
  const at = lookAt(form, sheet, words);
  const rows = layout.targets.filter(({ row }) => row);
  const around = layout.targets.filter(({ row }) => !row);
  const moved = (ref: string) => {
    const place = parseRef(ref)!;
    return { ...place, row: insertion ? shiftRow(insertion, place.row) : place.row };
  };
  const puts = putsOf(wantedOf(around, {}, filling), at, moved);
  people.forEach((person, i) => {
    const row = layout.first! + i;
    const wanted = wantedOf(rows, { 'calc.number': i + 1, ...person.values }, filling);
    for (const [ref, put] of putsOf(wanted, at, (each) => ({ row, col: parseRef(each)!.col })))
      puts.set(ref, put);
  });
  return written(form, sheet, puts, insertion);
}
