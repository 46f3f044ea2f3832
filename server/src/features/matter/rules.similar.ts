import { wordsOf } from './rules.search.ts';

/** A call being typed. */
export interface Draft {
  text: string;
  category: string | null;
  /** The class above it: its other children are siblings. */
  parent: string | null;
  point: { lng: number; lat: number } | null;
}

export interface Candidate {
  title: string;
  text: string;
  category: string | null;
  parent: string | null;
  point: { lng: number; lat: number } | null;
  /** Address and names of the area: that both calls name the street is no reason, they were found by being near. */
  place: string;
}

export interface Likeness {
  score: number;
  /** Metres, when both have a point. */
  distance: number | null;
  /** Why they are alike, beside the distance. */
  why: string[];
}

/** How far away a matter can be and still be about the same thing. */
export const NEAR_METRES = 300;
const METRES_PER_DEGREE = 111_320;

/** The box of `NEAR_METRES` around a point, in degrees. */
export function boxAround({ lng, lat }: { lng: number; lat: number }) {
  const high = NEAR_METRES / METRES_PER_DEGREE;
  const wide = high / Math.max(0.1, Math.cos((lat * Math.PI) / 180));
  return { south: lat - high, north: lat + high, west: lng - wide, east: lng + wide };
}

function metres(a: Draft['point'], b: Draft['point']): number | null {
  if (!a || !b) return null;
  const x = (a.lng - b.lng) * Math.cos((a.lat * Math.PI) / 180);
  return Math.round(Math.hypot(x, a.lat - b.lat) * METRES_PER_DEGREE);
}

// Words that are in every second call say nothing about being alike.
const EMPTY = new Set([
  '我们',
  '这里',
  '有人',
  '没有',
  '已经',
  '请尽',
  '尽快',
  '快处',
  '处理',
  '一个',
  '小区',
  '附近',
]);

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** What is left of some words when the names of a place are cut out of them. */
function without(place: string, run: string): string[] {
  let rest = '';
  for (let i = 0; i < run.length; ) {
    let size = 0;
    while (i + size < run.length && place.includes(run.slice(i, i + size + 1))) size += 1;
    rest += size >= 2 ? ' ' : run[i];
    i += size >= 2 ? size : 1;
  }
  return rest.split(' ').filter((piece) => [...piece].length >= 2);
}

const MOST_SAID = 4;
// What is left at the edges where a pair was met by chance: 号的, 了一块.
const EDGES = /^[的了着号是在把被也都就还很旁]+|[的了着号是在把被也都就还很旁一]+$/g;

/** What both texts say, as a person reads it: neighbouring pairs joined again (滨江 江大 大道 is 滨江大道), the longest first. */
function saidInBoth(draft: Draft, other: Candidate): string[] {
  const [here, there] = [plain(draft.text), plain(`${other.title} ${other.text}`)];
  const runs: string[] = [];
  for (const word of wordsOf(draft.text)) {
    const longer = (runs.at(-1) ?? '') + [...word].slice(1).join('');
    if (runs.at(-1)?.endsWith(word[0]!) && here.includes(longer) && there.includes(longer))
      runs[runs.length - 1] = longer;
    else if (there.includes(word)) runs.push(word);
  }
  const said = runs
    .flatMap((run) => without(plain(other.place), run))
    .map((piece) => piece.replaceAll(EDGES, ''))
    .filter(
      (piece) =>
        [...piece].length >= 2 && !/^一.$/.test(piece) && wordsOf(piece).some((word) => !EMPTY.has(word)),
    )
    .sort((a, b) => b.length - a.length);
  return said.filter((each, i) => !said.slice(0, i).some((one) => one.includes(each))).slice(0, MOST_SAID);
}

/**
 * How alike an open matter is to the call being typed: the same class, the same words, the same place. Zero when only the
 * place speaks for it and it is not at the very spot: in a busy street everything is near everything.
 */
export function likeness(draft: Draft, other: Candidate): Likeness {
  const why: string[] = [];
  const asked = wordsOf(draft.text).filter((word) => !EMPTY.has(word));
  const there = new Set(wordsOf(other.title, other.text));
  const shared = asked.filter((word) => there.has(word));
  const words = asked.length === 0 ? 0 : shared.length / Math.min(asked.length, 12);
  const sameClass = draft.category !== null && draft.category === other.category;
  const sibling = !sameClass && draft.parent !== null && draft.parent === other.parent;
  const distance = metres(draft.point, other.point);
  if (distance !== null && distance > NEAR_METRES) return { score: 0, distance, why };
  const near = distance === null ? 0 : 1 - distance / NEAR_METRES;
  if (sameClass) why.push('类别相同');
  if (sibling) why.push('类别相近');
  const said = saidInBoth(draft, other);
  if (said.length > 0) why.push(`都提到：${said.join('、')}`);
  // Words that are only the street's name or met by chance speak for nothing.
  const alike = (said.length > 0 ? words * 2 : 0) + (sameClass ? 1 : sibling ? 0.5 : 0);
  const atTheSpot = distance !== null && distance <= 30;
  return { score: alike > 0 || atTheSpot ? alike + near * 0.8 : 0, distance, why };
}
