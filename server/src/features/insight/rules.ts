import type { IndicatorDefinition, Scheme, TermDefinition } from './scheme.schema.ts';
import { type AnyMeasure, stageOf } from './vocabulary.ts';

/** How many facts carry each measure. */
export type Counts = Partial<Record<AnyMeasure, number>>;

export const measureOf = (term: TermDefinition): string => (typeof term === 'string' ? term : term.measure);
const weightOf = (term: TermDefinition): number => (typeof term === 'string' ? 1 : term.weight);

/** One addend of a numerator or denominator, as shown and opened. */
export interface TermValue {
  measure: AnyMeasure;
  weight: number;
  n: number;
}

export interface IndicatorValue {
  code: string;
  numerator: TermValue[];
  denominator: TermValue[];
  /** Null where nothing was to be judged. */
  rate: number | null;
  /** Taken out of judgement (剔除) in the stage it is about. */
  excluded: TermValue;
}

const termOf = (term: TermDefinition, counts: Counts): TermValue => {
  const measure = measureOf(term) as AnyMeasure;
  return { measure, weight: weightOf(term), n: counts[measure] ?? 0 };
};
const total = (terms: readonly TermDefinition[], counts: Counts): number =>
  terms.reduce((sum, term) => sum + weightOf(term) * (counts[measureOf(term) as AnyMeasure] ?? 0), 0);

/** A rate by counts. A share of nothing is no zero: it is unknown. */
export function rateOf({ numerator, denominator }: IndicatorDefinition, counts: Counts): number | null {
  const of = total(denominator, counts);
  return of > 0 ? total(numerator, counts) / of : null;
}

/** What an indicator comes to by counts, with every addend. */
export function judge(indicator: IndicatorDefinition, counts: Counts): IndicatorValue {
  const { code, numerator, denominator } = indicator;
  const [over, under] = [numerator, denominator].map((terms) => terms.map((term) => termOf(term, counts)));
  const measure = `${stageOf(under![0]!.measure)}_excluded` as const;
  return {
    code,
    numerator: over!,
    denominator: under!,
    rate: rateOf(indicator, counts),
    excluded: { measure, weight: 1, n: counts[measure] ?? 0 },
  };
}

/**
 * The score of a scheme, 0 to 100, by the rates of its indicators. Parts without anything to judge are left out and the weights of
 * the others grow in proportion; null when nothing at all was to be judged.
 */
export function scoreBy(
  { score, indicators }: Scheme,
  rates: (indicator: IndicatorDefinition) => number | null,
): number | null {
  if (!score) return null;
  let [sum, weights] = [0, 0];
  for (const { indicator, weight, inverse } of score.parts) {
    const of = indicators.find(({ code }) => code === indicator);
    const rate = of ? rates(of) : null;
    if (rate === null) continue;
    weights += weight;
    sum += weight * (inverse ? 1 - rate : rate);
  }
  return weights === 0 ? null : (100 * sum) / weights;
}

/** The same by what the indicators came to. */
export const scoreOf = (scheme: Scheme, values: readonly IndicatorValue[]): number | null =>
  scoreBy(scheme, ({ code }) => values.find((value) => value.code === code)?.rate ?? null);

/** Minutes from midnight to the beginning of the scheme's statistical day; noon of the day before is -720. */
export function startsOf({ statistical_day: { starts, of } }: Pick<Scheme, 'statistical_day'>): number {
  const [hours, minutes] = starts.split(':').map(Number);
  return hours! * 60 + minutes! - (of === 'previous_day' ? 1440 : 0);
}

/** Places by value, best first; equal values share one, who has none has no place. */
export function ranks(values: readonly (number | null)[], better: 'higher' | 'lower'): (number | null)[] {
  const known = values.filter((value) => value !== null);
  return values.map((value) =>
    value === null
      ? null
      : 1 + known.filter((other) => (better === 'higher' ? other > value : other < value)).length,
  );
}
