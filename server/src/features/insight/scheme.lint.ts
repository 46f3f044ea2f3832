import { type Finding, type Parsed, parseAs } from '../workflow/index.ts';
import { measureOf } from './rules.ts';
import { type IndicatorDefinition, type Scheme, SchemeSchema } from './scheme.schema.ts';
import { isMeasure, measureName, stageOf, stages } from './vocabulary.ts';

const fault = (severity: Finding['severity'], code: string, path: string, message: string): Finding => ({
  severity,
  code,
  path,
  message,
});

/** Reads a file of indicators. Refuses what is not YAML or not of the documented shape; `lintScheme` judges the meaning. */
export const parseScheme = (text: string): Parsed<Scheme> => parseAs(text, SchemeSchema);

function lintTerms(indicator: IndicatorDefinition, path: string): Finding[] {
  const words = [...indicator.numerator, ...indicator.denominator].map(measureOf);
  const unknown = words.filter((word) => !isMeasure(word));
  if (unknown.length > 0)
    return unknown.map((word) =>
      fault(
        'error',
        'unknown_measure',
        path,
        `“${indicator.name}”用了没有的计数项“${word}”，请从计数项清单中选择。`,
      ),
    );
  const known = words.filter(isMeasure);
  const used = new Set(known.map(stageOf));
  if (used.size > 1)
    return [
      fault(
        'error',
        'mixed_stages',
        path,
        `“${indicator.name}”的分子和分母归入统计期的办法不同（${[...used].map((stage) => stages[stage]).join('、')}），比率没有意义，请用同一环节的计数项。`,
      ),
    ];
  const twice = known.filter(
    (word, i) =>
      known.indexOf(word) < i &&
      indicator.numerator.map(measureOf).filter((other) => other === word).length > 1,
  );
  return twice.map((word) =>
    fault('error', 'counted_twice', path, `“${indicator.name}”的分子把“${measureName(word)}”算了两次。`),
  );
}

function lintScore({ score, indicators }: Scheme): Finding[] {
  if (!score) return [];
  const codes = new Set(indicators.map(({ code }) => code));
  const findings = score.parts.flatMap(({ indicator, inverse }, i) => {
    const path = `score.parts.${i}`;
    if (!codes.has(indicator))
      return [fault('error', 'unknown_indicator', path, `综合得分里的“${indicator}”不是本方案的指标。`)];
    const { better, name } = indicators.find(({ code }) => code === indicator)!;
    return (better === 'lower') === (inverse ?? false)
      ? []
      : [
          fault(
            'error',
            'wrong_direction',
            path,
            `“${name}”是${better === 'lower' ? '越低' : '越高'}越好的指标，综合得分里应${better === 'lower' ? '写 inverse: true（按 1−指标 计）' : '去掉 inverse'}。`,
          ),
        ];
  });
  const named = score.parts.map(({ indicator }) => indicator);
  if (new Set(named).size < named.length)
    findings.push(fault('error', 'part_twice', 'score.parts', '同一指标在综合得分里出现了两次。'));
  const sum = score.parts.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 100) > 1e-9 && Math.abs(sum - 1) > 1e-9)
    findings.push(
      fault(
        'error',
        'weights',
        'score.parts',
        `权重之和应为 100 或 1，现在是 ${Math.round(sum * 1000) / 1000}。`,
      ),
    );
  return findings;
}

/** What is wrong with a scheme, in Chinese; errors refuse it. `types` are the matter types there are. */
export function lintScheme(scheme: Scheme, types: ReadonlySet<string>): Finding[] {
  const codes = scheme.indicators.map(({ code }) => code);
  const twice = codes.filter((code, i) => codes.indexOf(code) < i);
  return [
    ...twice.map((code) => fault('error', 'code_twice', 'indicators', `指标代码“${code}”用了两次。`)),
    ...(scheme.types ?? [])
      .filter((type) => !types.has(type))
      .map((type) => fault('error', 'unknown_type', 'types', `没有事项类型“${type}”。`)),
    ...scheme.indicators.flatMap((indicator, i) => lintTerms(indicator, `indicators.${i}`)),
    ...lintScore(scheme),
  ];
}
