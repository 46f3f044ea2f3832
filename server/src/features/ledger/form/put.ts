import { columnName, serialOfDay, xmlText } from '../../../platform/sheet/write.cells.ts';
import { choicesOf, chosen, tick } from './choice.ts';
import { inGap, inlineGaps } from './inline.ts';
import type { Target } from './layout.ts';
import { type Change, spliceText } from './runs.ts';
import type { FormCell } from './sheet.ts';
import { type CellStyle, isDayFormat } from './styles.ts';
import { gapText, type Shown } from './value.ts';
import type { FormWords } from './words.ts';

/** What is put into one cell: its new content (`undefined`: what it had), and whether something is missing in it. */
export interface Put {
  content?: {
    type: '' | 'inlineStr' /** A number, or what stands inside `<is>`. */;
    inner: string;
    text: string;
  };
  gap: boolean;
}

const plain = (text: string): NonNullable<Put['content']> => ({
  type: 'inlineStr',
  inner: `<t xml:space="preserve">${xmlText(text)}</t>`,
  text,
});
const numeric = (value: number): NonNullable<Put['content']> => ({
  type: '',
  inner: String(value),
  text: '',
});

/** The content as XML; a file that writes prefixes gets them, and its texts in one font. */
export function contentXml({ type, inner, text }: NonNullable<Put['content']>, prefix: string): string {
  if (type === '') return `<${prefix}v>${inner}</${prefix}v>`;
  if (prefix === '') return `<is>${inner}</is>`;
  return `<${prefix}is><${prefix}t xml:space="preserve">${xmlText(text)}</${prefix}t></${prefix}is>`;
}

/** A value as the content of a cell: a number where numbers are shown, a date where the cell shows days, else text. */
function written(shown: Shown, style: CellStyle): NonNullable<Put['content']> {
  if (shown.number !== undefined && style.format !== '@') return numeric(shown.number);
  const serial = shown.day && isDayFormat(style.format) ? serialOfDay(shown.day) : null;
  return serial === null || serial === undefined ? plain(shown.text) : numeric(serial);
}

/** The text of a cell with characters exchanged, in its own fonts. */
function changed(cell: FormCell | undefined, changes: Change[]): NonNullable<Put['content']> {
  const text = changes
    .toSorted((a, b) => b.from - a.from)
    .reduce((now, each) => now.slice(0, each.from) + each.text + now.slice(each.to), cell?.text ?? '');
  return cell?.rich ? { ...plain(text), inner: spliceText(cell.rich, changes) } : plain(text);
}

interface Wanted {
  target: Target;
  shown: Shown | null;
}

const inGaps = (cell: FormCell | undefined, wanted: readonly Wanted[]): Change[] => {
  const gaps = inlineGaps(cell?.text ?? '');
  return wanted.flatMap(({ target, shown }) => {
    const gap = gaps[target.gap ?? 0];
    if (!gap || !shown) return [];
    return [inGap(cell!.text, gap, gapText(cell!.text.slice(gap.from, gap.to), shown))];
  });
};

function ticked(cell: FormCell | undefined, shown: Shown, words: FormWords): Put {
  const choice = chosen(choicesOf(cell?.text ?? ''), shown, words);
  return choice ? { content: changed(cell, [tick(choice)]), gap: false } : { gap: true };
}

/** The cells that one target's digits go into, from its own to the right. */
function digits(shown: Shown | null, row: number, col: number): [string, Put][] {
  const signs = [...(shown?.text ?? ' '.repeat(18))];
  return signs.map((sign, i) => [
    columnName(col + i) + row,
    shown ? { content: plain(sign), gap: false } : { gap: true },
  ]);
}

/** What the targets of one cell put into it. */
function putOne(
  cell: FormCell | undefined,
  style: CellStyle,
  wanted: readonly Wanted[],
  words: FormWords,
): Put {
  const missing = wanted.some(({ shown }) => !shown);
  if (wanted[0]!.target.how === 'gap') {
    const changes = inGaps(cell, wanted);
    return { gap: missing, ...(changes.length > 0 && { content: changed(cell, changes) }) };
  }
  const { target, shown } = wanted[0]!;
  if (!shown) return { gap: true };
  return target.how === 'tick' ? ticked(cell, shown, words) : { content: written(shown, style), gap: false };
}

/** What values put into the cells of a row (or of the whole form), by their places. */
export function putsOf(
  wanted: readonly Wanted[],
  at: {
    cellOf(ref: string): FormCell | undefined;
    styleOf(cell: FormCell | undefined): CellStyle;
    words: FormWords;
  },
  placeOf: (ref: string) => { row: number; col: number },
): Map<string, Put> {
  const puts = new Map<string, Put>();
  const byRef = Map.groupBy(wanted, ({ target }) => target.ref);
  for (const [ref, each] of byRef) {
    const { row, col } = placeOf(ref);
    const first = each[0]!;
    if (first.target.how === 'digits') {
      for (const [place, put] of digits(first.shown, row, col)) puts.set(place, put);
      continue;
    }
    const cell = at.cellOf(ref);
    puts.set(columnName(col) + row, putOne(cell, at.styleOf(cell), each, at.words));
  }
  return puts;
}
