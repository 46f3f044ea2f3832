import { placeKey } from '../area/index.ts';

/** How tables write buildings, units and rooms, brought to one form so that they can be compared. Pure. */

const TAIL = /[#＃]?(号楼|栋|幢|座|楼|单元|门|室|号)$/u;

/** A name without gaps, its letters and figures of the ordinary width. */
export const plain = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '');

const withoutTail = (name: string): string => plain(name).replace(TAIL, '');

/** 3栋, 3 号楼, 3幢, 三栋, 03栋 and 3 are one; so are 1单元, 01单元, 一单元 and 1, 502室 and 502. */
export const bare = (name: string): string =>
  placeKey(`${withoutTail(name)}栋`)
    .slice(0, -1)
    .replace(/^0+(?=\d)/, '');

const ESTATE = '小区';

/** How else the name of an estate is written: 听涛雅苑 and 听涛雅苑小区. Itself first. */
export const estateSpellings = (name: string): string[] => [
  name,
  name.endsWith(ESTATE) ? name.slice(0, -ESTATE.length) : `${name}${ESTATE}`,
];

/** 听涛花园3栋 in 听涛花园 is 3栋. */
export function bareIn(name: string, estate: string | null): string {
  const [whole, front] = [plain(name), plain(estate ?? '')];
  return bare(
    whole.startsWith(front) && !TAIL_ONLY.test(whole.slice(front.length)) ? whole.slice(front.length) : whole,
  );
}
const TAIL_ONLY = /^(号楼|栋|幢|座|楼)?$/u;

const NUMBER = /^(.*?)([0-9]+|[一二三四五六七八九十]+)[#]?(?:号楼|栋|幢|座|楼)?$/u;
const LETTER = /^(.*?)([A-Za-z]\d{0,3})(?:号楼|栋|幢|座|楼)?$/u;

/** What stands before the number of a building, and the number: 听涛花园, 3; null where none ends it. */
export function partsOf(name: string): { front: string; number: string } | null {
  const found = NUMBER.exec(plain(name)) ?? LETTER.exec(plain(name));
  return found && { front: found[1]!, number: found[2]! };
}

/** Whether 3栋 or 听涛雅苑3栋 may be 听涛雅苑3栋: a number alone is that of any name, as long as the number is no A3. */
export function isCalled(said: string, name: string, estate: string | null): boolean {
  const [parts, own] = [said, name].map((each) => partsOf(plain(each).replace(/号$/u, '')));
  const estates = estate ? estateSpellings(plain(estate)) : [];
  const sameNumber = parts && own && bare(parts.number) === bare(own.number) && !/[A-Za-z]$/.test(own.front);
  if (sameNumber && (parts.front === '' || estates.some((each) => parts.front.endsWith(each)))) return true;
  return ['', ...estates].some((each) => bareIn(said, each) === bareIn(name, estate));
}

const LAST = /[A-Za-z]*\d+[A-Za-z]*(?=[^A-Za-z\d]*$)/u;

/** 601 of 2-601, 2单元601, 601室 and 601（租）. */
export const doorNumber = (number: string): string => bare(LAST.exec(plain(number))?.[0] ?? number);

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const han = (n: number): string =>
  `${n > 19 ? DIGITS[Math.floor(n / 10)] : ''}${n > 9 ? '十' : ''}${DIGITS[n % 10]}`;

/** Every way in which the name of a building may stand in the registry, 03栋 among them, for a look-up by index. */
export function spellingsOf(name: string): string[] {
  const parts = partsOf(name);
  if (!parts) return [...new Set([plain(name), ...tails(withoutTail(name))])];
  const number = bare(parts.number);
  const numbers = /^[1-9]\d?$/.test(number)
    ? [number, parts.number, number.padStart(2, '0'), han(Number(number))]
    : [parts.number, number.toUpperCase()];
  return [...new Set([plain(name), ...numbers.flatMap((each) => tails(parts.front + each))])];
}

const tails = (name: string): string[] => ['', '栋', '幢', '座', '楼', '号楼'].map((tail) => name + tail);
