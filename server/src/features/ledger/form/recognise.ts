import { createHash } from 'node:crypto';
import { type Book, xmlOf } from './book.ts';
import { listLayout } from './layout.list.ts';
import { aroundList, personLayout } from './layout.person.ts';
import type { Layout } from './layout.ts';
import { type FormSheet, readSheet } from './sheet.ts';
import { computedItem, type FormWords } from './words.ts';

const known = ({ targets }: Layout): number => targets.filter(({ item }) => item !== null).length;
const general = (code: string | null): boolean => computedItem(code ?? '')?.general === true;

/** A list with what is asked around it. */
function withAround(sheet: FormSheet, list: Layout): Layout {
  const taken = new Set(list.targets.map(({ ref }) => ref));
  const rest = aroundList(sheet, { first: list.first!, last: list.last! }).filter(
    ({ ref }) => !taken.has(ref),
  );
  return { ...list, targets: [...list.targets, ...rest] };
}

/** What one sheet asks for: a list of people, or one person's particulars, whichever explains more of it. */
export function recogniseSheet(sheet: FormSheet, words: FormWords): Layout {
  const list = listLayout(sheet, words);
  const person = personLayout(sheet, words);
  const particulars = person.targets.filter(({ item }) => !general(item)).length;
  return list && known(list) >= particulars ? withAround(sheet, list) : person;
}

export interface Recognised {
  sheet: FormSheet;
  layout: Layout;
}

/** The sheet of a form that is to be filled, with what it asks for: the named one, or the one of which most is known. */
export function recognise(book: Book, words: FormWords, name?: string): Recognised | null {
  const wanted = book.sheets.filter((entry) => (name === undefined ? !entry.hidden : entry.name === name));
  let best: Recognised | null = null;
  for (const entry of wanted) {
    // A sheet of a chart has no cells.
    if (xmlOf(book, entry.path)?.name !== 'worksheet') continue;
    const sheet = readSheet(book, entry);
    const layout = recogniseSheet(sheet, words);
    if (!best || known(layout) > known(best.layout)) best = { sheet, layout };
  }
  return best;
}

/**
 * By what a form is known again: its words and where they stand. Digits and blanks do not count, so that next month's sheet is
 * the same form.
 */
export function fingerprintOf(sheet: FormSheet): Buffer {
  const hash = createHash('sha256');
  for (const cell of sheet.cells) {
    const text = cell.text.normalize('NFKC').replace(/\s+/g, '').replace(/\d+/g, '#');
    if (text !== '' && text !== '#')
      hash.update(`${cell.ref} ${cell.lastRow - cell.row} ${cell.lastCol - cell.col} ${text}\n`);
  }
  return hash.digest();
}
