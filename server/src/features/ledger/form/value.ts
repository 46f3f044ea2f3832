import { isBareDate } from './inline.ts';
import type { FormItem, FormValue, FormWords } from './words.ts';

/** A value as a form shows it. */
export interface Shown {
  text: string;
  number?: number;
  /** YYYY-MM-DD */
  day?: string;
  code?: string;
  dictionary?: string;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

const chineseDay = (day: string): string =>
  day.replace(DAY, (_, y, m, d) => `${y}年${Number(m)}月${Number(d)}日`);

/** A date where years and months only are asked for is given so. */
function dayText(heading: string, day: string): string {
  return /年月$/.test(heading.replace(/\s|[（(].*$/g, '')) ? day.slice(0, 7).replace('-', '.') : day;
}

function codeText(item: FormItem, code: string, words: FormWords): string {
  const name = words.nameOf(item.dictionary!, code);
  // Forms say 男 where the code table says 男性.
  return item.code === 'sex' ? name.replace(/性$/, '') : name;
}

/** What an item's value is in words; null where nothing is known. A value that is no value of its kind (a masked one) is a text. */
export function shownValue(
  item: FormItem,
  value: FormValue | undefined,
  heading: string,
  words: FormWords,
): Shown | null {
  if (value === undefined || value === '') return null;
  if (typeof value === 'boolean') return { text: value ? '是' : '否' };
  if (typeof value === 'number') return { text: String(value), number: value };
  if (item.type === 'code' && item.dictionary)
    return { text: codeText(item, value, words), code: value, dictionary: item.dictionary };
  if ((item.type === 'date' || item.type === 'month') && DAY.test(value)) {
    const text = dayText(item.type === 'month' ? '年月' : heading, value);
    return { text, ...(text === value && { day: value }) };
  }
  return { text: value };
}

/** How a value is written into a gap of the form `  年  月  日`. */
export const gapText = (gap: string, shown: Shown): string =>
  shown.day && isBareDate(gap) ? chineseDay(shown.day) : shown.text;
