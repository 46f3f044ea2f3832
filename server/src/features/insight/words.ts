import { measureOf } from './rules.ts';
import type { IndicatorDefinition, Scheme, TermDefinition } from './scheme.schema.ts';
import type { PublishedScheme } from './scheme.store.ts';
import {
  type AnyMeasure,
  type Measure,
  measureName,
  measures,
  type Period,
  periods,
  stageOf,
} from './vocabulary.ts';

const weightOf = (term: TermDefinition): number => (typeof term === 'string' ? 1 : term.weight);

const termInfo = (term: TermDefinition) => {
  const measure = measureOf(term) as AnyMeasure;
  const meaning = measure in measures ? measures[measure as Measure].meaning : '批准剔除、不计入考核的';
  return { measure, name: measureName(measure), weight: weightOf(term), meaning };
};

function indicatorInfo({ code, name, better, numerator, denominator, source, note }: IndicatorDefinition) {
  const under = denominator.map(termInfo);
  return {
    code,
    name,
    better,
    numerator: numerator.map(termInfo),
    denominator: under,
    excluded: `${stageOf(under[0]!.measure)}_excluded`,
    source,
    note: note ?? null,
  };
}

/** 处置率×30 ＋（1－返工率）×20 …, with the rule for parts that have nothing to judge. */
function scoreWords({ score, indicators }: Scheme): string {
  const parts = score!.parts.map(({ indicator, weight, inverse }) => {
    const name = indicators.find(({ code }) => code === indicator)?.name ?? indicator;
    return `${inverse ? `（1－${name}）` : name}×${weight}`;
  });
  const sum = score!.parts.reduce((total, { weight }) => total + weight, 0);
  return `${score!.name} = ${parts.join(' ＋ ')}${sum > 1 ? '' : '，再乘以 100'}；没有可计案件的指标不参与，其余权重按比例放大`;
}

/** When a statistical day begins and ends, in words. */
function dayWords({ starts, of }: Scheme['statistical_day']): string {
  if (of === 'previous_day') return `前一日 ${starts} 至当日 ${starts}`;
  return starts === '00:00' ? '当日 0 时至 24 时' : `当日 ${starts} 至次日 ${starts}`;
}

/** A scheme as screens show it: every indicator with how it is counted, the score written out. */
export function schemeInfo(scheme: PublishedScheme, typeName: (code: string) => string) {
  const { code, name, version, source, types, statistical_day, indicators, score } = scheme;
  return {
    code,
    name,
    version,
    published_at: scheme.published_at.toISOString(),
    source,
    types: (types ?? []).map((each) => ({ code: each, name: typeName(each) })),
    statistical_day: dayWords(statistical_day),
    periods: (scheme.periods as Period[]).map((each) => ({ code: each, name: periods[each] })),
    indicators: indicators.map(indicatorInfo),
    score: score ? { name: score.name, source: score.source, words: scoreWords(scheme) } : null,
  };
}
