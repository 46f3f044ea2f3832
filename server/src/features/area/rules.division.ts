import { areaLevels } from './codes.ts';
import { divisionKey, placeKey } from './rules.address.ts';

/** The divisions that an address names in front of a road or an estate. Pure. */

/** An area above a place, as the tree has it. */
export interface Division {
  name: string;
  level: string;
}

/** What the names of divisions end with, by level; behind them parts of an estate, which are in no tree. */
const SUFFIXES = [
  ['特别行政区', '自治区', '省'],
  ['自治州', '地区', '市'],
  ['(?<!红)旗', '县', '区'],
  ['苏木', '街道', '镇', '乡'],
  ['嘎查', '社区', '(?<!新)村'],
  ['小区'],
] as const;
/** 东村路 and 新市街 are roads, but 街道 is none. */
const ROAD = '(?:大?(?:路|巷|街(?!道))|大道|胡同)';
const LOCAL = '(?:社区|(?<!新)村|镇|乡)';
const division = SUFFIXES.flat()
  .toSorted((a, b) => b.length - a.length)
  .join('|');
/** Up to the end of a division's name, else of a road's or a gate's. */
const TOKEN = new RegExp(
  `^.+?(?:(${division})(?!${ROAD})(?!(?<=${LOCAL})(?:里|弄|[东南西北中前后]{1,2}${ROAD}))` +
    `|(?:${ROAD}|[道弄里]|新村|号院?)(?!${division}))`,
  'u',
);
const RANKS = SUFFIXES.map((suffixes) => new RegExp(`^(?:${suffixes.join('|')})$`, 'u'));
/** `(?<!` looks at what stands before, which a suffix alone does not have. */
const rankOf = (suffix: string): number => RANKS.findIndex((rank) => rank.test(suffix));

const LONGEST = 30;
const SHORTEST = 2;

/** How a name stands in addresses: without a remark, and without the office that governs there. */
function spellings(name: string): string[] {
  const key = divisionKey(name);
  const place = key.replace(/办事处$|居委会$|居民委员会$/u, '').replace(/村?(?:村民委员会|村委会)$/u, '村');
  return [key, place].filter((each) => each.length >= SHORTEST);
}

/** 江城 for 江城市, 广西 for 广西壮族自治区. */
const stemOf = (key: string): string => key.replace(/省$|市$|(?:壮族|回族|维吾尔)?自治区$/u, '');

/** How much of the beginning of a text is one of these names, the longest of them; 0 for none. */
function lengthOf(text: string, names: ReadonlySet<string>): number {
  for (let end = Math.min(LONGEST, text.length); end >= SHORTEST; end--)
    if (names.has(text.slice(0, end))) return end;
  return 0;
}

const ROAD_NEXT = new RegExp(`^${ROAD}`, 'u');

/**
 * Reads what stands in front of a place in an address, for a place in these areas: how many of them are named there,
 * or null where a division is named that is none of them. A level that the tree does not have may stand above those that it names, and between.
 */
export function divisionReader(above: readonly Division[]): (front: string) => number | null {
  const names = new Set(above.flatMap(({ name }) => spellings(name)));
  const stems = new Set([...names].map(stemOf).filter((stem) => stem.length >= SHORTEST));
  const held = new Set(above.map(({ level }) => (areaLevels as readonly string[]).indexOf(level)));
  const top = Math.min(...held);
  const known = (text: string): number => {
    const [whole, stem] = [lengthOf(text, names), lengthOf(text, stems)];
    if (whole > 0) return ROAD_NEXT.test(text.slice(whole)) && !known(text.slice(whole)) ? 0 : whole;
    return stem > 0 && lengthOf(text.slice(stem), names) > 0 ? stem : 0;
  };
  return (front) => {
    let [count, open] = [0, false];
    for (let rest = placeKey(front); rest !== ''; ) {
      const own = known(rest);
      const [token, suffix] = own > 0 ? [rest.slice(0, own)] : (TOKEN.exec(rest) ?? [rest]);
      if (suffix) {
        const rank = rankOf(suffix);
        if (held.has(rank) || (rank > top && count === 0)) return null;
      }
      if (own > 0) count += 1;
      open = suffix !== undefined || (open && own === 0);
      rest = rest.slice(token.length);
    }
    return open ? null : count;
  };
}
