/** How addresses and names of places are written, brought to one form so that they can be compared. Pure. */

const DIGITS = '零一二三四五六七八九';
const CHINESE_NUMBER =
  /([零一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=号|栋|幢|座|单元|室|楼|层)/g;

function arabic(text: string): string {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const high = text.includes('十') ? (tens ? DIGITS.indexOf(tens!) : 1) * 10 : 0;
  return String(high + (ones ? DIGITS.indexOf(ones) : 0));
}

/**
 * A name or an address without spaces and marks, as places are searched by: full-width letters and Chinese numbers of
 * houses become plain ones, 3号楼 and 3幢 become 3栋, and 3-2-501 keeps its strokes, because 32501 would be another house.
 */
export function placeKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d)\s*[-‐‑–—－~#]\s*(?=\d)/g, '-')
    .replace(/(?!-)[\s\p{P}\p{S}]/gu, '')
    .replace(/(?<!\d)-|-(?!\d)/g, '')
    .replace(CHINESE_NUMBER, arabic)
    .replace(/(?<=\d)(号楼|幢|座)/g, '栋');
}

/** The name of an area as it stands in addresses: without a remark behind it. */
export const divisionKey = (name: string): string => placeKey(name.replace(/[(（].*[)）]$/, ''));

/** 阳光花园3-2-501 as people say it in full: 3栋2单元501室. Only after a name, never after a street's house number. */
function spelledOut(key: string): string {
  return key.replace(
    /(\p{Script=Han})(\d{1,3})-(\d{1,2})(?:-(\d{1,4}))?$/u,
    (_, before: string, house: string, unit: string, room?: string) =>
      `${before}${house}栋${unit}单元${room ? `${room}室` : ''}`,
  );
}

const SHORTEST = 3;
const LONGEST = 30;
const LATEST_START = 30;
/** What names no place by itself: 3栋, 12号, 2单元. */
const GENERIC = /^[\d\-a-z]*(号|栋|楼|单元|室|层|门|铺)?$/;

/** The forms under which a place is found: its name, its address, the address without what comes before the street. */
export function keysOf(name: string, address: string, divisions: readonly string[]): string[] {
  const full = placeKey(address);
  const short = withoutDivisions(full, divisions);
  const gate = /^(.*?\d+号)(?=.)/.exec(short)?.[1];
  return [...new Set([placeKey(name), full, short, gate ?? ''])].filter(
    (key) => key.length >= SHORTEST && key.length <= 60 && !GENERIC.test(key),
  );
}

/** An address without the names of province, city, district, street and community at its beginning. */
export function withoutDivisions(key: string, divisions: readonly string[]): string {
  let rest = key;
  for (const name of divisions) {
    const division = placeKey(name);
    if (division && rest.startsWith(division) && rest.length > division.length)
      rest = rest.slice(division.length);
  }
  return rest;
}

/**
 * Every piece of an address text that may be the key of a place, for one indexed look-up of all of them: bounded, and
 * never cut inside a number, so that 幸福路1 is not found in 幸福路12号.
 */
export function piecesOf(text: string): string[] {
  const key = placeKey(text).slice(0, 80);
  const pieces = new Set<string>();
  for (const form of new Set([key, spelledOut(key)]))
    for (let start = 0; start <= Math.min(LATEST_START, form.length - SHORTEST); start++) {
      if (splitsNumber(form, start)) continue;
      for (let end = start + SHORTEST; end <= Math.min(form.length, start + LONGEST); end++)
        if (!splitsNumber(form, end)) pieces.add(form.slice(start, end));
    }
  return [...pieces].filter((piece) => !GENERIC.test(piece));
}

const isDigit = (char: string | undefined) => char !== undefined && char >= '0' && char <= '9';
const splitsNumber = (text: string, at: number) =>
  (isDigit(text[at - 1]) || text[at - 1] === '-') && (isDigit(text[at]) || text[at] === '-');
