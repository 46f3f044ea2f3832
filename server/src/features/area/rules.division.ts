import { type AreaLevel, areaLevels } from './codes.ts';
import { divisionKey, placeKey } from './rules.address.ts';

/** The divisions that an address names in front of a road or an estate. Pure. */

/** An area above a place, as the tree has it. */
export interface Division {
  name: string;
  level: string;
}

/** What the names of divisions end with, by level; parts of an estate are in no tree. */
const DIVISIONS: readonly { level: AreaLevel | null; ends: readonly string[] }[] = [
  { level: 'province', ends: ['特别行政区', '自治区', '省'] },
  { level: 'city', ends: ['自治州', '地区', '市'] },
  { level: 'district', ends: ['旗', '县', '区'] },
  { level: 'street', ends: ['苏木', '街道', '镇', '乡'] },
  { level: 'community', ends: ['嘎查', '社区', '村'] },
  { level: null, ends: ['小区'] },
];
const LEVEL_OF = new Map(DIVISIONS.flatMap(({ level, ends }) => ends.map((end) => [end, level] as const)));
const ROADS = ['大道', '胡同', '路', '巷', '街'];
const GATES = ['新村', '号院', '号', '道', '弄', '里'];

/** What ends a part of an address: the name of a division, of a road or of a quarter, or the number of a gate; the longest first. */
export const addressEnds: readonly string[] = [...LEVEL_OF.keys(), ...ROADS, ...GATES].toSorted(
  (a, b) => b.length - a.length,
);

/**
 * Where an end is none: no city has a name of one character, so that 新市 and 城市花园 are none; 成都市, 盐城市 and 攀枝花市 are.
 * 街道 is no road.
 */
const GUARDED: Readonly<Record<string, string>> = {
  市: '(?<!^.|[超夜早菜]|新城|大都)市(?!场)',
  旗: '(?<!红)旗',
  村: '(?<!新)村',
  街: '街(?!道)',
};
const oneOf = (ends: readonly string[]): string => `(?:${ends.map((end) => GUARDED[end] ?? end).join('|')})`;
const DIVISION = oneOf(addressEnds.filter((end) => LEVEL_OF.has(end)));
const ROAD = `(?:大?${oneOf(ROADS)})`;
/** 东村南路 and 开发区三路 are roads; 五一路 and 八一路 have their names from a day, whatever stands in front of them. */
const TURN = '(?!五一|七一|八一|三八|五四|二七)[东南西北中前后一二三四五六七八九十\\d]{1,3}';
/**
 * Behind a city or a district 东大街 and 南路 are roads of their own (西安市东大街), behind what is small they mostly have their name
 * from it.
 */
const LOCAL_ROAD = `(?<=社区|村|镇|乡)(?:里|弄|${TURN}${ROAD})`;
/** A part of a town or the grounds of something: no division, though it ends like one. 浦东新区 and 滨海新区 are districts. */
const QUARTER = [
  '(?:[园厂校库矿郊片景]|生活|家属|宿舍|住宅|别墅|办公|居民|开发|经开|工业|产业|保税|自贸|示范|度假|高新)区',
  '(?<!浦东|滨海)新区',
  '(?:^|[老旧新主]|中心)城区',
  '(?:^|[老旧新])市区',
  '^区',
].join('|');
/** Up to the end of a division's name, else of a quarter's, a road's or a gate's. */
const TOKEN = new RegExp(
  `^.*?(?:(?<!^)(${DIVISION})(?!${ROAD})(?!${LOCAL_ROAD})|(?:${QUARTER})(?:(?:${TURN})?${ROAD})?` +
    `|(?<!^)(?:${ROAD}|${oneOf(GATES)})(?!${DIVISION}))`,
  'u',
);

/** How far down a level stands; what is in no tree stands below all of them. */
const depthOf = (level: AreaLevel | null): number => (level ? areaLevels.indexOf(level) : areaLevels.length);

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
  const held: ReadonlySet<string> = new Set(above.map(({ level }) => level));
  // A level that somebody called as they liked stands nobody knows where.
  const top = Math.min(depthOf(null), ...areaLevels.filter((level) => held.has(level)).map(depthOf));
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
        const level = LEVEL_OF.get(suffix) ?? null;
        if ((level && held.has(level)) || (count === 0 && depthOf(level) > top)) return null;
      }
      if (own > 0) count += 1;
      open = suffix !== undefined || (open && own === 0);
      rest = rest.slice(token.length);
    }
    return open ? null : count;
  };
}
