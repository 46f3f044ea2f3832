import { clockKinds, type Move } from '../workflow/index.ts';

const DAY_AND_TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'long',
  timeStyle: 'short',
});

/** Moved limits as a form of the story: 处置时限: 2026年11月23日 16:00 → 2026年11月24日 10:00 */
export const movesInWords = (moves: readonly Move[]): Record<string, string> =>
  Object.fromEntries(
    moves.map(({ kind, from, to }) => [
      clockKinds[kind as keyof typeof clockKinds] ?? kind,
      `${DAY_AND_TIME.format(from)} → ${DAY_AND_TIME.format(to)}`,
    ]),
  );
