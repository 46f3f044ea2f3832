/** What is known of two matters of which one may be about the same thing as the other. */
export interface Signs {
  /** Metres between them; null when one has no place of its own. */
  metres: number | null;
  /** Days between their calls. */
  days: number;
  /** How often two of their classes are the same thing, 0..1 (see `pairing`). */
  pairing: number;
  /** How much of what the one says the other says too, 0..1. */
  words: number;
  /** A photo of each shows the same picture. */
  photo: boolean;
}

/** What each sign weighs, on the scale of log odds. All but `base` are at least zero: nearer, sooner, more alike is never less likely. */
export interface Weights {
  base: number;
  metres: number;
  days: number;
  pairing: number;
  words: number;
  photo: number;
}

/**
 * Fitted on the requests of Boston of January–April 2015 (`npm run bench -- duplicates`), but for words and photos, of which that
 * file has next to none: those are set so that two characters said by both (树倒) are worth a prompt at a hundred metres.
 */
export const WEIGHTS: Weights = { base: 0.8, metres: 0.67, days: 0.09, pairing: 1.3, words: 6, photo: 6 };

/** Without a place of its own a call is somewhere in its community. */
const SOMEWHERE = 150;

export const logOdds = (share: number): number => Math.log(share / (1 - share));

/** The signs as the numbers that are weighed, in the order of `weighed`. */
export const measures = ({ metres, days, pairing, words, photo }: Signs): number[] => [
  1,
  -Math.log1p(Math.max(0, metres ?? SOMEWHERE) / 10),
  -Math.log1p(Math.max(0, days)),
  logOdds(Math.min(0.999, Math.max(0.0001, pairing))),
  words,
  photo ? 1 : 0,
];

export const weighed = (weights: Weights): number[] => [
  weights.base,
  weights.metres,
  weights.days,
  weights.pairing,
  weights.words,
  weights.photo,
];

/** How likely two matters are one and the same, 0..1. */
export function likelihood(signs: Signs, weights: Weights = WEIGHTS): number {
  const values = weighed(weights);
  const sum = measures(signs).reduce((total, measure, i) => total + measure * values[i]!, 0);
  return 1 / (1 + Math.exp(-sum));
}

/** How two classes have met so far: matters of the one that had an open one of the other close by, and how many of those were the same thing. */
export interface Met {
  met: number;
  same: number;
}

/** What is expected of two classes that have not met yet. */
export interface Expected {
  same: number;
  sibling: number;
  other: number;
}

/** Of Boston's requests with an open one within 60 m, how many the city closed as its duplicate: of the same type, of the same kind of work, of any other. */
export const EXPECTED: Expected = { same: 0.1, sibling: 0.05, other: 0.04 };

/** How close by two matters have met, in metres. */
export const MEETING_METRES = 60;
/** So many meetings weigh as much as what was expected. */
const CAUTION = 10;

/** How often two classes are the same thing: as expected at first, as seen the more the more they have met. */
export function pairing(kind: keyof Expected, { met, same }: Met, expected: Expected = EXPECTED): number {
  return (Math.min(same, met) + CAUTION * expected[kind]) / (met + CAUTION);
}

/** How two classes stand to each other; one that is not known may be any, and is taken for neither the same nor a stranger. */
export function kinship(
  a: { category: string | null; parent: string | null },
  b: { category: string | null; parent: string | null },
): keyof Expected {
  if (a.category === null || b.category === null) return 'sibling';
  if (a.category === b.category) return 'same';
  return a.parent !== null && a.parent === b.parent ? 'sibling' : 'other';
}

/** From here a prompt is worth showing: with these weights 15 of 100 calls that repeat nothing are prompted too, and 68 of 100 that do. */
export const THRESHOLD = 0.06;

const FEWEST_AT_DEFAULT = 100;
const SHARE_AT_DEFAULT = 0.01;

/**
 * Whether a spot is nobody's place but the one that a system puts where it knows none: so many of all calls lie on the very same
 * coordinates as no real place has. It is told from their number alone.
 */
export const isDefaultSpot = (atSpot: number, all: number): boolean =>
  atSpot >= FEWEST_AT_DEFAULT && atSpot >= SHARE_AT_DEFAULT * all;
