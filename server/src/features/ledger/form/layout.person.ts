import { inlineGaps, isBareDate } from './inline.ts';
import {
  boxesFrom,
  generalMeaning,
  howOf,
  isBlank,
  isOpen,
  type Layout,
  type Meaning,
  meaningOf,
  ofOthers,
  type Target,
} from './layout.ts';
import type { FormCell, FormSheet } from './sheet.ts';
import type { FormWords } from './words.ts';

type Mean = (heading: string) => Meaning | null;
/** Items that were asked for, and in which row. */
type Asked = ReadonlyMap<string, number>;

const ID_DIGITS = 18;
const DATES = new Set(['date', 'month']);

/** Somebody else's part of the form: a heading in front of several rows says whose. */
function othersPart(sheet: FormSheet, label: FormCell): boolean {
  for (let col = label.col - 1; col >= 0; col -= 1) {
    const cell = sheet.at(label.row, col);
    if (cell && cell.lastRow > cell.row && ofOthers(cell.text)) return true;
    if (cell) col = cell.col;
  }
  return false;
}

/** A table inside the form (the family, the schools): headings side by side, one of them how somebody is related, or one that was asked before. */
function innerTable(sheet: FormSheet, label: FormCell, mean: Mean, asked: Asked): boolean {
  const row = sheet.cells.filter((cell) => cell.row === label.row && cell.text.trim() !== '');
  const headings = row.filter((cell) => isOpen(sheet.at(cell.lastRow + 1, cell.col)));
  if (headings.length < 3) return false;
  return headings.some(
    ({ text }) => /关系|称谓/.test(text) || (asked.get(mean(text)?.item.code ?? '') ?? label.row) < label.row,
  );
}

/** Headings of a table stand side by side, those of particulars have their blanks between them. */
function besideHeading(sheet: FormSheet, label: FormCell): boolean {
  const left = label.col > 0 ? sheet.at(label.row, label.col - 1) : undefined;
  return left !== undefined && left.lastRow === left.row && !isOpen(left);
}

/** Where what a heading asks for is written: right of it, else below it. */
function placeOf(
  sheet: FormSheet,
  label: FormCell,
  { item }: Meaning,
): { cell: FormCell; below: boolean } | null {
  const waits = (cell: FormCell) => isOpen(cell) || (DATES.has(item.type) && isBareDate(cell.text));
  const right = label.lastCol < sheet.lastCol ? sheet.at(label.row, label.lastCol + 1) : undefined;
  if (right && waits(right)) return { cell: right, below: false };
  const below = sheet.at(label.lastRow + 1, label.col);
  return below && waits(below) && below.col === label.col ? { cell: below, below: true } : null;
}

const target = (ref: string, heading: string, { item, confidence }: Meaning, how: Target['how']): Target => ({
  ref,
  heading: heading.trim(),
  item: item.code,
  confidence,
  how,
});

/** The gaps inside a cell's text whose headings are known. */
function gapsIn(cell: FormCell, mean: Mean): Target[] {
  return inlineGaps(cell.text).flatMap(({ heading }, gap) => {
    const meaning = mean(heading);
    return meaning ? [{ ...target(cell.ref, heading, meaning, 'gap'), gap }] : [];
  });
}

function howAt(sheet: FormSheet, cell: FormCell, { item }: Meaning): Target['how'] {
  const boxes = item.type === 'id_number' && boxesFrom(sheet, cell.row, cell.col) >= ID_DIGITS;
  if (isBareDate(cell.text)) return 'gap';
  return boxes ? 'digits' : howOf(cell);
}

/** What one cell asks for: a heading with its place, or gaps in its own text. */
function targetsOf(sheet: FormSheet, label: FormCell, mean: Mean, asked: Asked): Target[] {
  const meaning = mean(label.text);
  const place = meaning && placeOf(sheet, label, meaning);
  if (!meaning || !place) return gapsIn(label, mean);
  if ((place.below || besideHeading(sheet, label)) && innerTable(sheet, label, mean, asked)) return [];
  const how = howAt(sheet, place.cell, meaning);
  return [{ ...target(place.cell.ref, label.text, meaning, how), ...(how === 'gap' && { gap: 0 }) }];
}

/** What these cells ask for, one after the other; each item the first time it is asked for, each place once. */
function single(sheet: FormSheet, cells: readonly FormCell[], mean: Mean): Target[] {
  const asked = new Map<string, number>();
  const taken = new Set<string>();
  const found: Target[] = [];
  for (const label of cells) {
    if (label.formula || isBlank(label) || othersPart(sheet, label)) continue;
    for (const each of targetsOf(sheet, label, mean, asked)) {
      const place = `${each.ref} ${each.gap ?? ''}`;
      if (asked.has(each.item!) || taken.has(place)) continue;
      asked.set(each.item!, label.row);
      taken.add(place);
      found.push(each);
    }
  }
  return found;
}

/** What stands around a list asks for: the day, who fills, the unit. */
export const aroundList = (sheet: FormSheet, { first, last }: { first: number; last: number }): Target[] =>
  single(
    sheet,
    sheet.cells.filter((cell) => cell.lastRow < first - 1 || cell.row > last),
    generalMeaning,
  );

/** The form of one person. */
export const personLayout = (sheet: FormSheet, words: FormWords): Layout => ({
  kind: 'person',
  sheet: sheet.entry.name,
  targets: single(sheet, sheet.cells, (heading) => meaningOf(words, heading)),
});
