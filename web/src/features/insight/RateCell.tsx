import { Fragment } from 'react';
import { type Indicator, percent, type Value } from './data.ts';
import './insight.css';

export type OpenNumber = (measure: string, name: string) => void;

interface Props {
  indicator: Indicator;
  value: Value;
  open: OpenNumber;
}

type Terms = Indicator['numerator'];

/** The numbers of one side of a rate, each of which opens what it counts. */
function Side({ terms, numbers, open }: { terms: Terms; numbers: readonly number[]; open: OpenNumber }) {
  return terms.map(({ measure, name, weight }, i) => (
    <Fragment key={measure}>
      {i > 0 && '＋'}
      {weight !== 1 && `${weight}×`}
      <button
        type="button"
        className="hy-number"
        disabled={numbers[i] === 0}
        title={`${name} ${numbers[i]}：打开清单`}
        aria-label={`${name} ${numbers[i]}`}
        onClick={() => open(measure, name)}
      >
        {numbers[i]!.toLocaleString('zh-CN')}
      </button>
    </Fragment>
  ));
}

/** A rate with a bar, and below it what was divided by what. */
export function RateCell({ indicator, value, open }: Props) {
  const { rate, numerator, denominator, excluded } = value;
  if (rate === null && excluded === 0)
    return (
      <span className="hy-muted" title="这一期没有可计的">
        —
      </span>
    );
  return (
    <div className="hy-share">
      <strong>{percent(rate)}</strong>
      <span className={`hy-rate-bar ${indicator.better}`} aria-hidden>
        <i style={{ width: `${Math.min(1, rate ?? 0) * 100}%` }} />
      </span>
      <span className="hy-rate-terms">
        <Side terms={indicator.numerator} numbers={numerator} open={open} /> /{' '}
        <Side terms={indicator.denominator} numbers={denominator} open={open} />
        {excluded > 0 && (
          <>
            {' '}
            <button type="button" className="hy-number" onClick={() => open(indicator.excluded, '剔除')}>
              剔除 {excluded} 件
            </button>
          </>
        )}
      </span>
    </div>
  );
}
