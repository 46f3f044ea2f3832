import type { Change } from './runs.ts';
import type { FormWords } from './words.ts';

const BOX = /[□☐◻▢]/;
const TICKED = '☑';
const BEFORE = /[□☐◻▢]\s*([^□☐◻▢\s/、；;,，（(]+)/g;
const AFTER = /([^□☐◻▢\s/、；;,，）)]+)\s*[□☐◻▢]/g;

/** One box of a cell like `□男 □女` and what is written at it. */
export interface Choice {
  /** Where the box stands in the cell's text. */
  at: number;
  text: string;
}

/** The boxes of a cell, two at least; empty for any other text. The box may stand before its words or behind them. */
export function choicesOf(text: string): Choice[] {
  const before = BOX.test(text.trimStart()[0] ?? '') || !BOX.test(text.trimEnd().at(-1) ?? '');
  const found = [...text.matchAll(before ? BEFORE : AFTER)].map((match) => ({
    at: before ? match.index : match.index + match[0].length - 1,
    text: match[1]!.replace(/[:：_＿]+$/, ''),
  }));
  return found.length > 1 ? found : [];
}

/** Two words for the same: `男` and `男性`. */
const alike = (one: string, other: string): boolean =>
  one === other || (one.length > 0 && other.startsWith(one));

/** A group's code holds those that begin with it: 20 已婚 holds 21 初婚. */
const holds = (group: string, code: string): boolean => {
  const stem = group.replace(/0+$/, '');
  return stem !== '' && code.length === group.length && code.startsWith(stem);
};

/** The box that a value ticks: by its code, by its name, or by the group it belongs to; null where none or several could be meant. */
export function chosen(
  choices: readonly Choice[],
  value: { text: string; code?: string; dictionary?: string },
  words: FormWords,
): Choice | null {
  const { dictionary, code } = value;
  const codes = choices.map(({ text }) => (dictionary ? words.codeOf(dictionary, text) : null));
  const rules: ((choice: Choice, i: number) => boolean)[] = [
    (choice, i) => choice.text === value.text || (code !== undefined && codes[i] === code),
    (_, i) => code !== undefined && codes[i] !== null && holds(codes[i]!, code),
    (choice) => alike(choice.text, value.text) || alike(value.text, choice.text),
  ];
  for (const rule of rules) {
    const found = choices.filter(rule);
    if (found.length === 1) return found[0]!;
  }
  return null;
}

/** The change of a text by which a box is ticked. */
export const tick = (choice: Choice): Change => ({ from: choice.at, to: choice.at + 1, text: TICKED });
