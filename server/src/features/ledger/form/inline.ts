/** A gap inside a cell's own text: `填表人：____`, `填表日期：  年  月  日`. Places are of the text. */
export interface InlineGap {
  heading: string;
  from: number;
  to: number;
  /** Something follows: what is filled in takes no more room than the gap had, where that is possible. */
  followed: boolean;
}

const DATE = '[\\s_＿]*年[\\s_＿]*月[\\s_＿]*日';
const GAP = new RegExp(
  `([^\\s:：_＿，,；;。]{1,20}?)\\s*(?:[:：](${DATE}|[\\s_＿]*)|(${DATE}|[_＿]{2,}))(?=([^\\s_＿]?))`,
  'gu',
);
const BARE_DATE = new RegExp(`^${DATE}\\s*$`, 'u');

/** Whether a text is only the blank of a date. */
export const isBareDate = (text: string): boolean => BARE_DATE.test(text);

/** The gaps of a text, with the heading before each. What has something written behind its colon is no gap. */
export function inlineGaps(text: string): InlineGap[] {
  if (isBareDate(text)) return [{ heading: '日期', from: 0, to: text.length, followed: false }];
  return [...text.matchAll(GAP)].flatMap((match) => {
    const [whole, heading, colon, line, next] = match;
    const gap = colon ?? line ?? '';
    const to = match.index + whole.length;
    if (gap === '' && next !== '') return [];
    return [{ heading: heading!, from: to - gap.length, to, followed: next !== '' }];
  });
}

/** Chinese characters are as wide as two others. */
const width = (text: string): number => [...text].reduce((sum, each) => sum + (each > '\u2e80' ? 2 : 1), 0);

/** What stands in a gap once it is filled: the rest of the gap stays, so that what follows keeps its place. */
export function inGap(
  text: string,
  gap: InlineGap,
  value: string,
): { from: number; to: number; text: string } {
  const room = width(text.slice(gap.from, gap.to)) - width(value);
  return { from: gap.from, to: gap.to, text: value + (gap.followed ? ' '.repeat(Math.max(1, room)) : '') };
}
