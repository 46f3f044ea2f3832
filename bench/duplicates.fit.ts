import {
  type Expected,
  kinship,
  MEETING_METRES,
  type Met,
  measures,
  pairing,
  type Signs,
  type Weights,
} from '../server/src/features/matter/rules.likely.ts';
import type { Pair, Place311 } from './duplicates.requests.ts';

/** What is learned from the past. */
export interface Learned {
  weights: Weights;
  expected: Expected;
  met: Map<string, Met>;
}

const kin = (a: Place311, b: Place311) =>
  kinship({ category: a.type, parent: a.kind }, { category: b.type, parent: b.kind });
const pairOf = (a: Place311, b: Place311): string => [a.type, b.type].join('\n');

/** How classes have met: each request counts once for each class that had an open one within 60 m. */
function meetings(requests: readonly Place311[], pairs: readonly Pair[]): Pick<Learned, 'met' | 'expected'> {
  const met = new Map<string, Met>();
  const total = { same: { met: 0, same: 0 }, sibling: { met: 0, same: 0 }, other: { met: 0, same: 0 } };
  const seen = new Set<string>();
  for (const { newer, older, metres } of pairs) {
    const [a, b] = [requests[newer]!, requests[older]!];
    const once = `${newer} ${b.type}`;
    if (metres > MEETING_METRES || seen.has(once)) continue;
    seen.add(once);
    const counts = met.get(pairOf(a, b)) ?? { met: 0, same: 0 };
    for (const each of [counts, total[kin(a, b)]]) {
      each.met += 1;
      if (a.gold) each.same += 1;
    }
    met.set(pairOf(a, b), counts);
  }
  const share = ({ met: all, same }: Met) => (same + 1) / (all + 2);
  return {
    met,
    expected: { same: share(total.same), sibling: share(total.sibling), other: share(total.other) },
  };
}

/** The signs of a pair by what is learned. */
function signsOf(
  requests: readonly Place311[],
  { newer, older, metres, days }: Pair,
  learned: Pick<Learned, 'met' | 'expected'>,
): Signs {
  const [a, b] = [requests[newer]!, requests[older]!];
  const counts = learned.met.get(pairOf(a, b)) ?? { met: 0, same: 0 };
  const shared = [...a.words].filter((word) => b.words.has(word)).length;
  return {
    metres,
    days,
    pairing: pairing(kin(a, b), counts, learned.expected),
    words: shared / Math.max(1, Math.min(a.words.size, 12)),
    photo: false,
  };
}

/** Solves a small set of equations (Gauss with pivots). */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  for (let at = 0; at < n; at += 1) {
    let best = at;
    for (let i = at + 1; i < n; i += 1) if (Math.abs(rows[i]![at]!) > Math.abs(rows[best]![at]!)) best = i;
    [rows[at], rows[best]] = [rows[best]!, rows[at]!];
    for (let i = 0; i < n; i += 1) {
      if (i === at) continue;
      const factor = rows[i]![at]! / rows[at]![at]!;
      for (let j = at; j <= n; j += 1) rows[i]![j]! -= factor * rows[at]![j]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

const RIDGE = 0.1;
const STEP = 0.7;
const STEPS = 30;

/** Logistic regression by damped Newton steps, with a little pull towards zero. */
function logistic(rows: readonly number[][], truth: readonly boolean[]): number[] {
  const n = rows[0]!.length;
  let weights = Array<number>(n).fill(0);
  for (let step = 0; step < STEPS; step += 1) {
    const slope = weights.map((weight) => -RIDGE * weight);
    const curve = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
    rows.forEach((row, k) => {
      const p = 1 / (1 + Math.exp(-row.reduce((sum, each, i) => sum + each * weights[i]!, 0)));
      for (let i = 0; i < n; i += 1) {
        slope[i]! += row[i]! * (Number(truth[k]) - p);
        for (let j = 0; j < n; j += 1) curve[i]![j]! += row[i]! * row[j]! * p * (1 - p);
      }
    });
    const change = solve(curve, slope);
    weights = weights.map((weight, i) => weight + STEP * change[i]!);
  }
  return weights;
}

const ROUNDS = 6;

/** The likeliest open one of each request, by some weights; numbers of the rows. */
function likeliest(pairs: readonly Pair[], rows: readonly number[][], weights: readonly number[]) {
  const best = new Map<number, { row: number; sum: number }>();
  pairs.forEach(({ newer }, row) => {
    const sum = rows[row]!.reduce((total, each, i) => total + each * weights[i]!, 0);
    if (sum > (best.get(newer)?.sum ?? Number.NEGATIVE_INFINITY)) best.set(newer, { row, sum });
  });
  return best;
}

const named = ([base, metres, days, pair, words]: readonly number[]): Weights => ({
  base: base!,
  metres: metres!,
  days: days!,
  pairing: pair!,
  words: words!,
  photo: 0,
});

/**
 * Learns from the past which classes pair up and what each sign weighs. Which of several open ones a duplicate was of, the city
 * seldom says: it is taken to be the likeliest by what is known so far, and the weights are fitted anew until they settle.
 */
export function learn(requests: readonly Place311[], pairs: readonly Pair[]): Learned {
  const known = meetings(requests, pairs);
  const rows = pairs.map((pair) => measures(signsOf(requests, pair, known)));
  let weights = [0, 1, 0.1, 1, 0.5, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const best = [...likeliest(pairs, rows, weights)];
    weights = logistic(
      best.map(([, { row }]) => rows[row]!),
      best.map(([newer]) => requests[newer]!.gold),
    );
  }
  return { ...known, weights: named(weights) };
}

/** How likely each request is to repeat an open one, 0..1; 0 when there is none. By the product's own `likelihood`. */
export function judge(
  requests: readonly Place311[],
  pairs: readonly Pair[],
  learned: Learned,
  likely: (signs: Signs, weights: Weights) => number,
): Float64Array {
  const found = new Float64Array(requests.length);
  for (const pair of pairs)
    found[pair.newer] = Math.max(
      found[pair.newer]!,
      likely(signsOf(requests, pair, learned), learned.weights),
    );
  return found;
}
