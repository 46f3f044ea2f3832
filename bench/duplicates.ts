import { fileURLToPath } from 'node:url';
import { likelihood } from '../server/src/features/matter/rules.likely.ts';
import { BOSTON } from './deadlines.ts';
import { judge, type Learned, learn } from './duplicates.fit.ts';
import { FARTHEST, openPairs, type Pair, type Place311, readPlaces } from './duplicates.requests.ts';
import type { Report } from './figure.ts';
import { option } from './tokens.ts';

export const name = 'duplicates';

/** What is shown to whom: share of the other requests that a prompt is shown for, and of the duplicates. */
interface Point {
  prompts: number;
  recall: number;
}

const RATES = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];
const RADII = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 75, 100, 150, 200, 250, FARTHEST];
const AGREED = 0.15;

/** The curve of some scores over the requests of the test: every place where it can be cut, fewest prompts first. */
function curve(requests: readonly Place311[], tested: readonly number[], scores: ArrayLike<number>): Point[] {
  const sorted = tested
    .filter((i) => scores[i]! > 0)
    .map((i) => ({ score: scores[i]!, gold: requests[i]!.gold }))
    .sort((a, b) => b.score - a.score);
  const golds = tested.filter((i) => requests[i]!.gold).length;
  const points: Point[] = [];
  let [hit, other] = [0, 0];
  sorted.forEach(({ score, gold }, i) => {
    if (gold) hit += 1;
    else other += 1;
    if (sorted[i + 1]?.score !== score)
      points.push({ prompts: other / (tested.length - golds), recall: hit / golds });
  });
  return points;
}

/** The best that is to be had without prompting more than this share of the others. */
const bestAt = (points: readonly Point[], most: number): number =>
  points.reduce((best, { prompts, recall }) => (prompts <= most ? Math.max(best, recall) : best), 0);

/** “Same type within a radius”: the nearest open one of the same type scores by how near it is. Every radius there is is a cut of its curve. */
function sameType(requests: readonly Place311[], pairs: readonly Pair[]): Float64Array {
  const found = new Float64Array(requests.length);
  for (const { newer, older, metres } of pairs)
    if (requests[newer]!.type === requests[older]!.type)
      found[newer] = Math.max(found[newer]!, 1 / (1 + metres));
  return found;
}

/** What is shown when one has learned from the one list and is asked about some of the other. */
function figures(
  learned: Learned,
  requests: readonly Place311[],
  pairs: readonly Pair[],
  tested: readonly number[],
) {
  const scores = judge(requests, pairs, learned, likelihood);
  const nearest = sameType(requests, pairs);
  const golds = tested.filter((i) => requests[i]!.gold);
  const others = tested.length - golds.length;
  const placeless = requests.flatMap((each, i) => (each.placeless ? i : []));
  return {
    learned,
    golds: golds.length,
    ours: curve(requests, tested, scores),
    thumb: curve(requests, tested, nearest),
    radii: RADII.map((radius) => {
      const shown = (of: readonly number[]) => of.filter((i) => nearest[i]! >= 1 / (1 + radius)).length;
      const hit = shown(golds);
      return { radius, recall: hit / golds.length, prompts: (shown(tested) - hit) / others };
    }),
    placeless: placeless.length,
    /** Prompts for requests at a default coordinate, and pairs that lead to one. */
    promptedPlaceless:
      placeless.filter((i) => scores[i]! > 0).length +
      pairs.filter(({ older }) => requests[older]!.placeless).length,
    /** The likelihood from which a prompt is shown when 15 % of the others may be prompted. */
    threshold: thresholdAt(tested.filter((i) => !requests[i]!.gold).map((i) => scores[i]!)),
  };
}

/** Learns from January–April of a file and is asked about its May–June; or learns from all of `fit` and is asked about all of the file. */
export async function measure(file: string | URL, fit?: string) {
  const requests = await readPlaces(file);
  const pairs = openPairs(requests);
  const all = requests.map((_, i) => i);
  if (fit !== undefined) {
    const past = await readPlaces(fit);
    return figures(learn(past, openPairs(past)), requests, pairs, all);
  }
  const before = pairs.filter(({ newer }) => requests[newer]!.month <= 4);
  const tested = all.filter((i) => requests[i]!.month === 5 || requests[i]!.month === 6);
  return figures(learn(requests, before), requests, pairs, tested);
}

function thresholdAt(scores: number[]): number {
  const sorted = scores.sort((a, b) => b - a);
  return sorted[Math.floor(AGREED * sorted.length)]!;
}

/** At 15 % prompts on other requests: recall of ours and of the best radius. */
export const agreed = ({ ours, thumb }: Pick<Awaited<ReturnType<typeof measure>>, 'ours' | 'thumb'>) => ({
  ours: bestAt(ours, AGREED),
  thumb: bestAt(thumb, AGREED),
});

const percent = (share: number) => 100 * share;

/**
 * Prints the curve over May–June of Boston's requests beside that of “same type within a radius”; `--fit CSV --file CSV` learns from
 * all of the one file (columns as Boston's) and is asked about all of the other.
 */
export async function run(report: Report, args: string[]): Promise<void> {
  const found = await measure(option(args, 'file') ?? fileURLToPath(BOSTON), option(args, 'fit'));
  for (const { radius, recall, prompts } of found.radii)
    report({
      name: `same type within ${radius} m: recall at ${percent(prompts).toFixed(1)} % prompts`,
      value: percent(recall),
      unit: '%',
    });
  for (const rate of RATES) {
    const [value, reference] = [percent(bestAt(found.ours, rate)), percent(bestAt(found.thumb, rate))];
    const bound = rate === AGREED && { bound: '>= reference + 5 points', ok: value >= reference + 5 };
    report({
      name: `recall at ${percent(rate)} % prompts, beside the best radius`,
      value,
      unit: '%',
      reference,
      ...(reference > 0 && { ratio: value / reference }),
      ...bound,
    });
  }
  report({
    name: 'prompts at default coordinates',
    value: found.promptedPlaceless,
    unit: 'requests',
    reference: found.placeless,
    ratio: found.promptedPlaceless / found.placeless,
    bound: '= 0',
    ok: found.promptedPlaceless === 0,
  });
  for (const [sign, value] of Object.entries({ ...found.learned.weights, ...found.learned.expected }))
    report({ name: `learned: ${sign}`, value, unit: 'log odds or share' });
  report({ name: 'likelihood at 15 % prompts', value: found.threshold, unit: 'share' });
}
