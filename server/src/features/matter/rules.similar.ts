import { wordsOf } from '../../platform/words.ts';
import { withoutFillers } from './rules.fillers.ts';
import { kinship, likelihood, type Met, pairing } from './rules.likely.ts';

/** A call being typed. */
export interface Draft {
  text: string;
  category: string | null;
  /** The class above it: its other children are siblings. */
  parent: string | null;
  point: { lng: number; lat: number } | null;
  /** Nothing is known of its place, not even the community. */
  anywhere?: boolean;
  at: Date;
}

export interface Candidate {
  title: string;
  text: string;
  category: string | null;
  parent: string | null;
  point: { lng: number; lat: number } | null;
  /** Address and names of the area: that both calls name the street is no reason, they were found by being near. */
  place: string;
  at: Date;
  /** One of its photos shows what one of the draft's does. */
  photo: boolean;
}

export interface Likeness {
  /** How likely both are about the same thing, 0..1; 0 beyond `NEAR_METRES`. */
  likelihood: number;
  /** Metres, when both have a point. */
  distance: number | null;
  /** Why they are alike, beside the distance and the time. */
  why: string[];
  /** Whether their words are alike, whichever they are: what may be told where the words themselves may not. */
  wordsAlike: boolean;
}

/** How far away a matter can be and still be about the same thing. */
export const NEAR_METRES = 300;
/** So far from each other two places of a city usually are. */
const ANYWHERE = 3000;
const METRES_PER_DEGREE = 111_320;

/** Cells of which a degree has so many: what lies near a point is found by its cell and those around it. */
const CELLS_PER_DEGREE = 500;

/** The cell that a point lies in. */
export const cellOf = ({ lng, lat }: { lng: number; lat: number }): { y: number; x: number } => ({
  y: Math.floor(lat * CELLS_PER_DEGREE),
  x: Math.floor(lng * CELLS_PER_DEGREE),
});

/** The cells that anything within some metres of a point may lie in. */
export function cellsAround(
  { lng, lat }: { lng: number; lat: number },
  radius: number,
): { y: number; x: number }[] {
  // Distances are told in whole metres: half a metre more still counts as within.
  const high = (radius + 0.5) / METRES_PER_DEGREE;
  const wide = high / Math.max(0.1, Math.cos((lat * Math.PI) / 180));
  const span = (at: number, reach: number) => {
    const [from, to] = [
      Math.floor((at - reach) * CELLS_PER_DEGREE),
      Math.floor((at + reach) * CELLS_PER_DEGREE),
    ];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  };
  return span(lat, high).flatMap((y) => span(lng, wide).map((x) => ({ y, x })));
}

export function metres(a: Draft['point'], b: Draft['point']): number | null {
  if (!a || !b) return null;
  const x = (a.lng - b.lng) * Math.cos((a.lat * Math.PI) / 180);
  return Math.round(Math.hypot(x, a.lat - b.lat) * METRES_PER_DEGREE);
}

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
    .flatMap(withoutFillers)
    .map((piece) => piece.replaceAll(EDGES, ''))
    .filter((piece) => [...piece].length >= 2 && !/^一.$/.test(piece))
    .sort((a, b) => b.length - a.length);
  return said.filter((each, i) => !said.slice(0, i).some((one) => one.includes(each))).slice(0, MOST_SAID);
}

const DAY = 86_400_000;
/** So many characters said by both, beside the street's name, are as much as a call has to say. */
const ALL_SAID = 6;

/**
 * How likely an open matter is about the same thing as the call being typed, from what both say, their classes and how those have
 * paired up so far (`met`), place, time and photos. See docs/decisions/0016-telling-duplicates.md.
 */
export function likeness(draft: Draft, other: Candidate, met: Met = { met: 0, same: 0 }): Likeness {
  const distance = metres(draft.point, other.point);
  const said = saidInBoth(draft, other);
  const words = Math.min(1, [...said.join('')].length / ALL_SAID);
  const kind = kinship(draft, other);
  const known = draft.category !== null && other.category !== null;
  const why: string[] = [];
  if (known && kind === 'same') why.push('类别相同');
  if (known && kind === 'sibling') why.push('类别相近');
  if (known && kind !== 'same' && met.same > 1) why.push('这两类常是同一件事');
  if (other.photo) why.push('照片相似');
  if (said.length > 0) why.push(`都提到：${said.join('、')}`);
  const days = Math.max(0, draft.at.getTime() - other.at.getTime()) / DAY;
  const signs = {
    metres: distance ?? (draft.anywhere ? ANYWHERE : null),
    days,
    pairing: pairing(kind, met),
    words,
    photo: other.photo,
  };
  const far = distance !== null && distance > NEAR_METRES && !other.photo;
  return { likelihood: far ? 0 : likelihood(signs), distance, why, wordsAlike: words >= 0.3 };
}
