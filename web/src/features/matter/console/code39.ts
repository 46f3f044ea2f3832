/** Code 39: each sign is nine elements, bar and gap in turn, three of them wide. Table of ISO/IEC 16388. */
const signs: Record<string, string> = {
  '0': 'nnnwwnwnn',
  '1': 'wnnwnnnnw',
  '2': 'nnwwnnnnw',
  '3': 'wnwwnnnnn',
  '4': 'nnnwwnnnw',
  '5': 'wnnwwnnnn',
  '6': 'nnwwwnnnn',
  '7': 'nnnwnnwnw',
  '8': 'wnnwnnwnn',
  '9': 'nnwwnnwnn',
  '-': 'nwnnnnwnw',
  '*': 'nwnnwnwnn',
};

export interface Bar {
  x: number;
  width: number;
}

/** The black bars of a number of digits and hyphens, in units of the narrow bar; `width` is the whole length. Other signs are left out. */
export function code39(text: string): { bars: Bar[]; width: number } {
  const bars: Bar[] = [];
  let x = 0;
  for (const sign of `*${text}*`) {
    const pattern = signs[sign];
    if (!pattern) continue;
    [...pattern].forEach((size, at) => {
      const width = size === 'w' ? 3 : 1;
      if (at % 2 === 0) bars.push({ x, width });
      x += width;
    });
    x += 1;
  }
  return { bars, width: x - 1 };
}
