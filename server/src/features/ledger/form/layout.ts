import { choicesOf } from './choice.ts';
import type { FormCell, FormSheet } from './sheet.ts';
import { type FormItem, type FormWords, findComputed } from './words.ts';

/** How a cell takes its value: written into it, a box ticked in it, a gap in its text, one digit per cell from here to the right. */
export type How = 'write' | 'tick' | 'gap' | 'digits';

/** A cell that can be filled, and with what. */
export interface Target {
  ref: string;
  /** As the form words it. */
  heading: string;
  /** The item's code; null: left as it is. */
  item: string | null;
  /** From 0 to 1: how surely the heading means the item. */
  confidence: number;
  how: How;
  /** Of `gap`: which of the text's gaps, from 0. */
  gap?: number;
  /** Of a list: stands in each person's row; `ref` is in the first. */
  row?: true;
}

/** What a form wants where. */
export interface Layout {
  kind: 'list' | 'person';
  sheet: string;
  /** Of a list: its first and last blank row. */
  first?: number;
  last?: number;
  targets: Target[];
}

/** Words of somebody else than the person whose form it is. */
const OTHERS =
  /监护|配偶|父亲|母亲|父母|家长|子女|家属|联系人|亲属|代办|代理|委托|成员|介绍人|担保|户主|承租|房东|房主|赡养|抚养|帮扶|责任人|领取人|丈夫|妻子|法人|负责人/;
const NUMBERED = /^[\d一二三四五六七八九十]{1,2}[、.．)）]\s*/;

export interface Meaning {
  item: FormItem;
  confidence: number;
}

const STAMPED = /盖章|公章/;

/** The registry's words go before those that are worked out; who stamps the form is never where somebody works. */
const findOne = (words: FormWords, heading: string): Meaning | null => {
  const computed = findComputed(heading);
  if (computed?.general && STAMPED.test(heading)) return { item: computed, confidence: 0.9 };
  const item = words.find(heading);
  if (item) return { item, confidence: 1 };
  return computed && { item: computed, confidence: 0.9 };
};

/** What a heading means around a list: something of the filling, never of a person. */
export function generalMeaning(text: string): Meaning | null {
  const item = findComputed(text.replace(NUMBERED, ''));
  return item?.general ? { item, confidence: 0.9 } : null;
}

/** What a heading means, by itself or as one of its parts (`姓名/单位`); the less surely the more was left out. */
export function meaningOf(words: FormWords, text: string): Meaning | null {
  const heading = text.replace(NUMBERED, '');
  if (heading.trim() === '' || heading.length > 40) return null;
  const whole = findOne(words, heading);
  if (whole) return whole;
  const parts = heading.split(/[/／或、]/);
  if (parts.length < 2) return null;
  const found = parts.map((part) => findOne(words, part)).find((each) => each !== null);
  return found ? { ...found, confidence: 0.6 } : null;
}

/** What a heading means under another one: of somebody else's part of a form, only what is said of both together. */
export function meaningUnder(words: FormWords, parent: string, text: string): Meaning | null {
  if (parent === '') return meaningOf(words, text);
  const both = findOne(words, parent.replace(NUMBERED, '') + text);
  if (both) return { ...both, confidence: 0.95 };
  if (OTHERS.test(parent)) return null;
  const alone = meaningOf(words, text);
  return alone && { ...alone, confidence: alone.confidence * 0.85 };
}

/** Whether a heading is of somebody else. */
export const ofOthers = (text: string): boolean => OTHERS.test(text);

/** A cell that waits to be filled: nothing in it, or boxes to tick. */
export const isOpen = (cell: FormCell | undefined): boolean =>
  cell === undefined || (!cell.formula && (cell.text.trim() === '' || choicesOf(cell.text).length > 0));

export const isBlank = (cell: FormCell | undefined): boolean =>
  cell === undefined || (!cell.formula && cell.text.trim() === '');

/** How an open cell is filled. */
export const howOf = (cell: FormCell | undefined): How =>
  cell && choicesOf(cell.text).length > 0 ? 'tick' : 'write';

/** The number of single blank cells from a place to the right: boxes for digits. */
export function boxesFrom(sheet: FormSheet, row: number, col: number): number {
  let count = 0;
  for (let c = col; c <= sheet.lastCol; c += 1) {
    const cell = sheet.at(row, c);
    if (!cell || !isBlank(cell) || cell.lastCol > cell.col) break;
    count += 1;
  }
  return count;
}
